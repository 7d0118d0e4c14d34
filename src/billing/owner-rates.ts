import type { Ms } from '../kernel/event-loop.js';
import { type BilledTask, CPU_WEIGHT, type HostKind, ratesOf, weightOf } from './host.js';
import { Host, type HostValues } from './host-values.js';
import { HOUR_MS } from './money.js';
import type { RateSeries } from './rate-series.js';
import { stepAt } from './tariff.js';

/** Receives the cost of each owner per hour. */
export interface SharedHours {
  readonly byOwner: readonly RateSeries[];
  /** Whether owners also bear the unreserved rest. */
  readonly isUnusedShared: boolean;
}

/** Places of what an owner holds on an instance, and its rate; `next`: the instance's next holding. A cache line holds one. */
const Holding = { owner: 0, cpuUnits: 1, memoryMib: 2, rate: 3, next: 4 } as const;
const STEP = 8;
const HOLDINGS_LEAST = 64;
const END = -1;

/** An amount that was reported while the instance may still become free. */
interface ReversibleChange {
  readonly owner: number;
  readonly by: number;
  readonly atMs: Ms;
}

/**
 * Cost rates of the owners on instances, added to the hours at every change. The same division as in SplitCosts, whose values of instances
 * it reads, by time and owner instead of by task.
 */
export class OwnerRates {
  private holdings: Float64Array = new Float64Array(STEP * HOLDINGS_LEAST);
  /** Highest holding ever in use plus STEP. */
  private used = 0;
  private free: number[] = [];
  private readonly weights: readonly number[];
  private readonly rates: readonly Float64Array[];
  /** By instance, for reversal. */
  private reversible = new Map<number, ReversibleChange[]>();

  constructor(
    private readonly kinds: readonly HostKind[],
    private readonly hosts: HostValues,
    private readonly hours: SharedHours,
  ) {
    this.weights = kinds.map(({ room }) => weightOf(room));
    this.rates = kinds.map(ratesOf);
  }

  /** `at`: the place of the instance's values. */
  launch(at: number, fromMs: Ms): void {
    this.hosts.values[at + Host.holding] = END;
    this.hosts.values[at + Host.ratedUntilMs] = fromMs;
  }

  /** Must be called after the reservations of the instance have changed by the task's, and followPrice() before. */
  hold(host: number, { owner, cpuUnits, memoryMib }: BilledTask, sign: 1 | -1, atMs: Ms): void {
    const holding = this.holdingOf(this.hosts.placeOf(host), owner);
    this.holdings[holding + Holding.cpuUnits] += sign * cpuUnits;
    this.holdings[holding + Holding.memoryMib] += sign * memoryMib;
    this.update(host, atMs);
  }

  /** The instance has stopped or started; followPrice() must be called before. */
  changePause(host: number, atMs: Ms): void {
    this.update(host, atMs);
  }

  /** Ends an instance without tasks. Reverses all amounts if it is free. */
  end(host: number, isFree: boolean): void {
    if (isFree) for (const { owner, by, atMs } of this.reversible.get(host) ?? []) this.hours.byOwner[owner].change(-by, atMs);
    this.reversible.delete(host);
  }

  /** Applies price changes before this time. */
  followPrice(host: number, atMs: Ms): void {
    const { values } = this.hosts;
    const at = this.hosts.placeOf(host);
    const { tariff } = this.kinds[values[at + Host.kind]];
    if (tariff.atMs.length === 1) return;
    for (let step = stepAt(tariff, values[at + Host.ratedUntilMs]) + 1; step < tariff.atMs.length && tariff.atMs[step] < atMs; step++)
      this.update(host, tariff.atMs[step]);
    values[at + Host.ratedUntilMs] = atMs;
  }

  save(): unknown {
    return {
      holdings: Array.from(this.holdings.subarray(0, this.used)),
      free: [...this.free],
      reversible: structuredClone([...this.reversible]),
    };
  }

  load(saved: unknown): void {
    const { holdings, free, reversible } = saved as { holdings: number[]; free: number[]; reversible: [number, ReversibleChange[]][] };
    this.holdings = Float64Array.from(holdings);
    this.used = holdings.length;
    this.free = [...free];
    this.reversible = new Map(structuredClone(reversible));
  }

  private update(host: number, atMs: Ms): void {
    const { values } = this.hosts;
    const at = this.hosts.placeOf(host);
    const kind = values[at + Host.kind];
    const { tariff, mayBeFree } = this.kinds[kind];
    const isYoung = mayBeFree && atMs - values[at + Host.fromMs] < HOUR_MS;
    if (mayBeFree && !isYoung) this.reversible.delete(host);
    const step = tariff.atMs.length === 1 ? 0 : stepAt(tariff, atMs);
    const price = values[at + Host.isPaused] === 1 ? 0 : this.rates[kind][step];
    for (let before = END, holding = values[at + Host.holding]; holding !== END; ) {
      const rate = Math.floor(price * this.partOf(at, holding));
      const by = rate - this.holdings[holding + Holding.rate];
      if (by !== 0) this.change({ owner: this.holdings[holding + Holding.owner], by, atMs }, isYoung ? host : null);
      this.holdings[holding + Holding.rate] = rate;
      const next = this.holdings[holding + Holding.next];
      if (this.holdings[holding + Holding.cpuUnits] + this.holdings[holding + Holding.memoryMib] === 0) this.drop(at, holding, before);
      else before = holding;
      holding = next;
    }
  }

  /** `youngHost`: an instance that may still become free; null: it may not. */
  private change(what: ReversibleChange, youngHost: number | null): void {
    this.hours.byOwner[what.owner].change(what.by, what.atMs);
    if (youngHost === null) return;
    const changes = this.reversible.get(youngHost);
    if (changes === undefined) this.reversible.set(youngHost, [what]);
    else changes.push(what);
  }

  /** Returns the fraction of the instance's cost for what an owner holds. */
  private partOf(at: number, holding: number): number {
    const { values } = this.hosts;
    const kind = values[at + Host.kind];
    const { room } = this.kinds[kind];
    const cpuUnits = this.holdings[holding + Holding.cpuUnits];
    const memoryMib = this.holdings[holding + Holding.memoryMib];
    const weight = this.weights[kind];
    if (!this.hours.isUnusedShared) return (CPU_WEIGHT * cpuUnits + memoryMib) / weight;
    const cpu = cpuUnits === 0 ? 0 : (CPU_WEIGHT * room.cpuUnits * cpuUnits) / values[at + Host.cpuUnits];
    const memory = memoryMib === 0 ? 0 : (room.memoryMib * memoryMib) / values[at + Host.memoryMib];
    return (cpu + memory) / weight;
  }

  /** The holding of an owner on the instance at this place, which is new if the owner has none. */
  private holdingOf(at: number, owner: number): number {
    const { values } = this.hosts;
    for (let holding = values[at + Host.holding]; holding !== END; holding = this.holdings[holding + Holding.next])
      if (this.holdings[holding + Holding.owner] === owner) return holding;
    const holding = this.free.pop() ?? this.extend();
    const { holdings } = this;
    holdings[holding + Holding.owner] = owner;
    holdings[holding + Holding.cpuUnits] = holdings[holding + Holding.memoryMib] = holdings[holding + Holding.rate] = 0;
    holdings[holding + Holding.next] = values[at + Host.holding];
    values[at + Host.holding] = holding;
    return holding;
  }

  private drop(at: number, holding: number, before: number): void {
    const next = this.holdings[holding + Holding.next];
    if (before === END) this.hosts.values[at + Host.holding] = next;
    else this.holdings[before + Holding.next] = next;
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
