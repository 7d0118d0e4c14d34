import type { Ms } from '../kernel/event-loop.js';
import { sigtermAtOnce } from './stop-causes.js';

export { Condition } from './condition.js';
export { InstanceCause, LaunchReason } from './instance-causes.js';
export {
  REFUSED_AS_MISSING,
  REFUSED_BY_FARGATE,
  REFUSED_BY_QUOTA,
  REFUSED_WITHOUT_INSTANCES,
  WAITS_FOR_LAUNCH_RATE,
} from './refusal-codes.js';
export { EXITED_CAUSES, FAILED_START_CAUSES, OWN_END_CAUSES, StopCause, sigtermAtOnce } from './stop-causes.js';

/**
 * The facts that subscribers receive: a change that has just become true, in the past tense, numbers only.
 * `instance` and `task` are ordinals, counted from 0 in order of launch and of request and never reused. `type`, `zone`, `provider`,
 * `service`, `workload` and `definition` are indexes into the Setup, -1 for none. `class` is the ordinal of a task class: equal tasks (same
 * service or workload, same size). Names and meanings of the arguments are in FACTS below.
 */
export const Fact = {
  taskClassDefined: 1,
  instanceLaunched: 2,
  instanceRegistered: 3,
  instanceDraining: 4,
  instanceTerminated: 5,
  taskRequested: 6,
  taskRefused: 7,
  taskPlaced: 8,
  taskPending: 9,
  taskRunning: 10,
  taskStopping: 11,
  taskStopped: 12,
  serviceDesired: 13,
  capacityMeasured: 14,
  scalingDecided: 15,
  waitingExplained: 16,
  taskHeld: 17,
  taskAdmitted: 18,
  instanceNoticed: 19,
  launchFailed: 20,
  instanceRecommended: 21,
  agentChanged: 22,
  callThrottled: 23,
  instanceLeaving: 24,
  hooksAnswered: 25,
  taskOnFargate: 26,
  instanceLeftCluster: 27,
  instanceActivated: 28,
  deregistrationRefused: 29,
  instanceWarmed: 30,
  serviceLoaded: 31,
  serviceMeasured: 32,
  serviceScaled: 33,
  deploymentChanged: 34,
  taskHealthChanged: 35,
  refreshMoved: 36,
  trafficShifted: 37,
  serviceBlocked: 38,
  startsThrottled: 39,
  taskProtected: 40,
  protectionRefused: 41,
  revisionLoaded: 42,
  revisionMeasured: 43,
  placementFailed: 44,
  daemonRoomHeld: 45,
  alarmChanged: 46,
  taskPresent: 47,
  breakerCounted: 48,
  taskQueued: 49,
  roomFreed: 50,
  taskHung: 51,
  requestsLost: 52,
  targetDeregistered: 53,
  targetRegistered: 54,
  requestsFailed: 55,
  revisionOfClass: 56,
  gpusOfClass: 57,
  attributesChanged: 58,
  groupScaled: 59,
} as const;
export type FactKind = (typeof Fact)[keyof typeof Fact];

