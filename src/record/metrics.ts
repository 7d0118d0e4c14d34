import type { OptionName } from './ledger/costs.js';
import type { SpotPoolMetrics } from './spot-pools.js';

/** How a headline metric is named, printed and read. `lower` and `higher` say which way is better; null: neither by itself. */
export interface MetricSpec {
  readonly key: string;
  readonly label: string;
  readonly unit:
    | 'USD'
    | 'h'
    | '%'
    | 'tasks'
    | 'ms'
    | 'task-minutes'
    | 'instance-minutes'
    | 'decisions'
    | 'instances'
    | 'attempts'
    | 'vCPUs';
  /** Decimals in a table; files have all decimals. */
  readonly shown: number;
  readonly better: 'lower' | 'higher' | null;
  readonly meaning: string;
}

/** The headline metrics, in the order of every table. Keys carry their units and are the keys of summary.json. */
export const METRICS = [
  metric(
    'cost_usd',
    'Cost',
    'USD',
    'The bill: instances by the second, 60 at least; Spot is free where EC2 takes it in its first hour; other items and commitments, where there are any.',
    2,
    'lower',
  ),
  metric(
    'cost_on_demand_usd',
    'Cost, On-Demand',
    'USD',
    'The part of the cost bought On-Demand: instances at the price of the type, tasks on FARGATE.',
    2,
    'lower',
  ),
  metric('cost_per_task_hour_usd', 'Cost per task-hour', 'USD', 'Cost divided by task-hours; empty when no task ran.', 4, 'lower'),
  metric(
    'instance_hours',
    'Instance-hours',
    'h',
    'Time of all instances from launch to termination in the seconds of the bill, charged for or not.',
    1,
    'lower',
  ),
  metric('task_hours', 'Task-hours', 'h', 'Time that tasks spent in RUNNING.', 1, null),
  metric(
    'cpu_reserved_percent',
    'CPU reserved',
    '%',
    'CPU that tasks reserve, as a share of what registered instances have, weighted by time.',
    1,
    'higher',
  ),
  metric('memory_reserved_percent', 'Memory reserved', '%', 'The same for memory.', 1, 'higher'),
  metric('eni_reserved_percent', 'ENIs reserved', '%', 'The same for the network interfaces of awsvpc tasks.', 1, null),
  metric(
    'cpu_stranded_percent',
    'CPU stranded',
    '%',
    'Free CPU on instances where not even the smallest task fits, as a share of all CPU, weighted by time.',
    1,
    'lower',
  ),
  metric('memory_stranded_percent', 'Memory stranded', '%', 'The same for memory.', 1, 'lower'),
  metric('tasks_requested', 'Tasks requested', 'tasks', 'Tasks of services and workloads that came into being.', 0, null),
  metric('tasks_started', 'Tasks started', 'tasks', 'Tasks that reached RUNNING.', 0, null),
  metric('tasks_completed', 'Tasks completed', 'tasks', 'Tasks that ran to their own end.', 0, 'higher'),
  metric(
    'tasks_failed',
    'Tasks failed',
    'tasks',
    'Crashed, refused and timed out ones, and those whose images the disk did not take.',
    0,
    'lower',
  ),
  metric('tasks_crashed', 'Tasks crashed', 'tasks', 'Service tasks whose container exited by itself.', 0, 'lower'),
  metric('tasks_refused', 'Tasks refused', 'tasks', 'Requests that failed at once: no room for a launch type, or the quota.', 0, 'lower'),
  metric('tasks_timed_out', 'Tasks timed out', 'tasks', 'Tasks that gave up waiting in PROVISIONING.', 0, 'lower'),
  metric(
    'tasks_interrupted',
    'Tasks interrupted',
    'tasks',
    'Tasks but daemons that stopped because their instance went away, or what they ran on at Fargate; one whose stop was cut short by it included.',
    0,
    'lower',
  ),
  metric('tasks_waiting', 'Tasks still waiting', 'tasks', 'Tasks that had not reached RUNNING when the run ended.', 0, 'lower'),
  metric('wait_p50_ms', 'Wait, median', 'ms', 'From request to RUNNING, of all tasks that got there: exact nearest rank.', 0, 'lower'),
  metric('wait_p95_ms', 'Wait, p95', 'ms', 'The same, 95th percentile.', 0, 'lower'),
  metric('wait_p99_ms', 'Wait, p99', 'ms', 'The same, 99th percentile.', 0, 'lower'),
  metric('wait_max_ms', 'Wait, longest', 'ms', 'The longest of them.', 0, 'lower'),
  metric('wait_mean_ms', 'Wait, mean', 'ms', 'The mean of them; it is the sum of the six means below.', 0, 'lower'),
  metric('wait_quota_mean_ms', '  for the quota', 'ms', 'Mean time held back by the quota of PROVISIONING tasks.', 0, 'lower'),
  metric('wait_capacity_mean_ms', '  for capacity', 'ms', 'Mean time without an instance, less quota and boot.', 0, 'lower'),
  metric('wait_boot_mean_ms', '  for boot', 'ms', 'Mean time during which the instance that took the task was booting.', 0, 'lower'),
  metric('wait_eni_mean_ms', '  for its interface', 'ms', 'Mean time to attach the network interface.', 0, 'lower'),
  metric('wait_pull_mean_ms', '  for images', 'ms', 'Mean time to pull images.', 0, 'lower'),
  metric('wait_start_mean_ms', '  for containers', 'ms', 'Mean time to start containers.', 0, 'lower'),
  metric(
    'below_desired_task_minutes',
    'Below desired',
    'task-minutes',
    'Desired less RUNNING tasks of services, while positive, over time.',
    1,
    'lower',
  ),
  metric('scale_outs', 'Scale-outs', 'decisions', 'Decisions that raised DesiredCapacity.', 0, null),
  metric('scale_ins', 'Scale-ins', 'decisions', 'Decisions that lowered DesiredCapacity.', 0, null),
  metric('peak_instances', 'Instances at peak', 'instances', 'The most instances paid for at one time.', 0, 'lower'),
  metric(
    'cost_spot_usd',
    'Cost, Spot',
    'USD',
    'The part of the cost bought on Spot: instances at the price of the pool at each moment, tasks on FARGATE_SPOT.',
    2,
    'lower',
  ),
  metric('spot_savings_usd', 'Saved by Spot', 'USD', 'What the same on Spot would have cost On-Demand, less what it cost.', 2, 'higher'),
  metric(
    'spot_savings_percent',
    '  of On-Demand price',
    '%',
    'The same as a share of what it would have cost; empty without Spot.',
    1,
    'higher',
  ),
  metric('on_demand_instance_hours', 'Instance-hours, On-Demand', 'h', 'The part of the instance-hours bought On-Demand.', 1, null),
  metric('spot_instance_hours', 'Instance-hours, Spot', 'h', 'The part of them bought on Spot.', 1, null),
  metric('interrupted_instances', 'Instances interrupted', 'instances', 'Spot instances that EC2 gave notice of interruption.', 0, 'lower'),
  metric(
    'tasks_interrupted_by_spot',
    'Tasks interrupted by Spot',
    'tasks',
    'Tasks but daemons that went down with a Spot instance when EC2 took it, in the middle of their stop or not, and those that FARGATE_SPOT took.',
    0,
    'lower',
  ),
  metric('launch_failures', 'Launches failed', 'attempts', 'Attempts of groups to launch that found no capacity.', 0, 'lower'),
  metric(
    'below_desired_instance_minutes',
    'Instances missing',
    'instance-minutes',
    'DesiredCapacity less the instances of its group, while positive, over time.',
    1,
    'lower',
  ),
  metric('cost_fargate_usd', 'Cost, Fargate', 'USD', 'The part of the cost of tasks on FARGATE and FARGATE_SPOT.', 2, 'lower'),
  metric('fargate_vcpu_hours', 'vCPU-hours, Fargate', 'h', 'vCPUs of tasks on Fargate, from capacity to STOPPED, over time.', 1, null),
  metric('peak_fargate_vcpus', 'vCPUs at peak, Fargate', 'vCPUs', 'The most vCPUs in use on FARGATE and FARGATE_SPOT together.', 2, null),
  metric(
    'fargate_refused_tasks',
    'Refused by Fargate',
    'tasks',
    'Tasks of workloads that failed at once: the vCPU quota was used up, or Fargate had no capacity.',
    0,
    'lower',
  ),
  metric(
    'fargate_quota_task_minutes',
    'Waited for vCPU quota',
    'task-minutes',
    'Tasks of services that waited for vCPUs of the quota, looked at once a minute.',
    0,
    'lower',
  ),
  metric('fargate_capacity_task_minutes', 'Waited for Fargate', 'task-minutes', 'The same, for Fargate had no capacity.', 0, 'lower'),
  metric(
    'cost_items_usd',
    'Cost, other items',
    'USD',
    'Volumes, those of tasks included, addresses, load balancers and traffic between zones, as far as the scenario charges them.',
    2,
    'lower',
  ),
  metric(
    'commitments_usd',
    'Commitments',
    'USD',
    'What reservations and the Savings Plan cost, less the list price of what they cover: below 0 they save.',
    2,
    'lower',
  ),
] as const;
export type MetricKey = (typeof METRICS)[number]['key'];

