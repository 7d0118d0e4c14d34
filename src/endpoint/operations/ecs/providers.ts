import type { AutoScalingGroupProvider, ECS } from '@aws-sdk/client-ecs';
import { describeCapacityProviders } from '../../../answers/groups.js';
import { autoScalingGroupProvider as providerSchema } from '../../../scenario/cluster/schema.js';
import { ACCOUNT_PROVIDERS } from '../../../sim/providers/of-setup.js';
import { AwsError } from '../../aws-error.js';
import { type Draft, groupNamed, providerNamed, renameProvider, retiredName } from '../../cluster/draft.js';
import { type Context, type OperationsOf, reads, writes } from '../operation.js';
import { pageOf } from '../page.js';
import { inScenario } from './in-scenario.js';
import { missing, shortName } from './names.js';
import { tagAtCreation, withTags } from './tags.js';
import { associatedProviders } from './where-to-run.js';

const LISTED_MAX = 10;

type Described = Record<string, unknown> & { readonly name: string; readonly capacityProviderArn: string };

/** The capacity providers of the account: those of Fargate are always there. */
function providerAnswers(context: Context, include?: readonly string[]): Described[] {
  const { moment, apiState } = context.cluster;
  const { capacityProviders: all } = describeCapacityProviders(moment) as { capacityProviders: Described[] };
  const own = all.filter(({ name }) => !apiState.aloneGroups.has(name));
  return withTags(context, own, { include, arn: 'capacityProviderArn' });
}

/** The names of capacity providers that a cluster may have. */
export function providerNames(context: Context): string[] {
  return [...new Set([...providerAnswers(context).map(({ name }) => name), ...ACCOUNT_PROVIDERS])];
}

/** Calls on capacity providers. The group of one is made by Auto Scaling's own call. */
export const PROVIDERS = {
  DescribeCapacityProviders: reads(
    ['capacityProviders', 'include', 'maxResults', 'nextToken', 'cluster'],
    ({ capacityProviders: given, include, maxResults: most = LISTED_MAX, nextToken: token }, context) => {
      const all = providerAnswers(context, include);
      const named = (one: string) => all.find(({ name }) => name === shortName(one));
      if (given === undefined) {
        const { page, next } = pageOf(all, { token, most, code: 'InvalidParameterException' });
        return { capacityProviders: page, failures: [], nextToken: next };
      }
      return {
        capacityProviders: given.flatMap((one) => named(one) ?? []),
        failures: given.filter((one) => named(one) === undefined).map((one) => missing(one)),
      };
    },
  ),
  CreateCapacityProvider: writes(
    { uses: ['name', 'autoScalingGroupProvider', 'tags', 'cluster'], refuses: ['managedInstancesProvider'] },
    async ({ name = '', autoScalingGroupProvider, tags = [] }, context) => {
      if (autoScalingGroupProvider === undefined)
        throw new AwsError(
          'ClientException',
          'Drydock creates capacity providers of Auto Scaling groups: autoScalingGroupProvider is missing.',
        );
      if (providerNames(context).includes(name))
        throw new AwsError(
          'ClientException',
          `A capacity provider with the name ${name} exists already. Specify another name and try again.`,
        );
      const group = aloneGroup(context, autoScalingGroupProvider.autoScalingGroupArn ?? '');
      const settings = settingsOf(context, 'CreateCapacityProvider', autoScalingGroupProvider);
      const { apiState } = context.cluster;
      const past = group === name ? undefined : pastOf(context, name);
      await context.cluster.edit({
        ahead: (draft) => {
          if (past !== undefined) retire(draft, name, past);
          renameProvider(draft, providerNamed(draft, group)!.name, name);
        },
        fromNow: [(draft) => Object.assign(providerNamed(draft, name)!, { autoScalingGroupProvider: settings })],
      });
      if (past !== undefined) apiState.aloneGroups.add(past);
      apiState.aloneGroups.delete(name);
      apiState.aloneGroups.delete(group);
      apiState.notAssociated.add(name);
      const made = providerAnswers(context).find((one) => one.name === name)!;
      tagAtCreation(context, made.capacityProviderArn, tags);
      return { capacityProvider: { ...made, tags } };
    },
  ),
  UpdateCapacityProvider: writes(
    { uses: ['name', 'autoScalingGroupProvider', 'cluster'], refuses: ['managedInstancesProvider'] },
    async (input, context) => {
      const { name = '', autoScalingGroupProvider: { managedScaling, managedTerminationProtection, managedDraining } = {} } = input;
      groupProvider(context, name, 'updated');
      const change = (draft: Draft) => {
        const own = providerNamed(draft, name)!.autoScalingGroupProvider;
        Object.assign(own.managedScaling, managedScaling);
        if (managedTerminationProtection !== undefined) own.managedTerminationProtection = managedTerminationProtection;
        if (managedDraining !== undefined) own.managedDraining = managedDraining;
      };
      await context.cluster.edit({ fromNow: [change] });
      return { capacityProvider: providerAnswers(context).find((one) => one.name === name) };
    },
  ),
  DeleteCapacityProvider: writes(['capacityProvider', 'cluster'], async ({ capacityProvider = '' }, context) => {
    const name = shortName(capacityProvider);
    const found = groupProvider(context, name, 'deleted');
    if (associatedProviders(context).includes(name))
      throw new AwsError('ClientException', 'The specified capacity provider is in use and cannot be deleted.');
    await context.cluster.edit({ fromNow: [(draft) => unmanage(draft, name)] });
    context.cluster.apiState.aloneGroups.add(name);
    return { capacityProvider: { ...found, status: 'INACTIVE', updateStatus: 'DELETE_COMPLETE' } };
  }),
} satisfies OperationsOf<ECS>;

