import { plural } from '../../kernel/quantity-text.js';
import { groupProviders, providerOfLaunchType, strategyOf } from '../cluster/providers.js';
import type { Context } from '../context.js';
import { typesOf } from '../groups/setup.js';
import type { GroupText, PresentText, ServiceText } from '../schema.js';
import { serviceOfGroup } from './owner.js';

/**
 * Warns of present instances that their groups would not launch now, and of present tasks that run where their service would not start
 * them now. A run keeps both, so a what-if that changes types or strategies shows no effect.
 */
export function checkKept(context: Context, present: PresentText): void {
  for (const { name, autoScalingGroup } of groupProviders(context.scenario)) checkInstances(context, present, { name, autoScalingGroup });
  for (const service of context.scenario.services) checkTasks(context, present, service);
}

function checkInstances(
  context: Context,
  present: PresentText,
  { name, autoScalingGroup: group }: { readonly name: string; readonly autoScalingGroup: GroupText },
): void {
  const inGroup = present.containerInstances.filter(({ capacityProvider }) => capacityProvider === name);
  const types = typesOf(group);
  const kept = inGroup.filter(
    (instance) => !types.includes(instance.instanceType) || (buysSpotOnly(group) && instance.lifecycle !== 'spot'),
  );
  if (kept.length === 0) return;
  const kinds = kept.map(({ instanceType, lifecycle }) => `${instanceType} ${lifecycle === 'spot' ? 'on Spot' : 'On-Demand'}`);
  context.warn(
    ['present', 'containerInstances'],
    `${share(kept, inGroup, 'instance')} of ${name} ${kept.length === 1 ? 'is' : 'are'} ${[...new Set(kinds)].join(', ')}, which its group does not launch any more: a run keeps ${them(kept)} until something ends ${them(kept)}. Give the group instanceRefreshes to replace ${them(kept)}, or leave present out to begin with new ones`,
  );
}

function share(kept: readonly unknown[], all: readonly unknown[], what: 'instance' | 'task'): string {
  if (all.length === 1) return `the only ${what}`;
  return `${kept.length === all.length ? 'all' : `${kept.length} of the`} ${plural(all.length, what)}`;
}

function them({ length }: readonly unknown[]): string {
  return length === 1 ? 'it' : 'them';
}

function buysSpotOnly({ mixedInstancesPolicy }: GroupText): boolean {
  const { onDemandBaseCapacity = 0, onDemandPercentageAboveBaseCapacity = 100 } = mixedInstancesPolicy?.instancesDistribution ?? {};
  return onDemandBaseCapacity === 0 && onDemandPercentageAboveBaseCapacity === 0;
}

function checkTasks(context: Context, present: PresentText, service: ServiceText): void {
  const { serviceName, launchType, schedulingStrategy, taskSets } = service;
  if (schedulingStrategy === 'DAEMON' || taskSets !== undefined) return;
  const ofLaunchType = providerOfLaunchType(launchType);
  const places = launchType === undefined ? strategyOf(service, context.scenario).map(({ capacityProvider }) => capacityProvider) : [];
  const where = [...places, ...(ofLaunchType === undefined ? [] : [ofLaunchType])];
  if (where.length === 0) return;
  const ofService = present.tasks.filter(({ group }) => serviceOfGroup(group) === serviceName);
  const placeOf = (task: PresentText['tasks'][number]) => task.capacityProvider ?? providerOfLaunchType(task.launchType) ?? 'instances';
  const kept = ofService.map(placeOf).filter((place) => !where.includes(place));
  if (kept.length === 0) return;
  context.warn(
    ['present', 'tasks'],
    `${share(kept, ofService, 'task')} of ${serviceName} ${kept.length === 1 ? 'runs' : 'run'} on ${[...new Set(kept)].join(', ')}, and the service starts tasks on ${where.join(', ')} alone: a run keeps ${them(kept)} until something stops ${them(kept)}. Give the service deployments to replace ${them(kept)}, or leave present out to begin with new ones`,
  );
}
