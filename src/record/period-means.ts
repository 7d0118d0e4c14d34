import type { Ms } from '../kernel/event-loop.js';
import type { FactKind, Subscriber, TaskStart } from '../sim/facts.js';
import { CPU_UNITS_PER_VCPU } from './ledger/platforms/platform-use.js';
import type { RunAccounts } from './ledger/run-accounts.js';

/** Means over the whole periods of a load that repeats: instances and Fargate vCPUs in use, and running tasks. */
export interface Periods {
  readonly periodMs: Ms;
  readonly capacity: number[];
  readonly runningTasks: number[];
}

/** It receives each fact before the owner of the accounts does, and so sees them as they were when a period ended. */
export class PeriodMeans implements Subscriber {
  private periods: Periods | null;
  private before = [0, 0];
  private nextMs: Ms;

  /** `periodMs`: null for a load that does not repeat. */
  constructor(
    private readonly accounts: RunAccounts,
    periodMs: Ms | null,
  ) {
    this.periods = periodMs === null ? null : { periodMs, capacity: [], runningTasks: [] };
    this.nextMs = periodMs ?? Number.POSITIVE_INFINITY;
  }

  onFact(_: FactKind, atMs: Ms): void {
    this.passTo(atMs);
  }

  onTaskStarts({ atMs }: TaskStart): void {
    this.passTo(atMs);
  }

  onTaskEnds(_task: number, _cause: number, atMs: Ms): void {
    this.passTo(atMs);
  }

  /** Call it after the last fact. Null: the load does not repeat, or its first periods had another length. */
  finish(endMs: Ms): Periods | null {
    while (this.periods !== null && this.nextMs <= endMs) this.endPeriod(this.periods);
    return this.periods;
  }

  save(): unknown {
    return structuredClone({ periods: this.periods, before: this.before });
  }

  load(saved: unknown): void {
    const { periods, before } = structuredClone(saved) as { periods: Periods | null; before: number[] };
    if (periods === null || periods.periodMs !== this.periods?.periodMs) {
      this.periods = null;
      return;
    }
    this.periods = periods;
    this.before = before;
    this.nextMs = (periods.capacity.length + 1) * periods.periodMs;
  }

  private passTo(atMs: Ms): void {
    while (this.periods !== null && atMs > this.nextMs) this.endPeriod(this.periods);
  }

  private endPeriod(periods: Periods): void {
    const { accounts, nextMs } = this;
    const vcpuMs = Number(accounts.platformCpuUnits.integralTo(nextMs)) / CPU_UNITS_PER_VCPU;
    const taskMs = accounts.owners.reduce((sum, owner) => sum + Number(owner.runningTasks.integralTo(nextMs)), 0);
    const now = [Number(accounts.fleet.integralTo(nextMs)) + vcpuMs, taskMs];
    const [capacity, tasks] = now.map((sum, i) => Number(((sum - this.before[i]) / periods.periodMs).toPrecision(9)));
    periods.capacity.push(capacity);
    periods.runningTasks.push(tasks);
    this.before = now;
    this.nextMs += periods.periodMs;
  }
}