/** The arguments of each fact, in order; arguments that a kind does not name are 0. They are also the columns of events.csv. */
export const FACTS: Record<FactKind, { readonly name: string; readonly args: readonly string[] }> = {
  /** Before the first task of the class; `service` or `workload` is -1. revisionOfClass follows if deployments change the EBS volume. */
  [Fact.taskClassDefined]: { name: 'taskClassDefined', args: ['class', 'service', 'workload', 'cpuUnits', 'memoryMib', 'eni'] },
  [Fact.revisionOfClass]: { name: 'revisionOfClass', args: ['class', 'revision'] },
  /** Follows taskClassDefined where a trace gives its tasks other GPUs than their task definition: thousandths of GPUs in all. */
  [Fact.gpusOfClass]: { name: 'gpusOfClass', args: ['class', 'gpuMilli'] },
  /** Billing starts. `hasTrunk` 0 or 1; `purchase` 0 On-Demand, 1 Spot. */
  [Fact.instanceLaunched]: { name: 'instanceLaunched', args: ['instance', 'type', 'zone', 'provider', 'hasTrunk', 'purchase'] },
  [Fact.instanceRegistered]: { name: 'instanceRegistered', args: ['instance'] },
  [Fact.instanceDraining]: { name: 'instanceDraining', args: ['instance', 'cause'] },
  /** Billing ends. Its tasks have been stopped by facts before this one. `cause`: InstanceCause. */
  [Fact.instanceTerminated]: { name: 'instanceTerminated', args: ['instance', 'cause'] },
  /** The task exists, held (taskHeld follows) or in PROVISIONING. `provider`: as its strategy chose, -1 for launch type EC2. */
  [Fact.taskRequested]: { name: 'taskRequested', args: ['task', 'class', 'provider'] },
  /** Follows taskRequested at once: the task existed before the run, and its wait does not count for the run. */
  [Fact.taskPresent]: { name: 'taskPresent', args: ['task'] },
  /** RunTask failed at once, or the quota refused the task. `reason`: a refusal code; 100: the quota; 101: there is no instance. */
  [Fact.taskRefused]: { name: 'taskRefused', args: ['task', 'reason'] },
  /** The task holds its room until taskStopping, taskStopped or roomFreed, by `placement.stoppingRoom`. `bootMs`: its wait for the boot. */
  [Fact.taskPlaced]: { name: 'taskPlaced', args: ['task', 'instance', 'bootMs'] },
  /** PENDING in the agent's queue until tasks that stop on the instance leave their room. taskPending or taskStopping follows. */
  [Fact.taskQueued]: { name: 'taskQueued', args: ['task'] },
  /** With `placement.stoppingRoomFrom: sigterm`: the room of a stopping task is free for others from now on. */
  [Fact.roomFreed]: { name: 'roomFreed', args: ['task'] },
  /** PROVISIONING, and the wait for room on the instance, are over; images are pulled and containers started. */
  [Fact.taskPending]: { name: 'taskPending', args: ['task', 'pullMs', 'startMs'] },
  [Fact.taskRunning]: { name: 'taskRunning', args: ['task'] },
  /** desiredStatus is STOPPED; it has left RUNNING (or never got there). `cause`: StopCause. */
  [Fact.taskStopping]: { name: 'taskStopping', args: ['task', 'cause'] },
  /** STOPPED; none of its room is held any more. `cutShortMs`: the rest of its stop time when its instance ended. -1: no SIGTERM, no exit. */
  [Fact.taskStopped]: { name: 'taskStopped', args: ['task', 'cause', 'wasPlaced', 'cutShortMs', 'sigtermMs', 'exitedMs'] },
  [Fact.serviceDesired]: { name: 'serviceDesired', args: ['service', 'count'] },
  /** Once per evaluation and provider. needed = M, running = N (metric 100 M / N); waiting = its tasks without an instance. */
  [Fact.capacityMeasured]: { name: 'capacityMeasured', args: ['provider', 'needed', 'running', 'waiting', 'desired', 'lowPoints'] },
  /** DesiredCapacity changed, or was held back for a reportable reason. `reason`: scaling reason of autoscaling. */
  [Fact.scalingDecided]: { name: 'scalingDecided', args: ['provider', 'fromDesired', 'toDesired', 'reason', 'needed', 'running'] },
  /** Each minute, by class, provider (-1: launch type EC2) and reason: instances that refuse it or fit. Fargate: reasons 102 to 105, 0. */
  [Fact.waitingExplained]: { name: 'waitingExplained', args: ['class', 'waiting', 'reason', 'instances', 'provider', 'fitting'] },
  /** The quota of PROVISIONING tasks is full: the request waits outside it. */
  [Fact.taskHeld]: { name: 'taskHeld', args: ['task'] },
  [Fact.taskAdmitted]: { name: 'taskAdmitted', args: ['task'] },
  /** EC2 takes the Spot instance back: it ends at `endsAtMs`. */
  [Fact.instanceNoticed]: { name: 'instanceNoticed', args: ['instance', 'endsAtMs'] },
  /** The group lacked `missing` instances and found no capacity; it tries again at `retryAtMs`, or never (-1). `reason`: LaunchReason. */
  [Fact.launchFailed]: { name: 'launchFailed', args: ['provider', 'reason', 'missing', 'retryAtMs'] },
  /** EC2 recommends to rebalance: the Spot instance is at an elevated risk of interruption. */
  [Fact.instanceRecommended]: { name: 'instanceRecommended', args: ['instance'] },
  /** The container agent of an ACTIVE or DRAINING instance has lost its connection (0) or has restored it (1). */
  [Fact.agentChanged]: { name: 'agentChanged', args: ['instance', 'isConnected'] },
  /** Replaces taskPlaced for a task on Fargate: it has its capacity from now until taskStopped. taskRequested has its provider. */
  [Fact.taskOnFargate]: { name: 'taskOnFargate', args: ['task', 'zone'] },
  /** AWS has throttled a call for `wanted` tasks or instances until `untilMs`. `subject`: index of the `caller`. */
  [Fact.callThrottled]: { name: 'callThrottled', args: ['caller', 'subject', 'wanted', 'untilMs'] },
  /** The group ends the instance, with a drain or hooks: DesiredCapacity no longer counts it. Omitted where instanceDraining has the cause. */
  [Fact.instanceLeaving]: { name: 'instanceLeaving', args: ['instance', 'cause'] },
  /** The hooks of the instance have let it continue (0) or one abandoned it (1); before its end (1) or before service (0). */
  [Fact.hooksAnswered]: { name: 'hooksAnswered', args: ['instance', 'isAbandoned', 'isTerminating'] },
  /** ECS has lost the instance; EC2 keeps and bills it. `cause`: InstanceCause; `fault`: index of the fault. */
  [Fact.instanceLeftCluster]: { name: 'instanceLeftCluster', args: ['instance', 'cause', 'fault'] },
  /** The drain has been undone: the instance is ACTIVE again. */
  [Fact.instanceActivated]: { name: 'instanceActivated', args: ['instance'] },
  /** A user has changed attributes of the instance. `fault`: index of the fault. */
  [Fact.attributesChanged]: { name: 'attributesChanged', args: ['instance', 'fault'] },
  /** ECS refused to deregister the instance without force, because it has tasks. */
  [Fact.deregistrationRefused]: { name: 'deregistrationRefused', args: ['instance', 'tasks'] },
  /**
   * The state of a deployment changed: `rollout` 1 IN_PROGRESS, 2 COMPLETED, 3 FAILED; `cause` 1 begun or rolled back to, 2 steady, 3
   * circuit breaker, 4 alarm, 5 timed out, 6 lifecycle hook, 7 a user.
   */
  [Fact.deploymentChanged]: { name: 'deploymentChanged', args: ['service', 'revision', 'rollout', 'cause'] },
  /** The circuit breaker of the service's deployment has counted `failures` in a row; at `threshold` the deployment fails. */
  [Fact.breakerCounted]: { name: 'breakerCounted', args: ['service', 'revision', 'failures', 'threshold'] },
  /** Green now gets this share of the service's production traffic, in tenths of a percent. `revision`: green's. */
  [Fact.trafficShifted]: { name: 'trafficShifted', args: ['service', 'revision', 'greenTenths'] },
  /** The health of a running task changed, in a service with health settings: `condition`: Condition. */
  [Fact.taskHealthChanged]: { name: 'taskHealthChanged', args: ['task', 'condition'] },
  /** The running task has begun to fail. `by`: HUNG_BY. */
  [Fact.taskHung]: { name: 'taskHung', args: ['task', 'by'] },
  /** The running task is registered with its target groups: the checks of its target begin. */
  [Fact.targetRegistered]: { name: 'targetRegistered', args: ['task'] },
  /** The target of the stopping task gets no new requests; it drains until `drainedMs`. */
  [Fact.targetDeregistered]: { name: 'targetDeregistered', args: ['task', 'drainedMs'] },
  /** The task has protected itself from scale-in and deployments until `untilMs`. */
  [Fact.taskProtected]: { name: 'taskProtected', args: ['task', 'untilMs'] },
  /** DEPLOYMENT_BLOCKED: the service has more protected tasks than its desired count, so this one may not be protected (S.PROT-4). */
  [Fact.protectionRefused]: { name: 'protectionRefused', args: ['task'] },
  /** An instance refresh of the group, the `nth` of its list from 0, has begun, ended or was refused. `status`: RefreshStatus. */
  [Fact.refreshMoved]: { name: 'refreshMoved', args: ['provider', 'nth', 'status'] },
  /**
   * The service became blocked although it has tasks to replace and nothing is in progress, or is no longer blocked (`blockedBy` 0):
   * BlockedBy. `tasksLeft`: tasks still to be replaced.
   */
  [Fact.serviceBlocked]: { name: 'serviceBlocked', args: ['service', 'blockedBy', 'tasksLeft'] },
  /** `failedInARow` starts of the service's tasks have failed in a row; the service tries none before `startsAgainMs`. */
  [Fact.startsThrottled]: { name: 'startsThrottled', args: ['service', 'failedInARow', 'startsAgainMs'] },
  /** A service without managed scaling found no instance, `inARow` times in a row; it tries again at `againMs`. `reason`: the commonest. */
  [Fact.placementFailed]: { name: 'placementFailed', args: ['service', 'inARow', 'againMs', 'class', 'reason', 'instances'] },
  /** Reserves room for a daemon that is not placed yet; zeros release it. `reason`: refusal code of placement, -1 for none. */
  [Fact.daemonRoomHeld]: { name: 'daemonRoomHeld', args: ['instance', 'service', 'cpuUnits', 'memoryMib', 'eni', 'reason'] },
  /** The instance has entered a state of the warm pool, or has left the pool for its group. `poolState`: PoolState. */
  [Fact.instanceWarmed]: { name: 'instanceWarmed', args: ['instance', 'poolState'] },
  /**
   * The load of a service in the minute that ends, in thousandths of a request or message: arrivals, those whose service began (for a
   * queue: whose work ended), those turned away, and the backlog at the end. `servingMilli`: thousandths of a task, RUNNING on average.
   */
  [Fact.serviceLoaded]: {
    name: 'serviceLoaded',
    args: ['service', 'arrivedMilli', 'servedMilli', 'shedMilli', 'backlogMilli', 'servingMilli'],
  },
  /**
   * Follows serviceLoaded at once: use in thousandths of a percent of the tasks' reservation, the wait for service in microseconds, and how
   * long the message at the head of a queue has waited. -1: no data (no task, nothing reserved, nothing served, no queue).
   */
  [Fact.serviceMeasured]: {
    name: 'serviceMeasured',
    args: ['service', 'cpuMilliPercent', 'memoryMilliPercent', 'waitMeanUs', 'waitP95Us', 'oldestMs'],
  },
  /** Follows serviceMeasured at once: thousandths of requests to tasks that did not answer in that minute; `arrivedMilli` has them. */
  [Fact.requestsLost]: { name: 'requestsLost', args: ['service', 'lostMilli'] },
  /** Follows requestsLost, which has them too: requests that a dependency or the load balancer failed. */
  [Fact.requestsFailed]: { name: 'requestsFailed', args: ['service', 'lostMilli'] },
  /**
   * Follows serviceMeasured at once where the service's revisions bear their own loads, for each that had tasks or requests: arguments as
   * in serviceLoaded, and the response time from arrival to the end of service. The loads of all revisions add up to the service's.
   */
  [Fact.revisionLoaded]: {
    name: 'revisionLoaded',
    args: ['service', 'revision', 'arrivedMilli', 'servedMilli', 'shedMilli', 'backlogMilli'],
  },
  [Fact.revisionMeasured]: {
    name: 'revisionMeasured',
    args: ['service', 'revision', 'runningMilli', 'cpuMilliPercent', 'responseMeanUs', 'waitP95Us'],
  },
  /** A CloudWatch alarm of the service's deployments, by its place, entered a `state`: 0 OK, 1 ALARM, 2 INSUFFICIENT_DATA. */
  [Fact.alarmChanged]: { name: 'alarmChanged', args: ['service', 'alarm', 'state', 'metricMilli'] },
  /**
   * Service auto scaling changed the desired count, or held it for a reportable reason. `reason`: ServiceScalingReason; `policy`: place of
   * the deciding policy, -1 for none; `metricMilli`: its last value in thousandths, `NO_DATA` for none.
   */
  [Fact.serviceScaled]: {
    name: 'serviceScaled',
    args: ['service', 'fromDesired', 'toDesired', 'reason', 'policy', 'metricMilli'],
  },
  /** The same for DesiredCapacity by the scaling policies of a group. `reason`: GroupScalingReason. */
  [Fact.groupScaled]: { name: 'groupScaled', args: ['provider', 'fromDesired', 'toDesired', 'reason', 'policy', 'metricMilli'] },
};

