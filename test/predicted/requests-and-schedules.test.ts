import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

const HEAD = `
timings: { containerStart: 1s, containerStop: 1s, imagePull: 0s }
cluster: { availabilityZones: [us-east-1a], containerInstances: [{ instanceType: m5.12xlarge, count: 1 }] }
taskDefinitions: [{ family: w, networkMode: bridge, containerDefinitions: [{ name: w, image: w, cpu: 256, memory: 256 }] }]`;

/** Changes of the desired count after the start: [second, count]. */
function changes(text: string): [number, number][] {
  return predict(text)
    .of('serviceDesired')
    .slice(1)
    .map(({ at, args }) => [at, args.count!]);
}

/** Two tasks, 1,000 requests of a target each minute; 300 of each, and 3,000 from half a minute past the thirtieth on. */
function requests(scaling: string): string {
  return `
name: requests
duration: 38m
serviceScaling: { evaluationPhase: 30s${scaling} }
${HEAD}
targetGroups: [{ name: w }]
services:
  - serviceName: w
    taskDefinition: w
    desiredCount: 2
    launchType: EC2
    loadBalancers: [{ targetGroupArn: w, containerName: w, containerPort: 80 }]
    load:
      arrivals: { type: steps, entries: [{ at: 0s, rate: 10/s }, { at: 30m30s, rate: 100/s }] }
      task: { concurrency: 100, serviceTime: 10ms, cpuTime: 1ms }
    scaling:
      minCapacity: 2
      maxCapacity: 20
      policies:
        - policyType: TargetTrackingScaling
          targetTrackingScalingPolicyConfiguration: { targetValue: 1000, predefinedMetricSpecification: { predefinedMetricType: ALBRequestCountPerTarget } }
`;
}

// Source: load test of maspex-uat-api, 15 May 2026: a step at most 288 s after the jump of the requests (P.181).
// Minute 1,800 to 1,860 has 1,650 requests of each target, so the third point above 1,000 ends 1,980. Evaluations come 30 s past each minute, and the action 3 s later: 2 x 3,000 / 1,000.
describe('points of the load balancer', () => {
  it('P.181 are there a minute after their own: 1,980 + 60 is evaluated at 2,070, those of ECS 1,980 + 150 at 2,130', () => {
    expect(changes(requests(''))[0]).toEqual([2_073, 6]);
    expect(changes(requests(', metricDelayRequests: 150s'))[0]).toEqual([2_133, 6]);
  });

  it('P.181 come no later than those of ECS where metricDelay is shorter', () => {
    expect(changes(requests(', metricDelay: 20s'))[0]).toEqual([2_013, 6]);
    expect(changes(requests(', metricDelay: 20s, metricDelayRequests: 60s'))[0]).toEqual([2_073, 6]);
  });

  // CloudWatch evaluates an expression once the points of all its metrics are there.
  it('P.181 metric math over them is there with them, and over metrics of ECS, too, with the later ones', () => {
    const metric = (id: string, name: string) =>
      `{ id: ${id}, metricStat: { metric: { namespace: AWS/X, metricName: ${name} }, stat: Average }, returnData: false }`;
    const over = (names: string[], expression: string) =>
      requests('').replace(
        'predefinedMetricSpecification: { predefinedMetricType: ALBRequestCountPerTarget }',
        `customizedMetricSpecification: { metrics: [${names.map((name, i) => metric(`m${i}`, name)).join()}, { id: e, expression: "${expression}" }] }`,
      );
    expect(changes(over(['RequestCountPerTarget', 'ResponseTime'], 'm0 + 0 * m1'))[0]).toEqual([2_073, 6]);
    expect(changes(over(['RequestCountPerTarget', 'CPUUtilization'], 'm0 + 0 * m1'))[0]).toEqual([2_133, 6]);
  });
});

/** No task until a scheduled action at 06:00, ten minutes after the start, and none again at 06:20. */
function schedule(scaling: string): string {
  return `
name: schedule
duration: 40m
startsAt: 2021-08-24T05:50:00Z
serviceScaling: { ${scaling} }
${HEAD}
services:
  - serviceName: w
    taskDefinition: w
    desiredCount: 0
    launchType: EC2
    scaling:
      minCapacity: 0
      maxCapacity: 0
      scheduledActions:
        - { scheduledActionName: up, schedule: cron(0 6 * * ? *), scalableTargetAction: { minCapacity: 1, maxCapacity: 1 } }
        - { scheduledActionName: down, schedule: cron(20 6 * * ? *), scalableTargetAction: { minCapacity: 0, maxCapacity: 0 } }
`;
}

// Source: DescribeScalingActivities, 24 August 2021: an action of 06:00:00 began at 06:00:16.5 (P.180); 8.5 and 14.6 s in the user guide of Application Auto Scaling.
describe('scheduled actions of a service', () => {
  it('P.180 change its bounds 13 s after their time', () => {
    expect(changes(schedule(''))).toEqual([[613, 1], [1_813, 0]]); // biome-ignore format: one row
  });

  it('P.180 or after the time that is given, also one of minutes; without actionDelay at once', () => {
    expect(changes(schedule('scheduleDelay: 150s'))).toEqual([[750, 1], [1_950, 0]]); // biome-ignore format: one row
    expect(changes(schedule('scheduleDelay: 2m'))).toEqual([[720, 1], [1_920, 0]]); // biome-ignore format: one row
    expect(changes(schedule('actionDelay: 0s'))).toEqual([[600, 1], [1_800, 0]]); // biome-ignore format: one row
  });

  // From 05:59:40 the minutes of the run begin 40 s past those of the clock, so 06:00 is its second 20.
  it('P.180 do so between two minutes of the run, and in its first one', () => {
    expect(changes(schedule('').replace('05:50:00', '05:59:40'))).toEqual([[33, 1], [1_233, 0]]); // biome-ignore format: one row
  });

  it('[A.SAS-9] P.180 do so where they were due before the run began, and in its first millisecond', () => {
    expect(changes(schedule('').replace('05:50:00', '06:00:08'))).toEqual([[5, 1], [1_205, 0]]); // biome-ignore format: one row
    expect(changes(schedule('').replace('05:50:00', '06:00:14'))).toEqual([]);
    expect(changes(schedule('scheduleDelay: 0s').replace('05:50:00', '06:00:00'))).toEqual([[0, 1], [1_200, 0]]); // biome-ignore format: one row
  });

  // Due at 10 and 30 s: two actions in the first minute of the run, and the third is over before its startTime.
  it('[A.SAS-9, S.SCHEDSC-1] P.180 each after its own time within one minute, and not before its startTime', () => {
    const at = (name: string, when: string, count: number, more = '') =>
      `{ scheduledActionName: ${name}, schedule: "at(2021-08-24T05:50:${when})"${more}, scalableTargetAction: { minCapacity: ${count}, maxCapacity: ${count} } }`;
    const all = [at('a', '10', 2), at('b', '30', 3), at('c', '20', 4, ', startTime: 2021-08-24T05:50:21Z')];
    const text = schedule('').replace(/scheduledActions:[\s\S]*/, `scheduledActions: [${all.join()}]\n`);
    expect(changes(text)).toEqual([[23, 2], [43, 3]]); // biome-ignore format: one row
  });
});
