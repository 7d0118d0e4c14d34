import { assert } from '../kernel/assert.js';
import type { Ms } from '../kernel/event-loop.js';
import { Amount } from './amount.js';
import { type BilledTask, CPU_WEIGHT, type HostKind, ratesOf, steadyStep, weightOf } from './host.js';
import { Host, HostValues } from './host-values.js';
import { HOUR_MS, type Money } from './money.js';
import { OwnerRates, type SharedHours } from './owner-rates.js';
import { EXACT } from './parts-sums.js';
import { costOf } from './tariff.js';

/** Cost of a task: for its reservation, and its share of the unreserved rest. */
export interface Split {
  readonly used: Amount;
  readonly unused: Amount;
}

/** Amounts to settle after an instance has ended. */
interface Settlement {
  /** Cost that no task bears. */
  readonly idle: Money;
  /** Amounts allocated to owners of an instance that is free in the end. */
  readonly credits: ReadonlyMap<number, Split>;
}

/** Places of a task's values: the sums of its instance when it came, and 1 while it is there. A cache line for each task. */
const Tenant = { unit: 0, cpuUnused: 2, memoryUnused: 4, isThere: 6 } as const;
const TENANT_STEP = 8;
const TENANTS_LEAST = 64;
/** Leaves room for carried remainders. */
const EXACT_HALF = EXACT / 2;

/**
 * Splits the cost of running instances over their tasks. Three sums of an instance grow with its price: the cost of one MiB, and the shares
 * of the unreserved rest for one reserved CPU unit and one reserved MiB. A task costs the growth of these sums during its time, so that
 * starts and ends of tasks touch no other task. Remainders of divisions are carried on and finally count as idle: no grain is lost.
 * Instances and tasks are numbers from 0 on, which may be used again.
 */
export class SplitCosts {
  private readonly hosts = new HostValues();
  private tenants: Float64Array = new Float64Array(TENANT_STEP * TENANTS_LEAST);
  private readonly weights: readonly number[];
  private readonly rates: readonly Float64Array[];
  private readonly idle: Money[] = [];
  /** Amounts by owner on instances that may still become free. */
  private readonly given = new Map<number, Map<number, Split>>();
  private readonly ownerRates: OwnerRates | null;
  /** The result of the latest question. */
  private readonly split: Split = { used: new Amount(), unused: new Amount() };

  /** `hours`: receives the cost of owners per hour. */
  constructor(
    private readonly kinds: readonly HostKind[],
    hours: SharedHours | null = null,
  ) {
    this.weights = kinds.map(({ room }) => weightOf(room));
    this.rates = kinds.map(ratesOf);
    this.ownerRates = hours && new OwnerRates(kinds, this.hosts, hours);
  }

  launch(host: number, kind: number, fromMs: Ms): void {
    assert(this.weights[kind] > 0, 'an instance has CPU or memory');
    const at = this.hosts.open(host);
    const { values } = this.hosts;
    values[at + Host.kind] = kind;
    values[at + Host.fromMs] = values[at + Host.dividedMs] = fromMs;
    this.idle[host] = 0n;
    if (this.kinds[kind].mayBeFree) this.given.set(host, new Map());
    this.ownerRates?.launch(at, fromMs);
  }

  enter(host: number, task: number, tenant: BilledTask, atMs: Ms): void {
    const at = this.hosts.placeOf(host);
    this.advance(host, atMs);
    this.ownerRates?.followPrice(host, atMs);
    this.hold(at, tenant, 1);
    const { values } = this.hosts;
    const { room } = this.kinds[values[at + Host.kind]];
    assert(
      values[at + Host.cpuUnits] <= room.cpuUnits && values[at + Host.memoryMib] <= room.memoryMib,
      'tasks do not exceed their instance',
    );
    this.note(at, TENANT_STEP * task);
    this.ownerRates?.hold(host, tenant, 1, atMs);
  }

  /** Returns the cost of a task, which is the tenant that entered. It is valid until the next question. */
  leave(host: number, task: number, tenant: BilledTask, atMs: Ms): Split {
    const split = this.soFar(host, task, tenant, atMs);
    this.ownerRates?.followPrice(host, atMs);
    this.hold(this.hosts.placeOf(host), tenant, -1);
    this.tenants[TENANT_STEP * task + Tenant.isThere] = 0;
    this.ownerRates?.hold(host, tenant, -1, atMs);
    if (this.given.size > 0) this.giveFor(host, tenant.owner, atMs);
    return split;
  }

