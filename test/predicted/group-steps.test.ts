// Source: EC2 Auto Scaling guide, "Step and simple scaling policies" and "Scaling cooldowns"; figures worked out by hand.
import { describe, expect, it } from 'vitest';
import { checked } from './checked.js';
import { alarm, changes, reasons, reserved, row, scenario, sizes, tracking } from './own-policies.js';
import { predict } from './predict.js';

const OUT = 'GreaterThanOrEqualTo';
const DOWN = 'LessThanOrEqualTo';
const NO_WARMUP = 'defaultInstanceWarmup: 0';

const step = (change: number, lower?: number, upper?: number) =>
  `{ scalingAdjustment: ${change}${lower === undefined ? '' : `, metricIntervalLowerBound: ${lower}`}${upper === undefined ? '' : `, metricIntervalUpperBound: ${upper}`} }`;
const stepping = (name: string, by: string, steps: string, rest: string) =>
  `{ policyName: ${name}, policyType: StepScaling, adjustmentType: ${by}, stepAdjustments: [${steps}], ${rest} }`;
const simple = (change: number, rest: string) =>
  `{ policyName: simple${change}, policyType: SimpleScaling, adjustmentType: ChangeInCapacity, scalingAdjustment: ${change}, ${rest} }`;

describe('step scaling of a group', () => {
  /** The policies of A.T-ASG-d: nothing within 10 of the threshold, then a tenth, then three tenths. */
  const out = stepping('out', 'PercentChangeInCapacity', [step(0, 0, 10), step(10, 10, 20), step(30, 20)].join(', '), alarm(OUT, 50));
  const down = stepping(
    'in',
    'PercentChangeInCapacity',
    [step(0, -10, 0), step(-10, -20, -10), step(-30, undefined, -20)].join(', '),
    alarm(DOWN, 50),
  );

  it('[A.ASG-7, A.T-ASG-d, M.STEP-1] goes 10, 11, 14, 13, 10 at 60, 70, 40 and 30', () => {
    const load = [60, 55, 55, 70, 55, 55, 55, 40, 55, 55, 30, 55, 55];
    expect(changes(scenario({ size: 10, policies: `[${out}, ${down}]`, more: NO_WARMUP, load }))).toEqual([[1, 10, 11], [4, 11, 14], [8, 14, 13], [11, 13, 10]]); // biome-ignore format: a row a step
  });

  it('[M.T-OWN-e] requests at 62 no more than at 60 while the new one warms up, at 70 three tenths of ten, once it is warm of eleven', () => {
    const from = (load: readonly number[]) => changes(scenario({ size: 10, policies: `[${out}, ${down}]`, load: [...load, 55, 55, 55] }));
    expect(from([60, 62, 62, 70])).toEqual([[1, 10, 11], [4, 11, 13]]); // biome-ignore format: a row a step
    // In service at minute 2 and warm at minute 7.
    expect(from([60, 55, 55, 55, 55, 55, 55, 70])).toEqual([[1, 10, 11], [8, 11, 14]]); // biome-ignore format: a row a step
  });

  it('[A.T-ASG-e, A.ASG-7] rounds 12.7 to 12, 0.67 to 1, -0.58 to -1 and -6.67 to -6', () => {
    const by = (size: number, percent: number) => {
      const policies = `[${stepping('p', 'PercentChangeInCapacity', percent > 0 ? step(percent, 0) : step(percent, undefined, 0), alarm(percent > 0 ? OUT : DOWN, 50))}]`;
      const [to] = sizes(scenario({ size, policies, max: 200, load: [50, percent > 0 ? 0 : 100, percent > 0 ? 0 : 100] }));
      return to! - size;
    };
    expect([by(127, 10), by(67, 1), by(58, -1), by(23, -29)]).toEqual([12, 1, -1, -6]);
  });

  it('[A.ASG-7] changes at least minAdjustmentMagnitude by percent: 4 and a quarter are 6 with 2', () => {
    const policies = `[${stepping('p', 'PercentChangeInCapacity', step(25, 0), `minAdjustmentMagnitude: 2, ${alarm(OUT, 50)}`)}]`;
    expect(sizes(scenario({ size: 4, policies, load: [60, 0, 0] }))).toEqual([6]);
  });

  it('[M.STEP-1, A.ASG-5] counts from instances past their warm-up: alarms in one step during it make one activity', () => {
    const policies = `[${stepping('p', 'ChangeInCapacity', [step(1, 0, 20), step(3, 20)].join(', '), alarm(OUT, 50))}]`;
    // 4 and one are 5, as long as the fifth warms up; a larger breach requests 4 and three.
    expect(changes(scenario({ size: 4, policies, load: [60, 60, 60, 80, 80, 60, 0, 0] }))).toEqual([[1, 4, 5], [4, 5, 7]]); // biome-ignore format: a row a step
  });

  it('[M.STEP-1] sets with ExactCapacity', () => {
    const policies = `[${stepping('p', 'ExactCapacity', step(9, 0), alarm(OUT, 50))}]`;
    expect(sizes(scenario({ size: 4, policies, load: [60, 0, 0] }))).toEqual([9]);
  });

  it('[A.T-ASG-b, A.T-ASG-c, A.ASG-3] of several policies follows the one that leaves most', () => {
    const two = (a: string, b: string, size: number, value: number) =>
      sizes(scenario({ size, policies: `[${a}, ${b}]`, load: [value, 50, 50] }));
    const plus = (n: number) => stepping(`plus${n}`, 'ChangeInCapacity', step(n, 0), alarm(OUT, 60));
    const minus = stepping('minus3', 'ChangeInCapacity', step(-3, undefined, 0), alarm(DOWN, 40));
    const quarter = stepping('quarter', 'PercentChangeInCapacity', step(-25, undefined, 0), alarm(DOWN, 40));
    expect(two(plus(1), plus(2), 4, 70)).toEqual([6]);
    expect(two(minus, quarter, 8, 30)).toEqual([6]);
  });

  it('[M.ALM-1] is started by its own alarm, point by point, and not by one whose actions are off', () => {
    const slow = stepping(
      'p',
      'ChangeInCapacity',
      step(1, 0),
      alarm(OUT, 50, ', datapointsToAlarm: 2').replace('evaluationPeriods: 1', 'evaluationPeriods: 3'),
    );
    expect(changes(scenario({ size: 4, policies: `[${slow}]`, load: [60, 0, 60, 0, 0, 0] }))).toEqual([[3, 4, 5]]);
    const off = stepping('p', 'ChangeInCapacity', step(1, 0), alarm(OUT, 50, ', actionsEnabled: false'));
    expect(changes(scenario({ size: 4, policies: `[${off}]`, load: row(60, 5) }))).toEqual([]);
  });
});