/** How a task fails: it answers nothing, it answers with errors, its health checks alone fail, its zone lost power, or its container checks alone fail. */
export const HUNG_BY = { hang: 1, refusal: 2, check: 3, power: 4, containerCheck: 5 } as const;

/** The value of a missing quantity that is never negative. */
export const NO_DATA = -1;

/** The callers that AWS may throttle: groups launch, workloads and services start tasks, agents register their instance. */
export const Caller = { group: 0, workload: 1, service: 2, agent: 3 } as const;
export type Caller = (typeof Caller)[keyof typeof Caller];

/** State of an instance in a warm pool. DesiredCapacity counts it only after it has left; EC2 bills it while it is pending or Running. */
export const PoolState = { left: 0, pending: 1, Stopped: 2, Running: 3, Hibernated: 4 } as const;

export const RefreshStatus = { inProgress: 1, successful: 2, failed: 3, refused: 4, cancelled: 5 } as const;

/** Why a deployment is in its state. */
export const DeploymentCause = { begun: 1, steady: 2, circuitBreaker: 3, alarm: 4, timedOut: 5, hook: 6, stopped: 7 } as const;

/** Why a service is blocked: its percentages in a deployment, or while its tasks are on DRAINING instances; or scale-in protection. */
export const BlockedBy = { nothing: 0, percents: 1, protection: 2, percentsWhileDraining: 3 } as const;
export type BlockedBy = (typeof BlockedBy)[keyof typeof BlockedBy];

