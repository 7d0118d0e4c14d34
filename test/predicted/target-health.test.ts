import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

// Source: exp-d03-failover of MISW4501-202614-Grupo14-Solventa (V.8, V.9, V.11, V.12); page target-group-health-checks.

/** Two tasks behind a target group, as V.8 has them. Every start takes 20 s, and the scheduler reacts at once. */
const scenario = (over: { group?: string; service?: string; container?: string; scheduler?: string } = {}) => `
name: hung
duration: 1h
cluster: { availabilityZones: [us-east-1a, us-east-1b], containerInstances: [{ instanceType: m5.large, count: 2 }] }
timings: { imagePull: 0s, containerStart: 20s, containerStop: 0s }
serviceScheduler: { reaction: 0s, registration: 0s${over.scheduler ?? ''} }
taskDefinitions:
  - { family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 256, memory: 512${over.container ?? ''} }] }
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 2
    launchType: EC2
    healthCheckGracePeriodSeconds: 30
    loadBalancers: [{ targetGroupArn: web }]
    ${over.service ?? ''}
targetGroups:
  - { name: web, deregistrationDelaySeconds: 30, healthyThresholdCount: 2, ${over.group ?? 'healthCheckIntervalSeconds: 5, healthCheckTimeoutSeconds: 3, unhealthyThresholdCount: 2'} }
`;

const FIVE_SECONDS = ', healthCheck: { command: [CMD, check], interval: 5, timeout: 3, retries: 2, startPeriod: 15 }';
const ONCE_HEALTHY = ', registersWhen: healthy';

/** When the tasks of the first start turned healthy and unhealthy, in seconds after RUNNING. */
function timelineOf(text: string) {
  const { of, tasks } = predict(text, { until: 1_200 });
  return tasks.slice(0, 2).map(({ task, running }) =>
    of('taskHealthChanged')
      .filter(({ args }) => args.task === task)
      .map(({ at, args }) => [args.condition === 1 ? 'healthy' : 'unhealthy', at - running!]),
  );
}

describe('a new target', () => {
  // The first check comes 1.5 s after the registration, which is at RUNNING; one success is enough.
  it.each([5, 30])('[V.12] is healthy after its first check, whatever the threshold and an interval of %i s', (interval) => {
    const group = `healthCheckIntervalSeconds: ${interval}, healthCheckTimeoutSeconds: 3`;
    expect(timelineOf(scenario({ group }))).toEqual([[['healthy', 1.5]], [['healthy', 1.5]]]);
  });

  it('[A.TM-10] needs one success where its first check waits for an interval', () => {
    expect(timelineOf(scenario({ scheduler: ', firstCheck: afterInterval' }))[0]).toEqual([['healthy', 5]]);
    expect(timelineOf(scenario({ scheduler: ', firstCheck: atOnce' }))[0]).toEqual([['healthy', 0]]);
  });

  // Both checks begin at RUNNING: the container's passes after 5 s, the target's after 1.5 s.
  it('[S.HEALTH-4] is registered at RUNNING, and its task is healthy once both checks have passed', () => {
    expect(timelineOf(scenario({ container: FIVE_SECONDS }))[0]).toEqual([['healthy', 5]]);
  });

  // The container's check passes 5 s after the start: only then the task is registered, and its target is healthy 1.5 s later.
  it('[V.11] is registered once its container is HEALTHY, and not at RUNNING, with registersWhen: healthy', () => {
    expect(timelineOf(scenario({ container: FIVE_SECONDS, scheduler: ONCE_HEALTHY }))[0]).toEqual([['healthy', 6.5]]);
  });
});

describe('a target whose program answers late', () => {
  const answers = (after: string, over: { group?: string; container?: string; scheduler?: string } = {}) =>
    timelineOf(scenario({ ...over, service: `failureMode: { answersAfter: ${after} }` }))[0];

  // Checks at 1.5 s, which fails, and an interval later, which passes: one failure is no verdict.
  it('[P.290, P.295] waits for the next check when it misses the first', () => {
    expect(answers('5s')).toEqual([['healthy', 6.5]]);
    expect(answers('20s', { group: 'healthCheckIntervalSeconds: 30, healthCheckTimeoutSeconds: 5' })).toEqual([['healthy', 31.5]]);
    expect(answers('1500ms')).toEqual([['healthy', 1.5]]);
  });

  // The checks at 1.5 and 6.5 s fail, so that it is unhealthy within its grace of 30 s, and healthy by the two at 11.5 and 16.5 s.
  it('[A.TM-10] needs the threshold once it has been unhealthy, and goes if its grace period ends before', () => {
    expect(answers('10s')).toEqual([['healthy', 16.5]]);
    expect(answers('10m')![0]).toEqual(['unhealthy', 30]);
  });

  // The container fails its checks at 5 and 10 s and passes at 15 s; the task is registered then, and its target passes 1.5 s later.
  it('[V.11] answers the command of its container from then on, too', () => {
    const container = ', healthCheck: { command: [CMD, check], interval: 5, timeout: 3, retries: 3 }';
    expect(answers('12s', { container, scheduler: ONCE_HEALTHY })).toEqual([['healthy', 16.5]]);
    expect(answers('0s', { container, scheduler: ONCE_HEALTHY })).toEqual([['healthy', 6.5]]);
  });
});

