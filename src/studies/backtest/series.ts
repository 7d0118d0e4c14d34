/** The metrics that a recording and a run are compared by. */
export const BACKTEST_METRICS = {
  reservation: { label: 'CapacityProviderReservation', unit: '%' },
  instances: { label: 'instances', unit: 'instances' },
  desired_instances: { label: 'desired instances', unit: 'instances' },
  running_tasks: { label: 'RUNNING tasks', unit: 'tasks' },
  pending_tasks: { label: 'PENDING tasks', unit: 'tasks' },
  desired_tasks: { label: 'desired tasks', unit: 'tasks' },
  cost: { label: 'cost', unit: 'USD' },
} as const;
export type BacktestMetric = keyof typeof BACKTEST_METRICS;

export interface SeriesName {
  readonly metric: BacktestMetric;
  /** The capacity provider or the service; `cluster` for the whole cluster. */
  readonly of: string;
}
