import type { CapacityProviderStrategyItem, NetworkConfiguration } from '@aws-sdk/client-ecs';
import { listedProviders } from '../../../scenario/cluster/providers.js';
import { invalidParameter } from '../../aws-error.js';
import type { Draft } from '../../cluster/draft.js';
import type { Context } from '../operation.js';

/** Parts of an input that determine where tasks run. */
interface Where {
  readonly launchType?: string | undefined;
  readonly capacityProviderStrategy?: readonly CapacityProviderStrategyItem[] | undefined;
  readonly networkConfiguration?: NetworkConfiguration | undefined;
}

/** The capacity providers that are associated with the cluster. */
export function associatedProviders({ cluster }: Context): string[] {
  const { notAssociated } = cluster.apiState;
  return listedProviders(cluster.draft).flatMap(({ name }) => (notAssociated.has(name) ? [] : [name]));
}

/** Returns the strategy that an input has; one without items is none. Throws AWS's error for a provider that the cluster does not have. */
export function strategyOf(context: Context, { capacityProviderStrategy: items = [] }: Where) {
  if (items.length === 0) return {};
  const names = associatedProviders(context);
  if (items.some(({ capacityProvider }) => !names.includes(capacityProvider ?? '')))
    throw invalidParameter(
      'The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster. Associate the capacity provider with the cluster and try again.',
    );
  return { capacityProviderStrategy: items.map(({ capacityProvider, base = 0, weight = 0 }) => ({ capacityProvider, base, weight })) };
}

/** Returns where new tasks run: the default of the cluster as it is now, whatever it becomes. */
export function capacityOf(context: Context, input: Where) {
  const given = strategyOf(context, input);
  if ('capacityProviderStrategy' in given || input.launchType !== undefined) return given;
  const { defaultCapacityProviderStrategy: usual } = context.cluster.draft.cluster;
  return usual === undefined ? { launchType: 'EC2' } : { capacityProviderStrategy: structuredClone(usual) };
}

/** Subnets of the scenario determine the zones; others are logged once, and the tasks may run in every zone. */
export function networkOf({ cluster, report }: Context, { networkConfiguration: network }: Where) {
  const subnets = network?.awsvpcConfiguration?.subnets ?? [];
  if (subnets.length === 0) return {};
  const { zones } = cluster.setup;
  const known = Object.keys(cluster.draft.cluster.subnets ?? {});
  const strange = subnets.filter((subnet) => !known.includes(subnet) && !zones.includes(subnet));
  for (const subnet of strange) report(`the subnet ${subnet} is not in cluster.subnets of the scenario: tasks may run in every zone`);
  return strange.length > 0 ? {} : { networkConfiguration: { awsvpcConfiguration: { subnets } } };
}

/** Replaces the launch type or strategy of a draft, whichever it has. */
export function replaceWhere(own: Draft['services'][number], where: object): void {
  if ('capacityProviderStrategy' in where) delete own.launchType;
  Object.assign(own, where);
}
