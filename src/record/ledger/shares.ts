import { Spot } from '../../autoscaling/group/purchase.js';
import { Allocation } from '../../billing/allocation.js';
import type { Charge } from '../../billing/bill.js';
import { type Money, sumOf } from '../../billing/money.js';
import { RateSeries } from '../../billing/rate-series.js';
import { type Split, SplitCost } from '../../billing/split-cost.js';
import { costOf, eachPrice } from '../../billing/tariff.js';
import type { Ms } from '../../kernel/event-loop.js';
import type { Setup } from '../../sim/setup.js';
import type { LiveInstances } from './live-tables.js';
import type { Tariffs } from './tariffs.js';

/** A task on an instance: row of the instance, ordinal of the task. */
export interface Placed {
  readonly row: number;
  readonly task: number;
  readonly owner: number;
}

/**
 * Costs of services and workloads for the instances that their tasks run on, by exact split cost allocation. Takes one microsecond per
 * task.
 */
export class CostShares {
  private readonly allocation: Allocation;
  /** By row of the instance. */
  private readonly splits: SplitCost[] = [];
  /** Cost rate of each owner over the hours. */
  private readonly hours: readonly RateSeries[];

  constructor(
    private readonly setup: Setup,
    private readonly tariffs: Tariffs,
    private readonly instances: LiveInstances,
  ) {
    const owners = setup.services.length + setup.workloads.length;
    this.allocation = new Allocation(owners, 0);
    this.hours = Array.from({ length: owners }, () => new RateSeries());
  }

  onLaunched(row: number): void {
    this.splits[row] = this.splitOf(row);
  }

  onPlaced({ row, task, owner }: Placed, room: { readonly cpuUnits: number; readonly memoryMib: number }, atMs: Ms): void {
    this.splits[row].enter(task, { owner, ...room }, atMs);
  }

  /** The task holds its room no longer. Returns its cost. */
  onRoomFreed({ row, task, owner }: Placed, atMs: Ms): Money {
    const split = this.splits[row].leave(task, atMs);
    this.allocation.give(owner, split);
    return this.costOf(split);
  }

  /** Adds the cost of an ended Fargate task, which its service or workload bears alone. */
  giveTask(owner: number, charges: readonly Charge[]): void {
    this.allocation.give(owner, { used: sumOf(charges.map(({ tariff, fromMs, toMs }) => costOf(tariff, fromMs, toMs))), unused: 0n });
    addCharges(this.hours[owner], charges);
  }

  /** The cost of a living task so far. */
  soFar({ row, task }: Placed, atMs: Ms): Money {
    return this.costOf(this.splits[row].soFar(task, atMs));
  }

  /** The instance rests in a warm pool, or leaves it. */
  onStopped(row: number, atMs: Ms): void {
    this.splits[row].pause(atMs);
  }

  onStarted(row: number, atMs: Ms): void {
    this.splits[row].resume(atMs);
  }

  /** Ends the instance. If it turned out to be free, the cost reported for its tasks is credited to the owners. */
  onTerminated(row: number, atMs: Ms, isFree: boolean): void {
    const { launchedMs } = this.instances.columns;
    const { credits } = this.splits[row].end(atMs, isFree ? launchedMs[row] : atMs);
    for (const [owner, given] of credits) this.allocation.credit(owner, given);
  }

  /** Costs by owner if the run ended at `atMs` with these tasks on instances. */
  byOwner(living: readonly Placed[], atMs: Ms): Money[] {
    const { services, workloads, billing } = this.setup;
    const money = [...services, ...workloads].map((_, owner) => this.allocation.ofOwner(owner, billing.settings));
    for (const task of living) money[task.owner] += this.soFar(task, atMs);
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
    for (const row of this.instances.inOrder()) this.splits[row].tellUntil(endMs);
    const hours = this.hours.map((series) => series.endedAt(endMs));
    for (const { owner, charges } of living) addCharges(hours[owner], charges);
    return hours.map((series) => series.values());
  }

  save(): unknown {
    return {
      hours: this.hours.map((series) => series.save()),
      allocation: this.allocation.save(),
      splits: this.instances.inOrder().map((row) => ({ row, split: this.splits[row].save() })),
    };
  }

  /** The rows of instances must have been loaded before. */
  load(saved: unknown): void {
    const { hours, allocation, splits } = saved as { hours: unknown[]; allocation: unknown; splits: { row: number; split: unknown }[] };
    this.allocation.load(allocation);
    this.hours.forEach((series, owner) => {
      series.load(hours[owner]);
    });
    for (const { row, split } of splits) {
      this.splits[row] = this.splitOf(row);
      this.splits[row].load(split);
    }
  }

  private costOf({ used, unused }: Split): Money {
    return this.setup.billing.settings.unusedCost === 'shared' ? used + unused : used;
  }

  private splitOf(row: number): SplitCost {
    const { type, tariff, option, launchedMs } = this.instances.columns;
    const mayBeFree = option[row] === Spot && this.setup.billing.settings.spotInterruptedFirstHour === 'free';
    const isUnusedShared = this.setup.billing.settings.unusedCost === 'shared';
    return new SplitCost(
      { tariff: this.tariffs.all[tariff[row]], room: this.setup.instanceTypes[type[row]], fromMs: launchedMs[row], mayBeFree },
      { byOwner: this.hours, isUnusedShared },
    );
  }
}

function addCharges(series: RateSeries, charges: readonly Charge[]): void {
  for (const charge of charges) eachPrice(charge.tariff, charge, (rate, fromMs, toMs) => series.add(Number(rate), fromMs, toMs));
}
