import type { Distribution } from '../kernel/distribution.js';
import type { Ms } from '../kernel/event-loop.js';
import type { AlarmTerms } from '../metrics/alarm-terms.js';
import type { BreakerTiming } from '../services/circuit-breaker.js';
import type { CodeDeployRules } from '../services/deployments/code-deploy.js';
import type { DeploymentSettings } from '../services/deployments/deployment-settings.js';
import type { FailureMode } from '../services/deployments/failure-modes.js';
import type { NativeRules } from '../services/deployments/native.js';
import type { WatchRules } from '../services/deployments/watch.js';
import type { ContainerCheck } from '../services/health/container-check.js';
import type { HealthSettings } from '../services/health/health-settings.js';
import type { TargetCheck } from '../services/load-balancing/target-health.js';
import type { TargetSettings } from '../services/load-balancing/target-settings.js';
import type { PlacementRetrySettings, ThrottleSettings } from '../services/start-throttle.js';
import type { TurnSettings } from '../services/turns.js';
import type { Capacity } from './capacity.js';
import type { VolumeSpec } from './volume-spec.js';

/** A revision of a service: its task definition and failure mode from a time on. */
export interface RevisionSpec {
  /** 0 for the first. */
  readonly atMs: Ms;
  readonly taskDefinition: number;
  /** How it fails, compared with a sound revision. */
  readonly mode: FailureMode;
  /** The EBS volume of each of its tasks, null for none; absent: that of the service. */
  readonly volume?: VolumeSpec | null;
  /** The strategy of its tasks; absent: that of the service. One object for all revisions that share it. */
  readonly capacity?: Capacity;
}

/** A target group of a load balancer in which a service's tasks are registered. */
export interface TargetGroupSpec {
  readonly check: TargetCheck;
  readonly deregistrationDelayMs: Ms;
  /** The container that is registered; absent: not known. */
  readonly container?: string;
  /** Zones that its load balancers cover; absent: all. */
  readonly zones?: readonly number[];
  /** How its requests are divided; absent: equally. */
  readonly division?: RequestDivision;
}

/** How the requests to a target group are divided among its targets (N.LBX). */
export interface RequestDivision {
  /** Until a new target gets as many requests as the others. */
  readonly slowStartMs?: Ms;
  readonly algorithm?: 'leastOutstandingRequests';
  /** Cross-zone load balancing is off: each zone gets an equal part. */
  readonly isZonal?: boolean;
}

/** Tasks that protect themselves from scale-in while they work, from RUNNING on (S.PROT-1). */
export interface ProtectionSpec {
  /** Share of the tasks that get work. */
  readonly share: number;
  readonly work: Distribution;
  /** expiresInMinutes. */
  readonly minutes: number;
  /** Whether work that outlasts the protection renews it when it expires (S.PROT-2). */
  readonly isRenewed: boolean;
}

/** A time on the timeline during which an alarm is in ALARM. `name`: of the alarm, if it has one. */
interface AlarmTime {
  readonly fromMs: Ms;
  readonly untilMs: Ms;
  readonly name?: string;
}

/** An alarm of deployments on a metric of the service's load. */
export interface MetricAlarmSpec {
  readonly name: string;
  readonly terms: AlarmTerms;
  /** Whether the metric covers only the tasks of the latest deployment, where revisions bear their own loads. */
  readonly isOfNew: boolean;
}

/** A deployment with two task sets side by side, blue and green. */
export type ShiftSpec =
  | { readonly kind: 'codeDeploy'; readonly rules: CodeDeployRules }
  | { readonly kind: 'native'; readonly rules: NativeRules };

/** The settings of a task set over time, in order; it has no tasks before the first entry. */
interface TaskSetSpec {
  /** Percent of the desired count. */
  readonly scale: readonly { readonly atMs: Ms; readonly percent: number }[];
  /**
   * Weight of its target group in the listener's rule; absent: each task of the service gets as many requests. Either all sets have
   * weights, or none.
   */
  readonly weights?: readonly { readonly atMs: Ms; readonly weight: number }[];
}

/** A proxy, which starts before the other containers of its task and stops after them. */
export interface ProxySpec {
  /** From the creation of a service until ECS has made its Service Connect endpoints and starts the first task. */
  readonly setupMs: Ms;
  /** From its start until it is HEALTHY, and the other containers start. */
  readonly startMs: Ms;
  /** From the exit of the other containers until it has stopped. */
  readonly stopMs: Ms;
}

/** The deployment and health settings of a service. */
export interface DeploymentSpec {
  /** In order of time; each is a deployment. */
  readonly revisions: readonly RevisionSpec[];
  readonly watch: WatchRules;
  /** When the deployments' alarms are in ALARM. */
  readonly alarms: readonly AlarmTime[];
  readonly metricAlarms: readonly MetricAlarmSpec[];
  readonly targetGroup: TargetGroupSpec | null;
  readonly graceMs: Ms;
  /** How traffic moves to a new deployment; null: a rolling update. */
  readonly shift: ShiftSpec | null;
  /** For a service with the deployment controller EXTERNAL: the size of each task set, by revision. */
  readonly taskSets: readonly TaskSetSpec[] | null;
  /** Health checks of its essential containers, by revision. */
  readonly checks: readonly (readonly ContainerCheck[])[];
  /** The proxy of Service Connect in each of its tasks; absent: none. */
  readonly proxy?: ProxySpec;
  /** Null: no task protects itself. */
  readonly protection: ProtectionSpec | null;
}

/** Deployment and health settings of the run, for behaviour that ECS leaves unspecified. */
export interface DeploymentAndHealthSettings {
  readonly deployments: DeploymentSettings;
  readonly health: HealthSettings;
  /** From a change of a container's health until ECS has it, drawn for each task; absent: health.reportMs. */
  readonly healthReport?: Distribution;
  readonly targets: TargetSettings;
  readonly throttle: ThrottleSettings;
  /** Null: a service without managed scaling has its tasks placed as soon as there is room. */
  readonly placementRetry: PlacementRetrySettings | null;
  /** From an unhealthy target until its service is reconciled. */
  readonly unhealthyReaction: Distribution;
  /** From StopTask until the scheduler deregisters the target of the task and reconciles its service. */
  readonly stopTaskReaction: Distribution;
  /** Whether a task gets SIGTERM before its target is deregistered, where a user or a notice of Fargate Spot stops it. */
  readonly isTermedFirst: boolean;
  /** Absent: the circuit breaker counts each failure at the scheduler's next turn. */
  readonly breaker?: BreakerTiming;
  /** Null: the scheduler acts after `reaction`. */
  readonly turns: TurnSettings | null;
  /** Time from a change of a service's tasks until its scheduler reacts; 0 where it takes turns. */
  readonly reaction: Distribution;
}
