import { TaskState } from '../../src/services/task-states.js';

/** The lawful successors of each state of a task, by TaskState (T.LIFE-1). */
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
