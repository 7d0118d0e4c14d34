import type { OptionName } from './ledger/costs.js';
import type { Headline } from './metrics.js';
import type { SpotPoolMetrics } from './spot-pools.js';

/** The figures of one capacity provider. */
export interface ProviderMetrics {
  /** Empty for instances outside any capacity provider. */
  readonly capacity_provider: string;
  readonly cost_usd: number;
  /** The part of it for CPU and memory that no task reserves; 0 on Fargate. */
  readonly cost_unreserved_usd: number;
  readonly instance_hours: number;
  readonly purchase_options: readonly PurchaseMetrics[];
  readonly peak_instances: number;
  readonly interrupted_instances: number;
  readonly tasks_interrupted_by_spot: number;
  readonly launch_failures: number;
  readonly below_desired_instance_minutes: number;
  readonly scale_outs: number;
  readonly scale_ins: number;
  /** Reserved in percent of the resource over the run; null where there was none. */
  readonly cpu_reserved_percent: number | null;
  readonly memory_reserved_percent: number | null;
  readonly eni_reserved_percent: number | null;
  /** Null for a provider with instances. */
  readonly fargate: FargateMetrics | null;
}

/** The use of a Fargate provider, and the requests that it refused or has not fulfilled. */
export interface FargateMetrics {
  /** As billed. */
  readonly vcpu_hours: number;
  readonly gb_hours: number;
  /** Of the vCPU-hours those with a Windows licence; absent: none. */
  readonly licensed_vcpu_hours?: number;
  /** Ephemeral storage beyond the included 20 GB; absent: none. */
  readonly storage_gb_hours?: number;
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

/** The figures of one service or workload. */
export interface OwnerMetrics {
  readonly name: string;
  readonly kind: 'service' | 'workload';
  /** Present for a daemon service: headline counts of tasks leave its tasks out. */
  readonly is_daemon?: true;
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
  /** Time in which tasks were desired and none was RUNNING. */
  readonly without_task_minutes: number;
}

/** The cost of one purchase option. */
export interface PurchaseMetrics {
  readonly purchase_option: OptionName;
  readonly cost_usd: number;
  /** The On-Demand price of the same instance-hours. */
  readonly on_demand_cost_usd: number;
  readonly instance_hours: number;
  /** Hours that EC2 does not charge; absent where there are none. */
  readonly free_instance_hours?: number;
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

/** The charge of one item besides capacity. */
export interface ItemMetrics {
  readonly item: string;
  readonly cost_usd: number;
  /** The billed amount, in this unit; null where it costs nothing. */
  readonly amount: number | null;
  readonly unit: string;
}

/** The metrics of a run, as in summary.json. Names end with the unit. */
export interface RunMetrics {
  readonly headline: Headline;
  readonly purchaseOptions: readonly PurchaseMetrics[];
  readonly providers: readonly ProviderMetrics[];
  readonly owners: readonly OwnerMetrics[];
  /** Tasks that were stopped before they were RUNNING, and did not fail, without daemons. */
  readonly tasksStoppedBeforeRunning: number;
  /** Of the headline's without_task_service_minutes: before the first task of each service was RUNNING. */
  readonly withoutTaskAtFirstMinutes: number;
  /** The cost that belongs to no service or workload. */
  readonly idleUsd: number | null;
  /** Some task definition reserves no CPU, so that no task bears the CPU of an instance that has only such tasks. */
  readonly hasTasksWithoutCpu: boolean;
  /** The charges of the scenario besides capacity. */
  readonly items: readonly ItemMetrics[];
  readonly commitments: readonly CommitmentMetrics[];
  /** One entry per pool that sold any capacity. */
  readonly spotPools: readonly SpotPoolMetrics[];
}
