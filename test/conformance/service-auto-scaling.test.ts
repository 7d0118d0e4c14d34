import { describe, expect, it } from 'vitest';
import { wholeChange } from '../../src/autoscaling/adjustment.js';
import { alarmsOf } from '../../src/autoscaling/policies/target-tracker.js';
import { AlarmState } from '../../src/metrics/alarm.js';
import { Comparison } from '../../src/metrics/alarm-terms.js';
import { ServiceMetric } from '../../src/metrics/names.js';
import { ServiceScalingReason as Reason } from '../../src/services/scaling/decision.js';
import { targetProblems } from '../../src/services/scaling/rules.js';
import { readSchedule, type Schedule } from '../../src/services/scaling/schedule.js';
import { COOLDOWN_DEFAULT_MS, SCALING_DEFAULTS } from '../../src/services/scaling/service-scaling-settings.js';
import { IN_THREE_STEPS, MINUTE, stepping, ToyService, targetOf, tracking } from '../services/scaling/toy-service.js';

const { CPUUtilization, MemoryUtilization, BacklogPerTask } = ServiceMetric;
const HOUR = 60 * MINUTE;

describe('target tracking of a service', () => {
  it('[A.SAS-1, A.T-SAS-a, S.TT-8] makes its own two alarms: above the target for 3 minutes, below nine tenths of it for 15', () => {
    const thresholds = [30, 50, 70].map((target) => {
      const { high, low } = alarmsOf(tracking(target), SCALING_DEFAULTS);
      return [high.threshold, low.threshold];
    });
    expect(thresholds).toEqual([
      [30, 27],
      [50, 45],
      [70, 63],
    ]);
    const { high, low } = alarmsOf(tracking(30), SCALING_DEFAULTS);
    expect(high).toMatchObject({
      comparison: Comparison.GreaterThanThreshold,
      evaluationPeriods: 3,
      datapointsToAlarm: 3,
      periodMs: MINUTE,
    });
    expect(low).toMatchObject({ comparison: Comparison.LessThanThreshold, evaluationPeriods: 15, datapointsToAlarm: 15, periodMs: MINUTE });
  });

  it('[A.SAS-2, S.TT-4] adds in proportion in the third minute above the target: 10 tasks at 75 of 50 become 15', () => {
    const service = new ToyService([tracking(50)]);
    expect(service.minutes(2, 75)).toMatchObject({ toDesired: 10, reason: Reason.steady });
    expect(service.minute(75)).toMatchObject({
      toDesired: 15,
      reason: Reason.scaledOut,
      metric: 75,
      alarm: AlarmState.ALARM,
      wanted: 15,
      policy: 0,
    });
    const atTarget = new ToyService([tracking(50)]);
    expect(atTarget.minutes(60, 50).toDesired).toBe(10);
    const broken = new ToyService([tracking(50)]);
    broken.minutes(2, 75);
    broken.minute(50);
    expect(broken.minutes(2, 75).toDesired).toBe(10); // three in a row
  });

  it('[S.TT-4, A.SAS-2] removes after 15 minutes below nine tenths of the target, as many as leave the metric at the target', () => {
    const service = new ToyService([tracking(50)]);
    expect(service.minutes(14, 20).toDesired).toBe(10);
    expect(service.minute(20)).toMatchObject({ toDesired: 4, reason: Reason.scaledIn }); // no limit to one scale-in
    expect(new ToyService([tracking(50)]).minutes(600, 45)).toMatchObject({ toDesired: 10, reason: Reason.steady }); // 45 is not below 45
  });

  it('[S.TT-5, A.SAS-2] adds rather too much and removes rather too little', () => {
    expect(new ToyService([tracking(50)]).minutes(3, 51).toDesired).toBe(11); // 10.2
    expect(new ToyService([tracking(50)]).minutes(15, 41).toDesired).toBe(9); // 8.2
    const five = new ToyService([tracking(50)], { running: 5 });
    expect(five.minutes(15, 42)).toMatchObject({ toDesired: 5, reason: Reason.nothingToRemove, wanted: 5 }); // four would be at 52.5
    expect(new ToyService([tracking(50)], { running: 5 }).minutes(15, 40).toDesired).toBe(4); // four are at 50
    expect(new ToyService([tracking(30)], { running: 3 }).minutes(3, 100 / 3 + 100 / 15).toDesired).toBe(4); // exactly 40
  });

  it('[S.TT-2, T.SCALE-4] never adds below the target, whatever is desired', () => {
    const service = new ToyService([tracking(50)], { running: 20, desired: 10 }); // ten are on their way out
    for (let i = 0; i < 20; i++) {
      service.running = 20;
      expect(service.minute(44).toDesired).toBe(10); // 17.6 of 20 would do
    }
  });

  it('[S.TT-3, S.SAS-2] does nothing without data, which is not low use', () => {
    const service = new ToyService([tracking(50)]);
    expect(service.minutes(120)).toMatchObject({ toDesired: 10, reason: Reason.insufficientData, alarm: AlarmState.INSUFFICIENT_DATA });
    expect(service.minutes(15, 0).toDesired).toBe(1); // zero is data
  });

  it('[S.SAS-3, A.SAS-3, T.SCALE-3] counts from the tasks that run: 10 of 20 desired at 75 of 50 make no more than 15', () => {
    const stuck = new ToyService([tracking(50)], { running: 10, desired: 20, room: 10 });
    expect(stuck.minutes(30, 75)).toMatchObject({ toDesired: 20, reason: Reason.onTheWay, wanted: 15, running: 10 });
    expect(stuck.minutes(3, 125).toDesired).toBe(25);
    expect(stuck.minutes(60, 125).toDesired).toBe(25); // no runaway: 25 is what 10 tasks at 125 request
  });

  it('[S.SAS-8, T.SCALE-6, A.SAS-3] leaves zero by one task at the first data point, then counts from what runs', () => {
    const service = new ToyService([tracking(10, { metric: BacklogPerTask, scaleOutCooldownMs: 0 })], {
      ...{ running: 0, target: { minCapacity: 0 } },
    });
    expect(service.minutes(30).toDesired).toBe(0);
    expect(service.minute({ [BacklogPerTask]: 5 }).toDesired).toBe(0); // not above the target
    expect(service.minute({ [BacklogPerTask]: 400 })).toMatchObject({ toDesired: 1, wanted: 1, running: 0, reason: Reason.scaledOut });
    expect(service.minutes(2, { [BacklogPerTask]: 400 })).toMatchObject({ toDesired: 40, running: 1 });
    expect(service.minutes(15, { [BacklogPerTask]: 0 }).toDesired).toBe(0); // and back
    // CPU comes from running tasks only: such a policy never leaves zero.
    expect(new ToyService([tracking(50)], { running: 0, target: { minCapacity: 0 } }).minutes(600).toDesired).toBe(0);
    const floor = new ToyService([tracking(10, { metric: BacklogPerTask })], { running: 0, target: { minCapacity: 3 } });
    expect(floor.minute({ [BacklogPerTask]: 400 }).toDesired).toBe(3);
  });

  it('[S.TT-6, T.SCALE-4] with several policies scales out for any of them, and in only for all', () => {
    const both = () => new ToyService([tracking(50), tracking(60, { metric: MemoryUtilization })]);
    expect(both().minutes(3, { [CPUUtilization]: 75, [MemoryUtilization]: 10 })).toMatchObject({ toDesired: 15, policy: 0 });
    expect(both().minutes(3, { [CPUUtilization]: 75, [MemoryUtilization]: 120 })).toMatchObject({ toDesired: 20, policy: 1 });
    expect(both().minutes(60, { [CPUUtilization]: 10, [MemoryUtilization]: 58 })).toMatchObject({
      toDesired: 10,
      reason: Reason.notAllReady,
    });
    expect(both().minutes(15, { [CPUUtilization]: 10, [MemoryUtilization]: 30 })).toMatchObject({ toDesired: 5, policy: 1 });
    expect(both().minutes(60, { [CPUUtilization]: 10 })).toMatchObject({ toDesired: 10, reason: Reason.notAllReady }); // no data is not ready
  });

  it('[S.TT-7, S.TT-6] ignores a policy with scale-in off when it scales in, and removes nothing for such a policy alone', () => {
    const onlyOut = tracking(60, { metric: MemoryUtilization, disableScaleIn: true });
    const service = new ToyService([tracking(50), onlyOut]);
    expect(service.minutes(15, { [CPUUtilization]: 10, [MemoryUtilization]: 58 })).toMatchObject({ toDesired: 2, policy: 0 });
    expect(new ToyService([onlyOut]).minutes(60, { [MemoryUtilization]: 1 }).toDesired).toBe(10);
    expect(new ToyService([onlyOut]).minutes(3, { [MemoryUtilization]: 90 }).toDesired).toBe(15);
  });

  it('[A.SAS-7, S.TT-1] answers within a minute to metrics that come each 20 seconds', () => {
    const service = new ToyService([tracking(50, { isHighResolution: true })]);
    expect(service.scaler.periodMs).toBe(20_000);
    const sizes = [1, 2, 3].map(() => service.minute(75, 20_000).toDesired);
    expect(sizes).toEqual([10, 10, 15]);
    const standard = new ToyService([tracking(50)]);
    expect(standard.scaler.periodMs).toBe(60_000);
  });
});

