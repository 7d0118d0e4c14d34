import { assert } from '../kernel/assert.js';
import type { Ms } from '../kernel/event-loop.js';
import { type BilledInstance, type BilledTask, CPU_WEIGHT, type Room, weightOf } from './host.js';
import { HOUR_MS, type Money } from './money.js';
import { OwnerRates, type SharedHours } from './owner-rates.js';
import { EXACT, limbsOf, PartsSum, sumOfLimbs } from './parts-sum.js';
import { costOf, stepAt } from './tariff.js';

/** Cost of a task: for its reservation, and its share of the unreserved rest. */
export interface Split {
  readonly used: Money;
  readonly unused: Money;
}

/** Amounts to settle after an instance has ended. */
interface Settlement {
  /** Cost that no task bears. */
  readonly idle: Money;
  /** Amounts allocated to owners of an instance that is free in the end. */
  readonly credits: ReadonlyMap<number, Split>;
}

/**
 * Splits the cost of one running instance over its tasks. Three sums grow with its price: the cost of one MiB, and the shares of the
 * unreserved rest for one reserved CPU unit and one reserved MiB. A task costs the growth of these sums during its time, so that starts and
 * ends of tasks touch no other task. Remainders of divisions are carried on and finally count as idle: no grain is lost.
 */
export class SplitCost {
  private readonly weight: number;
  private readonly tenants = new Map<number, { readonly tenant: BilledTask; readonly since: Sums }>();
  private readonly held = { cpuUnits: 0, memoryMib: 0 };
  private readonly unit = new PartsSum();
  private readonly cpuUnused = new PartsSum();
  private readonly memoryUnused = new PartsSum();
  private idle = 0n;
  private isPaused = false;
  private lastMs: Ms;
  /** Amounts by owner, while the instance may still become free. */
  private readonly given = new Map<number, Split>();
  private readonly rates: OwnerRates | null;

  /** `hours`: receives the cost of owners per hour. */
  constructor(
    private readonly host: BilledInstance,
    hours: SharedHours | null = null,
  ) {
    this.rates = hours && new OwnerRates(host, hours);
    this.weight = weightOf(host.room);
    assert(this.weight > 0, 'an instance has CPU or memory');
    this.lastMs = host.fromMs;
  }

  enter(task: number, tenant: BilledTask, atMs: Ms): void {
    this.advance(atMs);
    this.hold(tenant, 1);
    const { room } = this.host;
    assert(this.held.cpuUnits <= room.cpuUnits && this.held.memoryMib <= room.memoryMib, 'tasks do not exceed their instance');
    this.tenants.set(task, { tenant, since: this.sums() });
    this.rates?.hold(tenant, 1, atMs);
  }

  leave(task: number, atMs: Ms): Split {
    const split = this.soFar(task, atMs);
    const { tenant } = this.of(task);
    this.hold(tenant, -1);
    this.tenants.delete(task);
    this.rates?.hold(tenant, -1, atMs);
    if (atMs - this.host.fromMs >= HOUR_MS) this.given.clear();
    else if (this.host.mayBeFree) this.given.set(tenant.owner, plus(this.given.get(tenant.owner), split));
    return split;
  }

  /** Returns the cost until `atMs` of a task that continues. */
  soFar(task: number, atMs: Ms): Split {
    this.advance(atMs);
    const { tenant, since } = this.of(task);
    const cpu = BigInt(tenant.cpuUnits) * this.cpuUnused.since(since.cpuHigh, since.cpuLow);
    const memory = BigInt(tenant.memoryMib) * this.memoryUnused.since(since.memoryHigh, since.memoryLow);
    return { used: BigInt(weightOf(tenant)) * this.unit.since(since.unitHigh, since.unitLow), unused: cpu + memory };
  }

  /** Stops the charges at `atMs` until the next start. */
  pause(atMs: Ms): void {
    this.advance(atMs);
    this.isPaused = true;
    this.rates?.pause(true, atMs);
  }

  resume(atMs: Ms): void {
    this.advance(atMs);
    this.isPaused = false;
    this.rates?.pause(false, atMs);
  }

  /**
   * Ends the instance after its last task has left. The billed time ends after `atMs` by the rounding, or at the launch if nothing is
   * charged.
   */
  end(atMs: Ms, billedUntilMs: Ms): Settlement {
    assert(this.tenants.size === 0, 'tasks leave an instance before it ends');
    if (billedUntilMs === this.host.fromMs) {
      this.rates?.takeBack();
      return { idle: 0n, credits: this.given };
    }
    this.advance(atMs);
    const carried = this.unit.takeLeft() + this.cpuUnused.takeLeft() + this.memoryUnused.takeLeft();
    return { idle: this.idle + carried + costOf(this.host.tariff, this.lastMs, billedUntilMs), credits: new Map() };
  }

  /** Adds all cost before this time to the hours. */
  tellUntil(atMs: Ms): void {
    this.rates?.followPrice(atMs);
  }

  save(): unknown {
    const { unit, cpuUnused, memoryUnused, idle, lastMs, isPaused } = this;
    return {
      isPaused,
      rates: this.rates?.save(),
      sums: [...unit.save(), ...cpuUnused.save(), ...memoryUnused.save(), String(idle)],
      lastMs,
      tenants: [...this.tenants].map(([task, { tenant, since }]) => ({
        task,
        tenant,
        since: [
          sumOfLimbs(since.unitHigh, since.unitLow),
          sumOfLimbs(since.cpuHigh, since.cpuLow),
          sumOfLimbs(since.memoryHigh, since.memoryLow),
        ].map(String),
      })),
      given: [...this.given].map(([owner, { used, unused }]) => ({ owner, used: String(used), unused: String(unused) })),
    };
  }

