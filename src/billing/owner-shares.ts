import type { Ms } from '../kernel/event-loop.js';
import { Amount } from './amount.js';
import { type BilledTask, CPU_WEIGHT } from './host.js';
import { Host, type HostValues } from './host-values.js';
import type { Money } from './money.js';
import type { RateSeries } from './rate-series.js';

/** Cost of a task, or of all that an owner's tasks reserve: for the reservation, and its share of the unreserved rest. */
export interface Split {
  readonly used: Amount;
  readonly unused: Amount;
}

/** Costs of owners, in all and by hour; null: not by hour. */
export interface SharedCosts {
  readonly byOwner: readonly Split[];
  readonly hours: readonly RateSeries[] | null;
  /** Whether owners also bear the unreserved rest in these hours. */
  readonly isUnusedShared: boolean;
}

/** Growth of the three sums of an instance. */
interface SumsGrowth {
  unit: number | Money;
  cpuUnused: number | Money;
  memoryUnused: number | Money;
}

/** The same in a period. */
export interface Growth extends SumsGrowth {
  fromMs: Ms;
  toMs: Ms;
}

/** Costs of owners on an instance that may still be free in the end, in all and by hour. */
interface Young {
  readonly byOwner: Map<number, Split>;
  readonly spread: { readonly owner: number; readonly grains: number; readonly fromMs: Ms; readonly toMs: Ms }[];
}

/** Places of the values of a holding, which is the reservation of an owner on an instance; `next`: the instance's next holding. */
const Holding = { owner: 0, cpuUnits: 1, memoryMib: 2, next: 3 } as const;
const STEP = 4;
const HOLDINGS_LEAST = 64;
const END = -1;

/**
 * The reservations of owners on instances. An owner bears the growth of the sums of an instance for all that its tasks reserve there,
 * period by period. To the grain this equals the sum over its tasks, at the work of one task.
 */
export class OwnerShares {
  private holdings: Float64Array = new Float64Array(STEP * HOLDINGS_LEAST);
  /** Highest holding ever in use plus STEP. */
  private used = 0;
  private free: number[] = [];
  private readonly young = new Map<number, Young>();

  constructor(
    private readonly hosts: HostValues,
    private readonly costs: SharedCosts,
  ) {}

  launch(host: number, mayBeFree: boolean): void {
    this.hosts.values[this.hosts.placeOf(host) + Host.holding] = END;
    if (mayBeFree) this.young.set(host, { byOwner: new Map(), spread: [] });
  }

  /** A task comes to the instance (1), or leaves it (-1). */
  hold(host: number, { owner, cpuUnits, memoryMib }: BilledTask, sign: 1 | -1): void {
    const at = this.hosts.placeOf(host);
    const holding = this.holdingOf(at, owner);
    const { holdings } = this;
    holdings[holding + Holding.cpuUnits] += sign * cpuUnits;
    holdings[holding + Holding.memoryMib] += sign * memoryMib;
    if (holdings[holding + Holding.cpuUnits] + holdings[holding + Holding.memoryMib] === 0) this.drop(at, holding);
  }

  /** Adds the owners' parts of a period on the instance. */
  give(host: number, grown: Growth): void {
    const { holdings, costs } = this;
    for (
      let holding = this.hosts.values[this.hosts.placeOf(host) + Host.holding];
      holding !== END;
      holding = holdings[holding + Holding.next]
    ) {
      const owner = holdings[holding + Holding.owner];
      const cpuUnits = holdings[holding + Holding.cpuUnits];
      const memoryMib = holdings[holding + Holding.memoryMib];
      addTo(costs.byOwner[owner], cpuUnits, memoryMib, grown);
      if (costs.hours !== null) costs.hours[owner].spread(this.grainsOf(cpuUnits, memoryMib, grown), grown.fromMs, grown.toMs);
      if (this.young.size > 0) this.remember(host, holding, grown);
    }
  }

  /** The instance will be charged in any case from now on. */
  isCharged(host: number): void {
    if (this.young.size > 0) this.young.delete(host);
  }

  /** Ends an instance without tasks. Returns the cost that owners bore of it if it is free; the hours lose that cost. */
  end(host: number, isFree: boolean): ReadonlyMap<number, Split> {
    const young = this.young.get(host);
    this.young.delete(host);
    if (!isFree || young === undefined) return new Map();
    for (const { owner, grains, fromMs, toMs } of young.spread) this.costs.hours?.[owner].spread(-grains, fromMs, toMs);
    return young.byOwner;
  }

