import type { InstanceClass } from '../../sim/cluster/instance-classes.js';
import type { InstanceTypeSpec, Setup, TaskDefinitionSpec } from '../../sim/setup.js';

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
  return task.architecture !== type.architecture ? `is ${type.architecture}, not ${task.architecture}` : undefined;
}
