import type { CapacityProviderStrategyItem, NetworkConfiguration } from '@aws-sdk/client-ecs';
import type { Draft } from '../../cluster/draft.js';
import type { Context } from '../operation.js';

/** Parts of an input that say where tasks run. */
interface Where {
  readonly launchType?: string | undefined;
  readonly capacityProviderStrategy?: readonly CapacityProviderStrategyItem[] | undefined;
  readonly networkConfiguration?: NetworkConfiguration | undefined;
}

/** A strategy without items is none. */
export function strategyOf({ capacityProviderStrategy: items = [] }: Where) {
  if (items.length === 0) return {};
  return { capacityProviderStrategy: items.map(({ capacityProvider, base = 0, weight = 0 }) => ({ capacityProvider, base, weight })) };
}

/** Subnets that the scenario knows say the zones; others are logged once, and the tasks may run in every zone. */
export function networkOf({ cluster, tell }: Context, { networkConfiguration: network }: Where) {
  const subnets = network?.awsvpcConfiguration?.subnets ?? [];
  if (subnets.length === 0) return {};
  const { zones } = cluster.setup;
  const known = Object.keys(cluster.draft.cluster.subnets ?? {});
  const strange = subnets.filter((subnet) => !known.includes(subnet) && !zones.includes(subnet));
  for (const subnet of strange) tell(`the subnet ${subnet} is not in cluster.subnets of the scenario: tasks may run in every zone`);
  return strange.length > 0 ? {} : { networkConfiguration: { awsvpcConfiguration: { subnets } } };
}

/** Which of the two a draft of a service or workload has gives way to the other. */
export function replaceWhere(own: Draft['services'][number], where: object): void {
  if ('capacityProviderStrategy' in where) delete own.launchType;
  Object.assign(own, where);
}
