import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BREAKER_DEFAULTS,
  type BreakerCount,
  type BreakerRules,
  countOutcome,
  failureThreshold,
  type TaskOutcome,
  UNTRIED,
} from '../../src/services/circuit-breaker.js';
import { deploymentText } from '../../src/services/deployments/messages.js';
import { NO_TARGET, RolloutState, rollBack, rollbackTarget } from '../../src/services/service-states.js';
import {
  failedStarts,
  isImpaired,
  PLACEMENT_RETRY_DEFAULTS,
  START_IMPAIRED,
  type StartOutcome,
  THROTTLE_DEFAULTS,
  waitBeforePlacementMs,
  waitBeforeStartMs,
} from '../../src/services/start-throttle.js';

const MINUTE_MS = 60_000;
const SETTINGS = { freeFailures: 3, firstMs: MINUTE_MS, longestMs: 15 * MINUTE_MS };

function waitAfter(...outcomes: StartOutcome[]): number {
  return waitBeforeStartMs(outcomes.reduce(failedStarts, 0), SETTINGS);
}

const failures = (count: number): StartOutcome[] => Array.from({ length: count }, () => 'stoppedBeforeRunning');

describe('Starts of a service whose tasks never run', () => {
  it('[S.THR-1, T.MSG-7] wait longer and longer, and never longer than the longest wait', () => {
    const minutes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 2000].map((count) => waitAfter(...failures(count)) / MINUTE_MS);
    expect(minutes).toEqual([0, 0, 0, 1, 2, 4, 8, 15, 15, 15]);
  });

  it('[S.THR-2] are tried for ever', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (count) => {
        expect(waitBeforeStartMs(count, SETTINGS)).toBeLessThanOrEqual(SETTINGS.longestMs);
        expect(waitBeforeStartMs(count + 1, SETTINGS)).toBeGreaterThanOrEqual(waitBeforeStartMs(count, SETTINGS));
      }),
    );
  });

  it('[S.THR-3, T.MSG-7] are at full speed again with a new task definition', () => {
    expect(waitAfter(...failures(9), 'newTaskDefinition')).toBe(0);
    expect(waitAfter(...failures(9), 'newTaskDefinition', ...failures(3))).toBe(MINUTE_MS);
  });

  it('[S.THR-4, T.MSG-7] are not held up by tasks that reached RUNNING before they failed', () => {
    const crashLoop = Array.from({ length: 50 }, (): StartOutcome => 'reachedRunning');
    expect(waitAfter(...crashLoop)).toBe(0);
    expect(waitAfter(...failures(9), 'reachedRunning')).toBe(0);
  });

  it('[S.THR-5, T.MSG-4] are reported when the waiting begins, and not before', () => {
    const settings = THROTTLE_DEFAULTS.current;
    for (const count of [0, 1, 2, 3, 4, 5]) expect(isImpaired(count, settings)).toBe(waitBeforeStartMs(count, settings) > 0);
    expect([2, 3].map((count) => isImpaired(count, settings))).toEqual([false, true]);
    expect(START_IMPAIRED).toBe('SERVICE_TASK_START_IMPAIRED');
    expect(deploymentText('web', { kind: 'startsImpaired' })).toBe('(service web) is unable to consistently start tasks successfully.');
  });

  it('[A.FL-1, S.THR-1] wait up to 27 minutes today, and 15 by the guide of 2024', () => {
    const longest = (behaviour: 'current' | 'guide-2024') => waitBeforeStartMs(1_000, THROTTLE_DEFAULTS[behaviour]) / MINUTE_MS;
    expect([longest('current'), longest('guide-2024')]).toEqual([27, 15]);
    const steps = [2, 3, 4, 5, 6, 7, 8, 9].map((count) => waitBeforeStartMs(count, THROTTLE_DEFAULTS.current) / MINUTE_MS);
    expect(steps).toEqual([0, 1, 2, 4, 8, 16, 27, 27]);
  });
});

describe('Tasks that find no instance, without managed scaling', () => {
  it('[A.FL-2] are tried three times within some 50 seconds, then after 5 minutes and every 15', () => {
    const times = [0];
    for (let attempts = 1; attempts < 7; attempts++) times.push(times.at(-1)! + waitBeforePlacementMs(attempts, PLACEMENT_RETRY_DEFAULTS));
    expect(times.map((ms) => ms / 1_000)).toEqual([0, 25, 50, 350, 1_250, 2_150, 3_050]);
  });
});

/** As the guide of 2024 reads: stage 2 begins at 0 and counts health checks only. */
const GUIDE = { ...BREAKER_DEFAULTS, countsStartsInStage2: false, resetsInStage2: true };

function counted(desiredCount: number, outcomes: readonly TaskOutcome[], rules: BreakerRules = GUIDE): BreakerCount {
  return outcomes.reduce((count, outcome) => countOutcome(count, outcome, { rules, desiredCount }), UNTRIED);
}

const times = (count: number, outcome: TaskOutcome): TaskOutcome[] => Array.from({ length: count }, () => outcome);

describe('The circuit breaker of a deployment', () => {
  it.each([
    [1, 3],
    [5, 3],
    [6, 3],
    [7, 4],
    [25, 13],
    [399, 200],
    [400, 200],
    [800, 200],
  ])('[S.CB-1, A.FL-3, A.T-FL-a] at %i desired tasks trips at %i failed ones', (desired, threshold) => {
    expect(failureThreshold(desired)).toBe(threshold);
    expect(counted(desired, times(threshold - 1, 'failedToStart')).isTripped).toBe(false);
    expect(counted(desired, times(threshold, 'failedToStart')).isTripped).toBe(true);
  });

  it('[S.CB-2, T.MSG-8] counts failed starts only until a task has reached RUNNING', () => {
    const twice = times(2, 'failedToStart');
    expect(counted(4, twice)).toEqual({ stage: 1, failures: 2, isTripped: false });
    expect(counted(4, [...twice, 'reachedRunning', ...times(50, 'failedToStart')])).toEqual({ stage: 2, failures: 0, isTripped: false });
  });

  it('[S.CB-3, T.MSG-8] counts failed health checks from then on, and another running task takes none away', () => {
    const outcomes = ['reachedRunning', 'failedHealthCheck', 'failedHealthCheck', 'reachedRunning', 'failedHealthCheck'] as const;
    expect(counted(6, outcomes)).toEqual({ stage: 2, failures: 3, isTripped: true });
    expect(counted(7, outcomes)).toEqual({ stage: 2, failures: 3, isTripped: false });
  });

  it('[S.CB-5, T.MSG-8] rolls back to the latest completed deployment; while that goes on there is none to roll back to', () => {
    const { COMPLETED, FAILED, IN_PROGRESS } = RolloutState;
    expect(rollbackTarget([COMPLETED, FAILED])).toBe(0);
    const rolledBack = rollBack([COMPLETED, FAILED]);
    expect(rolledBack).toEqual([IN_PROGRESS, FAILED]);
    expect(rollbackTarget([...rolledBack, FAILED])).toBe(NO_TARGET);
  });
});
