import type { Pools } from '../../autoscaling/group/pools.js';
import { OnDemand, type Purchase, Spot } from '../../autoscaling/group/purchase.js';
import { assert } from '../../kernel/assert.js';
import { capacityAt, priceAt, UNLIMITED } from '../../market/paths.js';
import type { Setup } from '../setup.js';

/** The current state of the market's capacity pools, by their index in the setup: instances, capacity and price. */
export class PoolState {
  /** Instances that run, start or are under notice. An instance keeps its place until it ends. */
  instances: number[];
  capacity: number[];
  usdPerHour: number[];
  isDry: boolean[];
  /** The pools as Auto Scaling groups see them. */
  readonly views: readonly [onDemand: Pools, spot: Pools];
  private readonly indexes = new Map<number, number>();

  constructor(private readonly setup: Setup) {
    const { pools } = setup.market;
    this.instances = pools.map(() => 0);
    this.capacity = pools.map((pool) => capacityAt(pool.capacity, 0));
    this.usdPerHour = pools.map((pool) => priceAt(pool.price, 0));
    this.isDry = pools.map(() => false);
    pools.forEach((pool, index) => {
      this.indexes.set(this.keyOf(pool.isSpot ? Spot : OnDemand, pool.type, pool.zone), index);
    });
    this.views = [this.viewOf(OnDemand), this.viewOf(Spot)];
  }

  of(purchase: Purchase, type: number, zone: number): number {
    const pool = this.find(purchase, type, zone);
    assert(pool !== undefined, 'the market has a pool of all that a group may launch');
    return pool;
  }

  /** Returns the index of the pool; undefined where no group buys from it. */
  find(purchase: Purchase, type: number, zone: number): number | undefined {
    return this.indexes.get(this.keyOf(purchase, type, zone));
  }

  save(): unknown {
    const { instances, capacity, usdPerHour, isDry } = this;
    return structuredClone({ instances, capacity, usdPerHour, isDry });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }

  private keyOf(purchase: Purchase, type: number, zone: number): number {
    return (type * this.setup.zones.length + zone) * 2 + purchase;
  }

  private viewOf(purchase: Purchase): Pools {
    return {
      // A group that only buys Spot still has the On-Demand price as its maximum (A.ASG-12).
      price: (type, zone) => this.usdPerHour[this.find(purchase, type, zone) ?? -1] ?? this.setup.instanceTypes[type].usdPerHour,
      depth: (type, zone) => this.setup.market.pools[this.of(purchase, type, zone)].depth,
      spare: (type, zone) => this.spare(this.of(purchase, type, zone)),
    };
  }

  private spare(pool: number): number {
    if (this.isDry[pool]) return 0;
    return this.capacity[pool] === UNLIMITED ? Number.POSITIVE_INFINITY : Math.max(0, this.capacity[pool] - this.instances[pool]);
  }
}