/** Emits facts of the present time to subscribers. */
export interface FactEmitter {
  emit(kind: FactKind, a?: number, b?: number, c?: number, d?: number, e?: number, f?: number): void;
}

/** Receives every fact, in order. It must not change the simulation. `save` and `load` carry its state as plain data across checkpoints. */
export interface Subscriber {
  /** `atMs`: milliseconds from the start of the run. `FACTS[kind].args` names `a` to `f`; those that a kind does not have are 0. */
  onFact(kind: FactKind, atMs: Ms, a: number, b: number, c: number, d: number, e: number, f: number): void;
  /**
   * Optional: one call in place of the facts of a task that starts (taskRequested, taskPlaced, taskPending, taskRunning) or ends
   * (taskStopping, taskStopped) within one millisecond, with no other fact between them. The engine uses these calls only if each
   * subscriber has both. They come in order, before any other fact and before the advance ends, but may be late. `cause`: a StopCause.
   */
  onTaskStarts?(start: TaskStart): void;
  onTaskEnds?(task: number, cause: number, atMs: Ms): void;
  /** Returns plain data, which structuredClone copies. */
  save?(): unknown;
  load?(state: unknown): void;
}

/** The start of a task within one millisecond, in the numbers of Fact. The object is reused for the next start. */
export interface TaskStart {
  readonly atMs: Ms;
  readonly task: number;
  readonly taskClass: number;
  readonly provider: number;
  readonly instance: number;
}

/** Sends a subscriber the facts of a task that starts in one millisecond, or the first of them up to `last`. */
export function sendStart(to: Subscriber, start: TaskStart, last: FactKind = Fact.taskRunning): void {
  const { atMs, task } = start;
  to.onFact(Fact.taskRequested, atMs, task, start.taskClass, start.provider, 0, 0, 0);
  if (last === Fact.taskRequested) return;
  to.onFact(Fact.taskPlaced, atMs, task, start.instance, 0, 0, 0, 0);
  if (last === Fact.taskPlaced) return;
  to.onFact(Fact.taskPending, atMs, task, 0, 0, 0, 0, 0);
  if (last === Fact.taskRunning) to.onFact(Fact.taskRunning, atMs, task, 0, 0, 0, 0, 0);
}

/** Sends a subscriber the facts of a task that ends in one millisecond. */
export function sendEnd(to: Subscriber, task: number, cause: number, atMs: Ms): void {
  to.onFact(Fact.taskStopping, atMs, task, cause, 0, 0, 0, 0);
  to.onFact(Fact.taskStopped, atMs, task, cause, 1, 0, sigtermAtOnce(cause, atMs), atMs);
}
