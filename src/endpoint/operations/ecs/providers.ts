import type {
  DescribeCapacityProvidersRequest,
  GetTaskProtectionRequest,
  ListAccountSettingsRequest,
  ListTagsForResourceRequest,
  UpdateCapacityProviderRequest,
} from '@aws-sdk/client-ecs';
import { accountSettings } from '../../../answers/cluster.js';
import { describeCapacityProviders } from '../../../answers/groups.js';
import { taskProtection } from '../../../answers/tasks.js';
import { AwsError } from '../../aws-error.js';
import type { Draft } from '../../cluster/draft.js';
import { type Context, type Operations, reads, writes } from '../operation.js';
import { missing, needsCluster, shortName } from './names.js';

type Described = Record<string, unknown> & { readonly name: string; readonly capacityProviderArn: string };
type ProviderDraft = Exclude<Draft['cluster']['capacityProviders'][number], string>;

function described({ cluster }: Context): Described[] {
  return (describeCapacityProviders(cluster.moment) as { capacityProviders: Described[] }).capacityProviders;
}

function providerIn({ cluster }: Draft, name: string): ProviderDraft {
  return cluster.capacityProviders.find((one): one is ProviderDraft => typeof one !== 'string' && one.name === name)!;
}

/** Calls on capacity providers, and reads of settings and protections. */
export const PROVIDERS: Operations = {
  DescribeCapacityProviders: reads<DescribeCapacityProvidersRequest>(
    ['capacityProviders', 'include', 'maxResults', 'nextToken', 'cluster'],
    ({ capacityProviders: asked }, context) => {
      const all = described(context);
      const named = (one: string) => all.find(({ name }) => name === shortName(one));
      if (asked === undefined) return { capacityProviders: all, failures: [] };
      return {
        capacityProviders: asked.flatMap((one) => named(one) ?? []),
        failures: asked.filter((one) => named(one) === undefined).map((one) => missing(one)),
      };
    },
  ),
  UpdateCapacityProvider: writes<UpdateCapacityProviderRequest>(['name', 'autoScalingGroupProvider', 'cluster'], async (input, context) => {
    const { name = '', autoScalingGroupProvider: { managedScaling, managedTerminationProtection, managedDraining } = {} } = input;
    const found = described(context).find((one) => one.name === name);
    if (found === undefined) throw new AwsError('ClientException', 'The specified capacity provider does not exist.');
    if (found.autoScalingGroupProvider === undefined)
      throw new AwsError('ClientException', 'The specified capacity provider cannot be updated.');
    const change = (draft: Draft) => {
      const own = providerIn(draft, name).autoScalingGroupProvider;
      Object.assign(own.managedScaling, managedScaling);
      if (managedTerminationProtection !== undefined) own.managedTerminationProtection = managedTerminationProtection;
      if (managedDraining !== undefined) own.managedDraining = managedDraining;
    };
    await context.cluster.edit({ fromNow: [change] });
    return { capacityProvider: described(context).find((one) => one.name === name) };
  }),
  GetTaskProtection: reads<GetTaskProtectionRequest>(['cluster', 'tasks'], ({ cluster, tasks }, context) => {
    needsCluster(context, cluster);
    const { protectedTasks: all } = taskProtection(context.cluster.moment) as { protectedTasks: { taskArn: string }[] };
    const isAsked = ({ taskArn }: { taskArn: string }) => tasks === undefined || tasks.some((one) => shortName(one) === shortName(taskArn));
    return { protectedTasks: all.filter(isAsked), failures: [] };
  }),
  ListAccountSettings: reads<ListAccountSettingsRequest>(
    ['name', 'effectiveSettings', 'principalArn', 'value', 'maxResults', 'nextToken'],
    ({ name }, { cluster }) => {
      const { settings } = accountSettings(cluster.moment) as { settings: { name: string }[] };
      return { settings: settings.filter((one) => name === undefined || one.name === name) };
    },
  ),
  ListTagsForResource: reads<ListTagsForResourceRequest>(['resourceArn'], () => ({ tags: [] })),
};
