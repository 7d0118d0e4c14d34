import { describe, expect, it } from 'vitest';
import { played } from './toys.js';

interface Group {
  readonly group?: string;
  readonly service?: string;
  readonly load?: string;
}

/** 3 tasks, one in each zone, RUNNING at 0:15 in an application target group. */
const text = (faults: readonly string[], { group = 'unhealthyThresholdCount: 2', service = '', load = '' }: Group = {}) => `
name: flapping
duration: 110m
cluster: { availabilityZones: [us-east-1a, us-east-1b, us-east-1c], containerInstances: [{ instanceType: m5.large, count: 6 }] }
timings: { imagePull: 10s, containerStart: 5s, containerStop: 0s }
serviceScheduler: { reaction: 0s, registration: 0s, firstCheck: afterInterval }
taskDefinitions:
  - { family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 512, memory: 512 }] }
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 3
    launchType: EC2
    placementStrategy: [{ type: spread, field: attribute:ecs.availability-zone }]
    healthCheckGracePeriodSeconds: 0
    loadBalancers: [{ targetGroupArn: tg }]
    ${service}
    ${load}
targetGroups: [{ name: tg, healthCheckIntervalSeconds: 30, deregistrationDelaySeconds: 0, ${group} }]
faults: [${faults.map((fault) => `{ ${fault} }`).join(', ')}]
`;
const fault = (more = '', long = '5m') => `at: 60m, for: ${long}, type: healthCheckFault${more}`;
const ZONE = ', availabilityZone: us-east-1a';
/** Minutes at which targets turn unhealthy. */
const unhealthy = (faults: readonly string[], parts: Group = {}) =>
  played(text(faults, parts))
    .of('taskHealthChanged')
    .flatMap(({ args, at }) => (args.condition === 2 ? [at / 60] : []));

