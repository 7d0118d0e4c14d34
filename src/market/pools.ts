import { reclaimGapMs } from './hazard.js';
import { BUCKETS, type Bucket, type MarketSettings } from './market-settings.js';
import { type CapacityPath, constantCapacity, constantPrice, lessPercent, type PricePath, UNLIMITED } from './paths.js';
import type { ReclaimList } from './replay.js';

/** A capacity pool: instances of one type in one zone, Spot or On-Demand. Its timeline does not depend on its users. */
export interface Pool {
  /** Name of its random stream, such as `spot/m5.large/us-east-1a`, whatever its place in a list. */
  readonly name: string;
  /** Indexes of the cluster's instance types (or COUNTED_IN_TASKS) and zones. */
  readonly type: number;
  readonly zone: number;
  readonly isSpot: boolean;
  /** Name of the capacity provider whose tasks it counts; absent for an instance type. */
  readonly provider?: string;
  /** Mean time between randomly drawn reclaims; null for none. */
  readonly reclaimGapMs: number | null;
  /** Reclaims of a trace, which replace drawn ones; null without a trace. */
  readonly replayed: ReclaimList | null;
  readonly price: PricePath;
  readonly capacity: CapacityPath;
  /** Spare capacity from 0 to 1, which allocation strategies compare. */
  readonly depth: number;
}

/** Replaces the instance type in a pool without instances. Its capacity counts tasks; its prices are elsewhere. */
export const COUNTED_IN_TASKS = -1;

/** A type in a zone, by index and by name. */
export interface PoolPlace {
  readonly type: number;
  readonly zone: number;
  readonly typeName: string;
  readonly zoneName: string;
}

/** Data of the Spot Advisor about a type. */
export interface SpotAdvice {
  readonly savingsPercent: number;
  readonly interruptionBucket: Bucket;
}

/**
 * Returns a Spot pool as the advisor describes it: a discount on the On-Demand price and unlimited capacity. Callers override fields with
 * better data.
 */
export function spotPool(
  place: PoolPlace,
  advice: SpotAdvice & { readonly onDemandUsdPerHour: number | PricePath },
  settings: MarketSettings,
): Pool {
  const { type, zone, typeName, zoneName } = place;
  const bucket = BUCKETS.indexOf(advice.interruptionBucket);
  const gapMs = reclaimGapMs(settings.interruptedByBucket[bucket], settings.reclaimShare);
  return {
    name: `spot/${typeName}/${zoneName}`,
    type,
    zone,
    isSpot: true,
    reclaimGapMs: Number.isFinite(gapMs) ? gapMs : null,
    replayed: null,
    price: lessPercent(advice.onDemandUsdPerHour, advice.savingsPercent),
    capacity: constantCapacity(UNLIMITED),
    depth: settings.depthByBucket[bucket],
  };
}

/** Returns an On-Demand pool: never reclaimed, with the greatest depth. */
export function onDemandPool({ type, zone, typeName, zoneName }: PoolPlace, price: number | PricePath): Pool {
  return {
    name: `on-demand/${typeName}/${zoneName}`,
    type,
    zone,
    isSpot: false,
    reclaimGapMs: null,
    replayed: null,
    price: typeof price === 'number' ? constantPrice(price) : price,
    capacity: constantCapacity(UNLIMITED),
    depth: 1,
  };
}
