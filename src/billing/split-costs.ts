import { assert } from '../kernel/assert.js';
import { HOUR_MS } from '../kernel/durations.js';
import type { Ms } from '../kernel/event-loop.js';
import { Amount } from './amount.js';
import { type BilledTask, CPU_WEIGHT, type HostKind, weightOf } from './host.js';
import { Host, HostValues } from './host-values.js';
import type { Money } from './money.js';
import { NumberPeriods } from './number-periods.js';
import { addTo, type Growth, OwnerShares, type SharedCosts, type Split, splitOf } from './owner-shares.js';
import { costOf, stepAt, type Tariff } from './tariff.js';

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

/**
 * Splits the cost of running instances among the owners of their tasks and, where `hasTasks`, among the tasks. Three sums of an instance
 * grow with its price: the cost of one MiB, and the shares of the unreserved rest for one reserved CPU unit and one reserved MiB. Owners
 * bear that growth for all that they hold, and a task costs the growth during its time, so starts and ends of tasks touch no other task.
 * Remainders of divisions are carried on and finally count as idle: no grain is lost.
 * Instances and tasks are numbers from 0 on, which may be used again.
 */
export class SplitCosts {
  private readonly hosts = new HostValues();
  private readonly owners: OwnerShares;
  private tenants: Float64Array = new Float64Array(TENANT_STEP * TENANTS_LEAST);
  private readonly weights: readonly number[];
  /** By instance. */
  private readonly idle: Amount[] = [];
  private readonly numbers: NumberPeriods;
  /** The result of the latest soFar(). */
  private readonly split: Split = splitOf(0n, 0n);

  /** `costs`: receives the costs of owners. `hasTasks`: whether soFar() may be called. */
  constructor(
    private readonly kinds: readonly HostKind[],
    costs: SharedCosts,
    private readonly hasTasks: boolean,
  ) {
    this.weights = kinds.map(({ room }) => weightOf(room));
    this.owners = new OwnerShares(this.hosts, costs);
    this.numbers = new NumberPeriods(this.hosts, kinds, { owners: this.owners, idle: this.idle });
  }

  launch(host: number, kind: number, fromMs: Ms): void {
    assert(this.weights[kind] > 0, 'an instance has CPU or memory');
    const at = this.hosts.open(host);
    const { values } = this.hosts;
    values[at + Host.kind] = kind;
    values[at + Host.fromMs] = values[at + Host.dividedMs] = fromMs;
    this.idle[host] ??= new Amount();
    this.idle[host].clear();
    this.owners.launch(host, this.kinds[kind].mayBeFree);
  }

  enter(host: number, task: number, tenant: BilledTask, atMs: Ms): void {
    this.advance(host, atMs);
    this.hold(host, tenant, 1);
    const at = this.hosts.placeOf(host);
    const { values } = this.hosts;
    const { room } = this.kinds[values[at + Host.kind]];
    assert(
      values[at + Host.cpuUnits] <= room.cpuUnits && values[at + Host.memoryMib] <= room.memoryMib,
      'tasks do not exceed their instance',
    );
    if (this.hasTasks) this.note(at, TENANT_STEP * task);
  }

  /** Removes the task, which entered as this tenant. */
  leave(host: number, task: number, tenant: BilledTask, atMs: Ms): void {
    this.advance(host, atMs);
    this.hold(host, tenant, -1);
    if (this.hasTasks) this.tenants[TENANT_STEP * task + Tenant.isThere] = 0;
  }

  /** Returns the cost until `atMs` of a task on its instance, valid until the next call. */
  soFar(host: number, task: number, tenant: BilledTask, atMs: Ms): Split {
    const at = TENANT_STEP * task;
    assert(this.hasTasks && this.tenants[at + Tenant.isThere] === 1, 'a task is on its instance');
    this.advance(host, atMs);
    const { used, unused } = this.split;
    used.clear();
    unused.clear();
    const place = this.hosts.placeOf(host);
    const unit = this.grownSince(place + Host.unit, at + Tenant.unit);
    const cpuUnused = this.grownSince(place + Host.cpuUnused, at + Tenant.cpuUnused);
    const memoryUnused = this.grownSince(place + Host.memoryUnused, at + Tenant.memoryUnused);
    addTo(this.split, tenant.cpuUnits, tenant.memoryMib, { unit, cpuUnused, memoryUnused });
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
    assert(hosts.values[at + Host.cpuUnits] + hosts.values[at + Host.memoryMib] === 0, 'tasks leave an instance before it ends');
    const isFree = billedUntilMs === hosts.values[at + Host.fromMs];
    const credits = this.owners.end(host, isFree);
    if (isFree) return { idle: 0n, credits };
    this.advance(host, atMs);
    for (const sum of [Host.unit, Host.cpuUnused, Host.memoryUnused]) this.idle[host].addProduct(1, hosts.takeLeft(at + sum));
    const { tariff } = this.kinds[hosts.values[at + Host.kind]];
    return { idle: this.idle[host].money + costOf(tariff, hosts.values[at + Host.dividedMs], billedUntilMs), credits };
  }

