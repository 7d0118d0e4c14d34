import { FITS } from '../fit.js';
import { type FleetView, GPU_MILLI, type TaskRequest } from '../view.js';
import type { Algorithm, AlgorithmContext, AlgorithmFactory } from './algorithm.js';
import { Fragmentation } from './fragmentation.js';
import { NO_GPU } from './gpus.js';
import { type TypicalTask, typicalTasks } from './typical.js';

/** Scores of the published runs are whole numbers from 0 to 100; with fractions the results differ, and are worse. */
const SCORE_MOST = 100;

/**
 * Fragmentation gradient descent (Weng et al., USENIX ATC 2023): prefers the instance, and the GPU on it, whose idle GPUs lose the least
 * use for the typical task. Without GPUs in the fleet, CPU and memory replace them.
 */
export const fgd: AlgorithmFactory = (context) => (context.most.gpus > 0 ? new GpuGradient(context) : new RoomGradient(context));

/** Returns the rank of a loss: a logistic curve of the gain in whole GPUs, from 0 to 100. */
function rankOf(lostMilli: number): number {
  return -Math.floor((1 / (1 + Math.exp(lostMilli / GPU_MILLI))) * SCORE_MOST);
}

class GpuGradient implements Algorithm {
  readonly name = 'fgd';
  readonly dependsOn = 'row';
  private readonly measure: Fragmentation;
  /** The GPU that gave the row its rank. */
  private gpu = NO_GPU;

  constructor({ requests, most }: AlgorithmContext) {
    this.measure = new Fragmentation(typicalTasks(requests, 'gpu'), most.gpus);
  }

  rank(fleet: FleetView, row: number, request: TaskRequest): number {
    const { measure } = this;
    const cpuFree = fleet.cpuUnitsFree[row];
    const instanceClass = fleet.instanceClass[row];
    measure.load(fleet, row);
    const before = measure.of(cpuFree, instanceClass);
    if (request.gpuMilli > 0) return this.rankOfShare(before, cpuFree - request.cpuUnits, instanceClass, request.gpuMilli);
    this.takeWhole(request.gpus);
    return rankOf(measure.of(cpuFree - request.cpuUnits, instanceClass) - before);
  }

  chooseGpu(fleet: FleetView, row: number, request: TaskRequest): number {
    this.rank(fleet, row, request);
    return this.gpu;
  }

  /** Returns the best GPU's rank; among equal ranks the lowest number wins. */
  private rankOfShare(before: number, cpuLeft: number, instanceClass: number, milli: number): number {
    const { gpus } = this.measure;
    let best = Number.POSITIVE_INFINITY;
    for (let gpu = 0; gpu < gpus.length; gpu++) {
      const free = gpus[gpu];
      if (free < milli || gpus.indexOf(free) < gpu) continue;
      gpus[gpu] = free - milli;
      const rank = rankOf(this.measure.of(cpuLeft, instanceClass) - before);
      gpus[gpu] = free;
      if (rank >= best) continue;
      best = rank;
      this.gpu = gpu;
    }
    return best;
  }

  private takeWhole(count: number): void {
    const { gpus } = this.measure;
    for (let gpu = 0, missing = count; missing > 0 && gpu < gpus.length; gpu++) {
      if (gpus[gpu] < GPU_MILLI) continue;
      gpus[gpu] = 0;
      missing--;
    }
  }
}

/** The same measure for a fleet without GPUs: idle room, the mean of CPU and memory, is lost to typical tasks that do not fit. */
class RoomGradient implements Algorithm {
  readonly name = 'fgd';
  readonly dependsOn = 'row';
  private readonly typical: readonly TypicalTask[];
  private readonly cpuMost: number;
  private readonly memoryMost: number;

  constructor({ requests, most }: AlgorithmContext) {
    this.typical = typicalTasks(requests, 'memory');
    this.cpuMost = Math.max(1, most.cpuUnits);
    this.memoryMost = Math.max(1, most.memoryMib);
  }

  rank({ cpuUnitsFree, memoryMibFree, instanceClass }: FleetView, row: number, { cpuUnits, memoryMib }: TaskRequest): number {
    const cpuFree = cpuUnitsFree[row];
    const memoryFree = memoryMibFree[row];
    const before = this.lost(cpuFree, memoryFree, instanceClass[row]);
    return rankOf(this.lost(cpuFree - cpuUnits, memoryFree - memoryMib, instanceClass[row]) - before);
  }

  private lost(cpuFree: number, memoryFree: number, instanceClass: number): number {
    let share = 0;
    for (const task of this.typical) {
      const isAllowed = task.classVerdicts === null || task.classVerdicts[instanceClass] === FITS;
      if (!isAllowed || task.cpuUnits > cpuFree || task.memoryMib > memoryFree) share += task.share;
    }
    return (share * GPU_MILLI * (cpuFree / this.cpuMost + memoryFree / this.memoryMost)) / 2;
  }
}
