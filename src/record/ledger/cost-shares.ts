import { Allocation } from '../../billing/allocation.js';
import { Amount } from '../../billing/amount.js';
import type { Charge } from '../../billing/bill.js';
import type { BilledTask } from '../../billing/host.js';
import { type Money, sumOf } from '../../billing/money.js';
import { splitOf } from '../../billing/owner-shares.js';
import { RateSeries } from '../../billing/rate-series.js';
import { SplitCosts } from '../../billing/split-costs.js';
import { costOf, eachPrice } from '../../billing/tariff.js';
import type { Ms } from '../../kernel/event-loop.js';
import { loadParts } from '../../kernel/parts.js';
import type { Setup } from '../../sim/setup.js';
import type { LiveInstances } from './live-tables.js';
import type { Tariffs } from './tariffs.js';

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
    hasTaskCosts: boolean,
  ) {
    const owners = setup.services.length + setup.workloads.length;
    this.allocation = new Allocation(owners);
    this.hours = Array.from({ length: owners }, () => new RateSeries());
    const { unusedCost, spotInterruptedFirstHour } = setup.billing.settings;
    const kinds = tariffs.all.map((tariff, number) => ({
      tariff,
      room: setup.instanceTypes[tariffs.types[number]],
      mayBeFree: tariffs.isSpot(number) && spotInterruptedFirstHour === 'free',
    }));
    this.isUnusedShared = unusedCost === 'shared';
    const costs = { byOwner: this.allocation.byOwner, hours: this.hours, isUnusedShared: this.isUnusedShared };
    this.splits = new SplitCosts(kinds, costs, hasTaskCosts);
  }

  onLaunched(row: number): void {
    const { tariff, launchedMs } = this.instances.columns;
    this.splits.launch(this.hostOf(row), tariff[row], launchedMs[row]);
  }

  /** `task`: number of the task among the living. `tenant`: its reservation. */
  onPlaced(row: number, task: number, tenant: BilledTask, atMs: Ms): void {
    this.splits.enter(this.hostOf(row), task, tenant, atMs);
  }

  /** The task holds its room no longer. */
  onRoomFreed(row: number, task: number, tenant: BilledTask, atMs: Ms): void {
    this.splits.leave(this.hostOf(row), task, tenant, atMs);
  }

  /** Adds the cost of an ended Fargate task, which its service or workload bears alone. */
  giveTask(owner: number, charges: readonly Charge[]): void {
    this.allocation.give(owner, splitOf(sumOf(charges.map(({ tariff, fromMs, toMs }) => costOf(tariff, fromMs, toMs))), 0n));
    addCharges(this.hours[owner], charges);
  }

  /** The cost so far of a task that holds its room, valid until the next call. */
  soFar(row: number, task: number, tenant: BilledTask, atMs: Ms): Amount {
    const { used, unused } = this.splits.soFar(this.hostOf(row), task, tenant, atMs);
    const { cost } = this;
    cost.clear();
    cost.add(used);
    if (this.isUnusedShared) cost.add(unused);
    return cost;
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

  /** Returns the costs by owner if the run ended at `atMs`. */
  byOwner(atMs: Ms): Money[] {
    const { services, workloads, billing } = this.setup;
    this.divideUntil(atMs);
    return [...services, ...workloads].map((_, owner) => this.allocation.ofOwner(owner, billing.settings));
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
    this.divideUntil(endMs);
    const hours = this.hours.map((series) => series.copy());
    for (const { owner, charges } of living) addCharges(hours[owner], charges);
    return hours.map((series) => series.values());
  }

  save(): unknown {
    return { hours: this.hours.map((series) => series.save()), allocation: this.allocation.save(), splits: this.splits.save() };
  }

  load(saved: unknown): void {
    const { hours, allocation, splits } = saved as { hours: unknown[]; allocation: unknown; splits: unknown };
    this.allocation.load(allocation);
    loadParts(this.hours, hours);
    this.splits.load(splits);
  }

  private divideUntil(atMs: Ms): void {
    for (const row of this.instances.inOrder()) this.splits.advance(this.hostOf(row), atMs);
  }

  private hostOf(row: number): number {
    return row / this.instances.step;
  }
}

function addCharges(series: RateSeries, charges: readonly Charge[]): void {
  for (const charge of charges) eachPrice(charge.tariff, charge, (rate, fromMs, toMs) => series.add(Number(rate), fromMs, toMs));
}
