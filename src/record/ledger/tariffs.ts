import { type Purchase, Spot } from '../../autoscaling/group/purchase.js';
import { type Tariff, tariffOf } from '../../billing/tariff.js';
import { assert } from '../../kernel/assert.js';
import { EXTERNAL } from '../../sim/cluster/external.js';
import type { Setup } from '../../sim/setup.js';

/** What an instance may be bought as. */
interface Bought {
  readonly purchase: Purchase;
  readonly type: number;
  readonly zone: number;
}

/** Where a price on Spot is asked. */
interface SpotPool {
  readonly tariff: number;
  readonly type: number;
  readonly zone: number;
}

/** The prices of a run, by number: On-Demand that of each type, wherever it runs; on Spot those of each pool, which the market's path gives. */
export class Tariffs {
  readonly all: readonly Tariff[];
  /** The instance type of each, which is also the number of its On-Demand price. */
  readonly types: readonly number[];
  /** Kinds of usage to commitments: the instance types, then Fargate. */
  readonly usages: number;
  readonly spotPools: readonly SpotPool[];
  private readonly spotAt = new Map<number, number>();
  private readonly external: ReadonlySet<number>;

  constructor(private readonly setup: Setup) {
    const { instanceTypes, market } = setup;
    // Pools of Fargate are of no instance type.
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

  /** What usage at this price costs On-Demand. */
  onDemandOf(tariff: number): Tariff {
    return this.all[this.types[tariff]];
  }

  /** Of instances outside AWS (C.EXT-01): EC2 bills none of them, what they cost is what the user says. */
  isExternal(tariff: number): boolean {
    return this.external.has(tariff);
  }

  private placeOf(type: number, zone: number): number {
    return type * this.setup.zones.length + zone;
  }
}
