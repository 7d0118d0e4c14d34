import { GPU_MILLI } from '../../placement/view.js';
import { bringsGpus } from '../../workload/formats/column-map.js';
import type { Setup, TaskDefinitionSpec } from '../setup.js';

/** Returns the GPUs of the largest instance type; 0 where no task needs one, so that no columns are kept. */
export function gpusMost({
  instanceTypes,
  taskDefinitions,
  workloads,
}: Pick<Setup, 'instanceTypes' | 'taskDefinitions' | 'workloads'>): number {
  const isAsked =
    taskDefinitions.some(({ gpus, gpuMilli }) => gpus + gpuMilli > 0) ||
    workloads.some(({ arrivals }) => arrivals.kind === 'trace' && bringsGpus(arrivals));
  return isAsked ? Math.max(0, ...instanceTypes.map(({ gpus }) => gpus)) : 0;
}

/** Returns the whole GPUs, or the share of one, of a need in thousandths. */
export function gpusOf(gpuNeed: number): Pick<TaskDefinitionSpec, 'gpus' | 'gpuMilli'> {
  return gpuNeed < GPU_MILLI ? { gpus: 0, gpuMilli: gpuNeed } : { gpus: Math.floor(gpuNeed / GPU_MILLI), gpuMilli: 0 };
}
