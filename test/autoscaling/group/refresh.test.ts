import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GROUP_DEFAULTS } from '../../../src/autoscaling/group/group-settings.js';
import {
  REFRESH_DEFAULTS,
  type RefreshPreferences,
  type RefreshState,
  type RefreshView,
  startRefresh,
  stepRefresh,
} from '../../../src/autoscaling/group/refresh.js';

const HOUR = 3_600_000;
const prefer = (preferences: Partial<RefreshPreferences> = {}): RefreshPreferences => ({ ...REFRESH_DEFAULTS, ...preferences });
const step = (state: Partial<RefreshState>, seen: Partial<RefreshView>, preferences: Partial<RefreshPreferences> = {}) =>
  stepRefresh(
    { total: 10, checkpoint: 0, checkpointSinceMs: null, protectedSinceMs: null, ...state },
    { atMs: 0, desired: 10, ready: 10, old: 10, oldProtected: 0, ...seen },
    prefer(preferences),
    GROUP_DEFAULTS,
  );

/** A group whose new instances take some time to become ready: how many lived and were ready at each step, and how it ended. */
function run(desired: number, preferences: RefreshPreferences, readyAfterMs: number) {
  let state = startRefresh({ old: desired, oldProtected: 0 }, preferences);
  let old = desired;
  let young: number[] = [];
  const seen: { living: number; ready: number; terminated: number }[] = [];
  for (let atMs = 0; atMs < 200 * HOUR; ) {
    const ready = old + young.filter((readyMs) => readyMs <= atMs).length;
    const next = stepRefresh(state, { atMs, desired, ready, old, oldProtected: 0 }, preferences, GROUP_DEFAULTS);
    state = next.state;
    old -= next.terminate;
    while (old + young.length < next.size) young = [...young, atMs + readyAfterMs];
    seen.push({ living: old + young.length, ready: ready - next.terminate, terminated: next.terminate });
    if (next.status !== 'InProgress') return { status: next.status, atMs, old, young: young.length, seen };
    if (next.terminate > 0) continue; // an instance has gone
    atMs = Math.min(next.againMs ?? Number.POSITIVE_INFINITY, ...young.filter((readyMs) => readyMs > atMs));
  }
  throw new Error('the refresh never ended');
}