describe('step scaling of a service', () => {
  it('[S.STEP-1, A.SAS-8] adds, removes or sets: 10 and one are 11, of which one is started', () => {
    expect(new ToyService([stepping(1)]).minute(50)).toMatchObject({ fromDesired: 10, toDesired: 11 });
    expect(new ToyService([stepping(-2)]).minute(50).toDesired).toBe(8);
    expect(new ToyService([stepping(25, { adjustmentType: 'PercentChangeInCapacity' })]).minute(50).toDesired).toBe(12);
    const exact = stepping(7, { adjustmentType: 'ExactCapacity' });
    expect(new ToyService([exact]).minute(50).toDesired).toBe(7);
    expect(new ToyService([exact], { running: 3 }).minute(50).toDesired).toBe(7);
    expect(new ToyService([exact], { running: 3, desired: 7 }).minute(50)).toMatchObject({ toDesired: 7, reason: Reason.steady });
    expect(new ToyService([stepping(1)]).minute(49)).toMatchObject({ toDesired: 10, reason: Reason.steady });
  });

  it('[S.STEP-2] begins at the threshold without end when it adds, and ends there when it removes', () => {
    expect([50, 500].map((cpu) => new ToyService([stepping(3)]).minute(cpu).toDesired)).toEqual([13, 13]);
    expect([50, 0].map((cpu) => new ToyService([stepping(-3)]).minute(cpu).toDesired)).toEqual([7, 7]);
    const two = stepping(1, {
      steps: [
        { lower: 0, upper: 20, change: 1 },
        { lower: 20, upper: null, change: 5 },
      ],
    });
    expect([69, 70].map((cpu) => new ToyService([two]).minute(cpu).toDesired)).toEqual([11, 15]);
  });

  it('[A.SAS-8, A.T-ASG-d, A.T-ASG-e] has the arithmetic of a group: 10, 11, 14, 13, 10 at 60, 70, 40 and 30', () => {
    const service = new ToyService(IN_THREE_STEPS);
    expect([60, 70, 40, 30].map((cpu) => service.minute(cpu).toDesired)).toEqual([11, 14, 13, 10]);
    expect([59, 41].map((cpu) => new ToyService(IN_THREE_STEPS).minute(cpu).toDesired)).toEqual([10, 10]);
    expect([12.7, 0.67, -0.58, -6.67].map(wholeChange)).toEqual([12, 1, -1, -6]);
  });

  it('[S.STEP-3, A.SAS-4] waits after what it has added before anything is removed, and after a removal before the next', () => {
    const service = new ToyService([stepping(2), stepping(-1, { at: 20 })]);
    service.minute(60);
    expect(service.minutes(4, 10)).toMatchObject({ toDesired: 12, reason: Reason.heldAfterScaleOut });
    expect(service.minute(10).toDesired).toBe(11); // five minutes after
    expect(service.minutes(4, 10)).toMatchObject({ toDesired: 11, reason: Reason.heldByScaleInCooldown });
    expect(service.minute(10).toDesired).toBe(10);
    expect(COOLDOWN_DEFAULT_MS).toBe(300_000);
  });

  it('[A.SAS-8] of several policies follows the one that leaves most, and does not wait for target tracking to agree', () => {
    expect(new ToyService([stepping(1), stepping(4)]).minute(60)).toMatchObject({ toDesired: 14, policy: 1 });
    expect(new ToyService([stepping(-3), stepping(-2)]).minute(10)).toMatchObject({ toDesired: 8, policy: 1 });
    expect(new ToyService([tracking(10), stepping(-2)]).minute(10)).toMatchObject({ toDesired: 8, policy: 1 });
  });
});

