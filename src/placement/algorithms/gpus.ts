import { type FleetView, GPU_MILLI } from '../view.js';

/** No GPU of the row can take the share. */
export const NO_GPU = -1;

/** Thousandths of a GPU that the row has left, over all of its GPUs. */
export function gpuMilliLeft(fleet: FleetView, row: number): number {
  const { gpuSlots, gpuMilliFree } = fleet;
  const end = (row + 1) * gpuSlots;
  let left = 0;
  for (let at = row * gpuSlots; at < end; at++) left += gpuMilliFree[at];
  return left;
}

/** The GPU with least left that still fits a share, the lowest number on equality: which one a task gets unless its algorithm chooses. */
export function tightestGpu(fleet: FleetView, row: number, milli: number): number {
  const { gpuSlots, gpuMilliFree } = fleet;
  const start = row * gpuSlots;
  let tightest = NO_GPU;
  let least = GPU_MILLI + 1;
  for (let slot = 0; slot < gpuSlots; slot++) {
    const free = gpuMilliFree[start + slot];
    if (free < milli || free >= least) continue;
    least = free;
    tightest = slot;
  }
  return tightest;
}
