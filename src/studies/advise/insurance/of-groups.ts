import { type CatalogType, findInstanceType, listInstanceTypes } from '../../../catalog/instance-types.js';
import { isMissing } from '../../../catalog/missing.js';
import { onDemandPrice } from '../../../catalog/prices.js';
import { groupProviders } from '../../../scenario/cluster/providers.js';
import { hasSpot, typesOf } from '../../../scenario/groups/setup.js';
import type { ProviderText } from '../../../scenario/schema.js';
import type { Assignment } from '../../../scenario/text/set-path.js';
import { groupPath, setting } from '../what-if.js';
import { type InsuranceIdea, type Insured, insurance } from './insurance.js';
import { instancesNeeded, spreadOver } from './static-stability.js';

const OTHER_TYPES = 3;

/** Insurance by instances and zones. */
export function groupInsurances(insured: Insured): InsuranceIdea[] {
  const providers = groupProviders(insured.scenario);
  if (providers.length === 0) return [oneMoreZone(insured, providers)];
  return [
    zoneSpare(insured, providers),
    targetCapacity(insured, providers),
    oneMoreZone(insured, providers),
    warmPool(insured, providers, 'Running'),
    warmPool(insured, providers, 'Stopped'),
    moreTypes(insured, providers),
    onDemandBase(insured, providers),
    reservation(insured, providers),
    insurance(
      'cached-images',
      'agents that prefer cached images',
      insured.scenario.imagePullBehavior === 'prefer-cached' ? [] : [setting('imagePullBehavior', 'prefer-cached')],
      'they do already',
    ),
  ];
}

/** Starts with enough instances to lose one zone (I.INS-2). */
function zoneSpare({ setup, desired }: Insured, providers: readonly ProviderText[]): InsuranceIdea {
  const title = 'instances for the loss of a zone, from the start';
  if (setup.zones.length < 2) return { id: 'zone-spare', title, why: 'the cluster has one zone' };
  const sizeTexts: string[] = [];
  const set = providers.flatMap((provider) => {
    const { minSize, maxSize, desiredCapacity = minSize, availabilityZones = setup.zones } = provider.autoScalingGroup;
    const size = spreadOver(instancesNeeded(setup, provider, desired), availabilityZones.length);
    if (size <= minSize) return [];
    sizeTexts.push(`${provider.name} at least ${size}`);
    const sizes = { minSize: size, desiredCapacity: Math.max(size, desiredCapacity), maxSize: Math.max(size, maxSize) };
    return Object.entries(sizes).map(([key, value]) => setting(`${groupPath(provider)}.${key}`, value));
  });
  return insurance('zone-spare', sizeTexts.length === 0 ? title : `${title} (${sizeTexts.join(', ')})`, set, 'it has them already');
}

/** Reserves capacity in each zone for the loss of another; unused reservations cost as much as instances (I.LF-6). */
function reservation({ scenario, setup, desired }: Insured, providers: readonly ProviderText[]): InsuranceIdea {
  const id = 'reservation';
  const title = 'capacity reserved in each zone';
  if (setup.zones.length < 2) return { id, title, why: 'the cluster has one zone' };
  if (scenario.cluster.capacityReservations.length > 0) return { id, title, why: 'it has Capacity Reservations already' };
  const places = new Map<string, { instanceType: string; availabilityZone: string; instanceCount: number }>();
  for (const provider of providers.filter(({ autoScalingGroup }) => !hasSpot(autoScalingGroup))) {
    const { availabilityZones = setup.zones } = provider.autoScalingGroup;
    const [instanceType] = typesOf(provider.autoScalingGroup);
    const inEach = spreadOver(instancesNeeded(setup, provider, desired), availabilityZones.length) / availabilityZones.length;
    for (const availabilityZone of availabilityZones) {
      const key = `${instanceType} ${availabilityZone}`;
      const instanceCount = inEach + (places.get(key)?.instanceCount ?? 0);
      if (inEach > 0) places.set(key, { instanceType: instanceType!, availabilityZone, instanceCount });
    }
  }
  const all = [...places.values()];
  const types = [...new Set(all.map(({ instanceType }) => instanceType))];
  const counts = types.map((type) => `${all.reduce((sum, one) => sum + (one.instanceType === type ? one.instanceCount : 0), 0)} ${type}`);
  const set = all.length === 0 ? [] : [setting('cluster.capacityReservations', all)];
  return insurance(id, all.length === 0 ? title : `${title} (${counts.join(', ')})`, set, 'no group launches On-Demand instances alone');
}

