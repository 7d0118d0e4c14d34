import type { ECS, Tag } from '@aws-sdk/client-ecs';
import { describeClusters } from '../../../answers/cluster.js';
import { describeCapacityProviders } from '../../../answers/groups.js';
import { describeContainerInstances } from '../../../answers/instances.js';
import { describeServices, describeTaskDefinitions } from '../../../answers/services.js';
import { describeTasks } from '../../../answers/tasks.js';
import { AwsError, invalidParameter } from '../../aws-error.js';
import { type Context, type OperationsOf, reads, writes } from '../operation.js';
import { numberIn } from './names.js';

const TAGS_MAX = 50;

interface Tagged {
  readonly tags?: readonly Tag[];
}

/** Notes the tags that a call gives to a new resource. */
export function tagAtCreation({ cluster }: Context, arn: string, tags: readonly Tag[] = []): void {
  cluster.apiState.tag(arn, tags);
}

/** Adds the tags to an answer where the call requests them: those of the simulation, and those of calls. */
export function withTags<Item extends Record<string, unknown>>(
  { cluster }: Context,
  items: readonly Item[],
  { include, arn }: { readonly include: readonly string[] | undefined; readonly arn: keyof Item },
): Item[] {
  if (!include?.includes('TAGS')) return items.map((item) => ({ ...item, tags: [] }));
  return items.map((item) => ({ ...item, tags: [...cluster.apiState.tagsOf(String(item[arn])), ...((item as Tagged).tags ?? [])] }));
}

export const TAGS = {
  TagResource: writes(['resourceArn', 'tags'], ({ resourceArn: arn = '', tags = [] }, context) => {
    const own = tagsIn(context, arn);
    for (const { key = '' } of tags) if (/^aws:/i.test(key)) throw invalidParameter('Tag keys cannot begin with aws:.');
    const { apiState } = context.cluster;
    const keys = new Set([...own, ...apiState.tagsOf(arn), ...tags].map(({ key }) => key));
    if (keys.size > TAGS_MAX) throw invalidParameter(`A resource has at most ${TAGS_MAX} tags.`);
    apiState.tag(arn, tags);
    return {};
  }),
  UntagResource: writes(['resourceArn', 'tagKeys'], ({ resourceArn: arn = '', tagKeys = [] }, context) => {
    tagsIn(context, arn);
    context.cluster.apiState.untag(arn, tagKeys);
    return {};
  }),
  ListTagsForResource: reads(['resourceArn'], ({ resourceArn: arn = '' }, context) => ({
    tags: [...tagsIn(context, arn), ...context.cluster.apiState.tagsOf(arn)],
  })),
} satisfies OperationsOf<ECS>;

/** The tags that a resource of the simulation has by itself; throws AWS's error if there is no such resource. */
function tagsIn(context: Context, arn: string): readonly Tag[] {
  const found = resourcesLike(context, arn).find((one) => Object.values(one).includes(arn));
  if (found === undefined) throw new AwsError('ResourceNotFoundException', 'The specified resource was not found.');
  return (found as Tagged).tags ?? [];
}

/** Resources among which one with the ARN must be. */
function resourcesLike({ cluster: { moment } }: Context, arn: string): readonly object[] {
  const kind = /^arn:aws[\w-]*:ecs:[\w-]+:\d{12}:([\w-]+)\//.exec(arn)?.[1];
  const numbers = new Set([numberIn(arn)]);
  switch (kind) {
    case 'cluster':
      return (describeClusters(moment) as { clusters: object[] }).clusters;
    case 'service':
      return (describeServices(moment) as { services: object[] }).services;
    case 'task':
      return (describeTasks(moment, numbers) as { tasks: object[] }).tasks;
    case 'container-instance':
      return (describeContainerInstances(moment, numbers) as { containerInstances: object[] }).containerInstances;
    case 'task-definition':
      return [...describeTaskDefinitions(moment).values()].map((one) => (one as { taskDefinition: object }).taskDefinition);
    case 'capacity-provider':
      return (describeCapacityProviders(moment) as { capacityProviders: object[] }).capacityProviders;
    default:
      throw invalidParameter('Invalid resource ARN.');
  }
}
