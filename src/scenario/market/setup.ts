import { OnDemand, type Purchase } from '../../autoscaling/group/purchase.js';
import { isMissing } from '../../catalog/missing.js';
import { reclaimGapMs } from '../../market/hazard.js';
import { BUCKETS, type Bucket, type MarketSettings } from '../../market/market-settings.js';
import { constantCapacity, lessPercent, type PricePath, UNLIMITED } from '../../market/paths.js';
import { onDemandPool, type Pool, type SpotAdvice, spotPool } from '../../market/pools.js';
import { type Replay, repeatedReplay, scaledReplay } from '../../market/replay.js';
import { optionsOf } from '../../sim/cluster/instance-classes.js';
import type { CapacityProviderSpec, InstanceTypeSpec, Setup } from '../../sim/setup.js';
import { overlaysOf, type Places } from '../faults/setup.js';
import { poolsOfTasks } from '../kinds.js';
import type { Scenario } from '../schema.js';
import { durationMs } from '../units.js';
import type { MarketFiles } from './files.js';
import { adviceOf, knownOf, type PoolEntry, type PoolNames, pricesFor, replayFor } from './known-pools.js';
import { pricePathOf } from './price-setup.js';

interface PoolParts extends Places {
  /** A group may have instances that it would not buy now. */
  readonly present?: Setup['present'];
  readonly settings: MarketSettings;
  /** Advice for a type that some group may launch on Spot. */
  adviceOf(type: InstanceTypeSpec): SpotAdvice;
}

/** The pools from which groups may launch, and those of their present instances: each type, zone and purchase option once. */
export function poolsOf({ instanceTypes, zones, capacityProviders, present, settings, adviceOf }: PoolParts): Pool[] {
  const keyed = (purchase: Purchase, type: number, zone: number): [string, Purchase, number, number] => [
    `${purchase} ${type} ${zone}`,
    purchase,
    type,
    zone,
  ];
  const inZones = (group: CapacityProviderSpec, purchase: Purchase, type: number) => group.zones.map((zone) => keyed(purchase, type, zone));
  const bought = capacityProviders.flatMap((group) =>
    optionsOf(group).flatMap((purchase) => group.instanceTypes.flatMap((type) => inZones(group, purchase, type))),
  );
  // A change of the On-Demand price changes the maximum Spot price, even if no group buys On-Demand.
  const judged = capacityProviders.flatMap((group) =>
    group.instanceTypes.filter((type) => instanceTypes[type]!.pricePath !== undefined).flatMap((type) => inZones(group, OnDemand, type)),
  );
  const ofGroups = (present?.instances ?? []).filter(({ provider }) => provider >= 0);
  const held = ofGroups.map(({ purchase, type, zone }) => keyed(purchase, type, zone));
  const wanted = [...bought, ...judged, ...held];
  const distinct = new Map(wanted.map(([key, ...place]) => [key, place]));
  return [...distinct.values()].map(([purchase, type, zone]) => {
    const spec = instanceTypes[type]!;
    const place = { type, zone, typeName: spec.name, zoneName: zones[zone]! };
    const onDemand = onDemandPrice(spec);
    if (purchase === OnDemand) return onDemandPool(place, onDemand);
    return spotPool(place, { ...adviceOf(spec), onDemandUsdPerHour: onDemand }, settings);
  });
}

function onDemandPrice({ usdPerHour, pricePath }: Pick<InstanceTypeSpec, 'usdPerHour' | 'pricePath'>): number | PricePath {
  return pricePath ?? usdPerHour;
}

/** For a pool whose entry sets everything that the advisor would. */
const NO_ADVICE: SpotAdvice = { savingsPercent: 0, interruptionBucket: '<5%' };

/** Returns the market of a valid scenario. */
export function marketOf(scenario: Scenario, files: MarketFiles, places: Places & Pick<PoolParts, 'present'>): Setup['market'] {
  const settings = settingsOf(scenario);
  const pools = poolsOf({
    ...places,
    settings,
    adviceOf: ({ name }) => {
      const advice = adviceOf(name, scenario);
      return isMissing(advice) ? NO_ADVICE : advice;
    },
  });
  const ofTasks = poolsOfTasks(scenario, places.zones, settings);
  const better = new BetterPools(scenario, files, { settings, places });
  return { pools: [...pools, ...ofTasks].map((pool) => better.of(pool)), overlays: overlaysOf(scenario, places), settings };
}

