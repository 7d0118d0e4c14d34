import { type FleetView, GPU_MILLI, gpuNeedOf, type TaskRequest } from '../view.js';
import type { AlgorithmContext, AlgorithmFactory } from './algorithm.js';
import { gpuMilliLeft } from './gpus.js';

/** Scores of the published runs are whole numbers from 0 to 100. */
const SCORE_MOST = 100;

/** The two resources in the score: CPU, and GPUs in a fleet with GPUs, otherwise memory. */
interface Pair {
  readonly cpuMost: number;
  readonly otherMost: number;
  otherFree(fleet: FleetView, row: number): number;
  otherNeed(request: TaskRequest): number;
}

function pairOf({ most }: AlgorithmContext): Pair {
  const cpuMost = Math.max(1, most.cpuUnits);
  if (most.gpus > 0) return { cpuMost, otherMost: most.gpus * GPU_MILLI, otherFree: gpuMilliLeft, otherNeed: gpuNeedOf };
  const otherFree = (fleet: FleetView, row: number) => fleet.memoryMibFree[row];
  return { cpuMost, otherMost: Math.max(1, most.memoryMib), otherFree, otherNeed: (request) => request.memoryMib };
}

/** Prefers the instance with the least room left. Scores are truncated to whole numbers as in the published runs, which causes ties. */
export const bestFit: AlgorithmFactory = (context) => {
  const { cpuMost, otherMost, otherFree, otherNeed } = pairOf(context);
  return {
    name: 'best-fit',
    dependsOn: 'row',
    rank: (fleet, row, request) => {
      const cpuLeft = (0.5 * (fleet.cpuUnitsFree[row] - request.cpuUnits)) / cpuMost;
      const otherLeft = (0.5 * (otherFree(fleet, row) - otherNeed(request))) / otherMost;
      return -Math.floor(SCORE_MOST * (1 - (cpuLeft + otherLeft)));
    },
  };
};

/** Prefers the least product of need and free room: instances that are nearly full in the task's main resource. */
export const dotProduct: AlgorithmFactory = (context) => {
  const { cpuMost, otherMost, otherFree, otherNeed } = pairOf(context);
  return {
    name: 'dot-product',
    dependsOn: 'row',
    rank: (fleet, row, request) => {
      const cpu = (fleet.cpuUnitsFree[row] / cpuMost) * (request.cpuUnits / cpuMost);
      const other = (otherFree(fleet, row) / otherMost) * (otherNeed(request) / otherMost);
      return -Math.floor(SCORE_MOST * (1 - (cpu + other) / 2));
    },
  };
};

/** A rank from free room and need, both as shares of the largest instance. */
type VectorRank = (free: Shares, need: Shares) => number;

/** CPU, memory, GPUs. */
type Shares = readonly [number, number, number] | Float64Array;

function vectorFit(name: string, rankOf: VectorRank): AlgorithmFactory {
  return ({ most }) => {
    const cpuMost = Math.max(1, most.cpuUnits);
    const memoryMost = Math.max(1, most.memoryMib);
    const gpuMost = Math.max(1, most.gpus * GPU_MILLI);
    const free = new Float64Array(3);
    const need = new Float64Array(3);
    return {
      name,
      dependsOn: 'row',
      rank: (fleet, row, request) => {
        free[0] = fleet.cpuUnitsFree[row] / cpuMost;
        free[1] = fleet.memoryMibFree[row] / memoryMost;
        free[2] = gpuMilliLeft(fleet, row) / gpuMost;
        need[0] = request.cpuUnits / cpuMost;
        need[1] = request.memoryMib / memoryMost;
        need[2] = gpuNeedOf(request) / gpuMost;
        return rankOf(free, need);
      },
    };
  };
}

/** Prefers the instance with the most room left. */
export const worstFit = vectorFit('worst-fit', (free, need) => need[0] - free[0] + (need[1] - free[1]) + (need[2] - free[2]));

/** Prefers the smallest angle between free room and need: instances whose room has the proportions of the task. */
export const cosine = vectorFit('cosine', (free, need) => {
  const lengths = Math.sqrt(dot(free, free) * dot(need, need));
  return lengths === 0 ? 0 : -dot(free, need) / lengths;
});

/** Prefers the smallest distance between free room and need. */
export const l2 = vectorFit('l2', (free, need) => (free[0] - need[0]) ** 2 + (free[1] - need[1]) ** 2 + (free[2] - need[2]) ** 2);

/** Prefers the greatest product of need and free room: instances with most of the task's main resource. */
export const tetris = vectorFit('tetris', (free, need) => -dot(free, need));

function dot(a: Shares, b: Shares): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** Prefers the least hourly price of the idle rest of the instance; without prices all instances cost the same. */
export const leastWaste: AlgorithmFactory = ({ most }) => ({
  name: 'least-waste',
  dependsOn: 'row',
  rank: (fleet, row, request) => {
    const type = fleet.types[fleet.type[row]];
    const price = most.usdPerHour > 0 ? type.usdPerHour : 1;
    const cpu = idleShare(fleet.cpuUnitsFree[row] - request.cpuUnits, type.cpuUnits);
    const memory = idleShare(fleet.memoryMibFree[row] - request.memoryMib, type.memoryMib);
    if (type.gpus === 0) return (price * (cpu + memory)) / 2;
    const gpu = idleShare(gpuMilliLeft(fleet, row) - gpuNeedOf(request), type.gpus * GPU_MILLI);
    return (price * (cpu + memory + gpu)) / 3;
  },
});

function idleShare(left: number, total: number): number {
  return total > 0 ? left / total : 0;
}
