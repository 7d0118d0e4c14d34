import { Spot } from '../../autoscaling/group/purchase.js';
import { Allocation } from '../../billing/allocation.js';
import type { Money } from '../../billing/money.js';
import { type Split, SplitCost } from '../../billing/split-cost.js';
import type { Ms } from '../../sim/kernel/event-loop.js';
import type { Setup } from '../../sim/setup.js';
import type { InstanceBook } from './books.js';
import type { Tariffs } from './tariffs.js';

/** A task on an instance: the row of the one, the ordinal of the other. */
export interface Placed {
  readonly row: number;
  readonly task: number;
  readonly owner: number;
}

/** What services and workloads bear of the instances that their tasks are on: split cost allocation, exact. Costs two microseconds a task. */
export class CostShares {
  private readonly allocation: Allocation;
  /** By row of the book of instances. */
  private readonly splits: SplitCost[] = [];

  constructor(
    private readonly setup: Setup,
    private readonly tariffs: Tariffs,
    private readonly instances: InstanceBook,
  ) {
    this.allocation = new Allocation(setup.services.length + setup.workloads.length, 0);
  }

  onLaunched(row: number): void {
    this.splits[row] = this.splitOf(row);
  }

  onPlaced({ row, task, owner }: Placed, room: { readonly cpuUnits: number; readonly memoryMib: number }, atMs: Ms): void {
    this.splits[row].enter(task, { owner, ...room }, atMs);
  }

  /** Returns what the task cost. */
  onTaskStopped({ row, task, owner }: Placed, atMs: Ms): Money {
    const split = this.splits[row].leave(task, atMs);
    this.allocation.give(owner, split);
    return this.costOf(split);
  }

  /** What an ended task on Fargate cost, its service or workload bears alone. */
  giveTask(owner: number, money: Money): void {
    this.allocation.give(owner, { used: money, unused: 0n });
  }

  /** What a living task has cost so far. */
  soFar({ row, task }: Placed, atMs: Ms): Money {
    return this.costOf(this.splits[row].soFar(task, atMs));
  }

  /** An instance rests in a warm pool, or leaves it. */
  onStopped(row: number, atMs: Ms): void {
    this.splits[row].pause(atMs);
  }

  onStarted(row: number, atMs: Ms): void {
    this.splits[row].resume(atMs);
  }

  /** What costs nothing in the end was given to nobody. */
  onTerminated(row: number, atMs: Ms, isFree: boolean): void {
    const { launchedMs } = this.instances.columns;
    const { credits } = this.splits[row].end(atMs, isFree ? launchedMs[row] : atMs);
    for (const [owner, given] of credits) this.allocation.credit(owner, given);
  }

  /** By owner, if the run ended at `atMs` with these tasks on instances. */
  byOwner(living: readonly Placed[], atMs: Ms): Money[] {
    const { services, workloads, billing } = this.setup;
    const money = [...services, ...workloads].map((_, owner) => this.allocation.ofOwner(owner, billing.settings));
    for (const task of living) money[task.owner] += this.soFar(task, atMs);
    return money;
  }

  save(): unknown {
    return { allocation: this.allocation.save(), splits: this.instances.inOrder().map((row) => ({ row, split: this.splits[row].save() })) };
  }

  /** The book of instances has been loaded before. */
  load(saved: unknown): void {
    const { allocation, splits } = saved as { allocation: unknown; splits: { row: number; split: unknown }[] };
    this.allocation.load(allocation);
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
    return new SplitCost({
      tariff: this.tariffs.all[tariff[row]],
      room: this.setup.instanceTypes[type[row]],
      fromMs: launchedMs[row],
      mayBeFree,
    });
  }
}