  save(): unknown {
    return {
      holdings: Array.from(this.holdings.subarray(0, this.used)),
      free: [...this.free],
      young: [...this.young].map(([host, { byOwner, spread }]) => ({
        host,
        by: [...byOwner].map(([owner, { used, unused }]) => ({ owner, used: String(used.money), unused: String(unused.money) })),
        spread: structuredClone(spread),
      })),
    };
  }

  load(saved: unknown): void {
    const { holdings, free, young } = saved as Saved;
    this.holdings = Float64Array.from(holdings);
    this.used = holdings.length;
    this.free = [...free];
    this.young.clear();
    for (const { host, by, spread } of young) {
      const byOwner = new Map(by.map(({ owner, used, unused }) => [owner, splitOf(BigInt(used), BigInt(unused))]));
      this.young.set(host, { byOwner, spread: structuredClone(spread) });
    }
  }

  private remember(host: number, holding: number, grown: Growth): void {
    const young = this.young.get(host);
    if (young === undefined) return;
    const owner = this.holdings[holding + Holding.owner];
    const cpuUnits = this.holdings[holding + Holding.cpuUnits];
    const memoryMib = this.holdings[holding + Holding.memoryMib];
    const split = young.byOwner.get(owner) ?? splitOf(0n, 0n);
    young.byOwner.set(owner, split);
    addTo(split, cpuUnits, memoryMib, grown);
    young.spread.push({ owner, grains: this.grainsOf(cpuUnits, memoryMib, grown), fromMs: grown.fromMs, toMs: grown.toMs });
  }

  /** Returns the nearest whole number of grains of these hours. */
  private grainsOf(cpuUnits: number, memoryMib: number, { unit, cpuUnused, memoryUnused }: Growth): number {
    const used = (CPU_WEIGHT * cpuUnits + memoryMib) * Number(unit);
    return this.costs.isUnusedShared ? used + cpuUnits * Number(cpuUnused) + memoryMib * Number(memoryUnused) : used;
  }

  /** The holding of an owner on the instance at this place, which is new if the owner has none. */
  private holdingOf(at: number, owner: number): number {
    const { values } = this.hosts;
    for (let holding = values[at + Host.holding]; holding !== END; holding = this.holdings[holding + Holding.next])
      if (this.holdings[holding + Holding.owner] === owner) return holding;
    const holding = this.free.pop() ?? this.extend();
    const { holdings } = this;
    holdings[holding + Holding.owner] = owner;
    holdings[holding + Holding.cpuUnits] = holdings[holding + Holding.memoryMib] = 0;
    holdings[holding + Holding.next] = values[at + Host.holding];
    values[at + Host.holding] = holding;
    return holding;
  }

  private drop(at: number, holding: number): void {
    const { holdings } = this;
    const next = holdings[holding + Holding.next];
    let before = this.hosts.values[at + Host.holding];
    if (before === holding) this.hosts.values[at + Host.holding] = next;
    else {
      while (holdings[before + Holding.next] !== holding) before = holdings[before + Holding.next];
      holdings[before + Holding.next] = next;
    }
    this.free.push(holding);
  }

  private extend(): number {
    const holding = this.used;
    if (holding >= this.holdings.length) {
      const holdings = new Float64Array(Math.max(STEP * HOLDINGS_LEAST, 2 * holding));
      holdings.set(this.holdings);
      this.holdings = holdings;
    }
    this.used += STEP;
    return holding;
  }
}

interface Saved {
  readonly holdings: number[];
  readonly free: number[];
  readonly young: {
    host: number;
    by: { owner: number; used: string; unused: string }[];
    spread: Young['spread'];
  }[];
}

export function splitOf(used: Money, unused: Money): Split {
  const split = { used: new Amount(), unused: new Amount() };
  split.used.money = used;
  split.unused.money = unused;
  return split;
}

/** Adds the cost of a reservation on an instance for the growth of its sums. */
export function addTo({ used, unused }: Split, cpuUnits: number, memoryMib: number, { unit, cpuUnused, memoryUnused }: SumsGrowth): void {
  used.addProduct(CPU_WEIGHT * cpuUnits + memoryMib, unit);
  unused.addProduct(cpuUnits, cpuUnused);
  unused.addProduct(memoryMib, memoryUnused);
}
