import type { FleetView } from '../view.js';

/** No GPU of the row can take the share. */
export const NO_GPU = -1;

/** Returns the free thousandths of GPUs of the row, over all of its GPUs. */
export function gpuMilliLeft(fleet: FleetView, row: number): number {
  const { gpuSlots, gpuMilliFree } = fleet;
  const end = (row + 1) * gpuSlots;
  let left = 0;
  for (let at = row * gpuSlots; at < end; at++) left += gpuMilliFree[at];
  return left;
}