describe('an instance refresh', () => {
  it('replaces what the healthy minimum leaves: by default a tenth at a time', () => {
    expect(step({}, {})).toMatchObject({ terminate: 1, size: 10, status: 'InProgress', againMs: null });
    expect(step({}, { ready: 9, old: 9 })).toMatchObject({ terminate: 0 });
    expect(step({}, {}, { minHealthyPercent: 55 })).toMatchObject({ terminate: 4 }); // 5.5 is rounded up
    expect(step({}, {}, { minHealthyPercent: 0 })).toMatchObject({ terminate: 10 });
  });

  it('replaces one at a time where the minimum leaves none', () => {
    expect(step({}, {}, { minHealthyPercent: 100 })).toMatchObject({ terminate: 1, size: 10 });
    expect(step({}, { ready: 9, old: 9 }, { minHealthyPercent: 100 })).toMatchObject({ terminate: 0 });
    expect(step({ total: 4 }, { desired: 4, ready: 4, old: 4 })).toMatchObject({ terminate: 1 }); // 90 % of 4 is 4
  });

  it('launches first where more than 100 percent may be healthy', () => {
    const ahead = { minHealthyPercent: 100, maxHealthyPercent: 120 };
    expect(step({}, {}, ahead)).toMatchObject({ terminate: 0, size: 12 });
    expect(step({}, { ready: 12 }, ahead)).toMatchObject({ terminate: 2, size: 12 });
    expect(step({}, { ready: 11, old: 1 }, ahead)).toMatchObject({ terminate: 1, size: 10 });
    expect(step({ total: 4 }, { desired: 4, ready: 4, old: 4 }, { ...ahead, maxHealthyPercent: 110 })).toMatchObject({ size: 5 }); // at least one
  });

  it('ends when all are replaced and ready', () => {
    expect(step({}, { old: 0, ready: 9 })).toMatchObject({ status: 'InProgress', terminate: 0 });
    expect(step({}, { old: 0, ready: 10 })).toMatchObject({ status: 'Successful', terminate: 0 });
    expect(step({ total: 0 }, { old: 0 }, { checkpointPercentages: [50, 100] })).toMatchObject({ status: 'Successful' });
  });

  it('waits at its checkpoints', () => {
    const half = { minHealthyPercent: 0, checkpointPercentages: [25, 100], checkpointDelayMs: HOUR };
    expect(step({}, {}, half)).toMatchObject({ terminate: 3 }); // 2.5 is rounded up
    expect(step({}, { old: 7, ready: 9 }, half)).toMatchObject({ terminate: 0, state: { checkpointSinceMs: null } });
    expect(step({}, { old: 7, atMs: 5 }, half)).toMatchObject({ terminate: 0, againMs: HOUR + 5, state: { checkpointSinceMs: 5 } });
    const waiting = { checkpointSinceMs: 5 };
    expect(step(waiting, { old: 7, atMs: HOUR + 4 }, half)).toMatchObject({ terminate: 0, againMs: HOUR + 5 });
    expect(step(waiting, { old: 7, atMs: HOUR + 5 }, half)).toMatchObject({
      terminate: 7,
      state: { checkpoint: 1, checkpointSinceMs: null },
    });
    expect(step({}, { old: 8 }, { ...half, checkpointPercentages: [20] })).toMatchObject({ status: 'Successful' }); // it ends at the last one
  });

  it('replaces protected instances, leaves them alone, or waits an hour for them and fails', () => {
    const all = { minHealthyPercent: 0 };
    const seen = { old: 4, oldProtected: 6 };
    const started = (scaleInProtectedInstances: RefreshPreferences['scaleInProtectedInstances']) =>
      startRefresh(seen, prefer({ scaleInProtectedInstances })).total;
    expect([started('Refresh'), started('Ignore'), started('Wait')]).toEqual([10, 4, 10]);
    expect(step({}, seen, { ...all, scaleInProtectedInstances: 'Refresh' })).toMatchObject({ terminate: 10 });
    expect(step({ total: 4 }, seen, { ...all, scaleInProtectedInstances: 'Ignore' })).toMatchObject({ terminate: 4 });
    expect(step({ total: 4 }, { ...seen, old: 0 }, { ...all, scaleInProtectedInstances: 'Ignore' })).toMatchObject({
      status: 'Successful',
    });
    expect(step({}, seen, all)).toMatchObject({ terminate: 4 });
    const kept = { old: 0, oldProtected: 6 };
    expect(step({}, { ...kept, atMs: 7 }, all)).toMatchObject({ status: 'InProgress', againMs: HOUR + 7, state: { protectedSinceMs: 7 } });
    expect(step({ protectedSinceMs: 7 }, { ...kept, atMs: HOUR + 6 }, all)).toMatchObject({ status: 'InProgress', terminate: 0 });
    expect(step({ protectedSinceMs: 7 }, { ...kept, atMs: HOUR + 7 }, all)).toMatchObject({ status: 'Failed', againMs: null });
    expect(step({ protectedSinceMs: 7 }, { old: 1, oldProtected: 5, atMs: HOUR + 7 }, all)).toMatchObject({
      ...{ terminate: 1, status: 'InProgress', state: { protectedSinceMs: null } },
    });
    expect(step({}, { ...kept, atMs: 7 }, all)).toMatchObject({ size: 10 });
    expect(step({}, { ...kept, atMs: 7 }, { ...all, maxHealthyPercent: 120 })).toMatchObject({ size: 12, terminate: 0, againMs: HOUR + 7 });
  });

  it('replaces every instance once, within its two percentages', () => {
    const preferences = fc.record({
      minHealthyPercent: fc.nat(100),
      maxHealthyPercent: fc.integer({ min: 100, max: 200 }),
      checkpointPercentages: fc.constantFrom([100], [1, 50, 100], [30, 100]),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 25 }), preferences, fc.integer({ min: 1, max: HOUR }), (desired, chosen, readyAfterMs) => {
        const { status, old, young, seen } = run(desired, prefer(chosen), readyAfterMs);
        expect({ status, old, young }).toEqual({ status: 'Successful', old: 0, young: desired });
        const least = Math.min(
          Math.ceil((desired * chosen.minHealthyPercent) / 100),
          chosen.maxHealthyPercent > 100 ? desired : desired - 1,
        );
        const most = Math.max(
          Math.floor((desired * chosen.maxHealthyPercent) / 100),
          chosen.maxHealthyPercent > 100 ? desired + 1 : desired,
        );
        for (const { living, ready } of seen) {
          expect(ready).toBeGreaterThanOrEqual(least);
          expect(living).toBeLessThanOrEqual(most);
        }
        expect(seen.reduce((sum, { terminated }) => sum + terminated, 0)).toBe(desired);
      }),
    );
  });
});
