import { HOUR_MS } from '../../kernel/durations.js';
import { MONTH_MS, meanShare } from '../../market/hazard.js';
import { BUCKETS, type Bucket } from '../../market/market-settings.js';
import type { Pool } from '../../market/pools.js';
import type { Setup } from '../../sim/setup.js';
import type { Interval } from '../../statistics/interval.js';

/** Spot capacity of one provider: instances of a group, or tasks of FARGATE_SPOT. */
export interface SpotSource {
  readonly provider: string;
  readonly isOfTasks: boolean;
  /** Its pools by type; a provider of tasks has one entry. */
  readonly types: readonly SpotType[];
  readonly zones: readonly string[];
  /** Interruptions of one instance or task in an hour: the mean over its pools, which a group may use in any proportion, the least, the most. */
  readonly perHour: Interval;
}

interface SpotType {
  readonly name: string;
  /** Bucket of the Spot Advisor; null where a trace of the scenario has the times of reclaims. */
  readonly bucket: Bucket | null;
}

/** Returns the Spot capacity that a scenario may buy, provider by provider. */
export function spotSourcesOf(setup: Setup): SpotSource[] {
  const spot = setup.market.pools.filter(({ isSpot }) => isSpot);
  const ofGroups = setup.capacityProviders.flatMap(({ name, split, startTypes, instanceTypes, zones }) => {
    if ((split?.onDemandPercentAboveBase ?? 100) === 100) return [];
    const types = startTypes ?? instanceTypes;
    return [{ provider: name, isOfTasks: false, pools: spot.filter(({ type, zone }) => types.includes(type) && zones.includes(zone)) }];
  });
  const ofTasks = [...new Set(spot.flatMap(({ provider }) => provider ?? []))].map((provider) => ({
    provider,
    isOfTasks: true,
    pools: spot.filter((pool) => pool.provider === provider),
  }));
  return [...ofGroups, ...ofTasks].filter(({ pools }) => pools.length > 0).map((source) => sourceOf(setup, source));
}

interface Pools {
  readonly provider: string;
  readonly isOfTasks: boolean;
  readonly pools: readonly Pool[];
}

function sourceOf(setup: Setup, { provider, isOfTasks, pools }: Pools): SpotSource {
  const rates = pools.map((pool) => perHourOf(setup, pool));
  const named = new Map(pools.map((pool) => [pool.provider ?? setup.instanceTypes[pool.type]!.name, bucketOf(setup, pool)]));
  return {
    provider,
    isOfTasks,
    types: [...named].map(([name, bucket]) => ({ name, bucket })),
    zones: [...new Set(pools.map(({ zone }) => setup.zones[zone]!))],
    perHour: {
      estimate: rates.reduce((sum, rate) => sum + rate, 0) / rates.length,
      low: Math.min(...rates),
      high: Math.max(...rates),
    },
  };
}

/** Each reclaim interrupts an instance with the probability of its share. */
function perHourOf({ durationMs, market }: Setup, { reclaimGapMs, replayed }: Pool): number {
  if (replayed !== null) return replayed.share.reduce((sum, share) => sum + share, 0) / (durationMs / HOUR_MS);
  return reclaimGapMs === null ? 0 : meanShare(market.settings.reclaimShare) / (reclaimGapMs / HOUR_MS);
}

/** The bucket whose probability the pool has; for one that a scenario sets, the bucket in whose bounds it is. */
function bucketOf({ market: { settings } }: Setup, { reclaimGapMs, replayed }: Pool): Bucket | null {
  if (replayed !== null) return null;
  const interrupted = reclaimGapMs === null ? 0 : -Math.expm1((-MONTH_MS * meanShare(settings.reclaimShare)) / reclaimGapMs);
  const known = settings.interruptedByBucket.findIndex((probability) => Math.abs(probability - interrupted) < 1e-9);
  return BUCKETS[known >= 0 ? known : Math.min(BUCKETS.length - 1, Math.floor(interrupted / 0.05))]!;
}
