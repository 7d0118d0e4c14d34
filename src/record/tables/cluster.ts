import type { Ms } from '../../kernel/event-loop.js';
import { rounded, SHARE_DIGITS } from '../digits.js';
import type { ClusterMeter } from '../ledger/cluster-meter.js';
import { type Column, column, type Table } from './column.js';

/** The cluster's metrics in the minutes of an interval. */
export interface ClusterRow {
  readonly timeMs: Ms;
  readonly cluster: NonNullable<ReturnType<ClusterMeter['close']>>;
}

export const CLUSTER: Table<ClusterRow> = {
  file: 'cluster.csv',
  rows: `The metrics that ECS publishes of the cluster, as CloudWatch has them: a data point at the end of each minute, and none in a minute at whose end no
task runs on an instance. A row per interval in which a minute ends, with the mean of its data points; a cell is empty where there is none. They are about EC2:
tasks on Fargate, instances outside AWS and the tasks there are not counted. The guide prints such figures cut to whole percents.`,
  columns: [
    column('time_ms', 'ms', 'End of the interval.', ({ timeMs }) => timeMs),
    column('running_tasks', 'tasks', 'Tasks in RUNNING on instances, daemons included.', ({ cluster }) => cluster.runningTasks),
    ...percents([
      ['cpu_reservation_percent', 'CPUReservation: CPU that tasks reserve, of what ACTIVE and DRAINING instances have registered.'],
      ['memory_reservation_percent', 'MemoryReservation: the same for memory.'],
      ['gpu_reservation_percent', 'GPUReservation: the same for GPUs. Empty where no instance has any.'],
      [
        'cpu_utilization_percent',
        'CPUUtilization: CPU that tasks use, of what is registered. Known only of services that have a [load](../load.md): other tasks count as idle, and where no service has a load the cell is empty.',
      ],
      ['memory_utilization_percent', 'MemoryUtilization: the same for memory.'],
    ]),
  ],
};

/** Returns the columns in the order of the meter's metrics. */
function percents(metrics: readonly (readonly [name: string, description: string])[]): Column<ClusterRow>[] {
  return metrics.map(([name, description], metric) =>
    column(name, '%', description, ({ cluster }) => {
      const value = cluster.percents[metric];
      return value === null ? null : rounded(value, SHARE_DIGITS);
    }),
  );
}
