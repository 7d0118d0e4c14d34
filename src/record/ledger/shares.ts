import { Allocation } from '../../billing/allocation.js';
import { Amount } from '../../billing/amount.js';
import type { Charge } from '../../billing/bill.js';
import type { BilledTask } from '../../billing/host.js';
import { type Money, sumOf } from '../../billing/money.js';
import { RateSeries } from '../../billing/rate-series.js';
import { type Split, SplitCosts, splitOf } from '../../billing/split-costs.js';
import { costOf, eachPrice } from '../../billing/tariff.js';
import type { Ms } from '../../kernel/event-loop.js';
import type { Setup } from '../../sim/setup.js';
import type { LiveInstances } from './live-tables.js';
import type { Tariffs } from './tariffs.js';

/** A task on an instance: the row of the instance, the number of the task among the living, and what the task reserves. */
export interface Placed {
  readonly row: number;
  readonly task: number;
  readonly tenant: BilledTask;
}

/** Costs of services and workloads for the instances that their tasks run on, by exact split cost allocation. */
export class CostShares {
  private readonly allocation: Allocation;
  private readonly splits: SplitCosts;
  /** Cost rate of each owner over the hours. */
  private readonly hours: readonly RateSeries[];
  private readonly isUnusedShared: boolean;
  private readonly cost = new Amount();

  constructor(
    private readonly setup: Setup,
    tariffs: Tariffs,
    private readonly instances: LiveInstances,
  ) {
    const owners = setup.services.length + setup.workloads.length;
    this.allocation = new Allocation(owners, 0);
    this.hours = Array.from({ length: owners }, () => new RateSeries());
    const { unusedCost, spotInterruptedFirstHour } = setup.billing.settings;
    const kinds = tariffs.all.map((tariff, number) => ({
      tariff,
      room: setup.instanceTypes[tariffs.types[number]],
      mayBeFree: tariffs.isSpot(number) && spotInterruptedFirstHour === 'free',
    }));
    this.isUnusedShared = unusedCost === 'shared';
    this.splits = new SplitCosts(kinds, { byOwner: this.hours, isUnusedShared: this.isUnusedShared });
  }

  onLaunched(row: number): void {
    const { tariff, launchedMs } = this.instances.columns;
    this.splits.launch(this.hostOf(row), tariff[row], launchedMs[row]);
  }

  onPlaced({ row, task, tenant }: Placed, atMs: Ms): void {
    this.splits.enter(this.hostOf(row), task, tenant, atMs);
  }

  /** The task holds its room no longer. Returns its cost, which is valid until the next question. */
  onRoomFreed({ row, task, tenant }: Placed, atMs: Ms): Amount {
    const split = this.splits.leave(this.hostOf(row), task, tenant, atMs);
    this.allocation.give(tenant.owner, split);
    return this.costOf(split);
  }

  /** Adds the cost of an ended Fargate task, which its service or workload bears alone. */
  giveTask(owner: number, charges: readonly Charge[]): void {
    this.allocation.give(owner, splitOf(sumOf(charges.map(({ tariff, fromMs, toMs }) => costOf(tariff, fromMs, toMs))), 0n));
    addCharges(this.hours[owner], charges);
  }

  /** The cost of a living task so far, which is valid until the next question. */
  soFar({ row, task, tenant }: Placed, atMs: Ms): Amount {
    return this.costOf(this.splits.soFar(this.hostOf(row), task, tenant, atMs));
  }

  /** The instance rests in a warm pool, or leaves it. */
  onStopped(row: number, atMs: Ms): void {
    this.splits.pause(this.hostOf(row), atMs);
  }

  onStarted(row: number, atMs: Ms): void {
    this.splits.resume(this.hostOf(row), atMs);
  }

  /** Ends the instance. If it turned out to be free, the cost reported for its tasks is credited to the owners. */
  onTerminated(row: number, atMs: Ms, isFree: boolean): void {
    const { launchedMs } = this.instances.columns;
    const { credits } = this.splits.end(this.hostOf(row), atMs, isFree ? launchedMs[row] : atMs);
    for (const [owner, given] of credits) this.allocation.credit(owner, given);
  }

  /** Costs by owner if the run ended at `atMs` with these tasks on instances. */
  byOwner(living: readonly Placed[], atMs: Ms): Money[] {
    const { services, workloads, billing } = this.setup;
    const money = [...services, ...workloads].map((_, owner) => this.allocation.ofOwner(owner, billing.settings));
    for (const placed of living) money[placed.tenant.owner] += this.soFar(placed, atMs).money;
    return money;
  }

  /** The cost reported for the owner's tasks on instances that turned out to be free. */
  creditedTo(owner: number): Money {
    return this.allocation.creditedTo(owner, this.setup.billing.settings);
  }

  /**
   * Costs by owner and hour if the run ended at `endMs` with these charges of living Fargate tasks. Exact to about a billionth of a dollar
   * per hour.
   */
  byHour(living: readonly { readonly owner: number; readonly charges: readonly Charge[] }[], endMs: Ms): number[][] {
    for (const row of this.instances.inOrder()) this.splits.tellUntil(this.hostOf(row), endMs);
    const hours = this.hours.map((series) => series.endedAt(endMs));
    for (const { owner, charges } of living) addCharges(hours[owner], charges);
    return hours.map((series) => series.values());
  }

  save(): unknown {
    return { hours: this.hours.map((series) => series.save()), allocation: this.allocation.save(), splits: this.splits.save() };
  }

  load(saved: unknown): void {
    const { hours, allocation, splits } = saved as { hours: unknown[]; allocation: unknown; splits: unknown };
    this.allocation.load(allocation);
    this.hours.forEach((series, owner) => {
      series.load(hours[owner]);
    });
    this.splits.load(splits);
  }

  private costOf({ used, unused }: Split): Amount {
    const { cost } = this;
    cost.clear();
    cost.add(used);
    if (this.isUnusedShared) cost.add(unused);
    return cost;
  }

  private hostOf(row: number): number {
    return row / this.instances.step;
  }
}

function addCharges(series: RateSeries, charges: readonly Charge[]): void {
  for (const charge of charges) eachPrice(charge.tariff, charge, (rate, fromMs, toMs) => series.add(Number(rate), fromMs, toMs));
}
