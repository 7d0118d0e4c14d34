import { expect, it } from 'vitest';
import { oneTask } from './one-task.js';
import { predict } from './predict.js';

/** With a check of its container, whose health ECS has after 14 s. */
const stoppedAt = (at: string) =>
  oneTask({
    scheduler: ', registersWhen: healthy, containerHealthReport: 14s, unhealthyReaction: 0s, stopTaskReaction: 0s',
    container: ', healthCheck: { command: [CMD, "true"], interval: 30 }',
    top: [`faults: [{ type: stopTask, at: ${at}, service: w }]`],
  });

const first = (text: string) => {
  const { of, tasks } = predict(text, { hasTurns: true });
  return { stopped: tasks[0]!.stopped, deregistered: of('targetDeregistered').find(({ args }) => args.task === 0)?.at };
};

// Source: Developer Guide, task-lifecycle-explanation: in DEACTIVATING ECS deregisters a task's target before it stops the containers.
// RUNNING at 1, the task passes its first check at 31. ECS notices it at 45 and registers the task at the turn of 50.
it('[S.LB-1] a task that is stopped before its registration has no target to drain', () => {
  expect(first(stoppedAt('40s'))).toEqual({ stopped: 41, deregistered: undefined });
});

// Deregistered at the turn of 70, it drains until 370. It gets its SIGTERM at the turn after that.
it('[S.LB-1] a task that is stopped after its registration drains for the whole delay', () => {
  expect(first(stoppedAt('60s'))).toEqual({ stopped: 381, deregistered: 70 });
});
