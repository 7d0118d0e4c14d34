import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CheckedTarget,
  type TargetChange,
  type TargetCheck,
  targetTimeline,
} from '../../../src/services/load-balancing/target-health.js';
import { afterTargetCheck, REGISTERED } from './naive-target.js';

/** The same by running every check in turn. */
function slowCourse(check: TargetCheck, target: CheckedTarget, firstMs: number): TargetChange[] {
  const changes: TargetChange[] = [];
  let state = REGISTERED;
  for (let n = 0, atMs = firstMs; n < 1_000; n++, atMs += check.intervalMs) {
    const { passesFromMs, failsFromMs } = target;
    const isSuccess = passesFromMs !== null && atMs >= passesFromMs && (failsFromMs === null || atMs < failsFromMs);
    const next = afterTargetCheck(state, check, isSuccess);
    if (next.status !== state.status)
      changes.push({ atMs: isSuccess ? atMs : atMs + Math.min(target.failMs, check.timeoutMs), status: next.status });
    state = next;
  }
  return changes;
}

describe('targetCourse', () => {
  it('is what running every check comes to', () => {
    const threshold = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(
        fc.record({
          intervalMs: fc.integer({ min: 1, max: 40 }),
          timeoutMs: fc.integer({ min: 1, max: 20 }),
          healthyThreshold: threshold,
          unhealthyThreshold: threshold,
        }),
        fc.record({ passesFromMs: fc.option(fc.nat(300)), failsFromMs: fc.option(fc.nat(600)), failMs: fc.nat(30) }),
        fc.boolean(),
        (check, target, isAtOnce) => {
          const settings = { firstCheckMs: isAtOnce ? 0 : null };
          expect(targetTimeline(check, target, settings)).toEqual(slowCourse(check, target, isAtOnce ? 0 : check.intervalMs));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
