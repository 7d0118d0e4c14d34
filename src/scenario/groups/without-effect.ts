import type { Context } from '../context.js';
import type { ProviderText } from '../schema.js';
import type { Path } from '../text/problem.js';
import { hasSpot } from './setup.js';

/** Warns of keys that have an effect in AWS but none here: each warning says what is simulated instead. */
export function warnOfGroupKeys(context: Context, path: Path, { autoScalingGroup: group }: ProviderText): void {
  if (hasSpot(group)) return;
  const { spotAllocationStrategy, spotInstancePools, spotMaxPrice } = group.mixedInstancesPolicy?.instancesDistribution ?? {};
  const isSpotMeant = spotAllocationStrategy !== 'lowest-price' || spotInstancePools !== undefined || spotMaxPrice !== undefined;
  if (group.mixedInstancesPolicy !== undefined && isSpotMeant)
    context.warn(
      [...path, 'mixedInstancesPolicy', 'instancesDistribution'],
      'is about Spot, but onDemandPercentageAboveBaseCapacity is 100, its default: every instance is On-Demand',
    );
  for (const key of ['spotInstanceDraining', 'capacityRebalance'] as const)
    if (group[key]) context.warn([...path, key], 'has no effect: no instance of the group is Spot');
}