describe('a target whose container never becomes HEALTHY', () => {
  // Its container's checks fail at 30, 60 and 90 s. Its target would be unhealthy at 16.5 s, and no longer in its grace at 30 s.
  it('[V.11] is never registered, so that only the container makes the task unhealthy', () => {
    const container = ', healthCheck: { command: [CMD, check], interval: 30, timeout: 5, retries: 3 }';
    const fails = (from: string) => `failureMode: { unhealthyAfter: ${from}, unhealthyBy: refusal }`;
    for (const service of [fails('0s'), `containers: { web: { healthyAfter: never } }\n    ${fails('10s')}`])
      expect(timelineOf(scenario({ container, service, scheduler: ONCE_HEALTHY }))[0]).toEqual([['unhealthy', 90]]);
  });

  // The container's checks fail at 30, 60 and 90 s, and the target's pass. Where the target's fail too, the second of them fails at 6.5 s, and
  // the task is unhealthy when its grace period of 30 s ends.
  it('[S.HEALTH-4] makes the task unhealthy though its load balancer finds it healthy', () => {
    const container = ', healthCheck: { command: [CMD, check], interval: 30, timeout: 5, retries: 3 }';
    const by = (unhealthyBy: string) =>
      scenario({ container, service: `failureMode: { unhealthyAfter: 0s, unhealthyBy: ${unhealthyBy} }` });
    expect(timelineOf(by('containerCheck'))[0]).toEqual([['unhealthy', 90]]);
    expect(timelineOf(by('check'))[0]).toEqual([['unhealthy', 30]]);
  });

  // Both checks pass, the container's first at 30 s. From 65 s on the container's fail: at 90, 120 and 150 s.
  it('[S.HEALTH-4] or fails later', () => {
    const container = ', healthCheck: { command: [CMD, check], interval: 30, timeout: 5, retries: 3 }';
    const service = 'failureMode: { unhealthyAfter: 65s, unhealthyBy: containerCheck }';
    expect(timelineOf(scenario({ container, service }))[0]).toEqual([
      ['healthy', 30],
      ['unhealthy', 150],
    ]);
  });
});

describe('the health of a task that hangs', () => {
  // Checks at 1.5, 6.5, ..., 121.5, 126.5 s after RUNNING. The one at 121.5 is the first after the hang and times out, so does the next: 126.5 + 3.
  it('[V.8] is unhealthy after the time to the next check, an interval for each further failure, and the timeout', () => {
    const service = 'failureMode: { unhealthyAfter: 120s }';
    expect(timelineOf(scenario({ service }))[0]).toEqual([
      ['healthy', 1.5],
      ['unhealthy', 129.5],
    ]);
    // A refused connection fails at once.
    expect(timelineOf(scenario({ service: 'failureMode: { unhealthyAfter: 120s, unhealthyBy: refusal }' }))[0]![1]).toEqual([
      'unhealthy',
      126.5,
    ]);
  });

  // The target's second check would come after 300 s. The container's checks at 120 s and 5 s after the end of that one fail: with the timeout of 3 s
  // at 123 s and 131 s, at once at 120 s and 125 s.
  it('[V.8] is unhealthy by the checks of its container, which time out as well', () => {
    const container = ', healthCheck: { command: [CMD, check], interval: 5, timeout: 3, retries: 2 }';
    const group = 'healthCheckIntervalSeconds: 300, healthCheckTimeoutSeconds: 3';
    const unhealthy = (more: string) =>
      timelineOf(scenario({ group, container, service: `failureMode: { unhealthyAfter: 120s${more} }` }))[0]![1];
    expect(unhealthy('')).toEqual(['unhealthy', 131]);
    expect(unhealthy(', unhealthyBy: refusal')).toEqual(['unhealthy', 125]);
  });

  // Checks at 1.5 + 30 n: 121.5, 151.5 and 181.5 fail, the last at its timeout of 5 s. Detection 66.5 s, within 65 and 95.
  it('[V.9] takes two more intervals with a threshold of three', () => {
    const group = 'healthCheckIntervalSeconds: 30, healthCheckTimeoutSeconds: 5, unhealthyThresholdCount: 3';
    expect(timelineOf(scenario({ group, service: 'failureMode: { unhealthyAfter: 120s }' }))[0]![1]).toEqual(['unhealthy', 186.5]);
  });
});

describe('a target that hangs', () => {
  // All tasks run and are registered at 20 s and first checked at 21.5 s. They hang at 600 s. A single node checks at 601.5 s; its second check fails 5 s
  // later, at the timeout of 3 s: 609.5 s. Nodes with times of their own begin u seconds after the hang, u in [0, 5), and the last decides: u + 8 s, with
  // two nodes 5 x 2/3 + 8 = 11.3 s on average, with a hundred 12.95 s.
  const found = (nodes: number) => {
    const text = scenario({ scheduler: `, checkingNodes: ${nodes}` }).replace('desiredCount: 2', 'desiredCount: 14');
    const { of } = predict(`${text}faults: [{ at: 10m, type: taskFailure, service: web, count: 14 }]`, { until: 620 });
    return of('taskHealthChanged').flatMap(({ at, args }) => (at > 600 && args.condition === 2 ? [at - 600] : []));
  };
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  it('[V.8] is unhealthy when the last node of its load balancer has found it so', () => {
    expect(new Set(found(1))).toEqual(new Set([9.5]));
    const two = found(2);
    expect(two).toHaveLength(14);
    expect(Math.min(...two)).toBeGreaterThanOrEqual(8);
    expect(Math.max(...two)).toBeLessThan(13);
    expect(mean(two)).toBeGreaterThan(10.2);
    expect(mean(two)).toBeLessThan(12.4);
    expect(Math.min(...found(100))).toBeGreaterThan(12.5);
  });
});
