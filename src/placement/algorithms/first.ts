import { lot, lotSeed } from '../strategies.js';
import { type FleetView, GPU_MILLI, type TaskRequest } from '../view.js';
import type { AlgorithmContext, AlgorithmFactory } from './algorithm.js';
import { NO_GPU } from './gpus.js';

/** Ordinals are below this, so an ordinal seen from another one, going round, is below it as well. */
const ORDINALS = 2 ** 31;

/** No instance has this ordinal, so the lot it draws is nobody's. */
const NOBODY = -1;

/** The first instance in the order of the fleet: the oldest. */
export const firstFit: AlgorithmFactory = () => ({
  name: 'first-fit',
  dependsOn: 'row',
  rank: (fleet, row) => fleet.instance[row],
});

/** Goes round the fleet: begins its search where the last one ended. */
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

/** Any instance that fits, and any of its GPUs that does, each as likely as another. */
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
  let skip = Math.floor(((lot(lotSeed(draw), NOBODY) >>> 0) / 2 ** 32) * fitting);
  for (let slot = 0; slot < fleet.gpuSlots; slot++) {
    if (fleet.gpuMilliFree[start + slot] >= gpuMilli && skip-- === 0) return slot;
  }
  return NO_GPU;
}

/** How large a task is, of its shares of the largest instance's CPU, memory and GPUs (0 where nothing has a GPU). */
const SIZES = {
  cpu: (cpu: number) => cpu,
  memory: (_cpu: number, memory: number) => memory,
  sum: (cpu: number, memory: number, gpu: number) => cpu + memory + gpu,
  max: (cpu: number, memory: number, gpu: number) => Math.max(cpu, memory, gpu),
  /** Shares are moved up by one, so that a task without a GPU is smaller than the same with one and not nothing. */
  product: (cpu: number, memory: number, gpu: number) => (1 + cpu) * (1 + memory) * (1 + gpu),
};
export type SizeKey = keyof typeof SIZES;
export const SIZE_KEYS = Object.keys(SIZES) as readonly SizeKey[];

/** First-fit once all tasks are sorted, largest first. */
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
