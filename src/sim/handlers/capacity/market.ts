import { Spot } from '../../../autoscaling/group/purchase.js';
import { type Ms, NO_EVENT } from '../../../kernel/event-loop.js';
import { MarketEvent, type MarketEventKind } from '../../../market/events.js';
import { priceAt } from '../../../market/paths.js';
import { COUNTED_IN_TASKS } from '../../../market/pools.js';
import { poolDrawKey, type Reclaim, reclaimedRows } from '../../../market/reclaimed.js';
import { isOutbid } from '../../../market/rules.js';
import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { EventKind } from '../../events.js';
import { Fact, StopCause } from '../../facts.js';
import type { PlatformTasks } from '../../providers/platform.js';
import type { TaskLife } from '../tasks/task-life.js';
import type { InstanceLife } from './instance-life.js';
import type { Replacements } from './replacements.js';
import type { ZoneBalance } from './zone-balance.js';

/** Applies the events of the market: prices and capacity change, and Spot instances are reclaimed. */
export class MarketMoves {
  private readonly drawKeys: readonly number[];

  constructor(
    private readonly world: World,
    private readonly ports: {
      readonly instances: InstanceLife;
      readonly replacements: Replacements;
      readonly balance: ZoneBalance;
      readonly platforms: readonly PlatformTasks[];
      readonly life: TaskLife;
    },
  ) {
    const { seed, market } = world.setup;
    this.drawKeys = market.pools.map((pool) => poolDrawKey(seed, pool.name));
  }

  onMove(): void {
    const { market, pools: rooms } = this.world;
    const { kind, pool, value, event, isCounted } = market;
    market.next();
    switch (kind) {
      case MarketEvent.recommendation:
      case MarketEvent.reclaim: {
        if (this.world.setup.market.pools[pool].type === COUNTED_IN_TASKS) {
          if (kind === MarketEvent.reclaim) this.interruptTasks(pool, { event, share: value, isCounted });
          break;
        }
        const rows = this.rowsIn(pool);
        const taken = reclaimedRows(
          rows.map((row) => this.world.fleet.instance[row]),
          { event, share: value, isCounted },
          this.drawKeys[pool],
        );
        for (const instance of taken.map((nth) => this.world.fleet.instance[rows[nth]])) this.hit(kind, instance);
        break;
      }
      case MarketEvent.drought:
        rooms.isDry[pool] = value === 1;
        if (value === 0) this.ports.balance.onTrigger('capacity-back', pool);
        break;
      case MarketEvent.capacity:
        if (value > rooms.capacity[pool]) this.ports.balance.onTrigger('capacity-back', pool);
        rooms.capacity[pool] = value;
        break;
      case MarketEvent.price:
        this.onPrice(pool, value);
        break;
    }
    if (kind === MarketEvent.drought || kind === MarketEvent.capacity) this.world.shortServicesDue('uneven');
    this.scheduleNext();
  }

  private onPrice(pool: number, usdPerHour: number): void {
    const { pools: rooms, setup } = this.world;
    const { type, zone } = setup.market.pools[pool];
    rooms.usdPerHour[pool] = usdPerHour;
    if (type === COUNTED_IN_TASKS) return;
    const spot = rooms.find(Spot, type, zone);
    if (spot === undefined) return;
    const nowMs = this.world.loop.nowMs;
    this.ports.balance.onTrigger(
      'price-below-max',
      spot,
      ({ spotMaxPrice }) => this.isOutbid(spot, spotMaxPrice, nowMs - 1) && !this.isOutbid(spot, spotMaxPrice, nowMs),
    );
    this.noticeOutbid(spot);
  }

  /**
   * Returns whether the pool's price exceeds the group's maximum, or without one the On-Demand price. It reads the price paths, not the
   * events, because both prices may change in one millisecond.
   */
  private isOutbid(spot: number, spotMaxPrice: number | null, atMs: Ms): boolean {
    const { type, price } = this.world.setup.market.pools[spot];
    const { usdPerHour, pricePath } = this.world.setup.instanceTypes[type];
    return isOutbid(priceAt(price, atMs), spotMaxPrice ?? (pricePath === undefined ? usdPerHour : priceAt(pricePath, atMs)));
  }

  /**
   * Interrupts reclaimed tasks. SIGTERM comes with the notice, so this is a stop that takes two minutes at most (C.FGS-03, C.FGS-04).
   */
  private interruptTasks(pool: number, reclaim: Reclaim): void {
    const { tasks } = this.world;
    const slots = this.ports.platforms.flatMap((platform) => platform.inPool(pool));
    const ordinals = slots.map((slot) => tasks.task[slot]);
    for (const nth of reclaimedRows(ordinals, reclaim, this.drawKeys[pool])) this.ports.life.stop(slots[nth], StopCause.spotInterruption);
  }

  /** Acts on the instance by its ordinal, because rows may have moved: a replacement may have ended another instance. */
  private hit(kind: MarketEventKind, instance: number): void {
    const { fleet } = this.world;
    const row = fleet.rowOf[instance];
    if (row === NONE || fleet.reclaimEvent[row] !== NO_EVENT) return;
    if (kind === MarketEvent.reclaim) return this.ports.instances.notice(row);
    this.world.emit(Fact.instanceRecommended, instance);
    this.ports.replacements.onRecommendation(row);
  }

  scheduleNext(): void {
    const { market, loop, setup } = this.world;
    if (market.atMs < setup.durationMs) loop.schedule(market.atMs, EventKind.marketMoves, 0);
  }

  private noticeOutbid(pool: number): void {
    const { setup, fleet, loop } = this.world;
    const outbid = this.rowsIn(pool).filter((row) =>
      this.isOutbid(pool, setup.capacityProviders[fleet.provider[row]].spotMaxPrice, loop.nowMs),
    );
    for (const instance of outbid.map((row) => fleet.instance[row])) this.hit(MarketEvent.reclaim, instance);
  }

  private rowsIn(pool: number): number[] {
    const { fleet, setup, pools: rooms } = this.world;
    const rows: number[] = [];
    if (rooms.instances[pool] === 0) return rows;
    const { type, zone, isSpot } = setup.market.pools[pool];
    for (let row = 0; row < fleet.count; row++) {
      if (fleet.provider[row] < 0 || fleet.type[row] !== type || fleet.zone[row] !== zone) continue;
      if ((fleet.purchase[row] === Spot) === isSpot) rows.push(row);
    }
    return rows;
  }
}
