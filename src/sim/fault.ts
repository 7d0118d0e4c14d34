import type { ScalingProcess } from '../autoscaling/group/processes.js';
import type { Purchase } from '../autoscaling/group/purchase.js';
import type { Execution } from '../autoscaling/policies/group-scaler.js';
import type { AlarmSetting } from '../autoscaling/policies/policy.js';
import type { Retirement } from '../fargate/retirement.js';
import type { Distribution } from '../kernel/distribution.js';
import type { Ms } from '../kernel/event-loop.js';
import type { BucketRate } from '../kernel/token-bucket.js';
import type { DnsTerms } from '../load/zone-dns.js';
import type { Failing } from '../services/deployments/failure-modes.js';

/** A fault of the timeline. `label`: its name in reports, which keys its draws; absent: its place in the list keys them. */
export type Fault = FaultKind & { readonly label?: string };

/** The effect of a zone outage on launches is a drought of the market. */
type FaultKind =
  /**
   * All instances of the zone end at once, or each with a chance. `powerBackMs`: they boot again from then on. `noLaunchUntilMs`: until
   * then nothing is launched there, reserved or not.
   */
  | {
      readonly kind: 'zoneOutage';
      readonly zone: number;
      readonly share?: number;
      readonly powerBackMs?: Ms;
      readonly noLaunchUntilMs?: Ms;
      readonly fromMs: Ms;
    }
  /** Agents lose their connection, each with probability `share`; provider and zone null: any. */
  | ({ readonly kind: 'agentDisconnect'; readonly share: number; readonly fromMs: Ms; readonly untilMs: Ms } & Whereabouts)
  /** Boots, or pulls of images, that begin in this time take `factor` times as long. */
  | { readonly kind: 'slowBoot' | 'slowPull'; readonly factor: number; readonly images?: string; readonly fromMs: Ms; readonly untilMs: Ms }
  /**
   * No image can be pulled, or none whose name begins with `images`. The registry refuses each attempt, or does not answer (`isSilent`).
   */
  | { readonly kind: 'registryDown'; readonly isSilent: boolean; readonly images?: string; readonly fromMs: Ms; readonly untilMs: Ms }
  /** A share of the tasks that become PENDING in this time fail to start `afterMs` later. */
  | { readonly kind: 'startFailure'; readonly share: number; readonly afterMs: Ms; readonly fromMs: Ms; readonly untilMs: Ms }
  /** AWS announces the retirement of the platform revision of running Fargate tasks, and carries it out (T.FG-7). */
  | ({ readonly kind: 'fargateRetirement' } & Retirement)
  /** AWS limits the calls that use the token bucket of an action to the rate. */
  | {
      readonly kind: 'apiThrottling';
      readonly action: ThrottledAction;
      readonly rate: BucketRate;
      readonly fromMs: Ms;
      readonly untilMs: Ms;
    }
  /** A share of the attempts of groups to launch an instance in a pool fails; null: any. `hitsStarts`: also starts out of warm pools. */
  | ({
      readonly kind: 'launchFailure';
      readonly share: number;
      readonly isInternal: boolean;
      readonly type: number | null;
      readonly purchase: Purchase | null;
      readonly hitsStarts: boolean;
      readonly fromMs: Ms;
      readonly untilMs: Ms;
    } & Whereabouts)
  /**
   * A share of the instances whose launch begins in this time have no network until the end of the fault, for ever, or for a time from
   * launch.
   */
  | ({
      readonly kind: 'noNetwork';
      readonly share: number;
      readonly until: 'faultEnd' | 'never' | Ms;
      readonly isImpaired: boolean;
      readonly attach: 'wait' | 'fail' | 'unaffected';
      readonly fromMs: Ms;
      readonly untilMs: Ms;
    } & Whereabouts)
  /** Of the pulls that begin in this time, of images with this beginning of their name, a share fails `afterMs` later. */
  | {
      readonly kind: 'pullFailure';
      readonly share: number;
      readonly images: string;
      readonly afterMs: Ms;
      readonly fromMs: Ms;
      readonly untilMs: Ms;
    }
  /** Calls of a dependency of services fail with a chance, or take longer. */
  | {
      readonly kind: 'dependencyDown';
      readonly dependency: string;
      readonly errorShare: number;
      readonly addedMs: Ms;
      readonly zone: number | null;
      readonly fromMs: Ms;
      readonly untilMs: Ms;
    }
  /**
   * Checks of well targets in these target groups fail: each with a chance, or all for `failMs` and none for `passMs` in turn. Of the
   * requests to a group a share fails at its load balancer. Each group is hit with a chance, drawn once. Zone null: any. `isStuck`: changes
   * of the targets take effect at its end.
   */
  | {
      readonly kind: 'healthCheckFault';
      readonly failShare: number;
      readonly alternates: { readonly failMs: Ms; readonly passMs: Ms } | null;
      readonly groups: readonly { readonly service: number; readonly name: string }[];
      readonly groupShare: number;
      readonly connectionErrorShare: number;
      readonly isStuck?: boolean;
      /** When zones with too few healthy targets leave DNS; absent: at once. */
      readonly dns?: DnsTerms;
      readonly zone: number | null;
      readonly fromMs: Ms;
      readonly untilMs: Ms;
    }
  /** Points of metrics whose minutes end in this time never come, come at its end, or come with a delay. */
  | {
      readonly kind: 'metricGap';
      readonly metrics: readonly ('service' | 'capacity' | 'alarms')[];
      readonly comes: 'never' | 'atEnd' | Ms;
      readonly share: number;
      readonly isStrict: boolean;
      readonly fromMs: Ms;
      readonly untilMs: Ms;
    }
  /** ECS rejects or delays actions; `isOfInstances` and zone null: any. An attempt that is rejected by chance is made again after waits. */
  | {
      readonly kind: 'controlPlane';
      readonly actions: readonly ('startTask' | 'stopTask' | 'register' | 'update' | 'scaling' | 'deregisterTarget')[];
      readonly mode: 'reject' | 'delay';
      readonly share: number;
      readonly retryMs: Ms;
      readonly retryMaxMs: Ms;
      readonly delay: Distribution;
      readonly isOfInstances: boolean | null;
      readonly zone: number | null;
      readonly clusterShare: number;
      readonly fromMs: Ms;
      readonly untilMs: Ms;
    }
  /** A share of the attempts to launch a task on a platform fails: for lack of capacity, or `failAfterMs` after its creation. Null: any. */
  | {
      readonly kind: 'platformLaunchFailure';
      readonly share: number;
      readonly failAfterMs: Ms | null;
      readonly provider: number | null;
      readonly zone: number | null;
      readonly cpuUnits: readonly number[] | null;
      readonly fromMs: Ms;
      readonly untilMs: Ms;
    }
  /** Tasks of workloads by cron or rate that fall due in this time come `delayMs` later, or with a chance not at all. */
  | { readonly kind: 'scheduleDelay'; readonly delayMs: Ms; readonly dropShare: number; readonly fromMs: Ms; readonly untilMs: Ms }
  /** A share of the instances that would get a trunk in this time end in REGISTRATION_FAILED. */
  | ({
      readonly kind: 'registrationFailure';
      readonly share: number;
      readonly statusReason: string;
      readonly fromMs: Ms;
      readonly untilMs: Ms;
    } & Whereabouts)
  | TaskFailure
  /** UpdateAutoScalingGroup with new bounds; null: as before. DesiredCapacity moves to within them. */
  | {
      readonly kind: 'groupSize';
      readonly provider: number;
      readonly minSize: number | null;
      readonly maxSize: number | null;
      readonly isScheduled?: boolean;
      readonly fromMs: Ms;
    }
  /** SetDesiredCapacity of a group; it stays between the bounds of the group. */
  | {
      readonly kind: 'desiredCapacity';
      readonly provider: number;
      readonly desired: number;
      readonly isScheduled?: boolean;
      readonly fromMs: Ms;
    }
  /** SuspendProcesses of a group, or ResumeProcesses. */
  | {
      readonly kind: 'suspendProcesses';
      readonly provider: number;
      readonly processes: readonly ScalingProcess[];
      readonly isSuspended: boolean;
      readonly fromMs: Ms;
    }
  /** ExecutePolicy of a scaling policy of a group. */
  | ({ readonly kind: 'executePolicy'; readonly provider: number; readonly fromMs: Ms } & Execution)
  /** UpdateTaskProtection of tasks by their ordinals, for `minutes`; null removes the protection. */
  | { readonly kind: 'taskProtection'; readonly tasks: readonly number[]; readonly minutes: number | null; readonly fromMs: Ms }
  | AttributeChange
  | HookAction
  /** StopServiceDeployment: the deployment that is IN_PROGRESS fails, and rolls back or leaves the service as it is. */
  | { readonly kind: 'stopDeployment'; readonly service: number; readonly rollsBack: boolean; readonly fromMs: Ms }
  /** SetAlarmState of an alarm of a service's scaling policy, at once: it holds until the alarm is evaluated. */
  | ({ readonly kind: 'alarmState'; readonly service: number; readonly fromMs: Ms } & AlarmSetting)
  | Operation;

