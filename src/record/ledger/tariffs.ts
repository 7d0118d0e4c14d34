import { type Purchase, Spot } from '../../autoscaling/group/purchase.js';
import { type Tariff, tariffOf } from '../../billing/tariff.js';
import { assert } from '../../kernel/assert.js';
import { EXTERNAL } from '../../sim/cluster/external.js';
import type { Setup } from '../../sim/setup.js';

/** Purchase of an instance: type, option and place. */
interface Bought {
  readonly purchase: Purchase;
  readonly type: number;
  readonly zone: number;
}

/** A Spot pool whose price is looked up. */
interface SpotPool {
  readonly tariff: number;
  readonly type: number;
  readonly zone: number;
}

/**
 * The prices of a run, by number: one On-Demand price per type, wherever it runs, and one Spot price per pool, which follows the market.
 */
export class Tariffs {
  readonly all: readonly Tariff[];
  /** Instance type of each price; it is also the number of the type's On-Demand price. */
  readonly types: readonly number[];
  /** Number of usage kinds that commitments distinguish: the instance types, then Fargate. */
  readonly usages: number;
  readonly spotPools: readonly SpotPool[];
  private readonly spotAt = new Map<number, number>();
  private readonly external: ReadonlySet<number>;

  constructor(private readonly setup: Setup) {
    const { instanceTypes, market } = setup;
    // Fargate pools have no instance type.
    const spot = market.pools.filter((pool) => pool.isSpot && pool.type >= 0);
    this.usages = instanceTypes.length + 1;
    this.all = [
      ...instanceTypes.map(({ usdPerHour, pricePath = { atMs: [0], usdPerHour: [usdPerHour] } }) => tariffOf(pricePath)),
      ...spot.map(({ price }) => tariffOf(price)),
    ];
    this.types = [...instanceTypes.keys(), ...spot.map(({ type }) => type)];
    const outside = setup.staticInstances.filter(({ traits }) => Object.hasOwn(traits.attributes, EXTERNAL));
    this.external = new Set(outside.map(({ instanceType }) => instanceType));
    this.spotPools = spot.map(({ type, zone }, i) => ({ tariff: instanceTypes.length + i, type, zone }));
    for (const { tariff, type, zone } of this.spotPools) this.spotAt.set(this.placeOf(type, zone), tariff);
  }

  numberOf({ purchase, type, zone }: Bought): number {
    if (purchase !== Spot) return type;
    const found = this.spotAt.get(this.placeOf(type, zone));
    assert(found !== undefined, 'a Spot instance is from a pool of the market');
    return found;
  }

  /** Returns the On-Demand price of the same usage. */
  onDemandOf(tariff: number): Tariff {
    return this.all[this.types[tariff]];
  }

  isSpot(tariff: number): boolean {
    return tariff >= this.setup.instanceTypes.length;
  }

  /** Instances outside AWS (C.EXT-01): EC2 bills none of them; the user sets their cost. */
  isExternal(tariff: number): boolean {
    return this.external.size > 0 && this.external.has(tariff);
  }

  private placeOf(type: number, zone: number): number {
    return type * this.setup.zones.length + zone;
  }
}
