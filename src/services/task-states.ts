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

export const TASK_STATE_NAMES: readonly string[] = ['', ...Object.keys(TaskState)];

/** Target state of the task; `lastStatus`, a TaskState, follows it (S.TASK-1). */
export const DesiredStatus = { RUNNING: TaskState.RUNNING, STOPPED: TaskState.STOPPED } as const;
export type DesiredStatus = (typeof DesiredStatus)[keyof typeof DesiredStatus];
