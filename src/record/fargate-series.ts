import type { Setup } from '../sim/setup.js';
import { fargateNames } from './ledger/fargate.js';
import { CPU_UNITS_PER_VCPU } from './ledger/fargate-use.js';
import type { Group } from './ledger/group.js';

/** What charts know of FARGATE or FARGATE_SPOT, a value per interval. */
export interface FargateSeries {
  readonly name: string;
  readonly quotaVcpus: number | null;
  /** In use at the end of the interval, tasks in RUNNING then, and tasks without capacity. */
  readonly vcpus: number[];
  readonly runningTasks: number[];
  readonly waiting: number[];
  /** Since the start: tasks that AWS took back, and those of RunTask that it refused. */
  readonly interrupted: number[];
  readonly refused: number[];
}

/** None where no work runs on Fargate. */
export function fargateSeries(setup: Setup): FargateSeries[] {
  return fargateNames(setup).map((name, i) => ({
    ...{ name, quotaVcpus: setup.fargate.vcpus[i] ?? null },
    ...{ vcpus: [], runningTasks: [], waiting: [], interrupted: [], refused: [] },
  }));
}

export function addFargate(series: FargateSeries, { fargate: use, runningTasks }: Group): void {
  if (use === null) return;
  series.vcpus.push(use.cpuUnits.now / CPU_UNITS_PER_VCPU);
  series.runningTasks.push(runningTasks);
  series.waiting.push(use.waiting);
  series.interrupted.push(use.interrupted);
  series.refused.push(use.refusedByQuota + use.refusedForCapacity);
}
