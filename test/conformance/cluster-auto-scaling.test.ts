import { describe, expect, it } from 'vitest';
import { evaluateScaler, type ScalerObservation, type ScalerState } from '../../src/autoscaling/cluster-scaler.js';
import { SCALER_DEFAULTS, type ScalerSettings } from '../../src/autoscaling/cluster-scaler-settings.js';
import { ScalingReason } from '../../src/autoscaling/reasons.js';
import { compareWithTarget, reservationPercent } from '../../src/autoscaling/reservation.js';
import { managed, observed, remembered, withSettings } from '../autoscaling/observation.js';
import { demandOfBusy, demandOfTasks, desiredSteps, runToyGroup, type ToyGroup } from '../autoscaling/toy-group.js';

/** What one evaluation decides; `state` is what the scaler remembers from before. */
function decide(seen: Partial<ScalerObservation>, state: Partial<ScalerState> = {}, settings: Partial<ScalerSettings> = {}) {
  const { desired, reason } = evaluateScaler(remembered(state), observed(seen), withSettings(settings));
  return { desired, reason };
}
function percent(needed: number, running: number, settings: Partial<ScalerSettings> = {}): number {
  return reservationPercent({ needed, running, isIncompatibleOnly: false }, 100, withSettings(settings));
}
function steps(group: ToyGroup): number[] {
  return desiredSteps(group.initial, runToyGroup(group));
}
const ALARM_ON: Partial<ScalerState> = { lowPoints: 14 };

describe('the CapacityProviderReservation metric', () => {
  it('[C.CAS-02, A.CAS-1, S.CAP-1] is needed over running instances, in percent', () => {
    expect(percent(6, 4)).toBe(150);
    expect(percent(3, 4)).toBe(75);
    expect(percent(1, 1)).toBe(100);
  });

  it('[A.CAS-2] requests nothing, more or less as M is equal to, above or below N', () => {
    const stands = (M: number) => compareWithTarget({ needed: M, running: 5, isIncompatibleOnly: false }, 100, SCALER_DEFAULTS);
    expect([5, 6, 4].map(stands)).toEqual(['at', 'above', 'below']);
  });

  it('[A.CAS-3] is 100 when nothing runs and nothing is needed, and 200 when something is', () => {
    expect(percent(0, 0, { emptyGroup: 'aws2019' })).toBe(100);
    expect(percent(1, 0)).toBe(200);
    expect(percent(50, 0)).toBe(200);
    expect(percent(0, 1)).toBe(0); // one running instance is enough for the ratio
  });

  it('[C.SOUT-05, A.CAS-5] stays at the target while only tasks wait that fit no instance', () => {
    const seen = { needed: 1, running: 3, isIncompatibleOnly: true, managed: managed({ targetPercent: 80 }) };
    expect(reservationPercent(seen, 80, SCALER_DEFAULTS)).toBe(80);
    expect(decide(seen, ALARM_ON)).toEqual({ desired: 3, reason: ScalingReason.frozenIncompatible });
    expect(decide({ ...seen, isIncompatibleOnly: false }, ALARM_ON)).toEqual({ desired: 2, reason: ScalingReason.scaledIn }); // 33 % < 80 %
  });
});

describe('the two alarms', () => {
  it('[C.CAS-01, A.CAS-14] are one point above and fifteen in a row below, while managed scaling is on', () => {
    expect(decide({ needed: 4 })).toEqual({ desired: 4, reason: ScalingReason.scaledOut });
    expect(decide({ needed: 2 }, { lowPoints: 13 }).reason).toBe(ScalingReason.belowNotYet);
    expect(decide({ needed: 2 }, { lowPoints: 14 })).toEqual({ desired: 2, reason: ScalingReason.scaledIn });
    for (const M of [2, 4]) {
      const off = decide({ needed: M, managed: managed({ isEnabled: false }) }, { lowPoints: 99, highPoints: 99 });
      expect(off).toEqual({ desired: 3, reason: ScalingReason.notManaged });
    }
  });

  it('[A.T-CAS-h] start and empty an idle group again and again at target 90 with the rules of 2019', () => {
    const idle: ToyGroup = { minutes: 40, initial: 0, demand: demandOfBusy(0), managed: { targetPercent: 90 } };
    expect(steps(idle)).toEqual([0]);
    expect(steps({ ...idle, settings: { emptyGroup: 'aws2019' } })).toEqual([0, 2, 1, 0, 2, 1, 0, 2]);
    expect(steps({ ...idle, settings: { emptyGroup: 'aws2019', fromZero: 'formula' } })).toEqual([0, 2, 1, 0, 2, 1, 0, 2]); // ceil(100 / 90)
    expect(steps({ ...idle, managed: { targetPercent: 100 }, settings: { emptyGroup: 'aws2019' } })).toEqual([0]); // 100 = 100
  });

  it('[A.T-CAS-k] end at 2 On-Demand and 4 Spot instances for 7 and 15 tasks, four to an instance', () => {
    for (const { tasks, initial, ends } of [
      { tasks: 7, initial: 1, ends: 2 }, //  M = 1 + ceil(3 / 4), of 1
      { tasks: 15, initial: 2, ends: 4 }, // M = 2 + ceil(7 / 4), of 2
    ]) {
      const rows = runToyGroup({ minutes: 20, initial, demand: demandOfTasks(tasks, 4) });
      expect(percent(rows[0].needed, rows[0].running)).toBe(200);
      expect(desiredSteps(initial, rows)).toEqual([initial, ends]);
    }
  });
});