describe('health checks that go wrong', () => {
  it('[I.HC-1, I.HC-2, I.T-HC-a] two failures in a row, at 60:15 and 60:45, stop the task', () => {
    expect(unhealthy([])).toEqual([]);
    expect(unhealthy([fault(ZONE)])[0]).toBe(60.75);
    const ten = { group: 'unhealthyThresholdCount: 10' };
    expect(unhealthy([fault(ZONE)], ten)).toEqual([64.75]);
    expect(unhealthy([fault(ZONE, '270s')], ten)).toEqual([]);
  });

  it('[I.T-HC-b] in all zones for a minute: all three are replaced once, and requests fail open meanwhile', () => {
    const load = 'load: { arrivals: { type: constant, rate: 10/s }, task: { concurrency: 10, serviceTime: 100ms, cpuTime: 1ms } }';
    const run = played(text([fault('', '1m')], { load }));
    expect(run.tasks.filter(({ cause }) => cause === 'unhealthy')).toHaveLength(3);
    const before = run.of('serviceLoaded').find(({ at }) => at === 3_600)!.args;
    const during = run.of('serviceLoaded').filter(({ at }) => at > 3_600 && at <= 3_720);
    expect(before.shedMilli).toBe(0);
    // At most 35 s, until the first checks of the replacements, are without a healthy task.
    expect(during.reduce((sum, { args }) => sum + args.shedMilli!, 0) / 10_000).toBeLessThanOrEqual(35);
  });

  it('[I.HC-1] alternating results follow the clock of the fault', () => {
    // Fails from 60:00 to 61:00, from 71:00 to 72:00 and from 82:00 to 83:00: two checks each, whatever their phase.
    const minutes = unhealthy([fault(', pattern: alternating, passFor: 10m', '30m')]);
    expect(new Set(minutes.map((at) => Math.floor(at)))).toEqual(new Set([60, 71, 82]));
    expect(minutes).toHaveLength(9);
  });

  it('[I.HC-1] of these target groups alone, and with the chance of each check', () => {
    for (const more of [', loadBalancerType: network', ', targetGroupShare: 0', ', failShare: 0'])
      expect(unhealthy([fault(more)])).toEqual([]);
    for (const more of [', loadBalancerType: application', ', targetGroup: tg']) expect(unhealthy([fault(more)]).length).toBeGreaterThan(0);
    const half = unhealthy([fault(', failShare: 0.5, label: x', '30m')]).length;
    expect(half).toBeGreaterThan(0);
    expect(half).toBeLessThan(unhealthy([fault(', label: x', '30m')]).length);
  });

  it('[I.HC-2] with a control plane that starts nothing they destroy what is well, where ECS has to stop before it starts', () => {
    const starts = 'at: 60m, for: 30m, type: controlPlane';
    const service = 'deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 }';
    const run = played(text([fault('', '5m'), starts], { service }));
    expect(run.tasks.filter(({ cause, stopping }) => cause === 'unhealthy' && stopping === 3_645).length).toBeGreaterThan(0);
    expect(run.tasks[3]!.requested / 60).toBe(90);
    // With room for more than the desired count it starts first, and so keeps what it cannot replace.
    expect(played(text([fault('', '5m'), starts])).tasks.filter(({ cause }) => cause === 'unhealthy')).toEqual([]);
  });

  it('[I.HC-3] a share of the requests fails at the balancer, and never reaches a task', () => {
    const load = 'load: { arrivals: { type: constant, rate: 10/s }, task: { concurrency: 10, serviceTime: 100ms, cpuTime: 1ms } }';
    const run = played(text([fault(', failShare: 0, connectionErrorShare: 0.2', '10m')], { load }));
    expect(run.figures.traffic[0]!.errors).toBeCloseTo(0.2 * 6_000, 6);
    const minute = run.of('serviceLoaded').find(({ at }) => at === 3_660)!.args;
    expect([minute.arrivedMilli, minute.servedMilli]).toEqual([600_000, 480_000]);
  });

  it('[I.HC-5] a load balancer that is stuck adds a new target when the fault is over', () => {
    const stuck = fault(', failShare: 0, registrationStuck: true');
    const stop = 'at: 61m, type: stopTask, service: web, count: 1';
    const healthy = (faults: readonly string[]) =>
      played(text(faults))
        .of('taskHealthChanged')
        .flatMap(({ args, at }) => (args.condition === 1 && at > 3_600 ? [at] : []));
    // RUNNING at 61:05, and the first check an interval after the registration: then, or at 65:00.
    expect(healthy([stop])).toEqual([61 * 60 + 35]);
    expect(healthy([stop, stuck])).toEqual([65 * 60 + 30]);
    expect(healthy([stop, fault(', failShare: 0, registrationStuck: true, targetGroupShare: 0')])).toEqual([61 * 60 + 35]);
    expect(healthy([stop, fault(', failShare: 0, registrationStuck: true', '1m')])).toEqual([61 * 60 + 35]);
  });

  it('[I.HC-5] and a stopped one gets its share, which fails, until its checks have', () => {
    const load = 'load: { arrivals: { type: constant, rate: 10/s }, task: { concurrency: 10, serviceTime: 100ms, cpuTime: 1ms } }';
    const stop = 'at: 61m, type: stopTask, service: web, count: 1';
    const lost = (faults: readonly string[], parts: Group = {}) =>
      played(text(faults, { load, ...parts }))
        .of('requestsLost')
        .reduce((sum, { args }) => sum + args.lostMilli! / 1000, 0);
    expect(lost([stop])).toBe(0);
    // A third of 10 a second: the checks of 61:15 and 61:45 fail.
    const stuck = fault(', failShare: 0, registrationStuck: true');
    expect(lost([stop, stuck])).toBeCloseTo((10 / 3) * 45, 3);
    // Ten failures would take longer than the fault.
    expect(lost([stop, stuck], { group: 'unhealthyThresholdCount: 10' })).toBeCloseTo((10 / 3) * 240, 3);
    // The stopping task serves while its target would drain.
    const draining = { group: 'unhealthyThresholdCount: 10' };
    const text60 = text([stop, stuck], { load, ...draining }).replace('deregistrationDelaySeconds: 0', 'deregistrationDelaySeconds: 60');
    const after = played(text60)
      .of('requestsLost')
      .reduce((sum, { args }) => sum + args.lostMilli! / 1000, 0);
    expect(after).toBeCloseTo((10 / 3) * 180, 3);
    expect(lost([stop, fault(', failShare: 0, registrationStuck: true, availabilityZone: us-east-1c')])).toBe(0);
  });

  it('goes on in a saved run', () => {
    const scenario = text([fault(', failShare: 0.5, label: x', '30m')]);
    expect(played(scenario, 62 * 60).tasks).toEqual(played(scenario).tasks);
  });
});