/** Lowers the target capacity until the tasks of one zone fit in the others. */
function targetCapacity({ setup: { zones } }: Insured, providers: readonly ProviderText[]): InsuranceIdea {
  const target = Math.floor((100 * (zones.length - 1)) / zones.length);
  if (zones.length < 2) return { id: 'target-capacity', title: 'a lower target capacity', why: 'the cluster has one zone' };
  const set = providers.flatMap(({ name, autoScalingGroupProvider: { managedScaling } }) =>
    managedScaling.status === 'ENABLED' && managedScaling.targetCapacity > target
      ? [setting(`cluster.capacityProviders.${name}.autoScalingGroupProvider.managedScaling.targetCapacity`, target)]
      : [],
  );
  return insurance('target-capacity', `target capacity ${target} %`, set, 'no group with managed scaling has a higher one');
}

function oneMoreZone({ scenario, setup: { zones } }: Insured, providers: readonly ProviderText[]): InsuranceIdea {
  const id = 'third-zone';
  const title = zones.length === 2 ? 'a third zone' : 'one more zone';
  const letter = [...'abcdef'].find((one) => !zones.includes(`${scenario.region}${one}`));
  if (letter === undefined) return { id, title, why: 'no letter of a zone is left' };
  if (Object.keys(scenario.cluster.subnets ?? {}).length > 0)
    return { id, title, why: 'services name subnets, and the subnet of a new zone is not known' };
  const zone = `${scenario.region}${letter}`;
  const set: Assignment[] = [
    setting('cluster.availabilityZones', [...zones, zone]),
    ...providers.map((provider) =>
      setting(`${groupPath(provider)}.availabilityZones`, [...(provider.autoScalingGroup.availabilityZones ?? zones), zone]),
    ),
  ];
  return { id, title: `${title} (${zone}), the same instances`, set };
}

/** Holds as many instances as one zone has. */
function warmPool(
  { instances, setup: { zones } }: Insured,
  providers: readonly ProviderText[],
  poolState: 'Running' | 'Stopped',
): InsuranceIdea {
  const set = providers.flatMap((provider) => {
    const minSize = Math.ceil((instances.get(provider.name) ?? 0) / zones.length);
    if (provider.autoScalingGroup.warmPool !== undefined || minSize === 0) return [];
    const { maxSize } = provider.autoScalingGroup;
    // Without it the pool grows until group and pool together reach maxSize.
    const maxGroupPreparedCapacity = (instances.get(provider.name) ?? 0) + minSize;
    return [
      setting(`${groupPath(provider)}.warmPool`, { poolState, minSize, maxGroupPreparedCapacity, warmPoolsCheck: true }),
      setting(`${groupPath(provider)}.maxSize`, Math.max(maxSize, maxGroupPreparedCapacity)),
    ];
  });
  const title = `a warm pool of ${poolState.toLowerCase()} instances, as many as a zone has`;
  return insurance(`warm-${poolState.toLowerCase()}`, title, set, 'each group has a warm pool, or no instances');
}

/** Adds the cheapest types of the same size from other families. */
function moreTypes({ scenario: { region } }: Insured, providers: readonly ProviderText[]): InsuranceIdea {
  const additions: string[] = [];
  const set = providers.flatMap((provider) => {
    const { autoScalingGroup: group } = provider;
    const current = findInstanceType(typesOf(group)[0]!);
    // The overrides of a mixed instances policy list the types already.
    if (current === undefined || group.mixedInstancesPolicy?.launchTemplate !== undefined) return [];
    const others = likeTypes(current, region).filter((name) => !typesOf(group).includes(name));
    additions.push(...others.slice(0, OTHER_TYPES));
    return [setting(`${groupPath(provider)}.instanceTypes`, [...typesOf(group), ...others.slice(0, OTHER_TYPES)])];
  });
  const title =
    additions.length === 0 ? 'more instance types of the same size' : `more instance types of the same size (${additions.join(', ')})`;
  return insurance('more-types', title, set, 'no group takes other types');
}

function likeTypes(current: CatalogType, region: string): string[] {
  const priceOf = ({ name }: CatalogType) => {
    const price = onDemandPrice(name, region, 'linux');
    return isMissing(price) ? Number.POSITIVE_INFINITY : price.usdPerHour;
  };
  return listInstanceTypes()
    .filter(
      (type) =>
        type.family !== current.family &&
        type.vcpus === current.vcpus &&
        type.nominalMemoryMib === current.nominalMemoryMib &&
        type.architecture === current.architecture &&
        type.gpus === current.gpus &&
        type.accelerators === null &&
        !type.isBareMetal &&
        !/^t\d/.test(type.family) &&
        Number.isFinite(priceOf(type)),
    )
    .sort((a, b) => priceOf(a) - priceOf(b))
    .map(({ name }) => name);
}

function onDemandBase({ instances }: Insured, providers: readonly ProviderText[]): InsuranceIdea {
  const set = providers
    .filter(({ autoScalingGroup }) => hasSpot(autoScalingGroup))
    .map((provider) =>
      setting(`${groupPath(provider)}.mixedInstancesPolicy.instancesDistribution.onDemandBaseCapacity`, instances.get(provider.name) ?? 0),
    );
  return insurance('on-demand-base', 'On-Demand as many instances as there ever were', set, 'no group has Spot');
}
