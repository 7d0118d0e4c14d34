import { describe, expect, it } from 'vitest';
import {
  DesiredStatus,
  firstTaskState,
  isTaskTransition,
  nextTaskState,
  TASK_STATE_NAMES,
  TaskState,
  type TaskSteps,
} from '../../src/services/task-states.js';

const STATES = Object.values(TaskState);
const FLAGS = [false, true];
const ALL_STEPS: TaskSteps[] = FLAGS.flatMap((hasCapacity) =>
  FLAGS.flatMap((hasAttachment) =>
    FLAGS.flatMap((isRegistered) => FLAGS.map((hasExited) => ({ hasCapacity, hasAttachment, isRegistered, hasExited }))),
  ),
);

describe('the life of a task', () => {
  it('makes, over all kinds of tasks and both wishes, exactly the transitions of the table', () => {
    const made = new Set<string>();
    for (const steps of ALL_STEPS) {
      for (const desired of Object.values(DesiredStatus)) {
        for (const from of STATES) {
          const to = nextTaskState(from, desired, steps);
          if (to !== from) made.add(`${from}>${to}`);
        }
      }
    }
    const lawful = STATES.flatMap((from) => STATES.filter((to) => isTaskTransition(from, to)).map((to) => `${from}>${to}`));
    expect([...made].sort()).toEqual(lawful.sort());
  });

  it('only ever moves on, and a task that is to stop always gets there', () => {
    for (const steps of ALL_STEPS) {
      for (const start of STATES) {
        const passed = [start];
        while (passed.at(-1) !== TaskState.DELETED) {
          passed.push(nextTaskState(passed.at(-1)!, DesiredStatus.STOPPED, steps));
          expect(passed.at(-1)).toBeGreaterThan(passed.at(-2)!);
        }
      }
    }
  });

  it('begins where there is first something to wait for', () => {
    const plain: TaskSteps = { hasCapacity: true, hasAttachment: false, isRegistered: true, hasExited: false };
    expect(firstTaskState(plain)).toBe(TaskState.PENDING);
    expect(firstTaskState({ ...plain, hasAttachment: true })).toBe(TaskState.PROVISIONING);
    expect(firstTaskState({ ...plain, hasCapacity: false })).toBe(TaskState.PROVISIONING);
  });

  it('names every state by its number', () => {
    for (const [name, state] of Object.entries(TaskState)) expect(TASK_STATE_NAMES[state]).toBe(name);
  });
});
