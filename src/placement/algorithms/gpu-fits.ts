import { tightestGpu } from '../fit.js';
import { GPU_MILLI, type TaskRequest } from '../view.js';
import type { AlgorithmFactory } from './algorithm.js';
import { bestFit } from './fits.js';
import { gpuMilliLeft } from './gpus.js';

/** Ranges of the published scores of packing: GPUs in use, free GPUs of an instance in use, a free instance. */
const SHARED = 100;
const PARTLY_USED = 50;
const UNUSED = 33;

/**
 * Prefers GPUs in use to free ones, and instances in use to free ones. A task without a GPU goes to the first instance that fits. Without
 * GPUs in the fleet it is best-fit.
 */
export const gpuPacking: AlgorithmFactory = (context) => {
  if (context.most.gpus === 0) return { ...bestFit(context), name: 'gpu-packing' };
  return {
    name: 'gpu-packing',
    dependsOn: 'row',
    rank: (fleet, row, request) => {
      if (!wantsGpu(request)) return 0;
      const gpus = fleet.types[fleet.type[row]].gpus;
      if (fleet.gpuFree[row] === gpus) return -Math.max(UNUSED - gpus, gpus);
      if (request.gpus > 0) return -Math.max(PARTLY_USED - request.gpus, UNUSED);
      const free = fleet.gpuMilliFree[row * fleet.gpuSlots + tightestGpu(fleet, row, request.gpuMilli)];
      if (free === GPU_MILLI) return -Math.max(PARTLY_USED - 1, UNUSED);
      return -Math.max(SHARED - Math.floor((10 * free) / GPU_MILLI), PARTLY_USED);
    },
  };
};

/** Bonuses of the published scores of clustering for the other tasks on an instance. */
const OWN_KIND_ALONE = 75;
const OWN_KIND_TOO = 50;
const OF_FIRST_TASK = 25;

/**
 * Prefers instances with tasks that request the same number of GPUs, then those with the fewest GPUs left. A task without a GPU has no kind
 * and goes to the first instance that fits. Without GPUs in the fleet it is best-fit.
 */
export const gpuClustering: AlgorithmFactory = (context) => {
  if (context.most.gpus === 0) return { ...bestFit(context), name: 'gpu-clustering' };
  const milliMost = context.most.gpus * GPU_MILLI;
  const kinds = context.most.gpus + 1;
  /** Tasks by instance and kind. */
  let tasks = new Int32Array(64 * kinds);

  const kindOf = ({ gpus }: TaskRequest) => Math.min(gpus, kinds - 1); // 0: a share of one GPU.
  const company = (instance: number, kind: number): number => {
    const start = instance * kinds;
    if (start >= tasks.length) return OF_FIRST_TASK;
    let others = 0;
    for (let other = 0; other < kinds; other++) if (other !== kind && tasks[start + other] > 0) others++;
    if (tasks[start + kind] > 0) return others === 0 ? OWN_KIND_ALONE : OWN_KIND_TOO;
    return others === 0 ? OF_FIRST_TASK : 0;
  };
  const count = (instance: number, request: TaskRequest, by: 1 | -1): void => {
    if (!wantsGpu(request)) return;
    const at = instance * kinds + kindOf(request);
    if (at >= tasks.length) {
      const longer = new Int32Array(2 * (at + kinds));
      longer.set(tasks);
      tasks = longer;
    }
    tasks[at] += by;
  };
  return {
    name: 'gpu-clustering',
    dependsOn: 'row',
    rank: (fleet, row, request) => {
      if (!wantsGpu(request)) return 0;
      const used = Math.floor((OF_FIRST_TASK * (milliMost - gpuMilliLeft(fleet, row))) / milliMost);
      return -(used + company(fleet.instance[row], kindOf(request)));
    },
    placed: (fleet, row, request) => count(fleet.instance[row], request, 1),
    left: (fleet, row, request) => count(fleet.instance[row], request, -1),
    save: () => Array.from(tasks),
    load: (state) => {
      tasks = Int32Array.from(state as number[]);
    },
  };
};

function wantsGpu({ gpus, gpuMilli }: TaskRequest): boolean {
  return gpus > 0 || gpuMilli > 0;
}