function settingsOf({ spot }: Scenario): MarketSettings {
  const {
    interruptedByBucket,
    depthByBucket,
    reclaimShare,
    recommendationProbability,
    recommendationLead,
    noticeSeen,
    shortageAfterReclaim,
  } = spot;
  const { uniform, empirical = [] } = reclaimShare;
  return {
    interruptedByBucket,
    depthByBucket,
    reclaimShare: uniform === undefined ? { kind: 'empirical', shares: empirical } : { kind: 'uniform', ...uniform },
    recommendationProbability,
    recommendationLeadMs: durationMs(recommendationLead),
    noticeSeenMs: durationMs(noticeSeen),
    shortageAfterReclaimMs: durationMs(shortageAfterReclaim),
  };
}

/** Pools whose advisor values are overridden by the scenario. */
class BetterPools {
  constructor(
    private readonly scenario: Scenario,
    private readonly files: MarketFiles,
    private readonly basis: { readonly settings: MarketSettings; readonly places: Places },
  ) {}

  of(pool: Pool): Pool {
    const { instanceTypes, zones } = this.basis.places;
    // Pools of tasks do not set the price of tasks.
    const { name, ...price } = pool.provider === undefined ? instanceTypes[pool.type]! : { name: pool.provider, usdPerHour: 0 };
    const names = { typeName: name, zoneName: zones[pool.zone]! };
    const known = knownOf(pool.isSpot ? this.scenario.spot.pools : this.scenario.onDemand.pools, names, this.files);
    return {
      ...pool,
      ...(known.price === undefined ? {} : { price: this.price(known.price, names, onDemandPrice(price)) }),
      ...(known.interruption === undefined || !pool.isSpot ? {} : this.interruption(known.interruption, names)),
      ...(known.capacity === undefined ? {} : { capacity: this.capacity(known.capacity, names) }),
      ...(known.depth === undefined ? {} : { depth: known.depth }),
    };
  }

  private price(entry: PoolEntry, names: PoolNames, onDemand: number | PricePath): Pool['price'] {
    const { savingsPercent, usdPerHour } = entry;
    if (savingsPercent !== undefined) return lessPercent(onDemand, savingsPercent);
    if (usdPerHour !== undefined) return pricePathOf(usdPerHour);
    return pricesFor(entry, names, this.files)!.path;
  }

  /** The depth of a pool follows from its bucket, or from the bucket of its probability. */
  private interruption(entry: PoolEntry, names: PoolNames): Partial<Pool> {
    const { settings } = this.basis;
    const replay = this.replay(entry, names);
    if (replay !== undefined) return { reclaimGapMs: null, replayed: replay.reclaims };
    const { interruptionProbability, interruptionBucket = bucketOf(interruptionProbability!) } = entry;
    const bucket = BUCKETS.indexOf(interruptionBucket);
    const gapMs = reclaimGapMs(interruptionProbability ?? settings.interruptedByBucket[bucket]!, settings.reclaimShare);
    return { reclaimGapMs: Number.isFinite(gapMs) ? gapMs : null, depth: settings.depthByBucket[bucket]! };
  }

  private capacity(entry: PoolEntry, names: PoolNames): Pool['capacity'] {
    const { capacity = 'unlimited' } = entry;
    return this.replay(entry, names)?.capacity ?? constantCapacity(capacity === 'unlimited' ? UNLIMITED : capacity);
  }

  private replay(entry: PoolEntry, names: PoolNames): Replay | undefined {
    const replay = replayFor(entry, names, this.files);
    if (replay === undefined || entry.trace === undefined) return undefined;
    const scaled = scaledReplay(replay, entry.trace.scale);
    return entry.trace.repeat ? repeatedReplay(scaled, durationMs(this.scenario.duration)) : scaled;
  }
}

/** Lower bounds of the Spot Advisor's buckets. */
const BUCKETS_FROM = [0, 0.05, 0.1, 0.15, 0.2];

function bucketOf(probability: number): Bucket {
  return BUCKETS[BUCKETS_FROM.findLastIndex((from) => probability >= from)]!;
}
