import type { Setup } from '../sim/setup.js';
import type { GroupAccount } from './ledger/group.js';
import { CPU_UNITS_PER_VCPU } from './ledger/platforms/platform-use.js';
import { platformProviders } from './ledger/platforms/platforms.js';

/** The data of charts for a provider without instances, one value per interval. */
export interface FargateSeries {
  readonly name: string;
  /** Index of the capacity provider. */
  readonly provider: number;
  readonly quotaVcpus: number | null;
  /** At the end of the interval: vCPUs in use, tasks in RUNNING, and tasks that wait for capacity. */
  readonly vcpus: number[];
  readonly runningTasks: number[];
  readonly waiting: number[];
  /** Since the start of the run: tasks that AWS reclaimed, and RunTask requests that were refused. */
  readonly interrupted: number[];
  readonly refused: number[];
}

/** One series per Fargate provider of the run; empty if no work runs on Fargate. */
export function fargateSeries(setup: Setup): FargateSeries[] {
  return platformProviders(setup).map(({ name, number, quotaVcpus }) => ({
    ...{ name, provider: number, quotaVcpus },
    ...{ vcpus: [], runningTasks: [], waiting: [], interrupted: [], refused: [] },
  }));
}

export function addFargate(series: FargateSeries, { platform: use, runningTasks }: GroupAccount): void {
  if (use === null) return;
  series.vcpus.push(use.cpuUnits.now / CPU_UNITS_PER_VCPU);
  series.runningTasks.push(runningTasks);
  series.waiting.push(use.waiting);
  series.interrupted.push(use.interrupted);
  series.refused.push(use.refusedByQuota + use.refusedForCapacity);
}
