import type { ScalerState } from '../autoscaling/cluster-scaler.js';
import type { Purchase } from '../autoscaling/group/purchase.js';
import type { Ms } from '../kernel/event-loop.js';
import type { RolloutState } from '../services/service-states.js';
import type { TaskState } from '../services/task-states.js';
import type { InstanceTraits } from './group-setup.js';

/**
 * The cluster at time 0, for a run that does not begin with the initial instances of its groups: the state of a real cluster, or of another
 * run at some moment. Times before the run are negative.
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
  /** Tasks so far, by workload. */
  readonly workloads: readonly number[];
  /** Ordinals of the next instance and the next task. */
  readonly nextInstance: number;
  readonly nextTask: number;
  readonly cachedImages: 'ofTasks' | 'all';
}

/** A container instance at time 0. */
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
  /** Number of the launch in its group, which keys the draw of its boot. */
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

/** A task at time 0. */
export interface PresentTask {
  readonly ordinal: number;
  /** Number of the task within its service or workload. */
  readonly nth: number;
  /** -1: it belongs to a workload, or a service, respectively. */
  readonly service: number;
  readonly workload: number;
  readonly revision: number;
  /** -1: as in its task definition. */
  readonly cpuUnits: number;
  readonly memoryMib: number;
  /** The provider that its strategy chose, or -1. */
  readonly provider: number;
  /** Ordinal of its instance, ON_PLATFORM, or -1 while it waits. */
  readonly instance: number;
  /** Zone of a task on a platform. */
  readonly zone: number;
  /** PROVISIONING, PENDING or RUNNING. */
  readonly state: TaskState;
  /** Since when it stops; null: it is not stopping. */
  readonly stoppingMs: Ms | null;
  /** StopCause of a stopping task; null: not known. */
  readonly stopCause: number | null;
  readonly requestedMs: Ms;
  /** Since when it is in `state`. */
  readonly sinceMs: Ms;
  /** For a PENDING task: when its images were pulled; null: not yet. */
  readonly pulledMs: Ms | null;
  /** For a PENDING task: whether its pull is known to have begun, so that it does not wait for room on its instance. */
  readonly isPulling: boolean;
  readonly isUnhealthy: boolean;
  readonly protectedUntilMs: Ms | null;
  /** From RUNNING to its exit; null: drawn. */
  readonly runMs: Ms | null;
}

interface PresentDeployment {
  readonly revision: number;
  readonly rollout: RolloutState;
  readonly failedTasks: number;
  /** When it was requested; null: long ago, or not known. */
  readonly createdMs: Ms | null;
}

interface PresentService {
  /** Tasks so far. */
  readonly requested: number;
  /** Oldest first, the last is PRIMARY; empty where none is known: its first revision is then COMPLETED. */
  readonly deployments: readonly PresentDeployment[];
}

interface PresentGroup {
  readonly launched: number;
  readonly scaler: ScalerState;
  /** Whether the last minute before the run was evaluated, so that the alarms have its data point. */
  readonly isMeasured: boolean;
}
