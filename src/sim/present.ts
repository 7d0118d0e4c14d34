import type { ScalerState } from '../autoscaling/cluster-scaler.js';
import type { Purchase } from '../autoscaling/group/purchase.js';
import type { Ms } from '../kernel/event-loop.js';
import type { RolloutState } from '../services/service-states.js';
import type { TaskState } from '../services/task-states.js';
import type { InstanceTraits } from './group-setup.js';

/**
 * What is there at time 0, where a run does not begin with what its groups launch: the state of a real cluster, or that of another run at some moment. Times
 * before the run are below 0.
 */
export interface PresentSpec {
  /** In order of their ordinals. */
  readonly instances: readonly PresentInstance[];
  /** In order of their ordinals. */
  readonly tasks: readonly PresentTask[];
  /** By service. */
  readonly services: readonly PresentService[];
  /** By capacity provider. */
  readonly groups: readonly PresentGroup[];
  /** By workload, tasks so far. */
  readonly workloads: readonly number[];
  /** Ordinals of what comes next. */
  readonly nextInstance: number;
  readonly nextTask: number;
  readonly cachedImages: 'ofTasks' | 'all';
}

export interface PresentInstance {
  readonly ordinal: number;
  readonly ec2InstanceId: string;
  readonly type: number;
  readonly zone: number;
  /** Capacity provider, or -1. */
  readonly provider: number;
  readonly purchase: Purchase;
  readonly hasTrunk: boolean;
  readonly traits: InstanceTraits;
  /** Which launch of its group it was: its boot is drawn by it. */
  readonly nth: number;
  /** Null: long ago. */
  readonly launchedMs: Ms | null;
  /** Null: it boots. */
  readonly registeredMs: Ms | null;
  readonly status: 'booting' | 'active' | 'draining' | 'terminating';
  /** Since when it drains. */
  readonly drainingMs: Ms;
  readonly isAgentConnected: boolean;
  readonly isProtected: boolean;
}

export interface PresentTask {
  readonly ordinal: number;
  /** Which task of its service or workload it is. */
  readonly nth: number;
  /** -1: of the other. */
  readonly service: number;
  readonly workload: number;
  readonly revision: number;
  /** -1: as its definition says. */
  readonly cpuUnits: number;
  readonly memoryMib: number;
  /** That its strategy chose, or -1. */
  readonly provider: number;
  /** Ordinal of its instance, ON_PLATFORM, or -1: it waits. */
  readonly instance: number;
  /** On a platform. */
  readonly zone: number;
  /** PROVISIONING, PENDING or RUNNING: how far it has come. */
  readonly state: TaskState;
  /** Null: it is to stay. */
  readonly stoppingMs: Ms | null;
  /** StopCause of one that is to stop; null: not known. */
  readonly stopCause: number | null;
  readonly requestedMs: Ms;
  /** Since when it is in `state`. */
  readonly sinceMs: Ms;
  /** Of one that is PENDING: its images are there since then; null: not yet. */
  readonly pulledMs: Ms | null;
  readonly isUnhealthy: boolean;
  readonly protectedUntilMs: Ms | null;
  /** From RUNNING to its exit; null: drawn. */
  readonly runMs: Ms | null;
}

interface PresentService {
  /** Tasks so far. */
  readonly requested: number;
  /** Oldest first, the last is PRIMARY; empty where nothing is known: its first revision, COMPLETED. */
  readonly deployments: readonly { readonly revision: number; readonly rollout: RolloutState; readonly failedTasks: number }[];
}

interface PresentGroup {
  readonly launched: number;
  readonly scaler: ScalerState;
  /** The alarms have seen it: the last minute was looked at. */
  readonly isMeasured: boolean;
}