/** CompleteLifecycleAction or RecordLifecycleActionHeartbeat for instances, by their ordinals, that wait for a hook. */
export interface HookAction {
  readonly kind: 'lifecycleAction';
  readonly instances: readonly number[];
  readonly action: 'CONTINUE' | 'ABANDON' | 'heartbeat';
  /** The name of the hook; absent: of all of them. */
  readonly hook?: string;
  readonly fromMs: Ms;
}

/** PutAttributes and DeleteAttributes on instances by their ordinals: a null is an attribute without a value. */
export interface AttributeChange {
  readonly kind: 'attributes';
  readonly instances: readonly number[];
  readonly attributes: Readonly<Record<string, string | null>>;
  readonly removed: readonly string[];
  readonly fromMs: Ms;
}

/** Returns the attributes of an instance after the change. */
export function changedAttributes(
  before: Iterable<readonly [string, string | null]>,
  { attributes, removed }: Pick<AttributeChange, 'attributes' | 'removed'>,
): Map<string, string | null> {
  const after = new Map([...before, ...Object.entries(attributes)]);
  for (const name of removed) after.delete(name);
  return after;
}

/**
 * The `count` oldest running tasks of the service begin to fail, or are stopped with StopTask (`by` null). `tasks`: the ordinals of tasks
 * to be stopped instead, of any owner and in any state; `service` is then -1.
 */
