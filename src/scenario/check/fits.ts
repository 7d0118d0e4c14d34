import { type InstanceTypeFacts, resolveInstanceType } from '../instance-types.js';
import type { Path } from '../problem.js';
import type { ServiceText, WorkloadText } from '../schema/scenario.js';
import type { TaskDefinition } from '../task-definition/definition.js';
import { type Context, isGroupProvider } from './context.js';

/** ECS takes a task that fits no instance, and it waits for ever (C.ERR-06): legal, but hardly meant. */
export function warnWhenNothingFits(
  context: Context,
  path: Path,
  { work, definition }: { work: ServiceText | WorkloadText; definition: TaskDefinition },
): void {
  const types = typesFor(context, work);
  const misfits = types.map((type) => `${type.name} ${misfit(type, definition) ?? ''}`.trim());
  if (types.length > 0 && types.every((type) => misfit(type, definition) !== undefined))
    context.warn(path, `${definition.family} fits no empty instance of its capacity and will wait for ever: ${misfits.join('; ')}`);
}

/** The distinct types of the instances on which the tasks may be placed. */
function typesFor(context: Context, work: ServiceText | WorkloadText): InstanceTypeFacts[] {
  const { cluster } = context.scenario;
  const strategy = work.capacityProviderStrategy ?? (work.launchType === undefined ? cluster.defaultCapacityProviderStrategy : undefined);
  const providers = cluster.capacityProviders
    .filter(isGroupProvider)
    .filter(({ name }) => strategy?.some((item) => item.capacityProvider === name) ?? true);
  const fixed = strategy === undefined ? cluster.containerInstances.map(({ instanceType }) => instanceType) : [];
  const names = new Set([...providers.flatMap(({ autoScalingGroup }) => autoScalingGroup.instanceTypes), ...fixed]);
  return [...names].flatMap((name) => {
    const type = resolveInstanceType(name, context.scenario);
    return 'spec' in type ? [type.spec] : [];
  });
}

function misfit(type: InstanceTypeFacts, task: TaskDefinition): string | undefined {
  if (task.cpuUnits > type.cpuUnits) return `has ${type.cpuUnits} CPU units, not ${task.cpuUnits}`;
  if (task.memoryMib > type.memoryMib) return `registers ${type.memoryMib} MiB, not ${task.memoryMib}`;
  if (task.gpus > type.gpus) return `has ${type.gpus} GPUs, not ${task.gpus}`;
  if (task.eni > Math.max(type.eniTasks, type.eniTasksTrunk)) return 'takes no awsvpc task';
  if (task.operatingSystem !== type.operatingSystem) return `runs ${type.operatingSystem}, not ${task.operatingSystem}`;
  return task.architecture !== type.architecture ? `is ${type.architecture}, not ${task.architecture}` : undefined;
}
