import { describe, expect, it } from 'vitest';
import { ServiceMetric } from '../../src/metrics/names.js';
import { ServiceScalingReason as Reason } from '../../src/services/scaling/decision.js';
import { policyProblems, type ScaledService, targetProblems } from '../../src/services/scaling/rules.js';
import { readSchedule, type Schedule } from '../../src/services/scaling/schedule.js';
import { MINUTE, predicting, stepping, ToyService, targetOf, tracking } from '../services/scaling/toy-service.js';

const { CPUUtilization, MemoryUtilization, RequestCountPerTarget, BacklogPerTask } = ServiceMetric;
const HOUR = 60 * MINUTE;

describe('scheduled scaling', () => {
  const monday = { timeZone: 'UTC', startsAtMs: Date.UTC(2026, 0, 5) };
  const action = (expression: string, minCapacity: number | null, maxCapacity: number | null) => ({
    ...{ schedule: readSchedule(expression, monday) as Schedule, minCapacity, maxCapacity, startMs: 0, endMs: null },
  });

  it('[S.SCHEDSC-1, A.SAS-9] sets the bounds at its minute, and policies go on within them', () => {
    const actions = [action('cron(0 9 ? * MON-FRI *)', 20, 40), action('at(2026-01-05T18:00:00)', 2, 10)];
    const service = new ToyService([tracking(50)], { actions });
    expect(service.minutes(9 * 60 - 1, 50).toDesired).toBe(10);
    expect(service.minute(50)).toMatchObject({ toDesired: 20, reason: Reason.scheduled, minCapacity: 20, maxCapacity: 40 });
    expect(service.minutes(60, 200).toDesired).toBe(40);
    expect(service.minutes(120, 1)).toMatchObject({ toDesired: 20, reason: Reason.atMinimum });
    expect(service.minutes(6 * 60, 50)).toMatchObject({ toDesired: 10, reason: Reason.scheduled }); // 18:00
    expect(service.minutes(60, 1).toDesired).toBe(2);
  });

  it('[A.SAS-9, A.SAS-4] waits for no cooldown and keeps the order of its actions', () => {
    const both = [action('at(2026-01-05T00:02:00)', 30, 30), action('at(2026-01-05T00:02:00)', 5, 7)];
    const service = new ToyService([stepping(2)], { actions: both });
    expect(service.minute(60)).toMatchObject({ toDesired: 12, scaleOutCooldownUntilMs: 6 * MINUTE });
    expect(service.minute(60)).toMatchObject({ toDesired: 7, reason: Reason.scheduled });
    expect(new ToyService([], { actions: [...both].reverse() }).minutes(2).toDesired).toBe(30);
  });

  it('[A.SAS-9] lets pass what is due while it is suspended, and changes nothing when the minimum would exceed the maximum', () => {
    const suspended = new ToyService([], { actions: [action('cron(5 0 * * ? *)', 30, 30)], target: { scheduledScalingSuspended: true } });
    expect(suspended.minutes(6).toDesired).toBe(10);
    suspended.scaler.target = targetOf();
    expect(suspended.minutes(60).toDesired).toBe(10);
    expect(suspended.minutes(24 * 60).toDesired).toBe(30);
    const above = new ToyService([], { actions: [action('at(2026-01-05T00:01:00)', 101, null)] });
    expect(above.minutes(2)).toMatchObject({ toDesired: 10, minCapacity: 1 });
  });
});

