import { describeAutoScalingGroups } from '../../../answers/groups.js';
import { NO_EVENT } from '../../../kernel/event-loop.js';
import { validationError } from '../../aws-error.js';
import { type Draft, groupNamed as groupOfDraft, type ProviderDraft } from '../../cluster/draft.js';
import { withKept } from '../kept.js';
import type { Context } from '../operation.js';

interface Member {
  readonly InstanceId: string;
  readonly LifecycleState: string;
}

/** A tag of a group, as DescribeTags returns it. */
export interface GroupTag {
  readonly ResourceId: string;
  readonly ResourceType: string;
  readonly Key: string;
  readonly Value: string;
  readonly PropagateAtLaunch: boolean;
}

/** A group as DescribeAutoScalingGroups returns it. */
export type Described = Record<string, unknown> & {
  readonly AutoScalingGroupName: string;
  readonly MinSize: number;
  readonly MaxSize: number;
  readonly DesiredCapacity: number;
  readonly Instances: readonly Member[];
  readonly Tags: readonly GroupTag[];
};

/** The groups that are there. */
export function groupAnswers(context: Context): Described[] {
  const { cluster } = context;
  const { AutoScalingGroups: all } = describeAutoScalingGroups(cluster.moment) as { AutoScalingGroups: Described[] };
  return all
    .filter(({ AutoScalingGroupName }) => !cluster.apiState.deletedGroups.has(AutoScalingGroupName))
    .map(({ Instances, ...group }) => ({
      ...withTags(withKept(context, `group ${group.AutoScalingGroupName}`, group as Described), group.Tags),
      Instances: Instances.map((one) =>
        /^(Pending|Terminating)$/.test(one.LifecycleState) && waitsForHook(context, one.InstanceId)
          ? { ...one, LifecycleState: `${one.LifecycleState}:Wait` }
          : one,
      ),
    }));
}

/** Returns whether an instance waits for a hook of its group. One that only drains waits, in Terminating:Wait, for the hook of ECS. */
export function waitsForHook({ cluster }: Context, id: string): boolean {
  const { fleet } = cluster.moment.world;
  return fleet.waitEvent[fleet.rowOf[cluster.instanceNumber(id)]!] !== NO_EVENT;
}

/** Returns the tags of the simulation, and those of calls. */
function withTags(group: Described, own: readonly GroupTag[]): Described {
  return group.Tags === own ? group : { ...group, Tags: [...own, ...group.Tags] };
}

export function groupNamed(context: Context, name: string): Described {
  const found = groupAnswers(context).find(({ AutoScalingGroupName }) => AutoScalingGroupName === name);
  if (found === undefined) throw validationError(`AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`);
  return found;
}

/** Returns the group of an instance, and the number of the instance in the run. */
export function instanceNamed(
  context: Context,
  id: string,
): { readonly group: Described; readonly instance: number; readonly member: Member } {
  for (const group of groupAnswers(context)) {
    const member = group.Instances.find(({ InstanceId }) => InstanceId === id);
    if (member !== undefined) return { group, member, instance: context.cluster.instanceNumber(id) };
  }
  throw validationError(`Instance Id not found - No managed instance found for instance ID: ${id}`);
}

/** The capacity provider that stands for a group in a scenario. */
export function providerOf(draft: Readonly<Draft>, group: string): ProviderDraft {
  return groupOfDraft(draft, group)!;
}

/** Writes a call of SetDesiredCapacity onto the timeline. */
export function desire(
  draft: Draft,
  atMs: number,
  { name, count, ...by }: { readonly name: string; readonly count: number; readonly bySchedule?: boolean },
): void {
  const capacityProvider = providerOf(draft, name).name;
  draft.faults.push({ type: 'desiredCapacity', at: `${atMs}ms`, capacityProvider, desiredCapacity: count, ...by } as never);
}
