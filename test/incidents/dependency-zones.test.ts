import { describe, expect, it } from 'vitest';
import { lawful, step, through, timelineText } from '../scenario/incidents/incidents.js';
import { load } from '../scenario/scenarios.js';
import { played } from './toys.js';

interface Called {
  readonly rate?: string;
  readonly tasks?: number;
  readonly dependency?: string;
  readonly kind?: string;
  readonly service?: string;
  readonly targetGroups?: string;
  readonly zones?: number;
}

/** As many tasks in each zone, of a vCPU each, which take 100 ms for a request. */
const text = (faults: readonly string[], parts: Called = {}) => {
  const { rate = '10/s', tasks = 20, dependency = '', service = '', targetGroups = '', zones = 2 } = parts;
  const { kind = 'requests: { arrivalVariation: 0, serviceVariation: 0 }' } = parts;
  const names = ['us-east-1a', 'us-east-1b', 'us-east-1c'].slice(0, zones).join(', ');
  return `
name: callers
duration: 60m
cluster:
  availabilityZones: [${names}]
  containerInstances: [{ instanceType: c5.12xlarge, count: ${zones}, availabilityZones: [${names}] }]
timings: { imagePull: 0s, containerStart: 5s, containerStop: 0s }
serviceScheduler: { reaction: 0s, placementBackOff: none }
taskDefinitions:
  - { family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 1024, memory: 512 }] }
${targetGroups}
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: ${tasks}
    launchType: EC2
    placementStrategy: [{ type: spread, field: attribute:ecs.availability-zone }]
    dependencies: [{ name: dynamodb${dependency} }]
    ${service}
    load: { arrivals: { type: constant, rate: ${rate} }, ${kind}, task: { concurrency: 1, serviceTime: 100ms, cpuTime: 10ms } }
faults: [${faults.map((fault) => `{ ${fault} }`).join(', ')}]
`;
};
const down = (more = '', zone = 'us-east-1a') =>
  `at: 20m, for: 20m, type: dependencyDown, dependency: dynamodb, availabilityZone: ${zone}${more}`;
const minute = (run: ReturnType<typeof played>, nth: number) => {
  const { shedMilli, servedMilli, backlogMilli } = run.of('serviceLoaded').find(({ at }) => at === nth * 60)!.args;
  return { shed: shedMilli! / 1_000, served: servedMilli! / 1_000, backlog: backlogMilli! / 1_000 };
};