/** Throws AWS's error unless it is the provider of a group. */
function groupProvider(context: Context, name: string, done: 'updated' | 'deleted'): Described {
  const found = providerAnswers(context).find((one) => one.name === name);
  if (found?.autoScalingGroupProvider !== undefined) return found;
  const isKnown = found !== undefined || ACCOUNT_PROVIDERS.includes(name);
  throw new AwsError(
    'ClientException',
    isKnown ? `The specified capacity provider cannot be ${done}.` : 'The specified capacity provider does not exist.',
  );
}

/** Returns the provider that stands for a group without one in the scenario. */
function aloneGroup({ cluster }: Context, reference: string): string {
  const group = groupNamed(cluster.draft, shortName(reference));
  if (group === undefined || cluster.apiState.deletedGroups.has(shortName(reference)))
    throw new AwsError('ClientException', 'The specified Auto Scaling group ARN is not valid: there is no such group.');
  if (!cluster.apiState.aloneGroups.has(group.name))
    throw new AwsError(
      'ClientException',
      'The specified Auto Scaling group ARN is already being used by another capacity provider. Specify a unique Auto Scaling group ARN and try again.',
    );
  return group.name;
}

/** Returns another name for the group of a deleted provider that had the name; undefined where none had it. */
function pastOf({ cluster: { draft } }: Context, name: string): string | undefined {
  if (providerNamed(draft, name) === undefined) return undefined;
  const taken = draft.cluster.capacityProviders.flatMap((one) => (typeof one === 'string' ? [] : one.name));
  return retiredName(taken, name);
}

/** The group keeps its name. */
function retire(draft: Draft, name: string, past: string): void {
  const { autoScalingGroup } = providerNamed(draft, name)!;
  autoScalingGroup.autoScalingGroupName ??= name;
  renameProvider(draft, name, past);
}

function settingsOf(context: Context, action: string, { autoScalingGroupArn: _, ...input }: AutoScalingGroupProvider): object {
  return providerSchema.parse(inScenario(context, action, { schema: providerSchema, input }));
}

/** Without a capacity provider nothing scales, protects or drains the instances of a group. */
function unmanage(draft: Draft, name: string): void {
  Object.assign(providerNamed(draft, name)!.autoScalingGroupProvider, {
    managedScaling: { ...providerNamed(draft, name)!.autoScalingGroupProvider.managedScaling, status: 'DISABLED' },
    managedTerminationProtection: 'DISABLED',
    managedDraining: 'DISABLED',
  });
}
