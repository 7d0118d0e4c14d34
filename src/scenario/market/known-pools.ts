import { isMissing, type Missing } from '../../catalog/missing.js';
import { spotOf } from '../../catalog/prices.js';
import type { ReplaySeries } from '../../market/formats/node-counts.js';
import type { PriceSeries } from '../../market/formats/prices.js';
import { seriesFor } from '../../market/formats/series.js';
import type { SpotAdvice } from '../../market/pools.js';
import type { Replay } from '../../market/replay.js';
import type { Scenario } from '../schema.js';
import { type MarketFiles, traceKey } from './files.js';

/** An entry of spot.pools or of onDemand.pools, which has some of the same keys. */
export type PoolEntry = Scenario['spot']['pools'][number];

/** Names of a pool: its instance type, or its Fargate provider. */
export interface PoolNames {
  readonly typeName: string;
  readonly zoneName: string;
}

export function covers(
  { instanceType, capacityProvider, availabilityZone }: Pick<PoolEntry, 'instanceType' | 'capacityProvider' | 'availabilityZone'>,
  pool: PoolNames,
): boolean {
  return (capacityProvider ?? instanceType ?? pool.typeName) === pool.typeName && (availabilityZone ?? pool.zoneName) === pool.zoneName;
}

export function pricesFor({ prices }: PoolEntry, pool: PoolNames, files: MarketFiles): PriceSeries | undefined {
  return prices && seriesFor(files.prices.get(prices.file) ?? [], pool.typeName, pool.zoneName);
}

export function replayFor({ trace }: PoolEntry, pool: PoolNames, files: MarketFiles): Replay | undefined {
  return trace && seriesFor(knownSeries(trace, files), pool.typeName, pool.zoneName)?.replay;
}

export function knownSeries(trace: NonNullable<PoolEntry['trace']>, files: MarketFiles): readonly ReplaySeries[] {
  return files.traces.get(traceKey(trace)) ?? [];
}

/** For each property the last entry that sets it for the pool; a file has no effect on pools that it does not name. */
export interface Known {
  readonly price: PoolEntry | undefined;
  readonly interruption: PoolEntry | undefined;
  readonly capacity: PoolEntry | undefined;
  readonly depth: number | undefined;
}

export function knownOf(entries: readonly PoolEntry[], pool: PoolNames, files: MarketFiles): Known {
  const ours = entries.filter((entry) => covers(entry, pool));
  const says = (entry: PoolEntry, ...keys: readonly (keyof PoolEntry)[]) => keys.some((key) => entry[key] !== undefined);
  const hasReplay = (entry: PoolEntry) => replayFor(entry, pool, files) !== undefined;
  return {
    price: ours.findLast((entry) => says(entry, 'savingsPercent', 'usdPerHour') || pricesFor(entry, pool, files) !== undefined),
    interruption: ours.findLast((entry) => says(entry, 'interruptionBucket', 'interruptionProbability') || hasReplay(entry)),
    capacity: ours.findLast((entry) => says(entry, 'capacity') || hasReplay(entry)),
    depth: ours.findLast((entry) => says(entry, 'depth'))?.depth,
  };
}

/** The Spot Advisor's values for a type, unless the scenario sets them. */
export function adviceOf(typeName: string, { prices, region }: Scenario): SpotAdvice | Missing {
  return Object.hasOwn(prices.spot, typeName) ? prices.spot[typeName]! : spotOf(typeName, region);
}

/** Facts that are missing for a Spot pool: its price, its frequency of interruption, or its depth. */
export function missingOf(pool: PoolNames, scenario: Scenario, files: MarketFiles): string | undefined {
  const advice = adviceOf(pool.typeName, scenario);
  if (!isMissing(advice)) return undefined;
  const { price, interruption, depth } = knownOf(scenario.spot.pools, pool, files);
  const isDepthKnown = depth !== undefined || interruption?.trace === undefined;
  return price !== undefined && interruption !== undefined && isDepthKnown ? undefined : advice.missing;
}
