/** The states of a task in the order in which a task passes them (T.LIFE-1): a later state has the larger number. */
export const TaskState = {
  PROVISIONING: 1,
  PENDING: 2,
  ACTIVATING: 3,
  RUNNING: 4,
  DEACTIVATING: 5,
  STOPPING: 6,
  DEPROVISIONING: 7,
  STOPPED: 8,
  DELETED: 9,
} as const;
export type TaskState = (typeof TaskState)[keyof typeof TaskState];

/** By TaskState. */
export const TASK_STATE_NAMES: readonly string[] = ['', ...Object.keys(TaskState)];

/** What the task is to become; `lastStatus`, a TaskState, follows it (S.TASK-1). */
export const DesiredStatus = { RUNNING: TaskState.RUNNING, STOPPED: TaskState.STOPPED } as const;
export type DesiredStatus = (typeof DesiredStatus)[keyof typeof DesiredStatus];

/** What decides which states a task passes and which it skips. */
export interface TaskSteps {
  /** It has an instance, or Fargate has room for it. */
  readonly hasCapacity: boolean;
  /** It has an interface (awsvpc) or a volume of its own, made before it starts and deleted after it stops. */
  readonly hasAttachment: boolean;
  /** Service discovery, or a service with several target groups: registered before RUNNING, deregistered before the stop. */
  readonly isRegistered: boolean;
  /** Its essential container has exited by itself: there is nothing to send SIGTERM to. */
  readonly hasExited: boolean;
}

/** Where a new task begins: a task without capacity waits in PROVISIONING (S.TASK-4, C.X-05), one with nothing to prepare skips it. */
export function firstTaskState(steps: TaskSteps): TaskState {
  return steps.hasCapacity && !steps.hasAttachment ? TaskState.PENDING : TaskState.PROVISIONING;
}

/** The state after `state`; `state` itself when the task cannot move on or has arrived. */
export function nextTaskState(state: TaskState, desired: DesiredStatus, steps: TaskSteps): TaskState {
  return desired === DesiredStatus.RUNNING && state < TaskState.RUNNING
    ? nextTowardsRunning(state, steps)
    : nextTowardsStopped(state, desired, steps);
}

function nextTowardsRunning(state: TaskState, steps: TaskSteps): TaskState {
  if (state === TaskState.PROVISIONING) return steps.hasCapacity ? TaskState.PENDING : TaskState.PROVISIONING;
  return state === TaskState.PENDING && steps.isRegistered ? TaskState.ACTIVATING : TaskState.RUNNING;
}

function nextTowardsStopped(state: TaskState, desired: DesiredStatus, steps: TaskSteps): TaskState {
  const afterStop = steps.hasAttachment ? TaskState.DEPROVISIONING : TaskState.STOPPED;
  const afterDeregistration = steps.hasExited ? afterStop : TaskState.STOPPING;
  switch (state) {
    case TaskState.PROVISIONING:
    case TaskState.PENDING:
      return afterStop; // No container has started: no SIGTERM.
    case TaskState.ACTIVATING:
    case TaskState.RUNNING:
      if (desired === DesiredStatus.RUNNING) return state;
      return steps.isRegistered ? TaskState.DEACTIVATING : afterDeregistration;
    case TaskState.DEACTIVATING:
      return afterDeregistration;
    case TaskState.STOPPING:
      return afterStop;
    case TaskState.DEPROVISIONING:
      return TaskState.STOPPED;
    default:
      return TaskState.DELETED; // STOPPED is forgotten in time; DELETED is seen only by describe-tasks.
  }
}

/** The lawful successors of each state, by TaskState: the table that a log of states can be checked against. */
const SUCCESSORS: readonly (readonly TaskState[])[] = [
  [],
  [TaskState.PENDING, TaskState.DEPROVISIONING, TaskState.STOPPED],
  [TaskState.ACTIVATING, TaskState.RUNNING, TaskState.DEPROVISIONING, TaskState.STOPPED],
  [TaskState.RUNNING, TaskState.DEACTIVATING, TaskState.STOPPING, TaskState.DEPROVISIONING, TaskState.STOPPED],
  [TaskState.DEACTIVATING, TaskState.STOPPING, TaskState.DEPROVISIONING, TaskState.STOPPED],
  [TaskState.STOPPING, TaskState.DEPROVISIONING, TaskState.STOPPED],
  [TaskState.DEPROVISIONING, TaskState.STOPPED],
  [TaskState.STOPPED],
  [TaskState.DELETED],
  [],
];

export function isTaskTransition(from: TaskState, to: TaskState): boolean {
  return SUCCESSORS[from].includes(to);
}
