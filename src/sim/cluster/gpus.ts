import type { Setup } from '../setup.js';

/** Returns the GPUs of the largest instance type; 0 where no task asks for one, so that no columns are kept. */
export function gpusMost({ instanceTypes, taskDefinitions }: Pick<Setup, 'instanceTypes' | 'taskDefinitions'>): number {
  const isAsked = taskDefinitions.some(({ gpus, gpuMilli }) => gpus + gpuMilli > 0);
  return isAsked ? Math.max(0, ...instanceTypes.map(({ gpus }) => gpus)) : 0;
}