export interface TaskFailure {
  readonly kind: 'taskFailure' | 'stopTask';
  readonly service: number;
  readonly count: number;
  readonly tasks?: readonly number[];
  readonly by: Failing | null;
  readonly fromMs: Ms;
}

/** Instances of a capacity provider and in a zone; null: any. */
interface Whereabouts {
  readonly provider: number | null;
  readonly zone: number | null;
}

/**
 * An operation on instances at a time, mostly by hand: on each with probability `share`, on the `count` oldest, or on those of the
 * ordinals.
 */
export type Operation = Whereabouts & {
  readonly share: number;
  readonly count: number | null;
  readonly instances?: readonly number[];
  readonly fromMs: Ms;
} & (
    | { readonly kind: 'drain'; readonly untilMs: Ms }
    | { readonly kind: 'deregister'; readonly isForced: boolean }
    /** `isOfOutside`: only instances that ECS does not have (REGISTRATION_FAILED, deregistered). */
    | { readonly kind: 'terminate'; readonly isOfOutside: boolean }
    /** From now on their EC2 status checks fail, and their agents are disconnected. */
    | { readonly kind: 'instanceFailure' }
    /** SetInstanceProtection: protects them from scale-in, or lifts the protection. */
    | { readonly kind: 'protect'; readonly isProtected: boolean }
  );

export type ThrottledAction = 'RunInstances' | 'RunTask' | 'RegisterContainerInstance';

/** Returns the key of the fault's draws: its label, or its place in the list. */
export function streamOf({ label }: Pick<Fault, 'label'>, index: number): string {
  return label ?? `${index}`;
}

/** Returns whether a fault is in force. */
export function isOn({ fromMs, untilMs }: { readonly fromMs: Ms; readonly untilMs: Ms }, nowMs: Ms): boolean {
  return fromMs <= nowMs && nowMs < untilMs;
}
