import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CheckedContainer,
  type ContainerCheck,
  type HealthChange,
  healthTimeline,
} from '../../../src/services/health/container-check.js';
import { afterCheck, type CheckState, UNCHECKED } from './naive-check.js';

/** The same by running every check in turn. */
function slowTimeline(check: ContainerCheck, container: CheckedContainer): HealthChange[] {
  const changes: HealthChange[] = [];
  let state: CheckState = UNCHECKED;
  for (let startedMs = waitMs(state, check, 0), n = 0; n < 1_500; n++) {
    const { passesFromMs, failsFromMs, passMs, failMs } = container;
    const isReady = passesFromMs !== null && startedMs >= passesFromMs && (failsFromMs === null || startedMs < failsFromMs);
    const isSuccess = isReady && passMs <= check.timeoutMs;
    const endedMs = startedMs + Math.min(isReady ? passMs : failMs, check.timeoutMs);
    const next = afterCheck(state, check, startedMs, isSuccess);
    if (next.status !== state.status) changes.push({ atMs: endedMs, status: next.status });
    state = next;
    startedMs = endedMs + waitMs(state, check, endedMs);
  }
  return changes;
}

/** Docker's getInterval. */
function waitMs({ hasPassed }: CheckState, { intervalMs, startPeriodMs, startIntervalMs }: ContainerCheck, atMs: number): number {
  return startIntervalMs !== undefined && !hasPassed && atMs < startPeriodMs ? startIntervalMs : intervalMs;
}

const anyCheck = fc.record({
  intervalMs: fc.integer({ min: 1, max: 60 }),
  timeoutMs: fc.integer({ min: 1, max: 20 }),
  retries: fc.integer({ min: 1, max: 6 }),
  startPeriodMs: fc.nat(200),
  startIntervalMs: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
});

describe('healthCourse', () => {
  it('equals the result of running every check', () => {
    fc.assert(
      fc.property(
        anyCheck,
        fc.record({
          passesFromMs: fc.option(fc.nat(500)),
          failsFromMs: fc.option(fc.nat(900)),
          passMs: fc.nat(20),
          failMs: fc.nat(30),
        }),
        (check, container) => {
          fc.pre(container.passMs <= check.timeoutMs || container.passesFromMs === null); // A command that is never in time has its own test below.
          expect(healthTimeline(check, container)).toEqual(slowTimeline(check, container));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('of a command that is never in time is a failure throughout', () => {
    const check = { intervalMs: 30, timeoutMs: 5, retries: 3, startPeriodMs: 0 };
    const late = { passesFromMs: 0, failsFromMs: null, passMs: 6, failMs: 5 };
    expect(healthTimeline(check, late)).toEqual(slowTimeline(check, late));
  });
});
