import { MARKET_DEFAULTS } from '../../market/market-settings.js';
import { resolveInstanceType } from '../cluster/instance-types.js';
import { groupProviders, listedProviders } from '../cluster/providers.js';
import type { Context } from '../context.js';
import { checkFaults, checkPlace, type Pools, unmatchedText } from '../faults/check.js';
import { allPlacesOfTypes, checkGroupSettings } from '../groups/check.js';
import { allTypesOf, hasOnDemand, hasSpot } from '../groups/setup.js';
import { poolsOfTasks } from '../kinds.js';
import type { Path } from '../text/problem.js';
import { durationMs } from '../units.js';
import type { MarketFiles } from './files.js';
import { covers, knownSeries, missingOf, type PoolEntry, type PoolNames, pricesFor, replayFor } from './known-pools.js';

/** Checks capacity pools and their events, and that all facts are known of the pools from which a group buys Spot. */
export function checkMarket(context: Context, files: MarketFiles): void {
  const { spot, onDemand } = context.scenario;
  const pools = poolsIn(context);
  checkGroupSettings(context);
  checkAdvice(context, files);
  for (const [section, entries] of [['spot', spot.pools] as const, ['onDemand', onDemand.pools] as const])
    entries.forEach((entry: PoolEntry, i) => {
      const path = [section, 'pools', i];
      const isPlace = checkPlace(context, path, entry);
      checkRivals(context, path, entry);
      checkProviderEntry(context, path, entry);
      checkTrace(context, path, { entry, files });
      const ours = pools[section].filter((pool) => covers(entry, pool));
      if (ours.length > 0) warnOfVainFiles(context, path, { entry, pools: ours, files });
      else if (isPlace) context.warn(path, `matches no pool: ${unmatchedText(entry, section === 'spot' ? ' on Spot' : ' On-Demand')}`);
    });
  checkFaults(context, pools);
}

function poolsIn({ scenario, zones }: Context): Pools {
  const groups = groupProviders(scenario).map(({ autoScalingGroup }) => autoScalingGroup);
  const namesOf = (isOption: typeof hasSpot) =>
    groups
      .filter(isOption)
      .flatMap((group) =>
        allTypesOf(group).flatMap((typeName) => (group.availabilityZones ?? zones).map((zoneName) => ({ typeName, zoneName }))),
      );
  const ofTasks = (option: 'spot' | 'onDemand') =>
    poolsOfTasks(scenario, zones, MARKET_DEFAULTS)
      .filter((pool) => pool.isSpot === (option === 'spot'))
      .map(({ provider, zone }) => ({ typeName: provider!, zoneName: zones[zone]! }));
  return { spot: [...namesOf(hasSpot), ...ofTasks('spot')], onDemand: [...namesOf(hasOnDemand), ...ofTasks('onDemand')] };
}

/** Skips types with a mistake that has been reported. */
function checkAdvice(context: Context, files: MarketFiles): void {
  const { scenario, zones } = context;
  listedProviders(scenario).forEach((provider, i) => {
    const group = provider.group?.autoScalingGroup;
    if (group === undefined || !hasSpot(group)) return;
    for (const { name, at } of allPlacesOfTypes(['cluster', 'capacityProviders', i, 'autoScalingGroup'], group)) {
      if ('faults' in resolveInstanceType(name, scenario)) continue;
      const missing = (group.availabilityZones ?? zones).flatMap(
        (zoneName) => missingOf({ typeName: name, zoneName }, scenario, files) ?? [],
      );
      if (missing.length > 0) context.error(at, missing[0]!);
    }
  });
}

/** Keys of an entry that set the same value. */
const RIVALS = [
  ['savingsPercent', 'usdPerHour', 'prices'],
  ['interruptionBucket', 'interruptionProbability', 'trace'],
  ['capacity', 'trace'],
] as const satisfies readonly (readonly (keyof PoolEntry)[])[];

function checkRivals(context: Context, path: Path, entry: PoolEntry): void {
  for (const keys of RIVALS) {
    const [first, ...others] = keys.filter((key) => entry[key] !== undefined);
    for (const key of others) context.error([...path, key], `stands beside ${first}, which says the same: give one of ${keys.join(', ')}`);
  }
}

/** Checks the keys that apply to pools of instances but not to pools of tasks. */
function checkProviderEntry(context: Context, path: Path, entry: PoolEntry): void {
  if (entry.capacityProvider === undefined) return;
  for (const key of ['savingsPercent', 'usdPerHour', 'prices', 'depth'] as const)
    if (entry[key] !== undefined)
      context.error([...path, key], `has no effect on ${entry.capacityProvider}, whose prices are those of prices.fargate: leave it out`);
}

/** Most steps of a path after a trace is repeated. */
const STEPS_MAX = 1_000_000;

function checkTrace(context: Context, path: Path, { entry, files }: { entry: PoolEntry; files: MarketFiles }): void {
  if (!entry.trace?.repeat) return;
  const at = [...path, 'trace', 'repeat'];
  const runMs = durationMs(context.scenario.duration);
  for (const { replay } of knownSeries(entry.trace, files)) {
    if (replay.endMs === 0)
      return context.error(at, `${entry.trace.file} ends at its first row: a trace without duration cannot be repeated`);
    const steps = Math.ceil(runMs / replay.endMs) * replay.capacity.atMs.length;
    if (steps > STEPS_MAX) return context.error(at, `the run would have ${steps} changes of capacity: at most ${STEPS_MAX}`);
  }
}

/** Warns of a file whose names match no pool of its entry. */
function warnOfVainFiles(context: Context, path: Path, known: { entry: PoolEntry; pools: readonly PoolNames[]; files: MarketFiles }): void {
  const { entry, pools, files } = known;
  const { prices, trace } = entry;
  if (prices !== undefined && files.prices.get(prices.file)?.length && !pools.some((pool) => pricesFor(entry, pool, files)))
    context.warn([...path, 'prices', 'file'], `${prices.file} names none of these pools`);
  if (trace !== undefined && knownSeries(trace, files).length > 0 && !pools.some((pool) => replayFor(entry, pool, files)))
    context.warn([...path, 'trace', 'file'], `${trace.file} names none of these pools`);
}
