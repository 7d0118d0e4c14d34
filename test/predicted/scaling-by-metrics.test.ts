import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

/**
 * Source: Application Auto Scaling user guide, "Target tracking scaling policies" and "Step scaling policies"; CloudWatch user guide, "Alarm
 * evaluation"; figures worked out by hand.
 */

const METRICS = ['Waiting', 'Older'] as const;

/** A service that starts in a second, with room for all. The points of both metrics come half a minute before the end of their minute. */
const text = (tasks: number, policies: readonly string[], values: readonly (readonly number[])[], settings = '') => `
name: several
duration: 30m
timings: { imagePull: 0s, containerStart: 1s, containerStop: 1s }
serviceScaling: { metricDelay: 0s, evaluationPhase: 30s, actionDelay: 0s${settings} }
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.24xlarge, count: 2 }] }
customMetrics: ${JSON.stringify(
  METRICS.map((metricName, nth) => ({
    ...{ namespace: 'Shop', metricName },
    points: (values[nth] ?? []).map((value, minute) => ({ at: `${minute * 60 + 30}s`, value })),
  })),
)}
taskDefinitions:
  - { family: w, networkMode: bridge, containerDefinitions: [{ name: w, image: w, cpu: 128, memory: 128 }] }
services:
  - serviceName: w
    taskDefinition: w
    desiredCount: ${tasks}
    launchType: EC2
    scaling: { minCapacity: 1, maxCapacity: 100, policies: [${policies.join(', ')}] }`;

/** Desired counts: [second, count]. */
const counts = (...parts: Parameters<typeof text>) =>
  predict(text(...parts))
    .of('serviceDesired')
    .map(({ at, args }) => [at, args.count]);

const tracking = (metric: string) =>
  `{ policyName: ${metric}, targetTrackingScalingPolicyConfiguration: { targetValue: 50, customizedMetricSpecification: { namespace: Shop, metricName: ${metric} } } }`;

const row = (value: number, minutes: number) => Array<number>(minutes).fill(value);

describe('target tracking policies that remove together', () => {
  // Each alarm acts by itself. The fifteenth point is that of minute 14, evaluated at 930 s.
  it('[A.ASG-3, A.SAS-8, S.TT-6] leave what the policy needs that needs most, whichever is called', () => {
    // 20 x 30 / 50 = 12 and 20 x 20 / 50 = 8; then both are near their target.
    const [most, least] = [30, 20].map((value) => [...row(value, 15), ...row(48, 14)]);
    for (const values of [[most!, least!], [least!, most!]]) // biome-ignore format: pairs
      expect(counts(20, METRICS.map(tracking), values, ', scaleInSteps: proportional')).toEqual([[0, 20], [930, 12]]); // biome-ignore format: steps
  });

  it('[A.SAS-2, S.TT-6] remove nothing where one of them would be above its target', () => {
    // 44 is below nine tenths of 50; four tasks in place of five would be at 55.
    expect(counts(5, METRICS.map(tracking), [row(44, 29), row(10, 29)])).toEqual([[0, 5]]);
    expect(counts(5, METRICS.map(tracking), [row(40, 15), row(10, 15)])).toEqual([[0, 5], [930, 4]]); // biome-ignore format: steps
  });
});

describe('a step that sets the capacity', () => {
  it('[S.STEP-1, S.SAS-4] sets it in a scale-out cooldown, too', () => {
    const policy = `{ stepScalingPolicyConfiguration: { adjustmentType: ExactCapacity, cooldown: 300, stepAdjustments: [
      { metricIntervalLowerBound: 0, metricIntervalUpperBound: 20, scalingAdjustment: 6 }, { metricIntervalLowerBound: 20, scalingAdjustment: 20 }] },
      alarm: { namespace: Shop, metricName: Waiting, comparisonOperator: GreaterThanThreshold, threshold: 50 } }`;
    // 60 sets 6 tasks; 90 sets 20 a minute later, and 60 removes none of them.
    expect(counts(5, [policy], [[60, 90, 60, 60]])).toEqual([[0, 5], [90, 6], [150, 20]]); // biome-ignore format: steps
  });
});

describe('an alarm with a period of several minutes', () => {
  const policy = (alarm: string) => `{ stepScalingPolicyConfiguration: { adjustmentType: ChangeInCapacity, cooldown: 300, stepAdjustments: [
      { metricIntervalLowerBound: 0, scalingAdjustment: 2 }] },
      alarm: { namespace: Shop, metricName: Waiting, comparisonOperator: GreaterThanThreshold, threshold: 50, ${alarm} } }`;

  it('[M.ALM-1] is judged each minute by the last minutes', () => {
    // The mean of minutes 2 to 6 is 56, that of minutes 1 to 5 is 48: evaluated at 450 s. From minute 10 on it is 48 again.
    expect(counts(5, [policy('period: 300')], [[...row(40, 5), 80, 80, ...row(40, 22)]])).toEqual([[0, 5], [450, 7]]); // biome-ignore format: steps
    // A period that began before the run has no point.
    expect(counts(5, [policy('period: 300')], [[...row(80, 5), ...row(10, 24)]])).toEqual([[0, 5], [330, 7]]); // biome-ignore format: steps
  });

  it('[M.ALM-1] judges periods side by side, whatever minute they end in', () => {
    // Minutes 3 and 4, and 5 and 6, have means of 60; minutes 2 and 3, and 6 and 7, of 50.
    const values = [...row(40, 3), ...row(60, 4), ...row(40, 22)];
    expect(counts(5, [policy('period: 120, evaluationPeriods: 2')], [values])).toEqual([[0, 5], [450, 7]]); // biome-ignore format: steps
    expect(counts(5, [policy('period: 120, evaluationPeriods: 2')], [[40, ...values]])).toEqual([[0, 5], [510, 7]]); // biome-ignore format: steps
  });
});
