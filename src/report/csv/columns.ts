import { METRICS } from '../../record/metrics.js';
import { FACTS } from '../../sim/facts.js';
import type { Setup } from '../../sim/setup.js';

export type CsvFile =
  | 'tasks.csv'
  | 'instances.csv'
  | 'cluster.csv'
  | 'capacity-providers.csv'
  | 'services.csv'
  | 'revisions.csv'
  | 'scaling-activities.csv'
  | 'costs.csv'
  | 'service-costs.csv'
  | 'events.csv'
  | 'summary.csv';

const TASKS = [
  'ended_ms',
  'task',
  'kind',
  'name',
  'capacity_provider',
  'instance',
  'cpu_units',
  'memory_mib',
  'eni',
  'requested_ms',
  'placed_ms',
  'pending_ms',
  'running_ms',
  'stopping_ms',
  'wait_ms',
  'wait_quota_ms',
  'wait_capacity_ms',
  'wait_boot_ms',
  'wait_eni_ms',
  'wait_pull_ms',
  'wait_start_ms',
  'last_status',
  'cause',
  'cost_usd',
];

const INSTANCES = [
  'terminated_ms',
  'instance',
  'instance_type',
  'availability_zone',
  'capacity_provider',
  'has_trunk',
  'trunk_source',
  'launched_ms',
  'registered_ms',
  'draining_ms',
  'billed_seconds',
  'cost_usd',
  'tasks_placed',
  'cause',
  'purchase_option',
  'noticed_ms',
  'tasks_lost',
  'left_cluster_ms',
  'status_reason',
  'warmed_ms',
  'left_pool_ms',
];

const CLUSTER = [
  'time_ms',
  'running_tasks',
  'cpu_reservation_percent',
  'memory_reservation_percent',
  'gpu_reservation_percent',
  'cpu_utilization_percent',
  'memory_utilization_percent',
];

const CAPACITY_PROVIDERS = [
  'time_ms',
  'capacity_provider',
  'needed_instances',
  'running_instances',
  'reservation_percent',
  'target_percent',
  'waiting_tasks',
  'desired_instances',
  'booting_instances',
  'active_instances',
  'draining_instances',
  'cpu_reserved_percent',
  'memory_reserved_percent',
  'eni_reserved_percent',
  'cost_usd',
  'on_demand_instances',
  'spot_instances',
  'pooled_instances',
  'running_tasks',
  'fargate_vcpus',
];

const SERVICES = [
  'time_ms',
  'service',
  'desired_tasks',
  'provisioning_tasks',
  'pending_tasks',
  'running_tasks',
  'stopping_tasks',
  'requested_tasks',
  'started_tasks',
  'stopped_tasks',
  'below_desired_task_minutes',
  'healthy_tasks',
  'unhealthy_tasks',
];

/** Of services.csv, where some service has a load. */
export const LOAD_COLUMNS: readonly string[] = [
  'requests',
  'served',
  'shed',
  'backlog',
  'serving_tasks',
  'cpu_percent',
  'memory_percent',
  'request_wait_mean_ms',
  'request_wait_p95_ms',
  'oldest_message_ms',
];

const REVISIONS = [
  'time_ms',
  'service',
  'revision',
  'task_definition',
  'requests',
  'served',
  'shed',
  'backlog',
  'running_tasks',
  'cpu_percent',
  'response_mean_ms',
  'request_wait_p95_ms',
];

/** Of scaling-activities.csv, where some service has a scaler, or deployments and health that are looked at. */
export const SERVICE_ACTIVITY_COLUMNS: readonly string[] = ['service', 'from_desired_tasks', 'to_desired_tasks', 'policy', 'metric'];

const SCALING_ACTIVITIES = [
  'time_ms',
  'capacity_provider',
  'from_desired_instances',
  'to_desired_instances',
  'reason',
  'needed_instances',
  'running_instances',
  'explanation',
];

const RUN = ['scenario', 'seed', 'scenario_hash', 'engine_version', 'digest', 'events'];

/** The arguments of all facts in order of first use, as events.csv names them. */
export const FACT_COLUMNS: readonly string[] = [...new Set(Object.values(FACTS).flatMap((fact) => fact.args))];

/** The columns of every file, in order. docs/reference/outputs.md says what they mean, and a test holds it to that. */
export const CSV_COLUMNS: Readonly<Record<CsvFile, readonly string[]>> = {
  'summary.csv': [...RUN, ...METRICS.map((metric) => metric.key)],
  'cluster.csv': CLUSTER,
  'capacity-providers.csv': CAPACITY_PROVIDERS,
  'services.csv': [...SERVICES, ...LOAD_COLUMNS],
  'revisions.csv': REVISIONS,
  'tasks.csv': [...TASKS, 'is_present'],
  'instances.csv': INSTANCES,
  'scaling-activities.csv': [...SCALING_ACTIVITIES, ...SERVICE_ACTIVITY_COLUMNS],
  'costs.csv': ['hour_ms', 'capacity_provider', 'purchase_option', 'cost_usd', 'item'],
  'service-costs.csv': ['hour_ms', 'kind', 'name', 'cost_usd'],
  'events.csv': ['time_ms', 'fact', ...FACT_COLUMNS.map(snakeCase)],
};

/** Those that a run writes: what no service has, has no columns. */
export function columnsOf(file: CsvFile, setup: Setup): readonly string[] {
  if (file === 'tasks.csv' && setup.present === undefined) return TASKS;
  if (file === 'services.csv' && !hasLoad(setup)) return SERVICES;
  return file === 'scaling-activities.csv' && !hasServiceActivities(setup) ? SCALING_ACTIVITIES : CSV_COLUMNS[file];
}

export function hasLoad({ services }: Setup): boolean {
  return services.some(({ load }) => load !== null);
}

export function hasServiceActivities({ services }: Setup): boolean {
  return services.some(({ scaling, care }) => scaling !== null || care !== null);
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