describe('scale-out', () => {
  it('[C.SOUT-08] waits until no instance is younger than the warm-up', () => {
    const waiting = { needed: 9, running: 5, desired: 5, youngestLaunchMs: 0 };
    expect(decide({ ...waiting, atMs: 120_000 })).toEqual({ desired: 5, reason: ScalingReason.heldByWarmup });
    expect(decide({ ...waiting, atMs: 299_999 }).desired).toBe(5);
    expect(decide({ ...waiting, atMs: 300_000 })).toEqual({ desired: 9, reason: ScalingReason.scaledOut }); // an equal age is warm
  });

  it('[A.CAS-12] is blocked by warm-up, or lets warming instances count, as it is set', () => {
    const young = { atMs: 120_000, youngestLaunchMs: 0, desired: 5, running: 3 };
    expect(decide({ ...young, needed: 9 }).reason).toBe(ScalingReason.heldByWarmup);
    expect(decide({ ...young, needed: 9 }, {}, { warmup: 'counts' })).toEqual({ desired: 9, reason: ScalingReason.scaledOut });
    expect(decide({ ...young, needed: 5 }, {}, { warmup: 'counts' })).toEqual({ desired: 5, reason: ScalingReason.onTheWay });
    expect(SCALER_DEFAULTS.warmup).toBe('blocks');
  });

  it('[C.SOUT-09, A.CAS-4, S.CAP-3] goes from zero to two instances first, and on after the warm-up', () => {
    // One small task: two instances, one of them idle until it goes 15 points after the pair is there.
    expect(steps({ minutes: 30, initial: 0, demand: demandOfTasks(1, 4) })).toEqual([0, 2, 1]);
    // Ten tasks, four to an instance, 120 s to boot: 3 are needed, 2 come, the third when they are 300 s old.
    const rows = runToyGroup({ minutes: 10, initial: 0, demand: demandOfTasks(10, 4), bootMs: 120_000 });
    expect(rows.map((r) => r.desired)).toEqual([2, 2, 2, 2, 2, 3, 3, 3, 3, 3]);
    expect(rows.map((r) => r.running)).toEqual([0, 0, 2, 2, 2, 2, 2, 3, 3, 3]);
    // From one, the number needed comes at once.
    expect(steps({ minutes: 10, initial: 1, demand: demandOfTasks(40, 4) })).toEqual([1, 10]);
  });
});