  /** Returns the cost until `atMs` of a task that continues. It is valid until the next question. */
  soFar(host: number, task: number, tenant: BilledTask, atMs: Ms): Split {
    const at = TENANT_STEP * task;
    assert(this.tenants[at + Tenant.isThere] === 1, 'a task is on its instance');
    this.advance(host, atMs);
    const { used, unused } = this.split;
    used.clear();
    unused.clear();
    const place = this.hosts.placeOf(host);
    used.addProduct(weightOf(tenant), this.grown(place + Host.unit, at + Tenant.unit));
    unused.addProduct(tenant.cpuUnits, this.grown(place + Host.cpuUnused, at + Tenant.cpuUnused));
    unused.addProduct(tenant.memoryMib, this.grown(place + Host.memoryUnused, at + Tenant.memoryUnused));
    return this.split;
  }

  /** Stops the charges at `atMs` until the next start. */
  pause(host: number, atMs: Ms): void {
    this.setPaused(host, 1, atMs);
  }

  resume(host: number, atMs: Ms): void {
    this.setPaused(host, 0, atMs);
  }

  /**
   * Ends the instance after its last task has left. The billed time ends after `atMs` by the rounding, or at the launch if nothing is
   * charged.
   */
  end(host: number, atMs: Ms, billedUntilMs: Ms): Settlement {
    const { hosts } = this;
    const at = hosts.placeOf(host);
    assert(hosts.values[at + Host.tasks] === 0, 'tasks leave an instance before it ends');
    const isFree = billedUntilMs === hosts.values[at + Host.fromMs];
    const credits = isFree ? (this.given.get(host) ?? new Map()) : new Map();
    this.given.delete(host);
    this.ownerRates?.end(host, isFree);
    if (isFree) return { idle: 0n, credits };
    this.advance(host, atMs);
    const carried = hosts.takeLeft(at + Host.unit) + hosts.takeLeft(at + Host.cpuUnused) + hosts.takeLeft(at + Host.memoryUnused);
    const { tariff } = this.kinds[hosts.values[at + Host.kind]];
    return { idle: this.idle[host] + carried + costOf(tariff, hosts.values[at + Host.dividedMs], billedUntilMs), credits };
  }

  /** Adds all cost of a living instance before this time to the hours. */
  tellUntil(host: number, atMs: Ms): void {
    this.ownerRates?.followPrice(host, atMs);
  }

  save(): unknown {
    return {
      hosts: this.hosts.save(),
      tenants: Array.from(this.tenants),
      idle: this.idle.map(String),
      given: [...this.given].map(([host, by]) => ({
        host,
        by: [...by].map(([owner, { used, unused }]) => ({ owner, used: String(used.money), unused: String(unused.money) })),
      })),
      rates: this.ownerRates?.save(),
    };
  }

  load(saved: unknown): void {
    const { hosts, tenants, idle, given, rates } = saved as Saved;
    this.hosts.load(hosts);
    this.tenants = Float64Array.from(tenants);
    this.idle.splice(0, this.idle.length, ...idle.map(BigInt));
    this.given.clear();
    for (const { host, by } of given)
      this.given.set(host, new Map(by.map(({ owner, used, unused }) => [owner, splitOf(BigInt(used), BigInt(unused))])));
    this.ownerRates?.load(rates);
  }

  private setPaused(host: number, isPaused: 0 | 1, atMs: Ms): void {
    this.advance(host, atMs);
    this.ownerRates?.followPrice(host, atMs);
    this.hosts.values[this.hosts.placeOf(host) + Host.isPaused] = isPaused;
    this.ownerRates?.changePause(host, atMs);
  }

  private hold(at: number, { cpuUnits, memoryMib }: BilledTask, sign: 1 | -1): void {
    const { values } = this.hosts;
    values[at + Host.cpuUnits] += sign * cpuUnits;
    values[at + Host.memoryMib] += sign * memoryMib;
    values[at + Host.tasks] += sign;
  }

  /** Notes the sums of the instance at `from` for a task. */
  private note(from: number, at: number): void {
    if (at >= this.tenants.length) {
      const tenants = new Float64Array(2 * at);
      tenants.set(this.tenants);
      this.tenants = tenants;
    }
    const { tenants } = this;
    const { values } = this.hosts;
    tenants[at + Tenant.unit] = values[from + Host.unit];
    tenants[at + Tenant.unit + 1] = values[from + Host.unit + 1];
    tenants[at + Tenant.cpuUnused] = values[from + Host.cpuUnused];
    tenants[at + Tenant.cpuUnused + 1] = values[from + Host.cpuUnused + 1];
    tenants[at + Tenant.memoryUnused] = values[from + Host.memoryUnused];
    tenants[at + Tenant.memoryUnused + 1] = values[from + Host.memoryUnused + 1];
    tenants[at + Tenant.isThere] = 1;
  }

  private grown(sum: number, since: number): number | Money {
    return this.hosts.since(sum, this.tenants[since], this.tenants[since + 1]);
  }

