import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

// Source: Dockerfile reference, HEALTHCHECK (start-interval, 5 s since Docker Engine 25); moby, daemon/health.go; aws/amazon-ecs-ami 228 (Docker 25.0.3, 26 March 2024).

interface Parts {
  readonly behaviour?: string;
  readonly launchType?: string;
  readonly timings?: string;
  readonly mode?: string;
  readonly startPeriod?: number;
  /** From when and how long a dependency is down that the check calls. */
  readonly down?: string;
}

/** One task that runs a second after its request, with a check every 30 s, three in a row. ECS knows of a result at once. */
const text = ({ behaviour = 'current', launchType = 'EC2', timings = '', mode = '', startPeriod = 60, down }: Parts) => `
name: start-interval
duration: 10m
awsBehaviour: ${behaviour}
timings: { imagePull: 0s, eniAttach: 0s, containerStart: 1s${timings} }
fargate: { start: { machine: 1s, containers: 0s, unknownImageMib: 0, p95OverMedian: 1 } }
serviceScheduler: { containerHealthReport: 0s }
cluster: { availabilityZones: [us-east-1a], capacityProviders: [FARGATE], containerInstances: [{ instanceType: m5.large, count: 1 }] }
taskDefinitions:
  - family: w
    networkMode: awsvpc
    cpu: "256"
    memory: "512"
    containerDefinitions: [{ name: c, image: w, healthCheck: { command: [CMD, check], interval: 30, timeout: 5, retries: 3, startPeriod: ${startPeriod} } }]
services: [{ serviceName: w, taskDefinition: w, desiredCount: 1, launchType: ${launchType}${mode}, dependencies: [{ name: d, healthCheck: true }] }]
faults: [${down === undefined ? '' : `{ ${down}, type: dependencyDown, dependency: d }`}]
`;

/** From RUNNING until its health is known. */
function seconds(parts: Parts): number {
  const { of, tasks } = predict(text(parts), { hasTurns: true });
  return of('taskHealthChanged')[0]!.at - tasks[0]!.running!;
}

const NEVER = ', failureMode: { unhealthyAfter: 0s, unhealthyBy: check }';

describe('a container with a start period', () => {
  it.each([
    ['on an instance', {}, 5],
    ['on Fargate', { launchType: 'FARGATE' }, 30],
    ['on an instance in 2023', { behaviour: '2023-06' }, 30],
    ['on an instance in April 2024', { behaviour: '2024-04' }, 5],
    ['with checkStartInterval: none', { timings: ', checkStartInterval: none' }, 30],
    ['with checkStartInterval: 2s', { timings: ', checkStartInterval: 2s' }, 2],
    ['of no length', { startPeriod: 0 }, 30],
  ] as [string, Parts, number][])('%s is HEALTHY after its first check', (_, parts, after) => {
    expect(seconds(parts)).toBe(after);
  });

  // Checks at 5, 10 ... 60 s, then 90 and 120 s; on Fargate at 30, 60, 90 and 120 s. Those from 60 s on count.
  it.each(['EC2', 'FARGATE'])(
    'that never passes on %s is UNHEALTHY with the third failure from the end of the start period on',
    (launchType) => {
      expect(seconds({ launchType, mode: NEVER })).toBe(120);
    },
  );

  // Checks at 5, 10 and 15 s, then 45 and 75 s; without start interval at 30, 60 and 90 s.
  it('that is shorter than the interval counts from its first check after it', () => {
    expect(seconds({ startPeriod: 12, mode: NEVER })).toBe(75);
    expect(seconds({ startPeriod: 12, mode: NEVER, timings: ', checkStartInterval: none' })).toBe(90);
  });

  // RUNNING at 1 s. The check calls what is down: those at 5, 10 ... 35 s after it fail, and that at 40 s passes; from 60 s on every 30 s, and failures count.
  it.each([
    ['passes once that is over', 'at: 0s, for: 40s', [40]],
    ['is UNHEALTHY with the third failure from the end of the start period on', 'at: 0s, for: 10m', [120]],
    ['is UNHEALTHY with the third failure after its first success', 'at: 20s, for: 10m', [5, 95]],
  ])('whose check calls what is down %s', (_, down, after) => {
    const { of, tasks } = predict(text({ down }), { hasTurns: true });
    const changes = of('taskHealthChanged').filter(({ args }) => args.task === 0);
    expect(changes.map(({ at }) => at - tasks[0]!.running!)).toEqual(after);
  });
});