describe('scale-in', () => {
  it('[C.SIN-02] needs fifteen points in a row below the target', () => {
    const interrupted = (minute: number) => ({ busy: minute === 10 ? 3 : 2, newlyBusy: 0, add: 0 });
    const rows = runToyGroup({ minutes: 26, initial: 3, demand: (_, minute) => interrupted(minute) });
    // Below from 1 to 9, at the target at 10, below from 11: the 15th in a row is 25.
    expect(rows.findIndex((r) => r.desired === 2) + 1).toBe(25);
  });

  it('[C.SIN-03] takes at least one instance and at most half of them a minute', () => {
    const group: ToyGroup = { minutes: 25, initial: 20, demand: demandOfBusy(4) };
    expect(steps(group)).toEqual([20, 10, 5, 4]);
    const rows = runToyGroup(group);
    expect(rows.slice(13, 18).map((r) => r.desired)).toEqual([20, 10, 5, 4, 4]); // minutes 14 to 18: a step each minute
    expect(steps({ minutes: 20, initial: 3, demand: demandOfBusy(1) })).toEqual([3, 2, 1]); // floor(1.5) = 1
  });

  it('[C.SIN-04] waits until 15 minutes after a scale-out', () => {
    const seen = { needed: 2, atMs: 1_000_000 };
    expect(decide(seen, { ...ALARM_ON, lastRaiseMs: 100_001 })).toEqual({ desired: 3, reason: ScalingReason.heldAfterScaleOut });
    expect(decide(seen, { ...ALARM_ON, lastRaiseMs: 100_000 })).toEqual({ desired: 2, reason: ScalingReason.scaledIn });
    // A low alarm of five points shows the wait: out at minute 1, in at minute 16.
    const rows = runToyGroup({
      ...{ minutes: 17, initial: 2, settings: { lowDatapoints: 5 } },
      demand: (running, minute) => (minute === 1 ? { busy: running, newlyBusy: 0, add: 1 } : { busy: 2, newlyBusy: 0, add: 0 }),
    });
    expect(rows.map((r) => r.desired)).toEqual([...Array(15).fill(3), 2, 2]);
  });

  it('[C.SIN-05, A.CAS-16] stops at a point above the target and starts from the beginning', () => {
    const rows = runToyGroup({
      ...{ minutes: 33, initial: 16 },
      // Nothing needed, but for one moment of minute 17.
      demand: (running, minute) => (minute === 17 ? { busy: running, newlyBusy: 0, add: 1 } : { busy: 0, newlyBusy: 0, add: 0 }),
    });
    expect(rows.slice(13, 17).map((r) => r.desired)).toEqual([16, 8, 4, 5]); // minutes 14 to 17
    expect(rows.slice(17).map((r) => r.desired)).toEqual([...Array(14).fill(5), 3, 2]); // 18 to 31, then 32 and 33
  });

  it('[C.SIN-05] starts from the beginning even when the scale-out is blocked', () => {
    const blocked = evaluateScaler(
      remembered({ lowPoints: 20 }),
      observed({ needed: 4, atMs: 1000, youngestLaunchMs: 0 }),
      SCALER_DEFAULTS,
    );
    expect([blocked.desired, blocked.state.lowPoints]).toEqual([3, 0]);
  });

  it('[S.CAP-6] needs both the fifteen points and the fifteen minutes, and a scale-out cancels it', () => {
    const low = { needed: 1, atMs: 2_000_000 };
    expect(decide(low, { lowPoints: 13, lastRaiseMs: 0 }).reason).toBe(ScalingReason.belowNotYet);
    expect(decide(low, { lowPoints: 14, lastRaiseMs: 1_500_000 }).reason).toBe(ScalingReason.heldAfterScaleOut);
    expect(decide(low, { lowPoints: 14, lastRaiseMs: 0 })).toEqual({ desired: 2, reason: ScalingReason.scaledIn });
    expect(evaluateScaler(remembered(ALARM_ON), observed({ needed: 9 }), SCALER_DEFAULTS).state.lowPoints).toBe(0);
  });

  it('[A.T-CAS-m] takes 334 instances to 34 in four minutes with the limit of 50 %', () => {
    expect(steps({ minutes: 30, initial: 334, demand: demandOfBusy(34) })).toEqual([334, 167, 84, 42, 34]);
  });

  it('[A.T-CAS-n] takes them there in 41 to 51 minutes with the limit of 5 %', () => {
    const slow = (scaleInRounding: 'floor' | 'ceil') =>
      steps({ minutes: 90, initial: 334, demand: demandOfBusy(34), settings: { scaleInShareMax: 0.05, scaleInRounding } });
    expect(slow('floor').length - 1).toBe(51);
    expect(slow('ceil').length - 1).toBe(41);
    expect([slow('floor').at(-1), slow('ceil').at(-1)]).toEqual([34, 34]);
  });

  it('[A.T-CAS-o] takes 26 to 2 one by one with the limit of 5 %', () => {
    const taken = steps({ minutes: 50, initial: 26, demand: demandOfBusy(2), settings: { scaleInShareMax: 0.05 } });
    expect(taken).toEqual(Array.from({ length: 25 }, (_, i) => 26 - i)); // 24 steps
  });

  it('[A.T-CAS-p] takes 26 to 2 in four steps with the limit of 50 %', () => {
    expect(steps({ minutes: 30, initial: 26, demand: demandOfBusy(2) })).toEqual([26, 13, 7, 4, 2]);
  });

  it('[A.CAS-16] takes two at once of four and one of three', () => {
    const low = { needed: 0 };
    expect(decide({ ...low, running: 4, desired: 4 }, ALARM_ON).desired).toBe(2);
    expect(decide({ ...low, running: 3, desired: 3 }, ALARM_ON).desired).toBe(2);
    expect(decide({ ...low, running: 1, desired: 1 }, ALARM_ON).desired).toBe(0);
  });
});

describe('consequences worth knowing', () => {
  it('keeps the low alarm on at the rounding floor, so that a later drop scales in at once', () => {
    // Target 90: M = 2 wants ceil(2.2) = 3, and 2 / 3 = 67 % is below for ever; at minute 60 one instance empties.
    const demand = (_: number, minute: number) => ({ busy: minute < 60 ? 2 : 1, newlyBusy: 0, add: 0 });
    const rows = runToyGroup({ minutes: 60, initial: 3, managed: { targetPercent: 90 }, demand });
    expect(rows[58]).toMatchObject({ desired: 3, reason: ScalingReason.nothingToRemove });
    expect(rows[59]).toMatchObject({ desired: 2, reason: ScalingReason.scaledIn }); // ceil(1.1)
  });

  it('never binds the 15 minutes after a scale-out with the defaults', () => {
    // The raise is at minute 1, so the first low point is minute 2 and the fifteenth minute 16, 900 s later.
    const demand = (running: number, minute: number) => ({
      busy: running,
      newlyBusy: 0,
      add: 0,
      ...(minute === 1 ? { add: 3 } : { busy: 1 }),
    });
    const rows = runToyGroup({ minutes: 16, initial: 1, demand });
    expect(rows.map((r) => r.reason)).not.toContain(ScalingReason.heldAfterScaleOut);
    expect(rows[15]).toMatchObject({ desired: 2, reason: ScalingReason.scaledIn });
  });
});
