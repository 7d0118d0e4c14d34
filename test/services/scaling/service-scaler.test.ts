import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_POLICY } from '../../../src/autoscaling/policies/choose.js';
import { TargetTracker } from '../../../src/autoscaling/policies/target-tracker.js';
import { AlarmState } from '../../../src/metrics/alarm.js';
import { Comparison } from '../../../src/metrics/alarm-terms.js';
import { ServiceMetric } from '../../../src/metrics/names.js';
import { MetricReadings, Statistic } from '../../../src/metrics/statistics.js';
import { ServiceScalingReason as Reason, SERVICE_SCALING_REASON_NAMES } from '../../../src/services/scaling/decision.js';
import { readSchedule, type Schedule } from '../../../src/services/scaling/schedule.js';
import { feed } from '../../metrics/alarm-feed.js';
import { reread } from '../../reread.js';
import { SCALING_AT_ONCE } from '../../sim/setups.js';
import { MINUTE, predicting, stepping, ToyService, targetOf, tracking } from './toy-service.js';

const { CPUUtilization, MemoryUtilization } = ServiceMetric;
const schedule = readSchedule('rate(1 hour)', { timeZone: 'UTC', startsAtMs: 0 }) as Schedule;

/** Every kind of policy, and bounds that change each hour. */
function busyService() {
  return new ToyService(
    [
      predicting(60, { maxCapacityBuffer: 10 }),
      tracking(50),
      tracking(40, { metric: MemoryUtilization, disableScaleIn: true, scaleOutCooldownMs: 120_000 }),
      stepping(3, { at: 90 }),
      stepping(-20, { at: 10, adjustmentType: 'PercentChangeInCapacity' }),
    ],
    {
      ...{ running: 6, target: { minCapacity: 2, maxCapacity: 40 }, settings: { forecastAfterHours: 6 } },
      actions: [{ schedule, minCapacity: 4, maxCapacity: 30, startMs: 3 * 60 * MINUTE, endMs: null }],
    },
  );
}

const minutes = fc.array(
  fc.record({
    cpu: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 120 }) }, { weight: 1, arbitrary: fc.constant(Number.NaN) }),
    memory: fc.integer({ min: 0, max: 60 }),
    isDeploying: fc.boolean(),
    room: fc.integer({ min: 0, max: 40 }),
    repeat: fc.integer({ min: 1, max: 40 }),
  }),
  { minLength: 1, maxLength: 30 },
);

