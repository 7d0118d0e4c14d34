import { lot, lotSeed } from '../strategies.js';
import { type FleetView, GPU_MILLI, type TaskRequest } from '../view.js';
import type { AlgorithmContext, AlgorithmFactory } from './algorithm.js';
import { NO_GPU } from './gpus.js';

/** Greater than every ordinal, and than the cyclic distance of two ordinals. */
const ORDINALS = 2 ** 31;

/** No instance has this ordinal, so no instance has its draw. */
const NO_INSTANCE = -1;

/** Prefers the first instance in the order of the fleet: the oldest. */
export const firstFit: AlgorithmFactory = () => ({
  name: 'first-fit',
  dependsOn: 'row',
  rank: (fleet, row) => fleet.instance[row],
});

/** Searches the fleet cyclically, from the last chosen instance on. */
export const nextFit: AlgorithmFactory = () => {
  let last = 0;
  return {
    name: 'next-fit',
    dependsOn: 'history',
    rank: (fleet, row) => (fleet.instance[row] - last + ORDINALS) % ORDINALS,
    placed: (fleet, row) => {
      last = fleet.instance[row];
    },
    save: () => last,
    load: (state) => {
      last = state as number;
    },
  };
};

/** Prefers any fitting instance, and any fitting GPU of it, with equal probability. */
export const randomFit: AlgorithmFactory = () => ({
  name: 'random-fit',
  dependsOn: 'draw',
  rank: (fleet, row, _request, draw) => lot(lotSeed(draw), fleet.instance[row]),
  chooseGpu: anyGpu,
});

function anyGpu(fleet: FleetView, row: number, { gpuMilli }: TaskRequest, draw: number): number {
  const start = row * fleet.gpuSlots;
  let fitting = 0;
  for (let slot = 0; slot < fleet.gpuSlots; slot++) if (fleet.gpuMilliFree[start + slot] >= gpuMilli) fitting++;
  let skip = Math.floor(((lot(lotSeed(draw), NO_INSTANCE) >>> 0) / 2 ** 32) * fitting);
  for (let slot = 0; slot < fleet.gpuSlots; slot++) {
    if (fleet.gpuMilliFree[start + slot] >= gpuMilli && skip-- === 0) return slot;
  }
  return NO_GPU;
}

/** The size of a task from its shares of the largest instance's CPU, memory and GPUs (0 in a fleet without GPUs). */
const SIZES = {
  cpu: (cpu: number) => cpu,
  memory: (_cpu: number, memory: number) => memory,
  sum: (cpu: number, memory: number, gpu: number) => cpu + memory + gpu,
  max: (cpu: number, memory: number, gpu: number) => Math.max(cpu, memory, gpu),
  /** Adds one to each share, so that a task without a GPU is smaller than the same task with one, but not 0. */
  product: (cpu: number, memory: number, gpu: number) => (1 + cpu) * (1 + memory) * (1 + gpu),
};
export type SizeKey = keyof typeof SIZES;
export const SIZE_KEYS = Object.keys(SIZES) as readonly SizeKey[];

/** Places tasks by first fit, largest first. */
export function firstFitDecreasing(key: SizeKey): AlgorithmFactory {
  return ({ most }: AlgorithmContext) => ({
    name: `first-fit-decreasing-${key}`,
    dependsOn: 'row',
    rank: (fleet, row) => fleet.instance[row],
    size: ({ cpuUnits, memoryMib, gpus, gpuMilli }) =>
      SIZES[key](
        cpuUnits / Math.max(1, most.cpuUnits),
        memoryMib / Math.max(1, most.memoryMib),
        (gpus + gpuMilli / GPU_MILLI) / Math.max(1, most.gpus),
      ),
  });
}
