import type { Context } from '../context.js';
import type { ProviderText } from '../schema.js';
import type { Path } from '../text/problem.js';
import { hasSpot } from './setup.js';

/** Keys that are taken and have no effect here, though they have one in AWS: each warning says what is simulated in their place. */
export function warnOfGroupKeys(context: Context, path: Path, { autoScalingGroup: group }: ProviderText): void {
  if (hasSpot(group)) return;
  const { spotAllocationStrategy, spotInstancePools, spotMaxPrice } = group.mixedInstancesPolicy?.instancesDistribution ?? {};
  const isSpotMeant = spotAllocationStrategy !== 'lowest-price' || spotInstancePools !== undefined || spotMaxPrice !== undefined;
  if (group.mixedInstancesPolicy !== undefined && isSpotMeant)
    context.warn(
      [...path, 'mixedInstancesPolicy', 'instancesDistribution'],
      'speaks of Spot, but onDemandPercentageAboveBaseCapacity is 100, its default: every instance is On-Demand',
    );
  for (const key of ['spotInstanceDraining', 'capacityRebalance'] as const)
    if (group[key]) context.warn([...path, key], 'has no effect: no instance of the group is Spot');
}
