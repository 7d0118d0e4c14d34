// Source: EC2 Auto Scaling guide, "Target tracking scaling policies", "Step and simple scaling policies", "Scaling cooldowns"; figures worked out by hand.
import { describe, expect, it } from 'vitest';
import { GROUP_SCALING_REASON_NAMES } from '../../src/autoscaling/policies/group-reasons.js';
import { AT_ONCE, changes, LOAD, reasons, reserved, row, scenario, service, sizes, tracking } from './own-policies.js';
import { predict } from './predict.js';

describe('target tracking of a group', () => {
  it('[A.ASG-1, A.ASG-2, M.TT-1] adds in proportion at the third point above the target: 10 instances at 150 of 100 become 15', () => {
    expect(changes(scenario({ size: 10, policies: `[${tracking(100)}]`, load: row(150, 3) }))).toEqual([[3, 10, 15]]);
    // 4 at 75 of 60 are 5, 4 at 76 are 5.07: a fraction adds an instance.
    expect(sizes(scenario({ size: 4, policies: `[${tracking(60)}]`, load: row(75, 3) }))).toEqual([5]);
    expect(sizes(scenario({ size: 4, policies: `[${tracking(60)}]`, load: row(76, 3) }))).toEqual([6]);
  });

  it('[A.ASG-6, M.TT-1] removes after fifteen points below nine tenths of the target: one at a time, or all at once', () => {
    const low = (load: readonly number[], settings = AT_ONCE) =>
      changes(scenario({ size: 4, policies: `[${tracking(100)}]`, load: [...load, ...row(95, 10)], settings }));
    expect(low(row(45, 17))).toEqual([[15, 4, 3], [16, 3, 2], [17, 2, 1]]); // biome-ignore format: a row a step
    expect(low(row(45, 15), `${AT_ONCE}, scaleInSteps: proportional`)).toEqual([[15, 4, 2]]);
    expect(low(row(45, 14))).toEqual([]);
    expect(low(row(90, 20))).toEqual([]);
  });

  it('[A.ASG-3, M.TT-2] scales out for any policy, and in only for all; one without data blocks scale-in', () => {
    const both = (load: readonly number[]) =>
      scenario({ size: 4, policies: `[${tracking(100)}, ${reserved(50)}]`, load, work: service('small', '8') });
    // 8 of 16 places are taken: CPUReservation is at its target of 50.
    expect(sizes(both([...row(200, 3), ...row(95, 30)]))).toEqual([8]);
    expect(sizes(both(row(10, 20)))).toEqual([]);
    expect(reasons(both(row(10, 20)))).toEqual(['notAllReady']);
  });

  it('[A.ASG-4] does nothing without data, and keeps to the bounds', () => {
    expect(predict(scenario({ size: 4, policies: `[${tracking(100)}]` })).of('groupScaled')).toEqual([]);
    expect(changes(scenario({ size: 4, policies: `[${tracking(100)}]`, load: [...row(500, 3), ...row(95, 9)], max: 6 }))).toEqual([
      [3, 4, 6],
    ]);
    expect(reasons(scenario({ size: 6, policies: `[${tracking(100)}]`, load: [...row(500, 3), ...row(95, 9)], max: 6 }))).toEqual([
      'atMaximum',
    ]);
  });

  it('[A.ASG-5, M.STEP-2] counts instances past their warm-up, with those that warm up as part of what is desired', () => {
    const warm = (load: readonly number[], more = '') =>
      changes(scenario({ size: 2, policies: `[${tracking(50, more)}]`, load: [...load, ...row(48, 10)] }));
    // 2 at 100 of 50 are 4; the two are in service at minute 4 and warm five minutes later: then 4 are 8.
    expect(warm(row(100, 12))).toEqual([[3, 2, 4], [9, 4, 8]]); // biome-ignore format: a row a step
    // Without a warm-up they count as soon as they are in service, a minute later.
    expect(warm(row(100, 5), ', estimatedInstanceWarmup: 0')).toEqual([[3, 2, 4], [4, 4, 8], [5, 8, 16]]); // biome-ignore format: a row a step
  });

  it('[A.ASG-5] removes nothing while an instance warms up', () => {
    const policies = `[${tracking(50, ', estimatedInstanceWarmup: 1200')}]`;
    const { of } = predict(scenario({ size: 2, policies, load: [...row(100, 3), ...row(0, 21), ...row(48, 10)] }));
    // Two come into service at minute 4 and are warm at minute 24; the low alarm is in ALARM from minute 18 on.
    expect(of('groupScaled').map(({ at, args }) => [at / 60, args.toDesired, GROUP_SCALING_REASON_NAMES[args.reason!]])).toEqual([
      [3, 4, 'policyScaledOut'],
      [18, 4, 'heldByWarmingInstances'],
      [24, 3, 'policyScaledIn'],
    ]);
  });

  it('[M.TT-2] leaves the second alarm out with disableScaleIn', () => {
    const only = `{ policyName: out, targetTrackingConfiguration: { targetValue: 100, customizedMetricSpecification: { ${LOAD} }, disableScaleIn: true } }`;
    expect(changes(scenario({ size: 4, policies: `[${only}]`, load: row(1, 30) }))).toEqual([]);
  });
});

