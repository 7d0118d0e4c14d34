import type { GroupSettings } from '../../autoscaling/group/group-settings.js';
import type { Allocation } from '../../autoscaling/group/pools.js';
import type { PurchaseSplit } from '../../autoscaling/group/purchase.js';
import type { CapacityProviderSpec } from '../../sim/setup.js';
import type { GroupText, Scenario } from '../schema.js';
import { durationMs } from '../units.js';

/** Default number of pools for lowest-price (EC2 Auto Scaling API, InstancesDistribution). */
const SPOT_POOLS = 2;

/** A group, or its desired state after an instance refresh. */
export type TypesText = Pick<GroupText, 'instanceTypes'> & {
  readonly mixedInstancesPolicy?: Pick<NonNullable<GroupText['mixedInstancesPolicy']>, 'launchTemplate'> | undefined;
};

/** Types of a group in order of preference, from either of the two places. */
export function typesOf({ instanceTypes, mixedInstancesPolicy }: TypesText): readonly string[] {
  return instanceTypes ?? mixedInstancesPolicy?.launchTemplate?.overrides?.map(({ instanceType }) => instanceType) ?? [];
}

/** The initial types of a group, followed by those of its refreshes. */
export function allTypesOf(group: GroupText): readonly string[] {
  const later = (group.instanceRefreshes ?? []).flatMap(({ desiredConfiguration = {} }) => typesOf(desiredConfiguration));
  return [...new Set([...typesOf(group), ...later])];
}

/** The share of a group that may be Spot; null without a mixed instances policy. */
function splitOf({ mixedInstancesPolicy: policy }: GroupText): PurchaseSplit | null {
  if (policy === undefined) return null;
  const { onDemandBaseCapacity, onDemandPercentageAboveBaseCapacity } = policy.instancesDistribution;
  return { onDemandBase: onDemandBaseCapacity, onDemandPercentAboveBase: onDemandPercentageAboveBaseCapacity };
}

export function hasSpot(group: GroupText): boolean {
  return (splitOf(group)?.onDemandPercentAboveBase ?? 100) < 100;
}

export function hasOnDemand(group: GroupText): boolean {
  const split = splitOf(group);
  return split === null || split.onDemandBase > 0 || split.onDemandPercentAboveBase > 0;
}

/** Moves the types to one place, and writes out what depends on the strategy. */
export function completeMixed(group: GroupText): Pick<GroupText, 'instanceTypes' | 'mixedInstancesPolicy'> {
  const instanceTypes = [...typesOf(group)];
  if (group.mixedInstancesPolicy === undefined) return { instanceTypes };
  const { instancesDistribution: distribution } = group.mixedInstancesPolicy;
  const pools = distribution.spotAllocationStrategy === 'lowest-price' ? { spotInstancePools: SPOT_POOLS } : {};
  return { instanceTypes, mixedInstancesPolicy: { instancesDistribution: { ...pools, ...distribution } } };
}

/** Moves the types of each refresh to one place. */
export function completeRefreshes({ instanceRefreshes }: GroupText): Pick<GroupText, 'instanceRefreshes'> {
  if (instanceRefreshes === undefined) return {};
  return {
    instanceRefreshes: instanceRefreshes.map((refresh) => {
      const { mixedInstancesPolicy: _, ...desired } = refresh.desiredConfiguration ?? {};
      const types = typesOf(refresh.desiredConfiguration ?? {});
      if (refresh.desiredConfiguration === undefined) return refresh;
      return { ...refresh, desiredConfiguration: { ...desired, ...(types.length === 0 ? {} : { instanceTypes: [...types] }) } };
    }),
  };
}

type Purchasing = Pick<
  CapacityProviderSpec,
  | 'split'
  | 'allocation'
  | 'spotMaxPrice'
  | 'zoneDistribution'
  | 'terminationPolicies'
  | 'isSpotDraining'
  | 'isCapacityRebalancing'
  | 'maxLifetimeMs'
  | 'healthGraceMs'
>;

export function purchasingOf(group: GroupText): Purchasing {
  const distribution = group.mixedInstancesPolicy?.instancesDistribution;
  const allocation: Allocation = {
    onDemand: distribution?.onDemandAllocationStrategy ?? 'prioritized',
    spot: distribution?.spotAllocationStrategy ?? 'lowest-price',
    spotPools: distribution?.spotInstancePools ?? SPOT_POOLS,
  };
  return {
    split: splitOf(group),
    allocation,
    spotMaxPrice: distribution?.spotMaxPrice === undefined ? null : Number(distribution.spotMaxPrice),
    zoneDistribution: group.availabilityZoneDistribution.capacityDistributionStrategy,
    terminationPolicies: group.terminationPolicies,
    isSpotDraining: group.spotInstanceDraining,
    isCapacityRebalancing: group.capacityRebalance,
    healthGraceMs: group.healthCheckGracePeriod * 1000,
    maxLifetimeMs: group.maxInstanceLifetime === 0 ? null : group.maxInstanceLifetime * 1000,
  };
}

export function groupSettingsOf({ groups }: Scenario): GroupSettings {
  const {
    launchDelay,
    terminationDelay,
    launchRetry,
    launchRetryMax,
    suspendAfter,
    healthCheckInterval,
    refreshProtectedWait,
    warmPoolStop,
    ...same
  } = groups;
  return {
    ...same,
    healthCheckIntervalMs: durationMs(healthCheckInterval),
    refreshProtectedWaitMs: durationMs(refreshProtectedWait),
    launchDelayMs: durationMs(launchDelay),
    terminationDelayMs: durationMs(terminationDelay),
    warmPoolStopMs: durationMs(warmPoolStop),
    launchRetryMs: durationMs(launchRetry),
    launchRetryMaxMs: durationMs(launchRetryMax),
    suspendAfterMs: suspendAfter === 'none' ? null : durationMs(suspendAfter),
  };
}