describe('simple scaling of a group', () => {
  it('[M.SIM-1, A.ASG-7] waits until its instances are in service, and then for its cooldown', () => {
    const policies = `[${simple(2, `cooldown: 240, ${alarm(OUT, 50)}`)}]`;
    // At minute 1 two launch, in service at minute 2; the cooldown of four minutes ends at minute 6.
    expect(changes(scenario({ size: 4, policies, load: [...row(60, 9), 0, 0] }))).toEqual([[1, 4, 6], [6, 6, 8]]); // biome-ignore format: a row a step
    expect(reasons(scenario({ size: 4, policies, load: [60, 60, 0, 0] }))).toEqual(['policyScaledOut', 'heldByCooldown']);
  });

  it('[M.T-OWN-g, M.SIM-1] launches each four minutes with a cooldown of 120 s and a boot of 90 s, while its alarm lasts', () => {
    const policies = `[${simple(1, `cooldown: 120, ${alarm(OUT, 50)}`)}]`;
    const text = scenario({ size: 4, policies, load: [...row(60, 9), 0, 0] }).replace('instanceBoot: 60s', 'instanceBoot: 90s');
    expect(changes(text).map(([minute]) => minute)).toEqual([1, 5, 9]);
  });

  it('[M.SIM-1] takes the cooldown of the group where it has none: 300 seconds by default', () => {
    const at = (more: string) =>
      changes(scenario({ size: 4, more, policies: `[${simple(1, alarm(OUT, 50))}]`, load: [...row(60, 9), 0, 0] })).map(
        ([minute]) => minute,
      );
    expect(at('')).toEqual([1, 7]);
    expect(at('defaultCooldown: 120')).toEqual([1, 4, 7]);
  });

  it('[M.SIM-1, A.ASG-5] removes while an instance warms up, which holds back step scaling', () => {
    const load = [60, 45, 45, 30, ...row(30, 4), 45];
    const more = 'defaultInstanceWarmup: 300';
    const both = (out: string, down: string) => changes(scenario({ size: 4, policies: `[${out}, ${down}]`, load, more }));
    const out = simple(1, `cooldown: 60, ${alarm(OUT, 50)}`);
    // In service at minute 2; the cooldown ends at minute 3, the warm-up at minute 7.
    expect(both(out, simple(-1, `cooldown: 600, ${alarm(DOWN, 40)}`))).toEqual([[1, 4, 5], [4, 5, 4]]); // biome-ignore format: a row a step
    const down = stepping('in', 'ChangeInCapacity', step(-1, undefined, 0), alarm(DOWN, 40));
    expect(both(out, down)[1]![0]).toBe(7);
  });

  it('[M.SIM-1] does not hold back target tracking', () => {
    const policies = `[${simple(1, alarm(OUT, 50))}, ${reserved(75)}, ${tracking(55)}]`;
    // The alarm of the simple policy is first; target tracking wants 8 at the third point.
    expect(changes(scenario({ size: 4, policies, more: NO_WARMUP, load: [...row(88, 3), ...row(54, 9)] }))[1]).toEqual([3, 5, 8]);
  });
});

