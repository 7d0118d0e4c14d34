import { describe, expect, it } from 'vitest';
import { recordOf } from './record.js';
import { played } from './toys.js';

/** 4 tasks in two zones, whose start takes 25 s with nothing to pull. */
const text = (faults: readonly string[], { service = '', workloads = '', tasks = 4 } = {}) => `
name: fargate
duration: 110m
cluster: { availabilityZones: [us-east-1a, us-east-1b], capacityProviders: [FARGATE, FARGATE_SPOT] }
serviceScheduler: { reaction: 0s }
fargate: { start: { p95OverMedian: 1 }, capacityRetry: 15s, capacityRetryMax: 5m }
taskDefinitions:
  - { family: web, networkMode: awsvpc, requiresCompatibilities: [FARGATE], cpu: "1024", memory: "2048", containerDefinitions: [{ name: web, image: web }] }
services:
  - { serviceName: web, taskDefinition: web, desiredCount: ${tasks}, capacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }]${service} }
${workloads}
faults: [${faults.map((fault) => `{ ${fault} }`).join(', ')}]
`;
const OUTAGE = 'at: 60m, for: 1h, type: zoneOutage, availabilityZone: us-east-1a';
const START = (() => {
  const [first] = played(text([])).tasks;
  return first!.running! / 60;
})();
const fails = (more = '') => `at: 60m, for: 10m, type: fargateLaunchFailure${more}`;

describe('the report of a run on Fargate', () => {
  it('[I.NN-1] counts tasks that waited for their network interfaces while no instance was launched', () => {
    const faults = ['at: 60m, for: 10m, type: noNetwork', 'at: 61m, type: stopTask, service: web, count: 2'];
    expect(recordOf(text(faults)).faults.map(({ effect }) => effect)).toEqual([
      'no instance was launched meanwhile; 2 tasks waited for their network interfaces to the end',
      '2 tasks stopped by a user',
    ]);
  });
});

describe('launches on Fargate', () => {
  it('[I.T-EX-h] a zone fails: 2 tasks start elsewhere, or after the drought', () => {
    expect(played(text([OUTAGE])).shortfall).toBeCloseTo(2 * START, 9);
    const drought = 'at: 60m, for: 10m, type: capacityDrought, capacityProvider: FARGATE';
    // Tries at 60:00, 60:15, 60:45, 61:45, 63:45, 67:45, 72:45.
    expect(played(text([OUTAGE, drought])).shortfall).toBeCloseTo(2 * (12.75 + START), 9);
  });

  it('[I.FL-1] that all fail for capacity are a drought of that provider, fact by fact', () => {
    const factsOf = (fault: string) => played(text([OUTAGE, fault], { workloads: WORKLOAD })).facts;
    const facts = factsOf(fails(', capacityProvider: FARGATE'));
    expect(facts).toEqual(factsOf('at: 60m, for: 10m, type: capacityDrought, capacityProvider: FARGATE'));
    expect(facts.some(({ name }) => name === 'taskRefused')).toBe(true);
  });

  it('[I.FL-1] other zones are tried first, and other sizes and providers are not hit', () => {
    const two = 'at: 60m, type: stopTask, service: web, count: 2';
    const placed = (more: string) =>
      played(text([two, fails(more)]))
        .of('taskOnFargate')
        .slice(4, 6)
        .map(({ at, args }) => [at / 60, args.zone]);
    expect(placed(', availabilityZone: us-east-1a')).toEqual([
      [60, 1],
      [60, 1],
    ]);
    for (const more of [', cpu: [2048, 4096]', ', capacityProvider: FARGATE_SPOT', ', share: 0'])
      expect(placed(more).map(([at]) => at)).toEqual([60, 60]);
    expect(placed(', cpu: [1024]')[0]![0]).toBeGreaterThan(70);
  });

  it('[I.FL-2] an internal error stops the task in PROVISIONING, a failed start without a bill', () => {
    const stop = 'at: 60m, type: stopTask, service: web, count: 1';
    const run = played(text([stop, fails(', error: internal')]));
    const failed = run.tasks.filter(({ cause }) => cause === 'notInitialized');
    expect([failed[0]!.requested, failed[0]!.stopping]).toEqual([3600, 3660]);
    expect(failed[0]!.pending).toBeUndefined();
    // The throttle of failed starts counts it; the first two in a row are free.
    const throttled = run.of('startsThrottled').map(({ args }) => args.startsAgainMs! / 1_000);
    expect(throttled).toHaveLength(failed.length - 2);
    expect(failed[3]!.requested).toBe(throttled[0]);
    // The bill is that of a run in which the task cannot start at all until then.
    const cost = ({ figures }: typeof run) => figures.metrics.providers.find((one) => one.capacity_provider === 'FARGATE')!.cost_usd;
    const last = run.tasks.at(-1)!;
    const until = `at: 60m, for: ${last.requested - 3600}s, type: fargateLaunchFailure`;
    const never = played(text([stop, until, 'at: 0s, type: startFailure, share: 0.000001']));
    expect(cost(run)).toBeLessThan(cost(played(text([]))));
    expect(cost(run)).toBeGreaterThanOrEqual(cost(never));
  });

  it('[I.PZ-1] a part of a zone takes a share of its tasks', () => {
    const run = played(text([`${OUTAGE}, share: 0.5, label: hall`], { tasks: 40 }));
    const lost = run.tasks.filter(({ cause }) => cause === 'zoneOutage').length;
    expect(lost).toBeGreaterThan(0);
    expect(lost).toBeLessThan(20);
  });
});

const WORKLOAD = `workloads: [{ name: job, taskDefinition: web, runTime: 1m, arrivals: { type: schedule, at: [65m] }, capacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }] }]`;

describe('schedules that come late', () => {
  const job = (expression: string) =>
    `workloads: [{ name: job, taskDefinition: web, runTime: 1m, arrivals: { type: ${expression} }, capacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }] }]`;
  const requested = (fault: string, arrivals = 'rate, scheduleExpression: "rate(20 minutes)"') =>
    played(text(fault === '' ? [] : [fault], { workloads: job(arrivals), tasks: 1 }))
      .tasks.filter(({ of }) => of === 'job')
      .map(({ requested: at }) => at / 60);

  it('[I.SD-1] tasks that fall due in the window come later, or not at all; others in time', () => {
    const usual = requested('');
    const delay = (more: string) => `at: 30m, for: 40m, type: scheduleDelay, delay: 801s${more}`;
    const inWindow = (at: number) => at >= 30 && at < 70;
    expect(usual.filter(inWindow).length).toBeGreaterThan(0);
    expect(requested(delay(''))).toEqual(usual.map((at) => (inWindow(at) ? at + 801 / 60 : at)));
    expect(requested(delay(', dropShare: 1'))).toEqual(usual.filter((at) => !inWindow(at)));
  });
});
