import type { AutoScaling, Filter, Tag } from '@aws-sdk/client-auto-scaling';
import { grouped } from '../../../kernel/grouped.js';
import { validationError } from '../../aws-error.js';
import { keep } from '../kept.js';
import { type Context, type OperationsOf, writes } from '../operation.js';
import { listsOf } from '../page.js';
import { type GroupTag, groupAnswers, groupNamed } from './group-lookup.js';

const lists = listsOf('autoscaling', 50);

/** Calls on the tags of groups. Instances do not get them. */
export const GROUP_TAGS = {
  DescribeTags: lists('Tags', ['Filters', 'IncludeManagedResources'], ({ Filters: filters = [] }, context) => {
    const all = groupAnswers(context).flatMap(({ Tags }) => Tags);
    return all.filter((tag) => filters.every(({ Name = '', Values = [] }) => Values.includes(filtered(tag, Name))));
  }),
  CreateOrUpdateTags: writes(['Tags'], ({ Tags: tags = [] }, context) => {
    for (const [name, given] of byGroup(context, tags)) {
      const others = ownTags(context, name).filter(({ Key }) => !given.some((one) => one.Key === Key));
      keepTags(context, name, [...others, ...tagsOf(name, given)]);
    }
  }),
  DeleteTags: writes(['Tags'], ({ Tags: tags = [] }, context) => {
    for (const [name, given] of byGroup(context, tags)) {
      const isGone = ({ Key, Value }: GroupTag) => given.some((one) => one.Key === Key && (one.Value ?? Value) === Value);
      const kept = ownTags(context, name).filter((one) => !isGone(one));
      keepTags(context, name, kept);
    }
  }),
} satisfies OperationsOf<AutoScaling>;

/** The tags of a call as answers have them. */
export function tagsOf(group: string, tags: readonly Tag[] = []): GroupTag[] {
  return tags.map(({ Key = '', Value = '', PropagateAtLaunch = false }) => ({
    ResourceId: group,
    ResourceType: 'auto-scaling-group',
    ...{ Key, Value, PropagateAtLaunch },
  }));
}

/** Returns whether tags pass a filter of DescribeAutoScalingGroups. */
export function passes(tags: readonly GroupTag[], { Name: name = '', Values: values = [] }: Filter): boolean {
  const key = /^tag:(.*)$/s.exec(name)?.[1];
  if (key !== undefined) return tags.some(({ Key, Value }) => Key === key && values.includes(Value));
  if (name === 'tag-key') return tags.some(({ Key }) => values.includes(Key));
  if (name === 'tag-value') return tags.some(({ Value }) => values.includes(Value));
  throw validationError(`Filter type ${name} is not correct. Allowed Filter types are: tag-key tag-value tag:<key>`);
}

const FILTERS: Readonly<Record<string, (tag: GroupTag) => string>> = {
  'auto-scaling-group': ({ ResourceId }) => ResourceId,
  key: ({ Key }) => Key,
  value: ({ Value }) => Value,
  'propagate-at-launch': ({ PropagateAtLaunch }) => String(PropagateAtLaunch),
};

function filtered(tag: GroupTag, name: string): string {
  if (!Object.hasOwn(FILTERS, name))
    throw validationError(`Filter type ${name} is not correct. Allowed Filter types are: ${Object.keys(FILTERS).join(' ')}`);
  return FILTERS[name]!(tag);
}

function byGroup(context: Context, tags: readonly Tag[]): ReadonlyMap<string, readonly Tag[]> {
  return grouped(tags, ({ ResourceId = '' }) => groupNamed(context, ResourceId).AutoScalingGroupName);
}

function ownTags({ cluster }: Context, name: string): readonly GroupTag[] {
  return (cluster.apiState.kept.get(`group ${name}`)?.own.Tags ?? []) as GroupTag[];
}

function keepTags(context: Context, name: string, tags: readonly GroupTag[]): void {
  keep(context, `group ${name}`, { Tags: tags }, { keeps: ['Tags'] });
}