describe('policies of a group that are refused, or warned of', () => {
  const mistakesOf = (policies: string, more: Partial<Parameters<typeof scenario>[0]> = {}) =>
    checked(scenario({ size: 2, policies, ...more }));
  const errors = (policies: string) => mistakesOf(policies).errors.map(({ message }) => message);

  it('[M.OWN-1, A.CAS-22] are those beside managed scaling', () => {
    const { errors: wrong, warnings } = mistakesOf(`[${tracking(50)}]`, { managed: '{ managedScaling: { status: ENABLED } }' });
    expect(wrong).toEqual([]);
    expect(warnings.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^stands beside managed scaling, .* \(A\.CAS-22\)/),
    );
    expect(mistakesOf(`[${tracking(50)}]`).warnings.filter(({ message }) => message.includes('managed scaling'))).toEqual([]);
  });

  it('[M.STEP-1] are steps with a gap, without an end, or of a policy of another type', () => {
    expect(errors(`[${stepping('p', 'ChangeInCapacity', [step(1, 0, 10), step(2, 20)].join(', '), alarm(OUT, 50))}]`)).toEqual([
      'there is a gap between two steps: they must lie side by side',
    ]);
    expect(errors(`[${stepping('p', 'ChangeInCapacity', step(1, 0, 10), alarm(OUT, 50))}]`)).toEqual([
      'the highest step ends above the threshold: leave out its metricIntervalUpperBound',
    ]);
    expect(errors(`[{ policyName: p, policyType: StepScaling, adjustmentType: ChangeInCapacity, scalingAdjustment: 1 }]`)).toEqual([
      'StepScaling does not go with scalingAdjustment: SimpleScaling',
    ]);
    expect(errors('[{ policyName: p }]')).toEqual(['needs exactly one of targetTrackingConfiguration, stepAdjustments, scalingAdjustment']);
    expect(errors('[{ policyName: p, scalingAdjustment: 1 }]')).toEqual([
      'is missing: ChangeInCapacity, PercentChangeInCapacity or ExactCapacity',
    ]);
  });

  it('[M.MET-1, M.MET-3] are metrics that a run does not have, and two that track one metric', () => {
    const predefined = (type: string) =>
      `[{ policyName: p, targetTrackingConfiguration: { targetValue: 5, predefinedMetricSpecification: { predefinedMetricType: ${type} } } }]`;
    expect(errors(predefined('ASGAverageNetworkIn'))[0]).toMatch(
      /^ASGAverageNetworkIn is understood but not simulated yet: instances have no network here/,
    );
    expect(errors(predefined('ALBRequestCountPerTarget'))[0]).toMatch(/^ALBRequestCountPerTarget is understood but not simulated yet/);
    const other = (name: string) =>
      `[{ policyName: p, targetTrackingConfiguration: { targetValue: 5, customizedMetricSpecification: { namespace: AWS/ECS, metricName: ${name} } } }]`;
    expect(errors(other('CPUReservations'))).toEqual([
      '"CPUReservations" is no metric of a group or the cluster here, nor one of customMetrics with this namespace and these dimensions; did you mean CPUReservation?',
    ]);
    expect(errors(`[${tracking(50)}, ${tracking(60)}]`)).toEqual([
      'tracks the metric of a policy before it: target tracking takes one policy for each metric',
    ]);
  });

  it('[M.MET-1] are those of a group that may have no instance, whose metrics have no points then', () => {
    const text = scenario({ size: 1, policies: `[${reserved(50)}]` }).replace('minSize: 1', 'minSize: 0');
    expect(checked(text).warnings.map(({ message }) => message)).toContainEqual(expect.stringMatching(/^is 0: without an instance/));
    const { of } = predict(text.replace('desiredCapacity: 1', 'desiredCapacity: 0'), { until: 3600 });
    expect(of('groupScaled')).toEqual([]);
  });
});
