import type { Headline } from '../record/metrics.js';
import { hasFargate, hasFargateShortage, hasInstances, hasItems, hasShortage, hasSpot } from './features-used.js';

/** Metrics of a table that has to fit a screen; files have all metrics. */
const SHOWN = [
  'cost_usd',
  'cost_per_task_hour_usd',
  'tasks_started',
  'tasks_failed',
  'tasks_interrupted',
  'tasks_waiting',
  'wait_p50_ms',
  'wait_p95_ms',
  'wait_p99_ms',
  'wait_max_ms',
  'below_desired_task_minutes',
];
/** Left out if everything runs on Fargate. */
const SHOWN_OF_INSTANCES = [
  'instance_hours',
  'peak_instances',
  'cpu_reserved_percent',
  'memory_reserved_percent',
  'eni_reserved_percent',
  'cpu_stranded_percent',
  'scale_outs',
  'scale_ins',
];
/** Added if some run used Spot, or had failed launches. */
const SHOWN_OF_SPOT = ['cost_spot_usd', 'spot_savings_usd', 'spot_savings_percent', 'tasks_interrupted_by_spot'];
const SHOWN_OF_SPOT_INSTANCES = ['spot_instance_hours', 'interrupted_instances'];
const SHOWN_OF_SHORTAGE = ['launch_failures', 'below_desired_instance_minutes'];
const SHOWN_OF_FARGATE = ['cost_fargate_usd', 'fargate_vcpu_hours', 'peak_fargate_vcpus'];
const SHOWN_OF_FARGATE_SHORTAGE = ['fargate_refused_tasks', 'fargate_quota_task_minutes', 'fargate_capacity_task_minutes'];
const SHOWN_OF_ITEMS = ['cost_items_usd'];
const SHOWN_OF_COMMITMENTS = ['commitments_usd'];
/** Keys of the metrics that matter for these runs and fit a screen. */
export function shownMetrics(headlines: readonly Headline[], hasCommitments: boolean): string[] {
  const hasNone = headlines.some(hasFargate) && !headlines.some(hasInstances);
  return [
    ...SHOWN,
    ...(hasNone ? [] : SHOWN_OF_INSTANCES),
    ...(headlines.some(hasSpot) ? [...SHOWN_OF_SPOT, ...(hasNone ? [] : SHOWN_OF_SPOT_INSTANCES)] : []),
    ...(headlines.some(hasShortage) ? SHOWN_OF_SHORTAGE : []),
    ...(headlines.some(hasFargate) ? SHOWN_OF_FARGATE : []),
    ...(headlines.some(hasFargateShortage) ? SHOWN_OF_FARGATE_SHORTAGE : []),
    ...(headlines.some(hasItems) ? SHOWN_OF_ITEMS : []),
    ...(hasCommitments ? SHOWN_OF_COMMITMENTS : []),
  ];
}
