import { describe, expect, it } from 'vitest';
import { evaluateScaler, initialScalerState, type ScalerObservation, type ScalerState } from '../../src/autoscaling/cluster-scaler.js';
import type { ScalerSettings } from '../../src/autoscaling/cluster-scaler-settings.js';
import { ScalingReason } from '../../src/autoscaling/reasons.js';
import { MINUTE_MS, managed, observed, remembered, withSettings } from './observation.js';

/** What one evaluation says, without its state. */
function decide(seen: Partial<ScalerObservation>, state: Partial<ScalerState> = {}, settings: Partial<ScalerSettings> = {}) {
  const { desired, reason } = evaluateScaler(remembered(state), observed(seen), withSettings(settings));
  return { desired, reason };
}
/** The low alarm is on with the next low point. */
const LOW: Partial<ScalerState> = { lowPoints: 14 };
const NOON_MS = 12 * 3_600_000;

describe('the alarms', () => {
  it('have no points at the start', () => {
    expect(initialScalerState()).toEqual({ lowPoints: 0, highPoints: 0, lastRaiseMs: null, raiseRegisteredMs: null, lastScaleInMs: null });
  });

  it('count points in a row, and a point elsewhere starts a count anew', () => {
    const points = [2, 2, 3, 2, 4, 4, 2]; // of N = 3: below, below, at, below, above, above, below
    let state = initialScalerState();
    const counts = points.map((needed) => {
      state = evaluateScaler(state, observed({ needed, maxSize: 3 }), withSettings()).state;
      return [state.lowPoints, state.highPoints];
    });
    expect(counts).toEqual([
      [1, 0],
      [2, 0],
      [0, 0],
      [1, 0],
      [0, 1],
      [0, 2],
      [1, 0],
    ]);
  });

  it('keep counting low points while scaling in and when nothing is left to remove', () => {
    const acted = evaluateScaler(remembered({ lowPoints: 20 }), observed({ needed: 1 }), withSettings());
    expect([acted.reason, acted.state.lowPoints]).toEqual([ScalingReason.scaledIn, 21]);
    const idle = evaluateScaler(remembered({ lowPoints: 20 }), observed({ needed: 0, desired: 0 }), withSettings());
    expect([idle.reason, idle.state.lowPoints]).toEqual([ScalingReason.nothingToRemove, 21]);
  });

  it('lose the low count to a scale-out that warm-up blocks', () => {
    const blocked = evaluateScaler(remembered(LOW), observed({ needed: 4, youngestLaunchMs: 3_600_000 }), withSettings());
    expect([blocked.reason, blocked.state.lowPoints]).toEqual([ScalingReason.heldByWarmup, 0]);
  });

  it('are not there while managed scaling is off', () => {
    const state = remembered({ lowPoints: 3 });
    const off = { ...observed({ needed: 9 }), managed: managed({ isEnabled: false }) };
    expect(evaluateScaler(state, off, withSettings())).toEqual({ state, desired: 3, reason: ScalingReason.notManaged });
  });
});

describe('scale-out', () => {
  it('raises DesiredCapacity to the wanted size at the first point above, and stores the time', () => {
    const { state, desired, reason } = evaluateScaler(
      remembered({ raiseRegisteredMs: 5 }),
      observed({ needed: 4, atMs: NOON_MS }),
      withSettings(),
    );
    expect([desired, reason]).toEqual([4, ScalingReason.scaledOut]);
    expect(state).toEqual({ lowPoints: 0, highPoints: 1, lastRaiseMs: NOON_MS, raiseRegisteredMs: null, lastScaleInMs: null });
  });

  it('does nothing at the target', () => {
    expect(decide({ needed: 3 }, LOW)).toEqual({ desired: 3, reason: ScalingReason.steady });
    expect(decide({ needed: 0, isIncompatibleOnly: true }, LOW)).toEqual({ desired: 3, reason: ScalingReason.frozenIncompatible });
    const ignored = decide({ isIncompatibleOnly: true }, LOW, { incompatibleOnly: 'ignore' });
    expect(ignored).toEqual({ desired: 3, reason: ScalingReason.steady });
  });

  it('waits for highDatapoints in a row', () => {
    expect(decide({ needed: 4 }, { highPoints: 1 }, { highDatapoints: 3 })).toEqual({ desired: 3, reason: ScalingReason.aboveNotYet });
    expect(decide({ needed: 4 }, { highPoints: 2 }, { highDatapoints: 3 })).toEqual({ desired: 4, reason: ScalingReason.scaledOut });
  });

  it('waits until the youngest instance is as old as the warm-up', () => {
    const young = { needed: 4, atMs: NOON_MS, youngestLaunchMs: NOON_MS - 299_999 };
    expect(decide(young)).toEqual({ desired: 3, reason: ScalingReason.heldByWarmup });
    expect(decide({ ...young, youngestLaunchMs: NOON_MS - 300_000 })).toEqual({ desired: 4, reason: ScalingReason.scaledOut });
    expect(decide(young, {}, { warmup: 'counts' })).toEqual({ desired: 4, reason: ScalingReason.scaledOut });
  });

  it('never lowers DesiredCapacity, and counts no launch under way as a raise', () => {
    for (const warmup of ['blocks', 'counts'] as const) {
      const onTheWay = evaluateScaler(
        initialScalerState(),
        observed({ needed: 5, desired: 5, youngestLaunchMs: 3_600_000 }),
        withSettings({ warmup }),
      );
      expect([onTheWay.desired, onTheWay.reason]).toEqual([5, ScalingReason.onTheWay]);
      expect(onTheWay.state.lastRaiseMs).toBeNull();
      expect(decide({ needed: 4, desired: 6 }, {}, { warmup })).toEqual({ desired: 6, reason: ScalingReason.onTheWay });
    }
  });

  it('stays within minSize and maxSize; the reason names the bound that applied', () => {
    expect(decide({ needed: 9, maxSize: 5 })).toEqual({ desired: 5, reason: ScalingReason.scaledOutToMax });
    expect(decide({ needed: 5, maxSize: 5 })).toEqual({ desired: 5, reason: ScalingReason.scaledOut });
    expect(decide({ needed: 9, running: 5, desired: 5, maxSize: 5 })).toEqual({ desired: 5, reason: ScalingReason.clampedByMax });
    expect(decide({ needed: 9, running: 5, desired: 7, maxSize: 5 })).toEqual({ desired: 7, reason: ScalingReason.clampedByMax });
    expect(decide({ needed: 1, running: 0, desired: 0, minSize: 4 })).toEqual({ desired: 4, reason: ScalingReason.scaledOut });
  });

  it('that was clamped to nothing does not count as a raise', () => {
    const { state } = evaluateScaler(remembered({ lastRaiseMs: 7 }), observed({ needed: 9, maxSize: 3 }), withSettings());
    expect(state.lastRaiseMs).toBe(7);
  });
});

