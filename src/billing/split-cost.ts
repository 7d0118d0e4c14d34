import { assert } from '../kernel/assert.js';
import type { Ms } from '../kernel/event-loop.js';
import { type BilledInstance, type BilledTask, CPU_WEIGHT, type Room, weightOf } from './host.js';
import { HOUR_MS, type Money } from './money.js';
import { OwnerRates, type SharedHours } from './owner-rates.js';
import { costUntil } from './tariff.js';

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
  private readonly weight: bigint;
  private readonly tenants = new Map<number, { readonly tenant: BilledTask; readonly since: Sums }>();
  private held: Room = { cpuUnits: 0, memoryMib: 0 };
  private unit = { sum: 0n, left: 0n };
  private cpuUnused = { sum: 0n, left: 0n };
  private memoryUnused = { sum: 0n, left: 0n };
  private idle = 0n;
  private isPaused = false;
  private lastMs: Ms;
  private lastCost: Money;
  /** Amounts by owner, while the instance may still become free. */
  private readonly given = new Map<number, Split>();
  private readonly rates: OwnerRates | null;

  /** `hours`: receives the cost of owners per hour. */
  constructor(
    private readonly host: BilledInstance,
    hours: SharedHours | null = null,
  ) {
    this.rates = hours && new OwnerRates(host, hours);
    assert(weightOf(host.room) > 0, 'an instance has CPU or memory');
    this.weight = BigInt(weightOf(host.room));
    this.lastMs = host.fromMs;
    this.lastCost = costUntil(host.tariff, host.fromMs);
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
    const now = this.sums();
    const cpu = BigInt(tenant.cpuUnits) * (now.cpuUnused - since.cpuUnused);
    const memory = BigInt(tenant.memoryMib) * (now.memoryUnused - since.memoryUnused);
    return { used: BigInt(weightOf(tenant)) * (now.unit - since.unit), unused: cpu + memory };
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
    const carried = this.unit.left + this.cpuUnused.left + this.memoryUnused.left;
    return { idle: this.idle + carried + this.spentUntil(billedUntilMs), credits: new Map() };
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
      sums: [unit.sum, unit.left, cpuUnused.sum, cpuUnused.left, memoryUnused.sum, memoryUnused.left, idle].map(String),
      lastMs,
      tenants: [...this.tenants].map(([task, { tenant, since }]) => ({
        task,
        tenant,
        since: [since.unit, since.cpuUnused, since.memoryUnused].map(String),
      })),
      given: [...this.given].map(([owner, { used, unused }]) => ({ owner, used: String(used), unused: String(unused) })),
    };
  }

  load(saved: unknown): void {
    const { sums, lastMs, isPaused, tenants, given, rates } = saved as Saved;
    this.rates?.load(rates);
    const [unit, unitLeft, cpu, cpuLeft, memory, memoryLeft, idle] = sums.map(BigInt);
    this.unit = { sum: unit, left: unitLeft };
    this.cpuUnused = { sum: cpu, left: cpuLeft };
    this.memoryUnused = { sum: memory, left: memoryLeft };
    this.idle = idle;
    this.lastMs = lastMs;
    this.isPaused = isPaused;
    this.lastCost = costUntil(this.host.tariff, lastMs);
    for (const { task, tenant, since } of tenants) {
      const [unitThen, cpuThen, memoryThen] = since.map(BigInt);
      this.hold(tenant, 1);
      this.tenants.set(task, { tenant, since: { unit: unitThen, cpuUnused: cpuThen, memoryUnused: memoryThen } });
    }
    for (const { owner, used, unused } of given) this.given.set(owner, { used: BigInt(used), unused: BigInt(unused) });
  }

  private of(task: number): { readonly tenant: BilledTask; readonly since: Sums } {
    const found = this.tenants.get(task);
    assert(found !== undefined, 'a task is on its instance');
    return found;
  }

  private sums(): Sums {
    return { unit: this.unit.sum, cpuUnused: this.cpuUnused.sum, memoryUnused: this.memoryUnused.sum };
  }

  /** Returns the cost since the last call. */
  private spentUntil(atMs: Ms): Money {
    const before = this.lastCost;
    this.lastCost = costUntil(this.host.tariff, atMs);
    return this.lastCost - before;
  }

  private hold(task: Room, sign: 1 | -1): void {
    this.held = { cpuUnits: this.held.cpuUnits + sign * task.cpuUnits, memoryMib: this.held.memoryMib + sign * task.memoryMib };
  }

  /** The tasks at the start of a millisecond share its cost, so the order of changes within it does not matter. */
  private advance(atMs: Ms): void {
    assert(atMs >= this.lastMs, 'an instance is not asked about the past');
    if (atMs === this.lastMs) return;
    const { held } = this;
    const { room } = this.host;
    const spent = this.spentUntil(atMs);
    this.lastMs = atMs;
    if (this.isPaused) return;
    const grown = share(this.unit, spent, this.weight);
    const cpuFree = BigInt(CPU_WEIGHT * (room.cpuUnits - held.cpuUnits));
    this.idle += bear(this.cpuUnused, cpuFree * grown, held.cpuUnits);
    this.idle += bear(this.memoryUnused, BigInt(room.memoryMib - held.memoryMib) * grown, held.memoryMib);
  }
}

/** A sum with the remainder of its divisions. */
interface Sum {
  sum: Money;
  left: Money;
}

/** Values of an instance's sums at one time. */
interface Sums {
  readonly unit: Money;
  readonly cpuUnused: Money;
  readonly memoryUnused: Money;
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

/** Adds the share of each of `among` parts to the sum and returns it. */
function share(sum: Sum, money: Money, among: bigint): Money {
  const all = money + sum.left;
  const each = all / among;
  sum.left = all - each * among;
  sum.sum += each;
  return each;
}

/** Like `share`; without any part it returns the money as idle. */
function bear(sum: Sum, money: Money, among: number): Money {
  if (among > 0) {
    share(sum, money, BigInt(among));
    return 0n;
  }
  const idle = money + sum.left;
  sum.left = 0n;
  return idle;
}