  save(): unknown {
    return {
      hosts: this.hosts.save(),
      tenants: Array.from(this.tenants),
      idle: this.idle.map(({ money }) => String(money)),
      owners: this.owners.save(),
    };
  }

  load(saved: unknown): void {
    const { hosts, tenants, idle, owners } = saved as Saved;
    this.hosts.load(hosts);
    this.tenants = Float64Array.from(tenants);
    this.idle.splice(
      0,
      this.idle.length,
      ...idle.map((money) => {
        const amount = new Amount();
        amount.money = BigInt(money);
        return amount;
      }),
    );
    this.owners.load(owners);
  }

  private setPaused(host: number, isPaused: 0 | 1, atMs: Ms): void {
    this.advance(host, atMs);
    this.hosts.values[this.hosts.placeOf(host) + Host.isPaused] = isPaused;
  }

  private hold(host: number, tenant: BilledTask, sign: 1 | -1): void {
    const at = this.hosts.placeOf(host);
    const { values } = this.hosts;
    values[at + Host.cpuUnits] += sign * tenant.cpuUnits;
    values[at + Host.memoryMib] += sign * tenant.memoryMib;
    this.owners.hold(host, tenant, sign);
  }

  /** Copies the sums of the instance at `from` for a task. */
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

  private grownSince(sum: number, since: number): number | Money {
    return this.hosts.since(sum, this.tenants[since], this.tenants[since + 1]);
  }

  /** The tasks at the start of a millisecond share its cost, so the order of changes within it does not matter. */
  advance(host: number, atMs: Ms): void {
    const at = this.hosts.placeOf(host);
    const { values } = this.hosts;
    let fromMs = values[at + Host.dividedMs];
    assert(atMs >= fromMs, 'the cost of an instance goes forward in time');
    if (atMs === fromMs) return;
    values[at + Host.dividedMs] = atMs;
    if (values[at + Host.isPaused] === 1) return;
    const { tariff, mayBeFree } = this.kinds[values[at + Host.kind]];
    if (mayBeFree && atMs - values[at + Host.fromMs] >= HOUR_MS) this.owners.isCharged(host);
    if (tariff.atMs.length > 1) fromMs = this.divideAtOldPrices(host, tariff, fromMs, atMs);
    this.divide(host, fromMs, atMs);
  }

  /** Returns the moment of the last change of the price before `toMs`; the cost up to then is divided. */
  private divideAtOldPrices(host: number, tariff: Tariff, fromMs: Ms, toMs: Ms): Ms {
    let untilMs = fromMs;
    for (let step = stepAt(tariff, fromMs) + 1; step < tariff.atMs.length && tariff.atMs[step] < toMs; step++) {
      this.divide(host, untilMs, tariff.atMs[step]);
      untilMs = tariff.atMs[step];
    }
    return untilMs;
  }

  /** Divides the cost of a period of one price. */
  private divide(host: number, fromMs: Ms, toMs: Ms): void {
    if (!this.numbers.divide(host, fromMs, toMs)) this.owners.give(host, this.spendMoney(host, fromMs, toMs));
  }

  /** Divides money of any size. The result is an object of its own: V8 is fast with numbers in one that never has a big integer. */
  private spendMoney(host: number, fromMs: Ms, toMs: Ms): Growth {
    const { hosts } = this;
    const at = hosts.placeOf(host);
    const kind = hosts.values[at + Host.kind];
    const { room, tariff } = this.kinds[kind];
    const cpuUnits = hosts.values[at + Host.cpuUnits];
    const memoryMib = hosts.values[at + Host.memoryMib];
    const unit = hosts.divideMoney(at + Host.unit, costOf(tariff, fromMs, toMs), this.weights[kind]);
    const cpuFree = CPU_WEIGHT * (room.cpuUnits - cpuUnits);
    const memoryFree = room.memoryMib - memoryMib;
    const cpuUnused = cpuUnits > 0 ? hosts.divideMoney(at + Host.cpuUnused, BigInt(cpuFree) * unit, cpuUnits) : 0n;
    const memoryUnused = memoryMib > 0 ? hosts.divideMoney(at + Host.memoryUnused, BigInt(memoryFree) * unit, memoryMib) : 0n;
    if (cpuUnits === 0) this.numbers.addIdle(host, at + Host.cpuUnused, cpuFree, unit);
    if (memoryMib === 0) this.numbers.addIdle(host, at + Host.memoryUnused, memoryFree, unit);
    return { fromMs, toMs, unit, cpuUnused, memoryUnused };
  }
}

interface Saved {
  readonly hosts: number[];
  readonly tenants: number[];
  readonly idle: string[];
  readonly owners: unknown;
}