describe('service auto scaling', () => {
  it('[S.SAS-1, T.SCALE-1] has target tracking, step scaling and scheduled actions side by side, each minute', () => {
    const at = readSchedule('rate(1 hour)', { timeZone: 'UTC', startsAtMs: 0 }) as Schedule;
    const action = { schedule: at, minCapacity: 12, maxCapacity: null, startMs: HOUR, endMs: null };
    const service = new ToyService([tracking(50), stepping(3, { at: 95 })], { actions: [action] });
    expect(service.minute(99)).toMatchObject({ toDesired: 13, policy: 1 });
    expect(service.minutes(2, 75)).toMatchObject({ toDesired: 17, policy: 0, wanted: 20, added: 3 }); // 13 and 7, of which 3 are there
    expect(service.minutes(47, 5).toDesired).toBe(1);
    expect(service.minutes(10, 50)).toMatchObject({ toDesired: 12, reason: Reason.scheduled });
  });

  it('[S.SAS-4, A.T-SAS-b, T.SCALE-2] during a cooldown adds only what is wanted beyond what was added: +2, then +3 is one more', () => {
    const steps = [
      { lower: 0, upper: 20, change: 2 },
      { lower: 20, upper: null, change: 3 },
    ];
    const service = new ToyService([stepping(2, { steps })]);
    expect(service.minute(60).toDesired).toBe(12);
    // The next minute +3 is requested, of 12 that run.
    expect(service.minute(60)).toMatchObject({ toDesired: 12, reason: Reason.heldByScaleOutCooldown, added: 2, wanted: 14 });
    expect(service.minute(70)).toMatchObject({
      toDesired: 13,
      reason: Reason.scaledOut,
      added: 2,
      wanted: 15,
      scaleOutCooldownUntilMs: 8 * MINUTE,
    });
    expect(service.minute(70)).toMatchObject({ toDesired: 13, reason: Reason.heldByScaleOutCooldown, added: 3 });
    expect(service.minutes(3, 70).toDesired).toBe(13);
    expect(service.minute(70)).toMatchObject({ toDesired: 16, added: 0 }); // the cooldown is over
  });

  it('[S.SAS-5, T.SCALE-2] during a scale-in cooldown adds at once, which ends that cooldown', () => {
    const policies = [stepping(1, { at: 80, cooldownMs: 0 }), stepping(-1, { at: 20, cooldownMs: 600_000 })];
    const service = new ToyService(policies);
    expect(service.minute(10)).toMatchObject({ toDesired: 9, scaleInCooldownUntilMs: 11 * MINUTE });
    expect(service.minute(10)).toMatchObject({ toDesired: 9, reason: Reason.heldByScaleInCooldown });
    expect(service.minute(90)).toMatchObject({ toDesired: 10, scaleInCooldownUntilMs: 3 * MINUTE });
    expect(service.minute(10).toDesired).toBe(9);
  });

  it('[S.SAS-6, A.SAS-5] lifts to the minimum on the way out, lowers to the maximum on the way in, and else leaves what is outside', () => {
    const target = { minCapacity: 5, maxCapacity: 20 };
    const low = () => new ToyService([stepping(1), stepping(-1, { at: 20 })], { running: 2, target });
    expect(low().minute(60).toDesired).toBe(5); // three are not enough
    expect(low().minute(10)).toMatchObject({ toDesired: 2, reason: Reason.atMinimum });
    expect(new ToyService([stepping(6)], { running: 2, target }).minute(60).toDesired).toBe(8); // and goes on by its policy
    const high = () => new ToyService([stepping(1), stepping(-1, { at: 20 })], { running: 30, target });
    expect(high().minute(10).toDesired).toBe(20);
    expect(high().minute(60)).toMatchObject({ toDesired: 30, reason: Reason.atMaximum });
    expect(new ToyService([stepping(-15, { at: 20 })], { running: 30, target }).minute(10).toDesired).toBe(15);
    expect(high().minute(40).toDesired).toBe(30);
  });

  it('[S.SAS-10, T.SCALE-6] keeps to the bounds by itself', () => {
    const target = { minCapacity: 8, maxCapacity: 12 };
    expect(new ToyService([tracking(50)], { target }).minutes(3, 400)).toMatchObject({ toDesired: 12, wanted: 80, maxCapacity: 12 });
    expect(new ToyService([tracking(50)], { target }).minutes(15, 1)).toMatchObject({ toDesired: 8, wanted: 1, minCapacity: 8 });
    expect(targetProblems(targetOf(), { schedulingStrategy: 'DAEMON' })).toEqual(['daemon']);
  });

  it('[S.SAS-7, A.SAS-6, T.SCALE-5] removes nothing during a deployment and adds all the same', () => {
    const service = new ToyService([tracking(50)]);
    service.isDeploying = true;
    expect(service.minutes(60, 10)).toMatchObject({ toDesired: 10, reason: Reason.heldByDeployment, wanted: 2 });
    expect(service.minutes(3, 75).toDesired).toBe(15);
    service.minutes(30, 10);
    service.isDeploying = false;
    expect(service.minute(10).toDesired).toBe(3); // the alarm was there all the time
  });

  it('[S.SAS-7] does what is not suspended', () => {
    const noOut = new ToyService([tracking(50)], { target: { dynamicScalingOutSuspended: true } });
    expect(noOut.minutes(30, 90)).toMatchObject({ toDesired: 10, reason: Reason.scaleOutSuspended });
    expect(noOut.minutes(15, 10).toDesired).toBe(2);
    const noIn = new ToyService([tracking(50)], { target: { dynamicScalingInSuspended: true } });
    expect(noIn.minutes(60, 10)).toMatchObject({ toDesired: 10, reason: Reason.scaleInSuspended });
    expect(noIn.minutes(3, 75).toDesired).toBe(15);
    noIn.scaler.target = targetOf();
    expect(noIn.minutes(15, 10).toDesired).toBe(3); // resumed
  });

  it('[S.SAS-9] overrides a desired count that was set by hand', () => {
    const service = new ToyService([tracking(50)]);
    service.minutes(20, 50);
    service.desired = 30;
    service.running = 30;
    service.minutes(14, 17);
    expect(service.minute(17).toDesired).toBe(11);
    expect(new ToyService([], { running: 3 }).minutes(60, 99).toDesired).toBe(3); // without a policy none
  });
});
