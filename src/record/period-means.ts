import type { Ms } from '../kernel/event-loop.js';
import type { FactKind, Subscriber } from '../sim/facts.js';
import { CPU_UNITS_PER_VCPU } from './ledger/platform-use.js';
import type { RunAccounts } from './ledger/run-accounts.js';

/** Means over the whole periods of a load that repeats: instances and Fargate vCPUs in use, and running tasks. */
export interface Periods {
  readonly periodMs: Ms;
  readonly capacity: number[];
  readonly runningTasks: number[];
}

/** It receives each fact before the owner of the accounts does, and so sees them as they were when a period ended. */
export class PeriodMeans implements Subscriber {
  private told: Periods | null;
  private before = [0, 0];
  private nextMs: Ms;

  /** `periodMs`: null for a load that does not repeat. */
  constructor(
    private readonly accounts: RunAccounts,
    periodMs: Ms | null,
  ) {
    this.told = periodMs === null ? null : { periodMs, capacity: [], runningTasks: [] };
    this.nextMs = periodMs ?? Number.POSITIVE_INFINITY;
  }

  onFact(_: FactKind, atMs: Ms): void {
    while (this.told !== null && atMs > this.nextMs) this.endPeriod(this.told);
  }

  /** Call it after the last fact. Null: the load does not repeat, or its first periods had another length. */
  finish(endMs: Ms): Periods | null {
    while (this.told !== null && this.nextMs <= endMs) this.endPeriod(this.told);
    return this.told;
  }

  save(): unknown {
    return structuredClone({ told: this.told, before: this.before });
  }

  load(saved: unknown): void {
    const { told, before } = structuredClone(saved) as { told: Periods | null; before: number[] };
    if (told === null || told.periodMs !== this.told?.periodMs) {
      this.told = null;
      return;
    }
    this.told = told;
    this.before = before;
    this.nextMs = (told.capacity.length + 1) * told.periodMs;
  }

  private endPeriod(told: Periods): void {
    const { accounts, nextMs } = this;
    const vcpuMs = Number(accounts.platformCpuUnits.integralTo(nextMs)) / CPU_UNITS_PER_VCPU;
    const taskMs = accounts.owners.reduce((sum, owner) => sum + Number(owner.runningTasks.integralTo(nextMs)), 0);
    const now = [Number(accounts.fleet.integralTo(nextMs)) + vcpuMs, taskMs];
    const [capacity, tasks] = now.map((sum, i) => Number(((sum - this.before[i]) / told.periodMs).toPrecision(9)));
    told.capacity.push(capacity);
    told.runningTasks.push(tasks);
    this.before = now;
    this.nextMs += told.periodMs;
  }
}