  load(saved: unknown): void {
    const { sums, lastMs, isPaused, tenants, given, rates } = saved as Saved;
    this.rates?.load(rates);
    const [unit, unitLeft, cpu, cpuLeft, memory, memoryLeft, idle] = sums;
    this.unit.load(unit, unitLeft);
    this.cpuUnused.load(cpu, cpuLeft);
    this.memoryUnused.load(memory, memoryLeft);
    this.idle = BigInt(idle);
    this.lastMs = lastMs;
    this.isPaused = isPaused;
    for (const { task, tenant, since } of tenants) {
      const [[unitHigh, unitLow], [cpuHigh, cpuLow], [memoryHigh, memoryLow]] = since.map((sum) => limbsOf(BigInt(sum)));
      this.hold(tenant, 1);
      this.tenants.set(task, { tenant, since: { unitHigh, unitLow, cpuHigh, cpuLow, memoryHigh, memoryLow } });
    }
    for (const { owner, used, unused } of given) this.given.set(owner, { used: BigInt(used), unused: BigInt(unused) });
  }

  private of(task: number): { readonly tenant: BilledTask; readonly since: Sums } {
    const found = this.tenants.get(task);
    assert(found !== undefined, 'a task is on its instance');
    return found;
  }

  private sums(): Sums {
    const { unit, cpuUnused, memoryUnused } = this;
    return {
      unitHigh: unit.high,
      unitLow: unit.low,
      cpuHigh: cpuUnused.high,
      cpuLow: cpuUnused.low,
      memoryHigh: memoryUnused.high,
      memoryLow: memoryUnused.low,
    };
  }

  private hold(task: Room, sign: 1 | -1): void {
    this.held.cpuUnits += sign * task.cpuUnits;
    this.held.memoryMib += sign * task.memoryMib;
  }

  /** The tasks at the start of a millisecond share its cost, so the order of changes within it does not matter. */
  private advance(atMs: Ms): void {
    const fromMs = this.lastMs;
    assert(atMs >= fromMs, 'an instance is not asked about the past');
    if (atMs === fromMs) return;
    this.lastMs = atMs;
    if (this.isPaused) return;
    const rate = this.exactRate(fromMs, atMs);
    if (rate === null) this.spendMoney(costOf(this.host.tariff, fromMs, atMs));
    else this.spend(rate, atMs - fromMs);
  }

  /** Returns the rate of a period if numbers are exact for its cost, else null: the price changes, or the period is long. */
  private exactRate(fromMs: Ms, toMs: Ms): number | null {
    const { tariff } = this.host;
    const step = stepAt(tariff, fromMs);
    if (step + 1 < tariff.atMs.length && toMs > tariff.atMs[step + 1]) return null;
    const rate = Number(tariff.rates[step]);
    const { cpuUnits, memoryMib } = this.held;
    const { weight } = this;
    const least = Math.min(cpuUnits === 0 ? weight : cpuUnits, memoryMib === 0 ? weight : memoryMib, weight);
    const ms = toMs - fromMs;
    return rate < EXACT && rate * ms < least * EXACT_HALF && (ms + weight) * weight < EXACT_HALF ? rate : null;
  }

  private spend(rate: number, ms: Ms): void {
    const { held, cpuUnused, memoryUnused } = this;
    const { room } = this.host;
    const grown = this.unit.divide(ms, rate, this.weight);
    const cpuFree = CPU_WEIGHT * (room.cpuUnits - held.cpuUnits);
    if (held.cpuUnits > 0) cpuUnused.divide(cpuFree, grown, held.cpuUnits);
    else this.idle += BigInt(cpuFree) * BigInt(grown) + cpuUnused.takeLeft();
    const memoryFree = room.memoryMib - held.memoryMib;
    if (held.memoryMib > 0) memoryUnused.divide(memoryFree, grown, held.memoryMib);
    else this.idle += BigInt(memoryFree) * BigInt(grown) + memoryUnused.takeLeft();
  }

  private spendMoney(spent: Money): void {
    const { held } = this;
    const { room } = this.host;
    const grown = this.unit.divideMoney(spent, this.weight);
    this.idle += bear(this.cpuUnused, BigInt(CPU_WEIGHT * (room.cpuUnits - held.cpuUnits)) * grown, held.cpuUnits);
    this.idle += bear(this.memoryUnused, BigInt(room.memoryMib - held.memoryMib) * grown, held.memoryMib);
  }
}

/** Leaves room for carried remainders. */
const EXACT_HALF = EXACT / 2;

/** Values of an instance's sums at one time. */
interface Sums {
  readonly unitHigh: number;
  readonly unitLow: number;
  readonly cpuHigh: number;
  readonly cpuLow: number;
  readonly memoryHigh: number;
  readonly memoryLow: number;
}

interface Saved {
  readonly isPaused: boolean;
  readonly rates: unknown;
  readonly sums: string[];
  readonly lastMs: Ms;
  readonly tenants: { task: number; tenant: BilledTask; since: string[] }[];
  readonly given: { owner: number; used: string; unused: string }[];
}

function plus(a: Split | undefined, b: Split): Split {
  return a === undefined ? b : { used: a.used + b.used, unused: a.unused + b.unused };
}

/** Divides money among so many parts; without any part it returns the money as idle. */
function bear(sum: PartsSum, money: Money, among: number): Money {
  if (among === 0) return money + sum.takeLeft();
  sum.divideMoney(money, among);
  return 0n;
}
