import { tightestGpu } from './fit.js';
import { type FleetView, GPU_MILLI, type TaskRequest } from './view.js';

/** Assigns a share to the tightest GPU that has room, where no GPU was chosen. */
export const TIGHTEST = -1;

/**
 * Takes GPUs of one instance: for whole ones the lowest-numbered free GPUs, for a share the chosen GPU. Returns a bit mask of the GPUs
 * taken. It changes the view's own columns.
 */
export function takeGpus(fleet: FleetView, row: number, request: TaskRequest, chosen = TIGHTEST): number {
  if (request.gpuMilli > 0) {
    const gpu = chosen === TIGHTEST ? tightestGpu(fleet, row, request.gpuMilli) : chosen;
    change(fleet, row, gpu, -request.gpuMilli);
    return 1 << gpu;
  }
  let mask = 0;
  for (let gpu = 0, left = request.gpus; left > 0; gpu++) {
    if (fleet.gpuMilliFree[row * fleet.gpuSlots + gpu] < GPU_MILLI) continue;
    change(fleet, row, gpu, -GPU_MILLI);
    mask |= 1 << gpu;
    left--;
  }
  return mask;
}

/** Gives back the GPUs of a mask that takeGpus() returned. */
export function giveGpus(fleet: FleetView, row: number, request: TaskRequest, mask: number): void {
  changeAll(fleet, row, mask, request.gpuMilli > 0 ? request.gpuMilli : GPU_MILLI);
}

/** Undoes giveGpus(): takes exactly the same GPUs, which must still be free. */
export function retakeGpus(fleet: FleetView, row: number, request: TaskRequest, mask: number): void {
  changeAll(fleet, row, mask, request.gpuMilli > 0 ? -request.gpuMilli : -GPU_MILLI);
}

function changeAll(fleet: FleetView, row: number, mask: number, milli: number): void {
  for (let gpu = 0; gpu < fleet.gpuSlots; gpu++) if ((mask >>> gpu) & 1) change(fleet, row, gpu, milli);
}

/** Changes one GPU's free thousandths. gpuFree counts only GPUs with no share in use. */
function change({ gpuSlots, gpuMilliFree, gpuFree }: FleetView, row: number, gpu: number, milli: number): void {
  const at = row * gpuSlots + gpu;
  gpuFree[row] -= Number(gpuMilliFree[at] === GPU_MILLI);
  gpuMilliFree[at] += milli;
  gpuFree[row] += Number(gpuMilliFree[at] === GPU_MILLI);
}