describe('the zone of tasks that call a dependency', () => {
  it('[I.DP-2, I.DP-4] of 10/s on two zones the half that zone a serves fails: 6,000 errors in 20 min', () => {
    expect(played(text([down()])).figures.traffic[0]!.errors).toBeCloseTo(6_000, 6);
    expect(played(text([down()], { zones: 3, tasks: 21 })).figures.traffic[0]!.errors).toBeCloseTo(4_000, 6);
  });

  it('[I.DP-2, I.MAP-8] faults of two zones, or of a zone and the Region, combine where both hold', () => {
    const both = [down(', errorShare: 0.5'), down(', errorShare: 0.5', 'us-east-1b')];
    expect(played(text(both)).figures.traffic[0]!.errors).toBeCloseTo(6_000, 6);
    // 1 - 0.5 x 0.5 in zone a, 0.5 in zone b.
    const nested = [down(', errorShare: 0.5'), 'at: 20m, for: 20m, type: dependencyDown, dependency: dynamodb, errorShare: 0.5'];
    expect(played(text(nested)).figures.traffic[0]!.errors).toBeCloseTo(12_000 * 0.625, 6);
  });

  it('[I.DP-2, I.DP-3] slow calls fill the two tasks of the zone alone: 2/s of its 10/s, 120 wait at most for 60 s, zone b serves on', () => {
    const slow = down(', errorShare: 0, addedLatency: 900ms');
    const run = played(text([slow], { rate: '20/s', tasks: 4 }));
    // Zone a in minute 21: 600 come, 120 are served and 120 wait; zone b serves its 600.
    expect(minute(run, 21).served).toBeCloseTo(720, 2);
    expect(minute(run, 21).backlog).toBeCloseTo(120, 2);
    expect(minute(run, 21).shed).toBeCloseTo(360, 2);
    expect(minute(run, 30).served).toBeCloseTo(720, 2);
    expect(minute(run, 30).shed).toBeCloseTo(480, 2);
    // After the fault those 120 are served beside what comes.
    expect(minute(run, 41)).toEqual({ shed: 0, served: expect.closeTo(1_320, 2), backlog: expect.closeTo(0, 2) });
  });

  it('[I.DP-2, I.MAP-6] the time before is as without the fault, with a queue for all zones', () => {
    const parts = { rate: '35/s', tasks: 4, kind: 'requests: {}' };
    const [calm, hit] = [played(text([], parts)), played(text([down()], parts))];
    for (let nth = 1; nth <= 20; nth++) expect(minute(hit, nth)).toEqual(minute(calm, nth));
    expect(minute(hit, 60).backlog).toBeCloseTo(minute(calm, 60).backlog, 1);
  });

  it('[I.DP-2] a load balancer of least outstanding requests sends more to the zone whose tasks fail fast', () => {
    const targetGroups = 'targetGroups: [{ name: tg, loadBalancingAlgorithmType: least_outstanding_requests }]';
    const parts = { targetGroups, service: 'loadBalancers: [{ targetGroupArn: tg }]', dependency: ', errorTime: 25ms' };
    const errors = played(text([down()], parts)).figures.traffic[0]!.errors!;
    // 25 ms against 100 ms: four requests of five.
    expect(errors).toBeCloseTo(12_000 * 0.8, 0);
  });

  it('[I.DP-2, I.DP-4] messages that workers of the zone take fail and come back', () => {
    const served = (faults: readonly string[]) => minute(played(text(faults, { kind: 'queue: { visibilityTimeout: 90m }' })), 30).served;
    expect(served([])).toBeCloseTo(600, 1);
    expect(served([down()])).toBeCloseTo(300, 1);
    expect(served([down(), down('', 'us-east-1b')])).toBe(0);
  });

  it('[I.DP-2, I.DP-5] checks that need it fail in the zone, and tasks that need it at their start exit there', () => {
    const checked = { dependency: ', healthCheck: true', service: 'loadBalancers: [{ targetGroupArn: tg }]', tasks: 4 };
    const run = played(text([down()], checked));
    const zoneOf = (task: (typeof run.tasks)[number]) => (task.instance ?? -1) % 2;
    const ill = run.tasks.filter(({ cause }) => cause === 'unhealthy');
    expect(ill.length).toBeGreaterThanOrEqual(2);
    expect(ill.every((task) => zoneOf(task) === 0)).toBe(true);

    const stop = 'at: 25m, type: stopTask, service: web, count: 4';
    const failed = played(text([down(), stop], { dependency: ', startup: true', tasks: 4 })).tasks.filter(
      ({ cause }) => cause === 'failedToStart',
    );
    expect(failed.length).toBeGreaterThanOrEqual(2);
    expect(failed.every((task) => zoneOf(task) === 0)).toBe(true);
  });

  it('goes on in a saved run', () => {
    for (const kind of ['requests: {}', 'queue: { visibilityTimeout: 5m }']) {
      const scenario = text([down(', errorShare: 0.5, addedLatency: 2s')], { kind, rate: '20/s', tasks: 4 });
      expect(played(scenario, 25 * 60).figures).toEqual(played(scenario).figures);
    }
  });

  it('is refused where the cluster has no such zone', () => {
    const { errors = [] } = load(text([down('', 'us-east-1f')]));
    expect(errors.map(({ path, message }) => `${path}: ${message}`)).toEqual([expect.stringContaining('faults.0.availabilityZone')]);
  });

  it('[I.DP-2, I.TL-5] a step of a timeline in "not A" is down for callers of each other zone', () => {
    const timeline = timelineText({
      ...{ start: '2026-03-01T10:00:00Z', end: '2026-03-01T10:30:00Z' },
      steps: step('one', 'from: "10:00", to: "10:20", where: not A, fault: { type: dependencyDown, dependency: s3 }'),
    });
    const [only] = lawful(through(timeline, { entry: '{ name: toy.yaml, at: 20m }' })).incidents[0]!.steps;
    expect(only!.faults.map((fault) => (fault as { availabilityZone?: string }).availabilityZone)).toEqual(['us-east-1b', 'us-east-1c']);
  });
});
