import { OnDemand, type Purchase } from '../autoscaling/group/purchase.js';
import { onDemandPool, type Pool, type SpotAdvice, spotPool } from '../market/pools.js';
import type { MarketSettings } from '../market/settings.js';
import { optionsOf } from '../sim/cluster/instance-classes.js';
import type { CapacityProviderSpec, InstanceTypeSpec } from '../sim/setup.js';

interface PoolParts {
  readonly instanceTypes: readonly InstanceTypeSpec[];
  readonly zones: readonly string[];
  readonly capacityProviders: readonly CapacityProviderSpec[];
  readonly settings: MarketSettings;
  /** Of a type that some group may launch on Spot. */
  adviceOf(type: InstanceTypeSpec): SpotAdvice;
}

/** The pools that groups may launch from: each type in each zone, for each purchase option, once. */
export function poolsOf({ instanceTypes, zones, capacityProviders, settings, adviceOf }: PoolParts): Pool[] {
  const wanted = capacityProviders.flatMap((group) =>
    optionsOf(group).flatMap((purchase) =>
      group.instanceTypes.flatMap((type) =>
        group.zones.map((zone): [string, Purchase, number, number] => [`${purchase} ${type} ${zone}`, purchase, type, zone]),
      ),
    ),
  );
  const distinct = new Map(wanted.map(([key, ...place]) => [key, place]));
  return [...distinct.values()].map(([purchase, type, zone]) => {
    const spec = instanceTypes[type]!;
    const place = { type, zone, typeName: spec.name, zoneName: zones[zone]! };
    if (purchase === OnDemand) return onDemandPool(place, spec.usdPerHour);
    return spotPool(place, { ...adviceOf(spec), onDemandUsdPerHour: spec.usdPerHour }, settings);
  });
}
