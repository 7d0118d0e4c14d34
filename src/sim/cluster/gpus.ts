import { tightestGpu } from '../../placement/fit.js';
import { type FleetView, GPU_MILLI, type TaskRequest } from '../../placement/view.js';
import type { Setup } from '../setup.js';

/** GPUs that the largest instance has, as far as any task asks for one: where none does, nobody keeps columns of them. */
export function gpusMost({ instanceTypes, taskDefinitions }: Pick<Setup, 'instanceTypes' | 'taskDefinitions'>): number {
  const isAsked = taskDefinitions.some(({ gpus, gpuMilli }) => gpus + gpuMilli > 0);
  return isAsked ? Math.max(0, ...instanceTypes.map(({ gpus }) => gpus)) : 0;
}

/** A share goes where nobody has chosen a GPU for it: to the tightest that has it. */
export const TIGHTEST = -1;

/**
 * GPUs of one instance: whole ones by the lowest numbers that are all free, a share on the GPU that was chosen. The answer is a bit
 * for each GPU that the task got; the columns that change are the view's own.
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

/** The reverse, by the bits that takeGpus() answered. */
export function giveGpus(fleet: FleetView, row: number, request: TaskRequest, mask: number): void {
  changeAll(fleet, row, mask, request.gpuMilli > 0 ? request.gpuMilli : GPU_MILLI);
}

/** Undoes giveGpus(): exactly the same GPUs, which nobody has taken meanwhile. */
export function retakeGpus(fleet: FleetView, row: number, request: TaskRequest, mask: number): void {
  changeAll(fleet, row, mask, request.gpuMilli > 0 ? -request.gpuMilli : -GPU_MILLI);
}

function changeAll(fleet: FleetView, row: number, mask: number, milli: number): void {
  for (let gpu = 0; gpu < fleet.gpuSlots; gpu++) if ((mask >>> gpu) & 1) change(fleet, row, gpu, milli);
}

/** gpuFree counts the GPUs of which nothing is in use. */
function change({ gpuSlots, gpuMilliFree, gpuFree }: FleetView, row: number, gpu: number, milli: number): void {
  const at = row * gpuSlots + gpu;
  gpuFree[row] -= Number(gpuMilliFree[at] === GPU_MILLI);
  gpuMilliFree[at] += milli;
  gpuFree[row] += Number(gpuMilliFree[at] === GPU_MILLI);
}
