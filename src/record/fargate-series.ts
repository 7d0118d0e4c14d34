import type { Setup } from '../sim/setup.js';
import type { GroupAccount } from './ledger/group.js';
import { CPU_UNITS_PER_VCPU } from './ledger/platform-use.js';
import { platformProviders } from './ledger/platforms.js';

/** What charts know of a provider without instances, a value per interval. */
export interface FargateSeries {
  readonly name: string;
  /** Its number. */
  readonly provider: number;
  readonly quotaVcpus: number | null;
  /** In use at the end of the interval, tasks in RUNNING then, and tasks without capacity. */
  readonly vcpus: number[];
  readonly runningTasks: number[];
  readonly waiting: number[];
  /** Since the start: tasks that AWS took back, and those of RunTask that it refused. */
  readonly interrupted: number[];
  readonly refused: number[];
}

/** None where no work runs without instances. */
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
