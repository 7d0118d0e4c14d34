import type { Headline, MetricKey } from '../record/metrics.js';
import { hasFargate, hasFargateShortage, hasInstances, hasItems, hasShortage, hasSpot } from './features-used.js';

interface Shown {
  readonly keys: readonly MetricKey[];
  /** Absent: in every run. */
  readonly if?: (headlines: readonly Headline[]) => boolean;
}

const some =
  (isSo: (headline: Headline) => boolean): NonNullable<Shown['if']> =>
  (headlines) =>
    headlines.some(isSo);
const isPositive = (key: MetricKey) => some((headline) => (headline[key] ?? 0) > 0);
/** Not if everything runs on Fargate. */
const haveInstances: NonNullable<Shown['if']> = (headlines) => headlines.some(hasInstances) || !headlines.some(hasFargate);

/** The metrics of a table that has to fit a screen, and the runs that they matter for; files have all metrics. */
const SHOWN: readonly Shown[] = [
  { keys: ['cost_per_month_usd', 'cost_usd', 'cost_per_task_hour_usd'] },
  { keys: ['tasks_started', 'tasks_failed', 'tasks_interrupted', 'tasks_waiting'] },
  { keys: ['wait_p50_ms', 'wait_p95_ms', 'wait_p99_ms', 'wait_max_ms'] },
  { keys: ['below_desired_task_minutes'], if: some((headline) => headline.worst_service_task_minutes !== null) },
  {
    keys: ['worst_service_task_minutes'],
    if: some(({ worst_service_task_minutes: worst, below_desired_task_minutes: all }) => worst !== null && worst !== all),
  },
  { keys: ['without_task_service_minutes'], if: isPositive('without_task_service_minutes') },
  { keys: ['requests_lost'], if: some((headline) => headline.requests_lost !== null) },
  {
    keys: ['cost_unreserved_usd', 'cost_unreserved_percent', 'instance_hours', 'peak_instances', 'scale_outs', 'scale_ins'],
    if: haveInstances,
  },
  { keys: ['cpu_reserved_percent', 'memory_reserved_percent', 'cpu_stranded_percent'], if: haveInstances },
  { keys: ['eni_reserved_percent'], if: isPositive('eni_reserved_percent') },
  { keys: ['cost_spot_usd', 'spot_savings_usd', 'spot_savings_percent', 'tasks_interrupted_by_spot'], if: some(hasSpot) },
  { keys: ['spot_instance_hours', 'interrupted_instances'], if: (headlines) => headlines.some(hasSpot) && haveInstances(headlines) },
  { keys: ['free_instance_hours'], if: isPositive('free_instance_hours') },
  { keys: ['launch_failures', 'below_desired_instance_minutes'], if: some(hasShortage) },
  { keys: ['cost_fargate_usd', 'fargate_vcpu_hours', 'fargate_gb_hours', 'peak_fargate_vcpus'], if: some(hasFargate) },
  { keys: ['fargate_refused_tasks', 'fargate_quota_task_minutes', 'fargate_capacity_task_minutes'], if: some(hasFargateShortage) },
  { keys: ['cost_items_usd'], if: some(hasItems) },
];

/** Keys of the metrics that matter for these runs, have a value in one of them and fit a screen. */
export function shownMetrics(headlines: readonly Headline[], hasCommitments: boolean): string[] {
  const shown = SHOWN.flatMap(({ keys, if: matters }) => (matters === undefined || matters(headlines) ? keys : [])).filter((key) =>
    headlines.some((headline) => headline[key] !== null),
  );
  return hasCommitments ? [...shown, 'commitments_usd'] : shown;
}