describe('predictive scaling', () => {
  /** CPU that 10 tasks would have: 80 from 9:00 to 17:00, else 10. */
  const load = (atMs: number) => (Math.floor(atMs / HOUR) % 24 >= 9 && Math.floor(atMs / HOUR) % 24 < 17 ? 800 : 100);
  const run = (service: ToyService, minutes: number) => {
    const sizes: number[] = [];
    for (let i = 0; i < minutes; i++) sizes.push(service.minute(load(service.atMs) / service.running).toDesired);
    return sizes;
  };

  it('[A.SAS-10, A.NW-2] after a day raises capacity before the hour whose load it expects, and removes nothing by itself', () => {
    const service = new ToyService([predicting(50)], { running: 4 });
    expect(run(service, 24 * 60).every((desired) => desired === 4)).toBe(true);
    const second = run(service, 24 * 60);
    const raisedAt = second.findIndex((desired) => desired > 4) + 1;
    expect(raisedAt).toBe(9 * 60 - 5); // five minutes before nine
    expect(second[raisedAt]).toBe(16); // 800 of load at 50 a task
    expect(second.at(-1)).toBe(16);
  });

  it('[A.SAS-10] keeps other policies from removing what it expects to be needed, and lets them add more', () => {
    const service = new ToyService([predicting(50), tracking(50, { scaleOutCooldownMs: 0 })], { running: 4 });
    run(service, 24 * 60);
    const second = run(service, 24 * 60);
    expect(second[12 * 60]).toBe(16);
    expect(service.desired).toBe(2); // after 17:00 target tracking removes
    run(service, 8 * 60 + 58);
    expect(service.desired).toBe(16);
    expect(service.minutes(10, 20)).toMatchObject({ toDesired: 16 });
    expect(service.minutes(10, 20)).toMatchObject({ toDesired: 16, reason: Reason.keptByForecast });
    expect(service.minutes(3, 100).toDesired).toBe(32);
  });

  it('[A.SAS-10] only reports with ForecastOnly, keeps to the maximum, and may raise it by its buffer', () => {
    const sizeAfter = (more: Parameters<typeof predicting>[1]) => {
      const service = new ToyService([predicting(50, more)], { running: 4, target: { maxCapacity: 10 } });
      run(service, 33 * 60 + 30);
      return service.desired;
    };
    expect(sizeAfter({ mode: 'ForecastOnly' })).toBe(4);
    expect(sizeAfter({})).toBe(10);
    expect(sizeAfter({ maxCapacityBuffer: 10 })).toBe(16);
  });

  it('[A.SAS-10] a buffer never lowers the maximum: other policies still add up to it', () => {
    const policies = [predicting(50, { maxCapacityBuffer: 10 }), tracking(50, { scaleOutCooldownMs: 0 })];
    const service = new ToyService(policies, { running: 4, target: { maxCapacity: 30 } });
    run(service, 33 * 60 + 30);
    expect(service.desired).toBe(16);
    // A tenth above the forecast are 18; a CPU of twice the target wants 32.
    expect(service.minutes(3, 100).toDesired).toBe(30);
  });
});

describe('policies that Application Auto Scaling refuses', () => {
  const web: ScaledService = {
    ...{ schedulingStrategy: 'REPLICA', deploymentController: 'ECS' },
    metrics: new Set([CPUUtilization, MemoryUtilization, RequestCountPerTarget]),
    highResolution: new Set([CPUUtilization, MemoryUtilization]),
  };

  it('[S.TT-1, T.SCALE-7, A.SAS-7] are those on a metric that the service has not, or on requests with blue/green', () => {
    const requests = tracking(1_000, { metric: RequestCountPerTarget });
    expect(policyProblems([tracking(50), requests], web)).toEqual([]);
    expect(policyProblems([tracking(50), requests], { ...web, deploymentController: 'CODE_DEPLOY' })).toEqual([
      { policy: 1, problem: 'requestCountWithBlueGreen' },
    ]);
    expect(policyProblems([requests], { ...web, metrics: new Set([CPUUtilization]) })).toEqual([{ policy: 0, problem: 'unknownMetric' }]);
    expect(policyProblems([stepping(1, { metric: BacklogPerTask })], web)).toEqual([{ policy: 0, problem: 'unknownMetric' }]);
  });

  it('[S.TT-6] are two that track the same metric', () => {
    expect(policyProblems([tracking(50), stepping(1), tracking(60)], web)).toEqual([{ policy: 2, problem: 'sameMetric' }]);
    expect(policyProblems([tracking(50), tracking(60, { metric: MemoryUtilization })], web)).toEqual([]);
  });

  it('[S.SAS-10] and a scaler whose minimum exceeds its maximum', () => {
    const replica = { schedulingStrategy: 'REPLICA' } as const;
    expect(targetProblems({ minCapacity: 5, maxCapacity: 4 }, replica)).toEqual(['minAboveMax']);
    expect(targetProblems({ minCapacity: 5, maxCapacity: 5 }, replica)).toEqual([]);
    expect(targetProblems({ minCapacity: -1, maxCapacity: 2.5 }, replica)).toEqual(['notWhole']);
    expect(targetProblems({ minCapacity: 0, maxCapacity: 0 }, replica)).toEqual([]);
  });
});
