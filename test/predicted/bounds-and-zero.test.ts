import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

/**
 * Source: Application Auto Scaling user guide, "Target tracking scaling policies" and "Scheduled scaling"; ECS developer guide,
 * service-auto-scaling.
 */

interface Parts {
  readonly tasks: number;
  readonly bounds: string;
  /** Lines of `scaling`. */
  readonly scaling: readonly string[];
  /** The metric by minute, from the minute on, at this second of each. */
  readonly from?: number;
  readonly second?: number;
  readonly values?: readonly number[];
}

/** A service that starts in a second, with room for all, and a metric that is there as soon as its minute is over. */
const text = ({ tasks, bounds, scaling, from = 0, second = 30, values = [] }: Parts) => `
name: scaled
duration: 1h
startsAt: 2026-01-05T00:00:00Z
timings: { imagePull: 0s, containerStart: 1s, containerStop: 1s }
serviceScaling: { metricDelay: 0s, evaluationPhase: 0s, actionDelay: 0s }
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.24xlarge, count: 2 }] }
customMetrics: [{ namespace: Shop, metricName: Waiting, points: ${JSON.stringify(
  values.map((value, i) => ({ at: `${(from + i) * 60 + second}s`, value })),
)} }]
taskDefinitions:
  - { family: w, networkMode: bridge, containerDefinitions: [{ name: w, image: w, cpu: 128, memory: 128 }] }
services:
  - serviceName: w
    taskDefinition: w
    desiredCount: ${tasks}
    launchType: EC2
    scaling:
      ${bounds}
${scaling.map((line) => `      ${line}\n`).join('')}`;

/** Desired counts: [second, count]. */
const counts = (parts: Parts) =>
  predict(text(parts))
    .of('serviceDesired')
    .map(({ at, args }) => [at, args.count]);

const TRACKING =
  'policies: [{ targetTrackingScalingPolicyConfiguration: { targetValue: 50, customizedMetricSpecification: { namespace: Shop, metricName: Waiting, statistic: Average } } }]';

describe('a service that leaves zero', () => {
  it('[S.SAS-8, S.SAS-4] continues from the tasks that run: in the cooldown of its first task no task is counted twice', () => {
    // The first point is that of minute 5. One task runs from 361 s on; at 480 s three points are above the target: 1 x 500 / 50 = 10.
    // A minute later 10 x 100 / 50 = 20, then the metric is at its target.
    const values = [500, 500, 500, 100, 50, 50, 50];
    expect(counts({ tasks: 0, bounds: 'minCapacity: 0\n      maxCapacity: 100', scaling: [TRACKING], from: 5, values })).toEqual([
      ...[[0, 0], [360, 1], [480, 10], [540, 20]], // biome-ignore format: steps
    ]);
  });
});

describe('points of a custom metric', () => {
  // Source: CloudWatch, "Amazon CloudWatch concepts": the time of a data point of a period is its begin. The only point above the target is of minute 5.
  it.each([0, 30, 59])('[P.133, P.219] at second %i of a minute belong to it, and are there when it is over', (second) => {
    const parts = {
      tasks: 0,
      bounds: 'minCapacity: 0\n      maxCapacity: 1',
      scaling: [TRACKING],
      from: 3,
      second,
      values: [0, 0, 500, 50],
    };
    expect(counts(parts)).toEqual([[0, 0], [360, 1]]); // biome-ignore format: steps
  });
});

describe('scheduled actions', () => {
  const action = (name: string, minute: number, bounds: string) =>
    `{ scheduledActionName: ${name}, schedule: "at(2026-01-05T00:${minute}:00)", scalableTargetAction: { ${bounds} } }`;

  it('[A.SAS-9, S.SCHEDSC-1] may raise the maximum first and the minimum above the old maximum later', () => {
    const actions = [
      action('more', 10, 'maxCapacity: 30'),
      action('busy', 20, 'minCapacity: 20'),
      action('calm', 30, 'minCapacity: 1, maxCapacity: 8'),
    ];
    const parts = { tasks: 4, bounds: 'minCapacity: 1\n      maxCapacity: 10', scaling: [`scheduledActions: [${actions.join(', ')}]`] };
    expect(counts(parts)).toEqual([[0, 4], [1200, 20], [1800, 8]]); // biome-ignore format: steps
  });

  it('[A.SAS-9, S.SCHEDSC-1] in the wrong order: the minimum is refused while the maximum is below it', () => {
    const actions = [action('busy', 10, 'minCapacity: 20'), action('more', 20, 'maxCapacity: 30')];
    const parts = { tasks: 4, bounds: 'minCapacity: 1\n      maxCapacity: 10', scaling: [`scheduledActions: [${actions.join(', ')}]`] };
    expect(counts(parts)).toEqual([[0, 4]]);
  });

  // Each action brings the count within its own bounds: 6 tasks become 3, and 5.
  it('[A.SAS-9, S.SCHEDSC-1] of one minute act one after the other', () => {
    const actions = [action('fewer', 10, 'maxCapacity: 3'), action('more', 10, 'minCapacity: 5, maxCapacity: 10')];
    const parts = { tasks: 6, bounds: 'minCapacity: 1\n      maxCapacity: 10', scaling: [`scheduledActions: [${actions.join(', ')}]`] };
    expect(counts(parts)).toEqual([[0, 6], [600, 5]]); // biome-ignore format: steps
  });
});
