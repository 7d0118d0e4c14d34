import type { Distribution } from '../kernel/distribution.js';
import type { Ms } from '../kernel/event-loop.js';
import type { AlarmTerms } from '../metrics/alarm-terms.js';
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

/** What a service's tasks are made of from a time on. */
export interface RevisionSpec {
  /** 0 for the first. */
  readonly atMs: Ms;
  readonly taskDefinition: number;
  /** How it differs from a sound one. */
  readonly mode: FailureMode;
}

/** A target group of a load balancer in which a service's tasks are registered. */
export interface TargetGroupSpec {
  readonly check: TargetCheck;
  readonly deregistrationDelayMs: Ms;
  /** That its load balancers cover; absent: all. */
  readonly zones?: readonly number[];
}

/** Tasks that protect themselves from scale-in while they work: from RUNNING on (S.PROT-1). */
export interface ProtectionSpec {
  /** Of the tasks that get work. */
  readonly share: number;
  readonly work: Distribution;
  /** expiresInMinutes. */
  readonly minutes: number;
  /** Work that lasts longer sets the protection anew when it expires (S.PROT-2). */
  readonly isRenewed: boolean;
}

/** When an alarm is in ALARM, because the timeline says so; absent: it has no name. */
interface AlarmTime {
  readonly fromMs: Ms;
  readonly untilMs: Ms;
  readonly name?: string;
}

/** An alarm of deployments on a metric of the service's load. */
export interface MetricAlarmSpec {
  readonly name: string;
  readonly terms: AlarmTerms;
  /** The metric is that of the tasks of the latest deployment alone, where they can be told apart. */
  readonly isOfNew: boolean;
}

/** Two sets of tasks beside each other, blue and green. */
export type ShiftSpec =
  | { readonly kind: 'codeDeploy'; readonly rules: CodeDeployRules }
  | { readonly kind: 'native'; readonly rules: NativeRules };

/** Over time, in order; none before the first. */
interface TaskSetSpec {
  /** Percent of the desired count. */
  readonly scale: readonly { readonly atMs: Ms; readonly percent: number }[];
  /** Of its target group in the rule of the listener; absent: each task of the service gets as many requests. All sets have weights, or none. */
  readonly weights?: readonly { readonly atMs: Ms; readonly weight: number }[];
}

/** What ECS does for a service beyond keeping its desired count: deployments, and health. */
export interface DeploymentSpec {
  /** In order of time; a deployment each. */
  readonly revisions: readonly RevisionSpec[];
  readonly watch: WatchRules;
  /** When the deployments' alarms are in ALARM. */
  readonly alarms: readonly AlarmTime[];
  readonly metricAlarms: readonly MetricAlarmSpec[];
  readonly targetGroup: TargetGroupSpec | null;
  readonly graceMs: Ms;
  /** How traffic moves to a new deployment; null: a rolling update. */
  readonly shift: ShiftSpec | null;
  /** Of a service with the deployment controller EXTERNAL: by revision, how large each task set is. */
  readonly taskSets: readonly TaskSetSpec[] | null;
  /** By revision, health checks of its essential containers. */
  readonly checks: readonly (readonly ContainerCheck[])[];
  /** Null: no task protects itself. */
  readonly protection: ProtectionSpec | null;
  /** availabilityZoneRebalancing. */
  readonly isRebalanced: boolean;
}

/** What ECS leaves open about services. */
export interface DeploymentAndHealthSettings {
  readonly deployments: DeploymentSettings;
  readonly health: HealthSettings;
  readonly targets: TargetSettings;
  readonly throttle: ThrottleSettings;
  /** Null: a service without managed scaling has its tasks placed as soon as there is room. */
  readonly placementRetry: PlacementRetrySettings | null;
  /** From a change of a service's tasks until its scheduler does something about it. */
  readonly reaction: Distribution;
}
