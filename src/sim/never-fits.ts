import { EXTERNAL, isForExternal } from './cluster/external.js';
import { type InstanceClass, InstanceClasses } from './cluster/instance-classes.js';
import type { InstanceTypeSpec, ServiceSpec, Setup, TaskDefinitionSpec, WorkloadSpec } from './setup.js';

/** The classes that instances of a run may have. */
export function possibleClasses(setup: Setup): InstanceClass[] {
  return new InstanceClasses(setup).all.filter((one) => isPossible(one, setup));
}

/**
 * A class with a trunk needs a type with trunks and an opt-in at some time; a class without one needs that the opt-in does not hold from
 * the start.
 */
function isPossible({ provider, type, hasTrunk }: InstanceClass, setup: Setup): boolean {
  if (provider < 0) return true;
  const { trunkFromMs } = setup.capacityProviders[provider]!;
  const canTrunk = trunkFromMs !== null && setup.instanceTypes[type]!.trunkSource !== 'none';
  return hasTrunk ? canTrunk : !(canTrunk && trunkFromMs === 0);
}

/** Whether tasks of a service or workload may go to instances of a class. */
export function isOfCapacity({ provider, attributes }: InstanceClass, { capacity }: Pick<ServiceSpec, 'capacity'>): boolean {
  if (attributes.has(EXTERNAL) !== isForExternal(capacity)) return false;
  return capacity.kind === 'launchType' || capacity.items.some((item) => item.provider === provider);
}

/** Why no empty instance of its capacity can take a task, apart from constraints; empty if one can, or if there is no such class. */
export function whyNoneFits(setup: Setup, spec: ServiceSpec | WorkloadSpec, definition: TaskDefinitionSpec): string {
  const classes = possibleClasses(setup).filter((one) => isOfCapacity(one, spec));
  const misfits = classes.map((one) => whyItNeverFits(one, setup, { definition, zones: spec.zones }));
  return misfits.includes(undefined) ? '' : listed(misfits as string[], '; ');
}

/** Why an empty instance of a class cannot take a task, apart from constraints; undefined if it can. */
export function whyItNeverFits(
  { type, zone, hasTrunk, attributes }: InstanceClass,
  setup: Setup,
  task: { readonly definition: TaskDefinitionSpec; readonly zones: readonly number[] | null },
): string | undefined {
  const spec = setup.instanceTypes[type]!;
  const misfit = sizeMisfit(spec, task.definition, hasTrunk);
  if (misfit !== undefined) return `${spec.name} ${misfit}`;
  const missing = task.definition.requiredAttributes?.find((name) => !attributes.has(name));
  if (missing !== undefined) return `${spec.name} lacks the attribute ${missing}`;
  if (task.zones === null || task.zones.includes(zone)) return undefined;
  // C.NET-03, S.PLACE-16
  return `${spec.name} is in ${setup.zones[zone]}, its subnets in ${task.zones.map((index) => setup.zones[index]).join(', ')}`;
}

function sizeMisfit(type: InstanceTypeSpec, task: TaskDefinitionSpec, hasTrunk: boolean): string | undefined {
  if (task.cpuUnits > type.cpuUnits) return `has ${type.cpuUnits} CPU units, not ${task.cpuUnits}`;
  if (task.memoryMib > type.memoryMib) return `registers ${type.memoryMib} MiB, not ${task.memoryMib}`;
  if (task.gpus > type.gpus) return `has ${type.gpus} GPUs, not ${task.gpus}`;
  if (task.gpuMilli > 0 && type.gpus === 0) return 'has no GPU to share';
  // C.ENI-01, C.ENI-02
  if (task.eni > (hasTrunk ? type.eniTasksTrunk : type.eniTasks)) return 'takes no awsvpc task';
  if (task.operatingSystem !== type.operatingSystem) return `runs ${type.operatingSystem}, not ${task.operatingSystem}`;
  const isOther = task.architecture !== null && task.architecture !== type.architecture;
  return isOther ? `is ${type.architecture}, not ${task.architecture}` : undefined;
}

const LISTED_MAX = 6;

/** Returns the distinct words, the first of many. */
export function listed(words: readonly string[], separator = ', '): string {
  const distinct = [...new Set(words)];
  const more = distinct.length > LISTED_MAX ? ` and ${distinct.length - LISTED_MAX} more` : '';
  return distinct.slice(0, LISTED_MAX).join(separator) + more;
}