/** Every headline metric; null where there was nothing to measure. */
export type Headline = Readonly<Record<MetricKey, number | null>>;

export interface ProviderMetrics {
  /** Empty for instances outside any capacity provider. */
  readonly capacity_provider: string;
  readonly cost_usd: number;
  readonly instance_hours: number;
  readonly purchase_options: readonly PurchaseMetrics[];
  readonly peak_instances: number;
  readonly interrupted_instances: number;
  readonly tasks_interrupted_by_spot: number;
  readonly launch_failures: number;
  readonly below_desired_instance_minutes: number;
  readonly scale_outs: number;
  readonly scale_ins: number;
  readonly cpu_reserved_percent: number | null;
  readonly memory_reserved_percent: number | null;
  readonly eni_reserved_percent: number | null;
  /** Null for a provider with instances. */
  readonly fargate: FargateMetrics | null;
}

/** The use of a Fargate provider, and the requests that it refused or has not fulfilled. */
export interface FargateMetrics {
  readonly vcpu_hours: number;
  readonly peak_vcpus: number;
  readonly tasks_launched: number;
  readonly tasks_interrupted: number;
  readonly tasks_retired: number;
  /** RunTask requests only. */
  readonly tasks_refused_by_quota: number;
  readonly tasks_refused_for_capacity: number;
  /** Tasks without capacity at the end of the run. */
  readonly tasks_waiting: number;
}

