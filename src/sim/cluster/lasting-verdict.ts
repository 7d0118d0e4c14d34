import { FITS, Refusal } from '../../placement/fit.js';
import type { Capacity } from '../capacity.js';
import type { InstanceTypeSpec, TaskDefinitionSpec } from '../setup.js';
import { EXTERNAL, isForExternal } from './external.js';
import type { InstanceClass } from './instance-classes.js';

interface TaskNeeds {
  readonly definition: TaskDefinitionSpec;
  readonly zones: readonly number[] | null;
  readonly capacity: Capacity;
  /** GPU models, joined by `|`; the empty text: any. */
  readonly gpuModels: string;
}

/**
 * Returns the refusal that follows from the instance class alone (T.FAIL-1): inside AWS or not, architecture, operating system, network
 * interfaces for tasks, subnets; FITS for none.
 */
export function lastingVerdict(
  { type, zone, hasTrunk, attributes }: InstanceClass,
  types: readonly InstanceTypeSpec[],
  { definition, zones, capacity, gpuModels }: TaskNeeds,
): number {
  if (attributes.has(EXTERNAL) !== isForExternal(capacity)) return Refusal.attribute; // C.EXT-01
  if (definition.requiredAttributes?.some((name) => !attributes.has(name))) return Refusal.attribute; // T.STOR-6
  const { architecture, operatingSystem, eniTasks, eniTasksTrunk, gpuModel } = types[type];
  if (gpuModels !== '' && !isAmong(gpuModel, gpuModels)) return Refusal.attribute;
  if (operatingSystem !== definition.operatingSystem) return Refusal.attribute;
  if (definition.architecture !== null && architecture !== definition.architecture) return Refusal.attribute; // T.TASK-14
  if (definition.eni > (hasTrunk ? eniTasksTrunk : eniTasks)) return Refusal.attribute; // ecs.capability.task-eni (S.PLACE-16)
  if (definition.eni > 0 && zones !== null && !zones.includes(zone)) return Refusal.location;
  return FITS;
}

function isAmong(model: string | undefined, models: string): boolean {
  return models.split('|').some((one) => one.trim() === model);
}
