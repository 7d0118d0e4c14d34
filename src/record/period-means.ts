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
  private readonly told: Periods;
  private before = [0, 0];
  private nextMs: Ms;

  constructor(
    private readonly accounts: RunAccounts,
    periodMs: Ms,
  ) {
    this.told = { periodMs, capacity: [], runningTasks: [] };
    this.nextMs = periodMs;
  }

  onFact(_: FactKind, atMs: Ms): void {
    while (atMs > this.nextMs) this.endPeriod();
  }

  /** Call it after the last fact. */
  finish(endMs: Ms): Periods {
    while (this.nextMs <= endMs) this.endPeriod();
    return this.told;
  }

  private endPeriod(): void {
    const { accounts, nextMs, told } = this;
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
