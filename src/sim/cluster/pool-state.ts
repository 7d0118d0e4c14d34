import type { PoolOfLaunch } from '../../autoscaling/group/launch.js';
import type { Pools } from '../../autoscaling/group/pools.js';
import { OnDemand, type Purchase, Spot } from '../../autoscaling/group/purchase.js';
import { assert } from '../../kernel/assert.js';
import type { Ms } from '../../kernel/event-loop.js';
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
  /** Places of Capacity Reservations, by pool; empty without any. */
  private readonly reserved = new Map<number, number>();

  constructor(
    private readonly setup: Setup,
    private readonly now: () => Ms,
  ) {
    const { pools } = setup.market;
    this.instances = pools.map(() => 0);
    this.capacity = pools.map((pool) => capacityAt(pool.capacity, 0));
    this.usdPerHour = pools.map((pool) => priceAt(pool.price, 0));
    this.isDry = pools.map(() => false);
    pools.forEach((pool, index) => {
      this.indexes.set(this.keyOf(pool.isSpot ? Spot : OnDemand, pool.type, pool.zone), index);
    });
    for (const { type, zone, count } of setup.capacityReservations ?? []) {
      const pool = this.find(OnDemand, type, zone);
      if (pool !== undefined) this.reserved.set(pool, count);
    }
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
      spare: (type, zone) => {
        const pool = this.of(purchase, type, zone);
        return this.reserved.size === 0 ? this.spare(pool) : Math.max(this.spare(pool), this.freePlaces(pool));
      },
    };
  }

  /** Returns whether a launch would take a reserved place now: it never lacks capacity (M.CR-3) unless its zone has failed. */
  hasPlace({ purchase, type, zone }: PoolOfLaunch): boolean {
    return this.reserved.size > 0 && this.freePlaces(this.of(purchase, type, zone)) > 0;
  }

  private isOut(zone: number): boolean {
    const { faults } = this.setup;
    const nowMs = this.now();
    return faults.some(
      (fault) => fault.kind === 'zoneOutage' && fault.zone === zone && fault.fromMs <= nowMs && nowMs < (fault.noLaunchUntilMs ?? 0),
    );
  }

  /** Places of Capacity Reservations that an instance can take. */
  private freePlaces(pool: number): number {
    const free = (this.reserved.get(pool) ?? 0) - this.instances[pool];
    return free <= 0 || this.isOut(this.setup.market.pools[pool].zone) ? 0 : free;
  }

  private spare(pool: number): number {
    if (this.isDry[pool]) return 0;
    return this.capacity[pool] === UNLIMITED ? Number.POSITIVE_INFINITY : Math.max(0, this.capacity[pool] - this.instances[pool]);
  }
}
