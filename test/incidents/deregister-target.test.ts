import { describe, expect, it } from 'vitest';
import { played } from './toys.js';

/** 3 tasks that fill an instance each, in a zone each, behind a load balancer: each can serve 10 requests a second. */
const text = (faults: readonly string[], { rate = 25, service = '', group = '' } = {}) => `
name: registered
duration: 110m
cluster: { availabilityZones: [us-east-1a, us-east-1b, us-east-1c], containerInstances: [{ instanceType: m5.large, count: 3 }] }
timings: { imagePull: 10s, containerStart: 5s, containerStop: 0s }
serviceScheduler: { reaction: 0s, registration: 0s, firstCheck: afterInterval, lostTarget: 4s }
taskDefinitions:
  - { family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 2048, memory: 512 }] }
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 3
    launchType: EC2
    healthCheckGracePeriodSeconds: 0
    loadBalancers: [{ targetGroupArn: tg }]
    load: { arrivals: { type: constant, rate: ${rate}/s }, task: { concurrency: 1, serviceTime: 100ms, cpuTime: 1ms } }
    ${service}
targetGroups: [{ name: tg, healthCheckIntervalSeconds: 30, unhealthyThresholdCount: 10, deregistrationDelaySeconds: 60${group} }]
faults: [${faults.map((fault) => `{ ${fault} }`).join(', ')}]
`;
const TO_TWO = { service: 'desiredCountSchedule: { entries: [{ at: 61m, desiredCount: 2 }] }' };
const plane = (more = '', long = '30m') => `at: 60m, for: ${long}, type: controlPlane, actions: [deregisterTarget]${more}`;

/** Minutes at which targets leave and their tasks are STOPPED. */
function left(faults: readonly string[], parts: Parameters<typeof text>[1] = TO_TWO) {
  const run = played(text(faults, parts));
  const at = (name: string) => run.of(name).map((fact) => fact.at / 60);
  return [...at('targetDeregistered'), ...at('taskStopped')];
}

/** Requests that were served in the minute that ends then. */
const servedAt = (run: ReturnType<typeof played>, minute: number) =>
  run.of('serviceLoaded').find(({ at }) => at === minute * 60)!.args.servedMilli! / 1000;

describe('a control plane that deregisters no target', () => {
  it('[I.CP-1] a stopping task serves until its target leaves at the end, and drains from then on', () => {
    expect(left([])).toEqual([61, 62]);
    expect(left([plane()])).toEqual([90, 91]);
    expect(left([plane(', launchType: FARGATE')])).toEqual([61, 62]);
    const [usual, held] = [played(text([], TO_TWO)), played(text([plane()], TO_TWO))];
    // Two tasks serve 20 of the 25 requests of a second.
    expect(servedAt(usual, 70)).toBeCloseTo(1_200, 6);
    expect(servedAt(held, 70)).toBeCloseTo(1_500, 6);
    expect(servedAt(held, 90)).toBeCloseTo(1_500, 6);
    expect(servedAt(held, 100)).toBeCloseTo(1_200, 6);
  });

  it('[I.CP-1] keeps only the targets of its zone', () => {
    const none = { service: 'desiredCountSchedule: { entries: [{ at: 61m, desiredCount: 0 }] }' };
    expect(left([plane(', availabilityZone: us-east-1b')], none)).toEqual([61, 61, 90, 62, 62, 91]);
  });

  it('[I.CP-4] deregisters them as much later as its delay', () => {
    expect(left([plane(', mode: delay, delay: 10m')])).toEqual([71, 72]);
  });

  it('[I.CP-2] an attempt that fails by chance is made again after 30 s, 1, 2, 4 and 5 min', () => {
    // Tries at 61:00, 61:30, 62:30, 64:30, 68:30, and from then on every 5 min: the one of 93:30 is the first after the end.
    expect(left([plane(', share: 0.999999')])).toEqual([93.5, 94.5]);
  });

  it('[I.CP-1] the target of a task that is gone gets its share of the requests, which fails', () => {
    const lost = (faults: readonly string[]) =>
      played(text(faults, { rate: 15 }))
        .of('requestsLost')
        .reduce((sum, { args }) => sum + args.lostMilli! / 1000, 0);
    const zoneEnds = 'at: 61m, type: terminate, availabilityZone: us-east-1a, share: 1';
    // 5 a second, for 4 s or from 61:00 to 63:00; ten checks take longer to fail.
    expect(lost([zoneEnds])).toBeCloseTo(5 * 4, 6);
    expect(lost([zoneEnds, plane('', '3m')])).toBeCloseTo(5 * 120, 6);
    // The checks fail it before the control plane is back: the tenth falls between 65:30 and 66:00.
    expect(lost([zoneEnds, plane('', '30m')])).toBeGreaterThan(5 * 270);
    expect(lost([zoneEnds, plane('', '30m')])).toBeLessThanOrEqual(5 * 300);
  });

  it('[I.CP-1] a stopping task whose instance ends before its target leaves is such a task, too', () => {
    const stop = 'at: 61m, type: stopTask, service: web, count: 3';
    const ends = 'at: 62m, type: terminate, share: 1';
    const run = played(text([plane('', '5m'), stop, ends], { rate: 15 }));
    expect(run.of('targetDeregistered')).toEqual([]);
    expect(servedAt(run, 62)).toBeCloseTo(900, 6);
    // From 62:00 to 65:00 all are sent to targets that do not answer.
    const lost = run.of('requestsLost').map(({ at, args }) => [at / 60, Math.round(args.lostMilli! / 1000)]);
    expect(lost).toEqual([
      [63, 900],
      [64, 900],
      [65, 900],
    ]);
  });

  it('goes on in a saved run', () => {
    const scenario = text([plane()], TO_TWO);
    for (const savedAt of [62 * 60, 90.5 * 60]) {
      const run = played(scenario, savedAt);
      expect(run.tasks).toEqual(played(scenario).tasks);
      expect(servedAt(run, 100)).toBeCloseTo(1_200, 6);
    }
  });
});
