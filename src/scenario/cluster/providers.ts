import type { ProviderKind } from '../../sim/providers/kind.js';
import { PROVIDER_KINDS } from '../../sim/providers/kinds.js';
import type { ProviderText, Scenario, ServiceText, StrategyText, WorkloadText } from '../schema.js';

/** Returns the Auto Scaling group providers of a cluster. */
export function groupProviders({ cluster }: Pick<Scenario, 'cluster'>): ProviderText[] {
  return cluster.capacityProviders.filter(isGroup);
}

/** The listed providers of a cluster by name; `group` is set for Auto Scaling group providers. */
export function listedProviders({ cluster }: Pick<Scenario, 'cluster'>): { readonly name: string; readonly group: ProviderText | null }[] {
  return cluster.capacityProviders.map((provider) =>
    isGroup(provider) ? { name: provider.name, group: provider } : { name: provider, group: null },
  );
}

/** The kind of a provider by its name. A name that AWS does not predefine is an Auto Scaling group provider. */
export function kindNamed(provider: string): string {
  return Object.keys(PROVIDER_KINDS).find((kind) => PROVIDER_KINDS[kind]!.names.includes(provider)) ?? 'autoScalingGroup';
}

/** The provider for a launch type; undefined for launch types on container instances. */
export function providerOfLaunchType(launchType: string | undefined): string | undefined {
  return Object.values(PROVIDER_KINDS).find((kind) => kind.launchType === launchType)?.names[0];
}

/** The launch type of a task without an instance, given directly or by its provider; undefined for a task on a container instance. */
export function platformLaunchType(launchType: string | undefined, provider: string | undefined): string | undefined {
  const kind = PROVIDER_KINDS[kindNamed(providerOfLaunchType(launchType) ?? provider ?? '')]!;
  return kind.platform === null ? undefined : kind.launchType;
}

/** The kind of capacity that a service or standalone tasks use: all providers of a strategy are of one kind (C.CAP-09). */
export function kindOfWork(work: ServiceText | WorkloadText, scenario: Scenario): string {
  const providers =
    work.launchType === undefined
      ? strategyOf(work, scenario).map(({ capacityProvider }) => capacityProvider)
      : [providerOfLaunchType(work.launchType) ?? ''];
  const kinds = [...new Set(providers.map(kindNamed))];
  return kinds.length === 1 ? kinds[0]! : 'autoScalingGroup';
}

/** Returns whether its tasks are placed on container instances. */
export function isOnInstances(work: ServiceText | WorkloadText, scenario: Scenario): boolean {
  return PROVIDER_KINDS[kindOfWork(work, scenario)]!.platform === null;
}

/** The work's own strategy, else that of the cluster; it applies if no launch type is named. */
export function strategyOf({ capacityProviderStrategy }: ServiceText | WorkloadText, { cluster }: Scenario): StrategyText {
  return capacityProviderStrategy ?? cluster.defaultCapacityProviderStrategy ?? [];
}

/** The predefined providers that a cluster lists, or uses by launch type, which needs no association. `nth` numbers those of a kind. */
export function accountProvidersOf({
  cluster,
  services,
  workloads,
}: Scenario): { readonly name: string; readonly kind: ProviderKind; readonly nth: number }[] {
  const byLaunchType = [...services, ...workloads].map(({ launchType }) => providerOfLaunchType(launchType));
  return Object.values(PROVIDER_KINDS).flatMap((kind) =>
    kind.names.flatMap((name, nth) =>
      cluster.capacityProviders.some((other) => other === name) || byLaunchType.includes(name) ? [{ name, kind, nth }] : [],
    ),
  );
}

function isGroup(provider: Scenario['cluster']['capacityProviders'][number]): provider is ProviderText {
  return typeof provider !== 'string';
}

/** Returns whether cluster auto scaling scales a group. */
export function hasManagedScaling(scenario: Scenario): boolean {
  return groupProviders(scenario).some(({ autoScalingGroupProvider }) => autoScalingGroupProvider.managedScaling.status === 'ENABLED');
}