describe('scale-in', () => {
  it('acts on the 15th point in a row below, not on the 14th', () => {
    expect(decide({ needed: 2 }, { lowPoints: 13 })).toEqual({ desired: 3, reason: ScalingReason.belowNotYet });
    expect(decide({ needed: 2 }, { lowPoints: 14 })).toEqual({ desired: 2, reason: ScalingReason.scaledIn });
    expect(decide({ needed: 2 }, { lowPoints: 1 }, { lowDatapoints: 3 })).toEqual({ desired: 3, reason: ScalingReason.belowNotYet });
    expect(decide({ needed: 2 }, { lowPoints: 2 }, { lowDatapoints: 3 })).toEqual({ desired: 2, reason: ScalingReason.scaledIn });
  });

  it.each([
    // N, share, floor: max(1, floor(share N)), ceil
    { running: 20, share: 0.5, floor: 10, ceil: 10 },
    { running: 21, share: 0.5, floor: 11, ceil: 10 }, //   21 - 10, 21 - 11
    { running: 1, share: 0.5, floor: 0, ceil: 0 }, //      at least one
    { running: 10, share: 0.05, floor: 9, ceil: 9 }, //    0.5 rounds to none, yet one goes; up to one
    { running: 100, share: 0.29, floor: 71, ceil: 71 }, // 29 exactly, though 0.29 * 100 is 28.999999999999996
    { running: 100, share: 0.07, floor: 93, ceil: 93 }, // 7 exactly, though 0.07 * 100 is 7.000000000000001
    { running: 7, share: 1, floor: 0, ceil: 0 },
  ])('of $running with share $share goes to $floor or, rounded up, to $ceil', ({ running, share, floor, ceil }) => {
    const empty = { needed: 0, running, desired: running };
    expect(decide(empty, LOW, { scaleInShareMax: share }).desired).toBe(floor);
    expect(decide(empty, LOW, { scaleInShareMax: share, scaleInRounding: 'ceil' }).desired).toBe(ceil);
  });

  it('stops at the wanted size and at minSize', () => {
    expect(decide({ needed: 8, running: 10, desired: 10 }, LOW).desired).toBe(8); //  not 5
    expect(decide({ needed: 0, running: 10, desired: 10, minSize: 7 }, LOW).desired).toBe(7);
    const ninety = managed({ targetPercent: 90 });
    expect(decide({ needed: 8, running: 10, desired: 10, managed: ninety }, LOW).desired).toBe(9); // ceil(8.9)
  });

  it('never raises DesiredCapacity; the reason explains why nothing is removed', () => {
    const ninety = managed({ targetPercent: 90 });
    expect(decide({ needed: 1, running: 2, desired: 2, managed: ninety }, LOW)).toEqual({
      desired: 2,
      reason: ScalingReason.nothingToRemove,
    }); // ceil(1.1)
    expect(decide({ needed: 5, running: 6, desired: 4 }, LOW)).toEqual({ desired: 4, reason: ScalingReason.nothingToRemove }); // protected ones live on
    expect(decide({ needed: 1, running: 3, desired: 3, minSize: 3 }, LOW)).toEqual({ desired: 3, reason: ScalingReason.atMinimum });
    expect(decide({ needed: 0, running: 10, desired: 5 }, LOW)).toEqual({ desired: 5, reason: ScalingReason.awaitingTerminations }); // 10 - 5
    expect(decide({ needed: 0, running: 10, desired: 3, minSize: 2 }, LOW)).toEqual({
      desired: 3,
      reason: ScalingReason.awaitingTerminations,
    });
    expect(decide({ needed: 0, running: 10, desired: 3, minSize: 4 }, LOW)).toEqual({ desired: 3, reason: ScalingReason.atMinimum });
  });

  it('waits until exactly 15 minutes after the last raise', () => {
    const seen = { needed: 2, atMs: NOON_MS };
    expect(decide(seen, { ...LOW, lastRaiseMs: NOON_MS - 899_999 })).toEqual({ desired: 3, reason: ScalingReason.heldAfterScaleOut });
    expect(decide(seen, { ...LOW, lastRaiseMs: NOON_MS - 900_000 })).toEqual({ desired: 2, reason: ScalingReason.scaledIn });
  });

  it('waits from the registration of the raised instances, on request', () => {
    const registered: Partial<ScalerSettings> = { scaleInWaitsFrom: 'registered' };
    const raise = { ...LOW, lastRaiseMs: NOON_MS - 2_000_000 };
    const seen = { needed: 2, atMs: NOON_MS };
    const held = { desired: 3, reason: ScalingReason.heldAfterScaleOut };
    const acts = { desired: 2, reason: ScalingReason.scaledIn };
    expect(decide({ ...seen, booting: 1, lastRegisteredMs: 0 }, raise, registered)).toEqual(held);
    expect(decide({ ...seen, booting: 1 }, raise)).toEqual(acts); //                               2000 s since the decision
    expect(decide({ ...seen, lastRegisteredMs: NOON_MS - 899_999 }, raise, registered)).toEqual(held);
    expect(decide({ ...seen, lastRegisteredMs: NOON_MS - 900_000 }, raise, registered)).toEqual(acts);
    expect(decide({ ...seen, lastRegisteredMs: 5 }, { ...LOW, lastRaiseMs: NOON_MS - 899_999 }, registered)).toEqual(held); // never from before the raise
    expect(decide(seen, { ...LOW, lastRaiseMs: NOON_MS - 900_000 }, registered)).toEqual(acts); //  no instance came of it
    expect(decide({ ...seen, booting: 1, lastRegisteredMs: NOON_MS - 1 }, LOW, registered)).toEqual(acts); // there was no raise
  });

  it('does not take a later replacement for an instance of the raise', () => {
    const state = remembered({ ...LOW, lastRaiseMs: 0, raiseRegisteredMs: 120_000 });
    const seen = observed({ needed: 2, atMs: NOON_MS, booting: 1, lastRegisteredMs: NOON_MS - 1 });
    const decision = evaluateScaler(state, seen, withSettings({ scaleInWaitsFrom: 'registered' }));
    expect([decision.reason, decision.state.raiseRegisteredMs]).toEqual([ScalingReason.scaledIn, 120_000]);
  });

  it('takes one step an interval, and at most one an evaluation', () => {
    const seen = { needed: 0, running: 8, desired: 8, atMs: NOON_MS };
    const slow: Partial<ScalerSettings> = { scaleInIntervalMs: 5 * MINUTE_MS };
    expect(decide(seen, { ...LOW, lastScaleInMs: NOON_MS - 299_999 }, slow)).toEqual({ desired: 8, reason: ScalingReason.heldByInterval });
    expect(decide(seen, { ...LOW, lastScaleInMs: NOON_MS - 300_000 }, slow)).toEqual({ desired: 4, reason: ScalingReason.scaledIn });
    expect(decide(seen, { ...LOW, lastScaleInMs: NOON_MS - MINUTE_MS })).toEqual({ desired: 4, reason: ScalingReason.scaledIn });
    expect(decide(seen, { ...LOW, lastScaleInMs: NOON_MS - MINUTE_MS }, { scaleInIntervalMs: 10_000 }).desired).toBe(4); // six intervals, one step
  });

  it('stores the time of its step, and leaves the rest of its state', () => {
    const state = remembered({ ...LOW, lastRaiseMs: 0, raiseRegisteredMs: 1 });
    expect(evaluateScaler(state, observed({ needed: 2, atMs: NOON_MS }), withSettings()).state).toEqual({
      ...{ lowPoints: 15, highPoints: 0, lastRaiseMs: 0, raiseRegisteredMs: 1 },
      lastScaleInMs: NOON_MS,
    });
  });

  it('reports a hold only when it held something back', () => {
    const recently = { ...LOW, lastRaiseMs: NOON_MS - 1, lastScaleInMs: NOON_MS - 1 };
    expect(decide({ needed: 2, desired: 2, atMs: NOON_MS }, recently).reason).toBe(ScalingReason.nothingToRemove);
    expect(decide({ needed: 2, atMs: NOON_MS }, recently).reason).toBe(ScalingReason.heldAfterScaleOut);
  });
});
