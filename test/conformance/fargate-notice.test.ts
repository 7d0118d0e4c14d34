import { expect, it } from 'vitest';
import { COUNTED_IN_TASKS } from '../../src/market/pools.js';
import { SOUND } from '../../src/services/deployments/failure-modes.js';
import { TARGET_CHECK_DEFAULTS } from '../../src/services/load-balancing/target-health.js';
import { Fact } from '../../src/sim/facts.js';
import { constant, MINUTE, onProvider, PLAIN_CARE, run, service, taskDefinition } from '../sim/setups.js';

/** When the task is STOPPED that its service gives up at this minute. It ignores SIGTERM; the notice of Spot comes at 10 min. */
function stoppedAt(scaleInMinute: number): number[] {
  const targetGroup = { check: TARGET_CHECK_DEFAULTS, deregistrationDelayMs: 5 * MINUTE };
  const revisions = [{ atMs: 0, taskDefinition: 0, mode: SOUND }];
  const steps: [number, number][] = [
    [0, 1],
    [scaleInMinute, 0],
  ];
  const { recorder } = run({
    minutes: 60,
    capacityProviders: [],
    taskDefinitions: [taskDefinition({ eni: 1, stopTimeoutMs: 30_000 })],
    timings: { containerStop: constant(10 * MINUTE) },
    services: [service(steps, { capacity: onProvider(1), deploymentSpec: { ...PLAIN_CARE, targetGroup, revisions, checks: [[]] } })],
    market: {
      overlays: [{ kind: 'interruption', where: { isSpot: true, type: COUNTED_IN_TASKS, zone: null }, atMs: 10 * MINUTE, share: 1 }],
    },
  });
  return recorder.of(Fact.taskStopped).map(({ atMs }) => atMs / MINUTE);
}

it('[C.FGS-03] sends SIGTERM with the notice to a task whose target drains already', () => {
  // The target would drain until 13 min; stopTimeout ends 30 s after the notice.
  expect(stoppedAt(8)).toEqual([10.5]);
});

it('[C.FGS-03] leaves alone a task that got SIGTERM before the notice', () => {
  // SIGTERM at 9 min 48 s, when the target had drained.
  expect(stoppedAt(4.8)).toEqual([10.3]);
});