describe('the metrics that policies of a group follow', () => {
  const cpu =
    '{ policyName: cpu, targetTrackingConfiguration: { targetValue: 50, predefinedMetricSpecification: { predefinedMetricType: ASGAverageCPUUtilization } } }';
  const detailed = 'monitoring: { enabled: true }';

  it('[M.MET-3, A.ASG-6] are the CPU of its instances, from tasks in RUNNING, with a low threshold of 0.7 of the target', () => {
    // 4 of 8 places of two instances: 50 % of the CPU, as their tasks reserve; 6 are 75 %.
    const by = (tasks: string, more = detailed, settings = AT_ONCE) =>
      changes(scenario({ size: 2, policies: `[${cpu}]`, more, settings, work: service('small', tasks), duration: '16m' }));
    expect(by('4')).toEqual([]);
    expect(by('6')).toEqual([[3, 2, 3]]);
    // 3 are 37.5 %, above 35; 2 are 25 %.
    expect(by('3')).toEqual([]);
    expect(by('2')).toEqual([[15, 2, 1]]);
    // Tasks that use a third of what they reserve.
    expect(by('6', detailed, `${AT_ONCE}, taskCpuPercent: 50`)).toEqual([]);
    // A task that comes at 0:30 of the fourth minute is half of its CPU then.
    const work = service('small', '{ at: 0s, desiredCount: 4 }, { at: 3m30s, desiredCount: 8 }');
    const load = (until: string) => predict(scenario({ size: 2, policies: `[${cpu}]`, more: detailed, work, duration: until }));
    expect(load('7m').of('groupScaled')[0]).toMatchObject({ at: 360, args: { fromDesired: 2, toDesired: 4, metricMilli: 100_000 } });
  });

  it('[M.MET-3] are points of five minutes without detailed monitoring', () => {
    const plain = predict(scenario({ size: 2, policies: `[${cpu}]`, work: service('small', '8'), duration: '20m' }));
    // One point at minute 5; CloudWatch evaluates three of the five latest, and takes the one that breaches from minute 7 on for three.
    expect(plain.of('groupScaled')[0]).toMatchObject({ at: 420, args: { fromDesired: 2, toDesired: 4 } });
  });

  it('[M.T-OWN-a, M.MET-1] are reservations of the cluster: 13 tasks of 512 on 4 x 2,048 units are 81.25 %, which makes 5 of 4', () => {
    const { of } = predict(scenario({ size: 4, policies: `[${reserved(75)}]`, work: service('small', '13'), duration: '9m' }));
    expect(of('groupScaled').map(({ at, args }) => [at / 60, args.fromDesired, args.toDesired, args.metricMilli])).toEqual([
      [3, 4, 5, 81_250],
    ]);
  });

  it('[M.T-OWN-b, M.OWN-2] show no backlog beyond 100 %: 40 tasks on 4 instances take four rounds, 6, 8, 11 and 14', () => {
    const policies = `[${reserved(75, ', estimatedInstanceWarmup: 60')}]`;
    expect(sizes(scenario({ size: 4, policies, work: service('small', '40'), duration: '3h' }))).toEqual([6, 8, 11, 14]);
  });

  it('[M.T-OWN-c, M.OWN-3] let busy instances go: 20 tasks on 14 are 35.71 %, which makes 7, and tasks end with their instances', () => {
    const policies = `[${reserved(75, ', estimatedInstanceWarmup: 60')}]`;
    const work = service('small', '{ at: 0s, desiredCount: 40 }, { at: 2h, desiredCount: 20 }');
    const { of, tasks } = predict(scenario({ size: 14, policies, work, settings: `${AT_ONCE}, scaleInSteps: proportional` }));
    expect(of('groupScaled').map(({ args }) => [args.fromDesired, args.toDesired])).toEqual([[14, 7]]);
    expect(tasks.filter(({ cause }) => cause === 'instanceTerminated').length).toBeGreaterThan(0);
  });

  it('[M.T-OWN-d] leave a task that fits nowhere waiting for ever where its instances are below the target', () => {
    const { of, tasks } = predict(scenario({ size: 3, policies: `[${reserved(75)}]`, work: service('large', '4'), duration: '3h' }));
    expect(of('groupScaled')).toEqual([]);
    expect(tasks.filter(({ running }) => running !== undefined)).toHaveLength(3);
  });
});

it('[A.ASG-5] a run with policies that is saved in the middle of a minute goes on as if it had not been', () => {
  const policies = `[{ policyName: cpu, targetTrackingConfiguration: { targetValue: 50, predefinedMetricSpecification: { predefinedMetricType: ASGAverageCPUUtilization } } }, ${reserved(75)}]`;
  const work = service('small', '{ at: 0s, desiredCount: 6 }, { at: 20m, desiredCount: 30 }, { at: 1h, desiredCount: 2 }');
  const text = scenario({ size: 2, policies, work, settings: '', more: 'monitoring: { enabled: true }', duration: '2h' });
  const whole = predict(text).of('groupScaled');
  expect(whole.length).toBeGreaterThan(5);
  for (const savedAt of [170.5, 1_234.567, 3_930]) expect(predict(text, { savedAt }).of('groupScaled')).toEqual(whole);
});