export interface OwnerMetrics {
  readonly name: string;
  readonly kind: 'service' | 'workload';
  readonly tasks_requested: number;
  readonly tasks_started: number;
  readonly tasks_completed: number;
  readonly tasks_failed: number;
  readonly tasks_interrupted: number;
  readonly tasks_waiting: number;
  readonly task_hours: number;
  /** Its share of the cost of the instances that its tasks ran on; null if shares were not computed. */
  readonly cost_usd: number | null;
  /** Amount by which tasks.csv overstates this cost: tasks ended before their Spot Instance turned out to be free. */
  readonly credited_usd?: number;
  /** The EBS volumes of its tasks; absent where they have none. */
  readonly volumes_usd?: number;
  readonly wait_p50_ms: number | null;
  readonly wait_p95_ms: number | null;
  readonly wait_max_ms: number | null;
  readonly below_desired_task_minutes: number;
}

export interface PurchaseMetrics {
  readonly purchase_option: OptionName;
  readonly cost_usd: number;
  /** The On-Demand price of the same instance-hours. */
  readonly on_demand_cost_usd: number;
  readonly instance_hours: number;
}

/** The result of a commitment: its fee, how much of it usage took up, and the list price of that usage. */
export interface CommitmentMetrics {
  readonly commitment: 'reservedInstances' | 'savingsPlan';
  readonly fee_usd: number;
  readonly used_usd: number;
  readonly used_percent: number | null;
  readonly covered_usd: number;
  /** The fee less the list price of the covered usage; below 0 the commitment saves money. */
  readonly cost_usd: number;
}

interface ItemMetrics {
  readonly item: string;
  readonly cost_usd: number;
}

/** The metrics of a run. */
export interface RunMetrics {
  readonly headline: Headline;
  readonly purchaseOptions: readonly PurchaseMetrics[];
  readonly providers: readonly ProviderMetrics[];
  readonly owners: readonly OwnerMetrics[];
  /** The cost that belongs to no service or workload. */
  readonly idleUsd: number | null;
  /** The charges of the scenario besides capacity. */
  readonly items: readonly ItemMetrics[];
  readonly commitments: readonly CommitmentMetrics[];
  /** One entry per pool that sold any capacity. */
  readonly spotPools: readonly SpotPoolMetrics[];
}

function metric<K extends string>(
  key: K,
  label: string,
  unit: MetricSpec['unit'],
  ...rest: [string, number, MetricSpec['better']]
): MetricSpec & { key: K } {
  const [meaning, shown, better] = rest;
  return { key, label, unit, meaning, shown, better };
}
