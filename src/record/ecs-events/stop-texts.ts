import { INTERRUPTED } from '../../fargate/interruption.js';
import { UNPLACED_REASONS } from '../../fargate/messages.js';
import { RETIRED_REASON } from '../../fargate/retirement.js';
import { REFUSALS, Refusal } from '../../placement/fit.js';
import { DeploymentCause, REFUSED_BY_FARGATE, StopCause } from '../../sim/facts.js';

/** Stop code and reasons of a stopped task, in ECS's words. */
export interface StopTexts {
  readonly stopCode: string;
  readonly stoppedReason: string;
}

/** Values that a reason may contain. */
export interface StopContext {
  /** Id of the service's deployment; null for a standalone task. */
  readonly deployment: string | null;
  readonly ec2InstanceId: string | null;
  /** Name of the health check that an unhealthy task failed. */
  readonly failedCheck: string;
  /** The latest Refusal of the task; null: no explanation was given. */
  readonly unplaced: number | null;
}

const TASK_FAILED_TO_START = 'TaskFailedToStart';

type Cause = (typeof StopCause)[keyof typeof StopCause];

const EXITED: StopTexts = { stopCode: 'EssentialContainerExited', stoppedReason: 'Essential container in task exited' };

/** By StopCause (T.STOP-1 to T.STOP-4, T.STOP-7, S.TASK-14). */
const WORDS: Record<Cause, (context: StopContext) => StopTexts> = {
  [StopCause.runEnded]: () => EXITED,
  [StopCause.crashed]: () => EXITED,
  [StopCause.serviceScaledIn]: byScheduler,
  [StopCause.replaced]: byScheduler,
  [StopCause.zoneRebalanced]: byScheduler,
  [StopCause.constraintViolated]: byScheduler,
  [StopCause.instanceTerminated]: ({ ec2InstanceId }) => ({
    stopCode: 'TerminationNotice',
    stoppedReason: `Host EC2 (instance ${ec2InstanceId}) terminated.`,
  }),
  [StopCause.provisioningTimeout]: ({ unplaced }) => ({ stopCode: TASK_FAILED_TO_START, stoppedReason: unplacedReason(unplaced) }),
  [StopCause.cannotPull]: () => ({ stopCode: TASK_FAILED_TO_START, stoppedReason: 'CannotPullContainerError: no space left on device' }),
  [StopCause.pullFailed]: () => ({
    stopCode: TASK_FAILED_TO_START,
    stoppedReason: 'CannotPullContainerError: the image cannot be pulled from its registry',
  }),
  [StopCause.dependencyFailed]: () => ({
    stopCode: TASK_FAILED_TO_START,
    stoppedReason: 'CannotStartContainerError: a container that it depends on did not reach the required condition',
  }),
  [StopCause.notInitialized]: () => ({
    stopCode: TASK_FAILED_TO_START,
    stoppedReason: 'ResourceInitializationError: a resource of the task is not available',
  }),
  [StopCause.failedToStart]: () => ({
    stopCode: TASK_FAILED_TO_START,
    stoppedReason: 'CannotStartContainerError: failed to start the container',
  }),
  [StopCause.deployment]: byScheduler,
  [StopCause.unhealthy]: ({ failedCheck }) => ({ stopCode: 'ServiceSchedulerInitiated', stoppedReason: failedCheck }),
  [StopCause.userStopped]: () => ({ stopCode: 'UserInitiated', stoppedReason: 'Task stopped by user' }),
  [StopCause.spotInterruption]: () => INTERRUPTED,
  [StopCause.retired]: byMaintenance,
  [StopCause.retiredFirst]: byMaintenance,
  [StopCause.zoneOutage]: () => ({ stopCode: 'TerminationNotice', stoppedReason: 'The Availability Zone of the task is not available.' }),
  [StopCause.orphaned]: () => ({ stopCode: 'UserInitiated', stoppedReason: 'Container instance deregistration forced by user' }),
};

export function stopWords(cause: number, context: StopContext): StopTexts {
  return WORDS[cause as Cause](context);
}

function byMaintenance({ deployment }: StopContext): StopTexts {
  return { stopCode: deployment === null ? 'TerminationNotice' : 'ServiceSchedulerInitiated', stoppedReason: RETIRED_REASON };
}

function byScheduler({ deployment }: StopContext): StopTexts {
  return { stopCode: 'ServiceSchedulerInitiated', stoppedReason: `Scaling activity initiated by (deployment ${deployment})` };
}

/** The words for a RunTask task that was accepted, and then found no quota or no capacity on Fargate. */
export function refusedWords(reason: number): StopTexts {
  return { stopCode: TASK_FAILED_TO_START, stoppedReason: fargateReason(reason) ?? placementReason(reason) };
}

/**
 * The end of the reason in DescribeTasks for a task that never started, and the reason of SERVICE_TASK_PLACEMENT_FAILURE (T.STOP-3,
 * T.EVT-7).
 */
export function placementReason(refusal: number): string {
  switch (refusal) {
    case Refusal.memberOf:
      return 'MemberOf placement constraint unsatisfied';
    case Refusal.distinctInstance:
      return 'DistinctInstance placement constraint unsatisfied';
    case Refusal.inactive:
      return 'NO ACTIVE INSTANCES';
    case Refusal.otherProvider: // The provider has no instance to check.
      return 'EMPTY CAPACITY PROVIDER';
    default:
      return REFUSALS[refusal].name;
  }
}

function unplacedReason(unplaced: number | null): string {
  return unplaced === null ? TASK_FAILED_TO_START : `${TASK_FAILED_TO_START}: ${placementReason(unplaced)}`;
}

/** Undefined if the reason is not one of Fargate's. */
function fargateReason(reason: number): string | undefined {
  const why = Object.entries(REFUSED_BY_FARGATE).find(([, code]) => code === reason)?.[0];
  return UNPLACED_REASONS[why as keyof typeof REFUSED_BY_FARGATE];
}

/** The mechanism that detects that a deployment has failed. */
export function detectorOf(cause: number): string {
  if (cause === DeploymentCause.timedOut) return 'Deployment controller';
  if (cause === DeploymentCause.stopped) return 'StopServiceDeployment';
  return cause === DeploymentCause.alarm ? 'ECS deployment alarms' : 'ECS deployment circuit breaker';
}

/** Returns why the deployment failed. */
export function whyOf(cause: number): string {
  if (cause === DeploymentCause.timedOut) return 'replacement tasks were not steady in time';
  if (cause === DeploymentCause.stopped) return 'a user stopped it';
  return cause === DeploymentCause.alarm ? 'an alarm is in ALARM' : 'task failed to start';
}