describe('a scaler of a service', () => {
  it('never leaves its bounds or removes during a deployment, and its reason shows whether it acted', () => {
    const acts: readonly number[] = [Reason.scaledOut, Reason.scaledIn, Reason.forecast, Reason.scheduled];
    fc.assert(
      fc.property(minutes, (parts) => {
        const service = busyService();
        for (const { cpu, memory, isDeploying, room, repeat } of parts) {
          Object.assign(service, { isDeploying, room });
          for (let i = 0; i < repeat; i++) {
            const decided = service.minute({ [CPUUtilization]: cpu, [MemoryUtilization]: memory });
            expect(decided.toDesired).toBeGreaterThanOrEqual(decided.minCapacity);
            expect(decided.toDesired).toBeLessThanOrEqual(Math.max(decided.maxCapacity, decided.fromDesired));
            expect(acts.includes(decided.reason)).toBe(decided.toDesired !== decided.fromDesired);
            if (isDeploying && decided.reason !== Reason.scheduled) expect(decided.toDesired).toBeGreaterThanOrEqual(decided.fromDesired);
            if (decided.reason === Reason.scaledOut) expect(decided.toDesired).toBeGreaterThan(decided.fromDesired);
            if (decided.reason === Reason.scaledIn) expect(decided.toDesired).toBeLessThan(decided.fromDesired);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('goes on from what was saved as if it had never stopped', () => {
    fc.assert(
      fc.property(minutes, fc.nat(300), (parts, cut) => {
        const whole = busyService();
        let resumed = busyService();
        let minute = 0;
        for (const { cpu, memory, isDeploying, room, repeat } of parts) {
          Object.assign(whole, { isDeploying, room });
          Object.assign(resumed, { isDeploying, room });
          for (let i = 0; i < repeat; i++) {
            if (minute++ === cut) {
              const again = busyService();
              again.scaler.load(reread(resumed.scaler.save()));
              const { atMs, running, desired } = resumed;
              resumed = Object.assign(again, { atMs, running, desired, isDeploying, room });
            }
            const metrics = { [CPUUtilization]: cpu, [MemoryUtilization]: memory };
            expect(resumed.minute(metrics)).toEqual(whole.minute(metrics));
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('has of each decision the metric, the alarm, the policy, the cooldowns and the capacity before and after the bounds', () => {
    const service = new ToyService([tracking(50)], { target: { maxCapacity: 14 } });
    const decided = service.minutes(3, 75);
    expect(decided).toEqual({
      ...{ reason: Reason.scaledOut, policy: 0, metric: 75, alarm: 1, running: 10, fromDesired: 10, toDesired: 14, wanted: 15, added: 0 },
      ...{ minCapacity: 1, maxCapacity: 14, scaleOutCooldownUntilMs: 8 * MINUTE, scaleInCooldownUntilMs: 3 * MINUTE },
    });
    expect(SERVICE_SCALING_REASON_NAMES[decided.reason]).toBe('scaledOut');
    expect(service.minute(75)).toMatchObject({ reason: Reason.atMaximum, added: 4, wanted: 21 });
    expect(new ToyService([]).minute(75)).toMatchObject({ reason: Reason.steady, policy: NO_POLICY, metric: Number.NaN, wanted: 10 });
    expect(new ToyService([tracking(50)]).minute(45)).toMatchObject({ reason: Reason.steady, policy: 0, metric: 45, alarm: 0, wanted: 10 });
  });

  it('names a policy by its place among all, forecasts included', () => {
    const service = new ToyService([predicting(50), tracking(50)]);
    expect(service.minutes(3, 75).policy).toBe(1);
    const raised = new ToyService([tracking(10, { metric: MemoryUtilization }), predicting(50)], { running: 2 });
    expect(raised.minutes(24 * 60, 100)).toMatchObject({ reason: Reason.forecast, policy: 1, fromDesired: 2, toDesired: 4, wanted: 4 });
  });

  it('counts what it has added from the running tasks, so that clamps and tasks without room do not count', () => {
    const service = new ToyService([stepping(4)], { running: 10, desired: 12, room: 10 });
    expect(service.minute(60)).toMatchObject({ toDesired: 14, wanted: 14 });
    expect(service.minute(60)).toMatchObject({ toDesired: 14, reason: Reason.heldByScaleOutCooldown, added: 4, wanted: 14 });
  });

  it('[S.SAS-4, S.SAS-6] goes up to a new minimum within the cooldown', () => {
    const service = new ToyService([stepping(2)]);
    expect(service.minute(60).toDesired).toBe(12);
    service.scaler.target = targetOf({ minCapacity: 15 });
    expect(service.minute(60)).toMatchObject({ toDesired: 15, reason: Reason.scaledOut, wanted: 14 });
  });

  it('begins the cooldown anew with a larger scale-out, and a cooldown of 0 is none', () => {
    const steps = [
      { lower: 0, upper: 20, change: 2 },
      { lower: 20, upper: null, change: 3 },
    ];
    const service = new ToyService([stepping(2, { steps })]);
    service.minute(60);
    service.minutes(3, 0);
    expect(service.minute(70)).toMatchObject({ toDesired: 13, scaleOutCooldownUntilMs: 10 * MINUTE });
    expect(service.minutes(4, 70).toDesired).toBe(13);
    expect(service.minute(70).toDesired).toBe(16);
    expect(new ToyService([stepping(2, { cooldownMs: 0 })]).minutes(5, 60).toDesired).toBe(20);
  });

  it('with several forecasts follows the largest, and adds on top of a policy that is held back', () => {
    const service = new ToyService([predicting(50), predicting(20), stepping(1, { at: 99 })], { running: 2 });
    service.minutes(24 * 60 - 1, 98);
    expect(service.minute(98)).toMatchObject({ toDesired: 10, policy: 1, wanted: 10 }); // 196 at 20 a task
    // The first of two that want as much.
    const order = new ToyService([predicting(20), predicting(20), predicting(50), stepping(1, { at: 99 })], { running: 2 });
    order.minutes(24 * 60 - 1, 98);
    expect(order.minute(98)).toMatchObject({ toDesired: 10, policy: 0 });
    const both = new ToyService([predicting(20), stepping(1)], { running: 2, target: { maxCapacity: 3 } });
    both.minutes(24 * 60 - 1, 40);
    both.scaler.target = targetOf({ maxCapacity: 50 });
    expect(both.minute(60)).toMatchObject({ toDesired: 4, reason: Reason.scaledOut, policy: 1, wanted: 3 }); // 80 of load at 20 a task
  });

  // CPU is below 45 % for 15 minutes; the memory between 45 and 50 % requests nothing.
  it('[A.SAS-8, S.TT-6] removes nothing while one policy of target tracking is not ready, and names the one that is', () => {
    const service = new ToyService([tracking(50, { metric: MemoryUtilization }), tracking(50)]);
    expect(service.minutes(15, { [CPUUtilization]: 20, [MemoryUtilization]: 48 })).toMatchObject({
      ...{ reason: Reason.notAllReady, policy: 1, metric: 20, wanted: 4, toDesired: 10 },
    });
  });

  const trackerOf = (targetValue: number) =>
    new TargetTracker(tracking(targetValue), SCALING_AT_ONCE, () => ({ delayMs: () => 0, phaseMs: 0, intervalMs: MINUTE }));

  // Three minutes at 90 % set the alarm off. The next point is there when the action comes, and the alarm is not evaluated yet.
  it.each([
    { metric: 50, direction: 0, wanted: 4 },
    { metric: 51, direction: 1, wanted: 5 },
  ])('[S.TT-2, N.DLY-4] requests more by a newest point above the target alone: $metric of 50', (expected) => {
    const tracker = trackerOf(50);
    const [high] = tracker.alarms;
    feed(high!, [90, 90, 90]);
    const readings = new MetricReadings(1);
    readings.set(CPUUtilization, expected.metric, 4);
    high!.receive(4 * MINUTE, readings);
    high!.takeAvailable(4 * MINUTE);
    tracker.update({ atMs: 4 * MINUTE, running: 4, desired: 4 });
    expect(tracker).toMatchObject({ ...expected, alarm: AlarmState.ALARM });
  });

  it('[S.SAS-8] while nothing runs is called by the high alarm alone, as long as its last point breaches', () => {
    const tracker = trackerOf(10);
    const calls = (values: readonly number[], running: number) => {
      for (const alarm of tracker.alarms) feed(alarm, values, 1 + minute);
      minute += values.length;
      return tracker.alarms.map((alarm) => tracker.isCalledBy(alarm, running));
    };
    let minute = 0;
    expect(calls([20], 0)).toEqual([true, false]);
    expect(calls([20], 1)).toEqual([false, false]);
    expect(calls(Array<number>(15).fill(5), 0)).toEqual([false, false]);
    expect(calls([5], 1)).toEqual([false, true]);
  });

  it('evaluates at 20 seconds only the policies with that period, and again once a minute', () => {
    const service = new ToyService([
      tracking(50, { isHighResolution: true, scaleOutCooldownMs: 0 }),
      stepping(5, { at: 90, cooldownMs: 0 }),
    ]);
    const ticks = (cpu: number, count: number) => Array.from({ length: count }, () => service.minute(cpu, 20_000));
    // The step policy's own minute has an average of 95 at the third tick; it requests 15, target tracking for 19.
    expect(ticks(95, 6).map(({ toDesired }) => toDesired)).toEqual([10, 10, 19, 19, 19, 37]);
    const quiet = new ToyService([tracking(50, { isHighResolution: true })]);
    const sizes: number[] = [];
    for (let i = 0; i < 46; i++) sizes.push(quiet.minute(20, 20_000).toDesired);
    expect(sizes.indexOf(4)).toBe(44); // the fifteenth minute
  });

  it('does not act at 20 seconds on a policy of minutes, though its alarm is on', () => {
    const service = new ToyService([stepping(1, { cooldownMs: 0 }), tracking(90, { metric: MemoryUtilization, isHighResolution: true })]);
    const sizes = Array.from({ length: 9 }, () => service.minute(60, 20_000).toDesired);
    expect(sizes).toEqual([10, 10, 11, 11, 11, 12, 12, 12, 13]);
  });

  it('[N.DLY-4] acts at once when an alarm goes on again, though a minute has not passed since its last action', () => {
    const { alarm } = stepping(1);
    const service = new ToyService([stepping(1, { cooldownMs: 0, alarm: { ...alarm, periodMs: 20_000 } })]);
    expect([60, 10, 60].map((cpu) => service.minute(cpu, 20_000).toDesired)).toEqual([11, 11, 12]);
  });

  it('does nothing by an alarm that missing data set off before there was a value', () => {
    const { alarm } = stepping(1);
    const service = new ToyService([stepping(1, { alarm: { ...alarm, treatMissingData: 'breaching' } })]);
    expect(service.minutes(5)).toMatchObject({ toDesired: 10, alarm: 1, reason: Reason.steady, metric: Number.NaN });
  });

  it('step scaling takes any statistic over any period', () => {
    const count = {
      ...{ metric: CPUUtilization, statistic: Statistic.SampleCount, comparison: Comparison.LessThanThreshold, threshold: 51 },
      ...{ periodMs: 5 * MINUTE, evaluationPeriods: 1, datapointsToAlarm: 1, treatMissingData: 'missing' as const },
    };
    const steps = [{ lower: null, upper: 0, change: 2 }];
    const service = new ToyService([stepping(2, { alarm: count, steps })]);
    expect(service.minutes(4, 50).toDesired).toBe(10);
    expect(service.minute(50)).toMatchObject({ toDesired: 12, metric: 50 }); // ten tasks in each of five minutes
    expect(service.minutes(5, 50)).toMatchObject({ toDesired: 12, metric: 60 });
  });
});
