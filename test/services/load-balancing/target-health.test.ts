import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failingTimeline } from '../../../src/services/health/failing-windows.js';
import {
  type CheckedTarget,
  type TargetChange,
  type TargetCheck,
  targetTimeline,
} from '../../../src/services/load-balancing/target-health.js';
import { afterTargetCheck, REGISTERED } from './naive-target.js';

/** The same by running every check in turn. */
function slowTimeline(check: TargetCheck, target: CheckedTarget, firstMs: number): TargetChange[] {
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
  it('equals the result of running every check', () => {
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
          expect(targetTimeline(check, target, settings)).toEqual(slowTimeline(check, target, isAtOnce ? 0 : check.intervalMs));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('a target whose checks go wrong for a while', () => {
  // Checks at 10, 20, ... Those from 100 to 140 fail, the first of them enough; 150 and 160 pass. By itself it fails at 170.
  it('turns unhealthy and healthy by the thresholds, and then goes its own way', () => {
    const check = { intervalMs: 10, timeoutMs: 5, healthyThreshold: 2, unhealthyThreshold: 1 };
    const sound = [
      { atMs: 10, status: 'healthy' },
      { atMs: 170, status: 'unhealthy' },
    ] as const;
    const trouble = { windows: [{ fromMs: 100, untilMs: 150 }], fails: (atMs: number) => atMs >= 100 && atMs < 150 };
    expect(failingTimeline(sound, check, trouble, 10).map(({ atMs, status }) => [atMs, status])).toEqual([
      [10, 'healthy'],
      [100, 'unhealthy'],
      [160, 'healthy'],
      [170, 'unhealthy'],
    ]);
    const [all] = trouble.windows;
    expect(failingTimeline(sound, { ...check, unhealthyThreshold: 3 }, trouble, 10)[1]).toEqual({ atMs: 120, status: 'unhealthy' });
    for (const windows of [[], [{ ...all!, fromMs: -20, untilMs: 5 }]])
      expect(failingTimeline(sound, check, { ...trouble, windows }, 10)).toEqual(sound);
  });
});
