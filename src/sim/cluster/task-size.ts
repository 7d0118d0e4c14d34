import { gpuNeedOf } from '../../placement/view.js';
import type { TaskDefinitionSpec } from '../setup.js';
import type { TaskClass } from './equivalence-class.js';

/** The resources that a task reserves, and the GPU models that it may have. */
export type TaskSize = Pick<TaskClass, 'cpuUnits' | 'memoryMib' | 'gpuNeed' | 'gpuModels'>;

export function sizeOf(definition: TaskDefinitionSpec): TaskSize {
  return { cpuUnits: definition.cpuUnits, memoryMib: definition.memoryMib, gpuNeed: gpuNeedOf(definition), gpuModels: '' };
}

/** Returns the size with what it leaves to the task definition, by -1. */
export function completed({ cpuUnits, memoryMib, gpuNeed, gpuModels }: TaskSize, definition: TaskSize): TaskSize {
  return {
    cpuUnits: cpuUnits < 0 ? definition.cpuUnits : cpuUnits,
    memoryMib: memoryMib < 0 ? definition.memoryMib : memoryMib,
    gpuNeed: gpuNeed < 0 ? definition.gpuNeed : gpuNeed,
    gpuModels,
  };
}