  private giveFor(host: number, owner: number, atMs: Ms): void {
    const given = this.given.get(host);
    if (given === undefined) return;
    if (atMs - this.hosts.values[this.hosts.placeOf(host) + Host.fromMs] >= HOUR_MS) {
      this.given.delete(host);
      return;
    }
    const known = given.get(owner) ?? splitOf(0n, 0n);
    known.used.add(this.split.used);
    known.unused.add(this.split.unused);
    given.set(owner, known);
  }

  /** The tasks at the start of a millisecond share its cost, so the order of changes within it does not matter. */
  private advance(host: number, atMs: Ms): void {
    const at = this.hosts.placeOf(host);
    const { values } = this.hosts;
    const fromMs = values[at + Host.dividedMs];
    assert(atMs >= fromMs, 'an instance is not asked about the past');
    if (atMs === fromMs) return;
    values[at + Host.dividedMs] = atMs;
    if (values[at + Host.isPaused] === 1) return;
    const rate = this.exactRate(at, fromMs, atMs);
    if (rate < 0) this.spendMoney(host, costOf(this.kinds[values[at + Host.kind]].tariff, fromMs, atMs));
    else this.spend(host, rate, atMs - fromMs);
  }

  /** Returns the rate of a period if numbers are exact for its cost, else -1: the price changes, or the period is long. */
  private exactRate(at: number, fromMs: Ms, toMs: Ms): number {
    const { values } = this.hosts;
    const kind = values[at + Host.kind];
    const step = steadyStep(this.kinds[kind].tariff, fromMs, toMs);
    if (step < 0) return -1;
    const rate = this.rates[kind][step];
    const weight = this.weights[kind];
    const cpuUnits = values[at + Host.cpuUnits];
    const memoryMib = values[at + Host.memoryMib];
    const least = Math.min(cpuUnits === 0 ? weight : cpuUnits, memoryMib === 0 ? weight : memoryMib, weight);
    const ms = toMs - fromMs;
    return rate < EXACT && rate * ms < least * EXACT_HALF && (ms + weight) * weight < EXACT_HALF ? rate : -1;
  }

  private spend(host: number, rate: number, ms: Ms): void {
    const { hosts } = this;
    const { values } = hosts;
    const at = hosts.placeOf(host);
    const kind = values[at + Host.kind];
    const { room } = this.kinds[kind];
    const cpuUnits = values[at + Host.cpuUnits];
    const memoryMib = values[at + Host.memoryMib];
    const grown = hosts.divide(at + Host.unit, ms, rate, this.weights[kind]);
    const cpuFree = CPU_WEIGHT * (room.cpuUnits - cpuUnits);
    if (cpuUnits > 0) hosts.divide(at + Host.cpuUnused, cpuFree, grown, cpuUnits);
    else this.idle[host] += BigInt(cpuFree) * BigInt(grown) + hosts.takeLeft(at + Host.cpuUnused);
    const memoryFree = room.memoryMib - memoryMib;
    if (memoryMib > 0) hosts.divide(at + Host.memoryUnused, memoryFree, grown, memoryMib);
    else this.idle[host] += BigInt(memoryFree) * BigInt(grown) + hosts.takeLeft(at + Host.memoryUnused);
  }

  private spendMoney(host: number, spent: Money): void {
    const { hosts } = this;
    const at = hosts.placeOf(host);
    const kind = hosts.values[at + Host.kind];
    const { room } = this.kinds[kind];
    const cpuUnits = hosts.values[at + Host.cpuUnits];
    const memoryMib = hosts.values[at + Host.memoryMib];
    const grown = hosts.divideMoney(at + Host.unit, spent, this.weights[kind]);
    this.idle[host] += this.bear(at + Host.cpuUnused, BigInt(CPU_WEIGHT * (room.cpuUnits - cpuUnits)) * grown, cpuUnits);
    this.idle[host] += this.bear(at + Host.memoryUnused, BigInt(room.memoryMib - memoryMib) * grown, memoryMib);
  }

  /** Divides money among so many parts; without any part it returns the money as idle. */
  private bear(sum: number, money: Money, among: number): Money {
    if (among === 0) return money + this.hosts.takeLeft(sum);
    this.hosts.divideMoney(sum, money, among);
    return 0n;
  }
}

interface Saved {
  readonly hosts: number[];
  readonly tenants: number[];
  readonly idle: string[];
  readonly given: { host: number; by: { owner: number; used: string; unused: string }[] }[];
  readonly rates: unknown;
}

export function splitOf(used: Money, unused: Money): Split {
  const split = { used: new Amount(), unused: new Amount() };
  split.used.money = used;
  split.unused.money = unused;
  return split;
}
