import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../src/engine.js';
import { FiguresRecorder } from '../../src/record/figures-recorder.js';
import { trafficSentence } from '../../src/report/sentence.js';
import type { Setup } from '../../src/sim/setup.js';
import { Simulation } from '../../src/sim/simulation.js';
import { predict } from './predict.js';

// Source: exp-d03-failover of MISW4501-202614-Grupo14-Solventa (V.8 to V.10).

/** Two tasks of 50 requests a second together; the scheduler reacts at once, a start takes 20 s. Minutes are those of services.csv. */
const scenario = (over: { service?: string; group?: string; scheduler?: string; faults?: string; end?: string } = {}) => `
name: lost
duration: 30m
cluster: { availabilityZones: [us-east-1a, us-east-1b], containerInstances: [{ instanceType: m5.large, count: 2 }] }
timings: { imagePull: 0s, containerStart: 20s, containerStop: 0s }
serviceScheduler: { reaction: 0s, registration: 0s${over.scheduler ?? ''} }
taskDefinitions:
  - { family: web, networkMode: bridge, containerDefinitions: [{ name: web, image: web, cpu: 256, memory: 512 }] }
services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 2
    launchType: EC2
    loadBalancers: [{ targetGroupArn: web }]
    load: { arrivals: { type: constant, rate: 50/s }, task: { concurrency: 10, serviceTime: 20ms, cpuTime: 1ms } }
    ${over.service ?? ''}
targetGroups:
  - { name: web, deregistrationDelaySeconds: 30, healthyThresholdCount: 2, ${over.group ?? 'healthCheckIntervalSeconds: 5, healthCheckTimeoutSeconds: 3, unhealthyThresholdCount: 2'} }
${over.faults ?? ''}
`;

/** Requests lost by minute (its end), and all of them. */
function lost(text: string) {
  const { of } = predict(text);
  const byMinute = of('requestsLost').map(({ at, args }) => [at / 60, args.lostMilli! / 1000]);
  return { byMinute, all: byMinute.reduce((sum, [, requests]) => sum + requests!, 0), of };
}

/** The figures of the load, as the summary and expectations have them. */
function figures(text: string) {
  const { setup } = checkScenario(text, { file: 'scenario.yaml', read: () => undefined }) as { setup: Setup };
  const recorder = new FiguresRecorder(setup);
  new Simulation(setup, { sources: [], subscribers: [recorder] }).advance();
  return recorder.finish(setup.durationMs).traffic[0]!;
}

const HANG = 'faults: [{ at: 10m, type: taskFailure, service: web }]';

describe('requests to a task that hangs', () => {
  // The task runs from 20 s on, so its checks begin at 21.5 + 5 n: the first after 600 s at 601.5, the second at 606.5, which times out at 609.5.
  // Until then one of two targets answers nothing: 9.5 s x 25 requests a second.
  it('[V.8] are lost until its target is unhealthy, and none is lost after that', () => {
    const { byMinute, all, of } = lost(scenario({ faults: HANG }));
    expect(byMinute).toEqual([[11, 237.5]]);
    expect(all).toBeCloseTo(9.5 * 25, 6);
    expect(of('taskHealthChanged').find(({ args }) => args.condition === 2)!.at).toBe(609.5);
    // Lost requests are among those that came, and each is served, lost or waits.
    const minute = of('serviceLoaded').find(({ at }) => at === 660)!.args;
    expect(minute.arrivedMilli).toBe(3_000_000);
    expect(minute.servedMilli! + 237_500 + minute.shedMilli!).toBeGreaterThan(2_999_000);
  });

  // Checks at 21.5 + 30 n: 621.5, 651.5 and 681.5 + 5 = 686.5. Half of the requests of 86.5 s are lost, 47 to 53 % as measured.
  it('[V.9] are half of all while one of two targets hangs, over the whole detection', () => {
    const group = 'healthCheckIntervalSeconds: 30, healthCheckTimeoutSeconds: 5, unhealthyThresholdCount: 3';
    expect(lost(scenario({ group, faults: HANG })).byMinute).toEqual([
      [11, 1500],
      [12, 26.5 * 25],
    ]);
  });

  it('[V.8] are none where its health check alone fails, and the replacement starts before the task is stopped', () => {
    const alone = 'faults: [{ at: 10m, type: taskFailure, service: web, unhealthyBy: check }]';
    expect(lost(scenario({ faults: alone })).all).toBe(0);
    const { of } = lost(scenario({ faults: HANG }));
    const since = (name: string, task?: number) => of(name).find(({ at, args }) => at > 600 && (task === undefined || args.task === task))!;
    const replacement = since('taskRequested').args.task!;
    expect(since('taskRequested').at).toBe(609.5);
    // Running 20 s later, healthy 1.5 s after that: only then the hung task begins to stop.
    expect(since('taskHealthChanged', replacement).at).toBe(631);
    expect(since('taskStopping').at).toBe(631);
    expect(since('taskStopping').args.task).toBe(0);
  });

  // Checks of the container begin at 20 + 5 n: those of 605 and 613 s end at their timeouts, at 608 and 616. The load balancer would need five
  // checks from 621.5 on. The replacement runs at 636, has its first passed check of the load balancer at 637.5, and is HEALTHY at 641.
  const checked = (over: Parameters<typeof scenario>[0] = {}) =>
    scenario({ group: 'healthCheckIntervalSeconds: 30, unhealthyThresholdCount: 5', ...over }).replace(
      'cpu: 256, memory: 512 }',
      'cpu: 256, memory: 512, healthCheck: { command: [CMD, "true"], interval: 5, timeout: 3, retries: 2 } }',
    );
  const LATE_HANG = HANG.replace('10m', '601s');

  it('[V.8] are lost until the task is deregistered where only the check of its container has failed', () => {
    const { byMinute, of } = lost(checked({ scheduler: ', containerHealthReport: 0s', faults: LATE_HANG }));
    expect(of('taskHealthChanged').find(({ args }) => args.condition === 2)!.at).toBe(616);
    expect(of('targetDeregistered')[0]).toMatchObject({ at: 641, args: { task: 0 } });
    // The new target gets a third of the requests from its first passed check on, 3.5 s before ECS counts its task as healthy.
    expect(byMinute).toEqual([[11, Math.round((36.5 * 25 + (3.5 * 50) / 3) * 1000) / 1000]]);
  });

  // Turns come at full ten seconds: the replacement starts at 620, runs at 640, is healthy at 645, and the hung task is told to stop at 650.
  it('[V.8] are lost in the turn between the order to stop and the deregistration, too', () => {
    const scheduler = ', containerHealthReport: 0s, unhealthyReaction: 0s, turnPhase: 0s';
    const { byMinute, of } = lost(checked({ scheduler, faults: LATE_HANG }).replace('reaction: 0s', 'reaction: turns'));
    expect(of('taskStopping')[0]).toMatchObject({ at: 650, args: { task: 0 } });
    expect(of('targetDeregistered')[0]).toMatchObject({ at: 660, args: { task: 0 } });
    expect(byMinute).toEqual([[11, Math.round((40.5 * 25 + (18.5 * 50) / 3) * 1000) / 1000]]);
  });

  // Of checks at once, those of 605 and 610 s fail. Two tasks serve until 631.5 s, when a third one's target passes, until 635, and two again.
  it('[V.8] are none where only the check of its container fails, and the task serves until it is replaced', () => {
    const faults = LATE_HANG.replace('service: web', 'service: web, unhealthyBy: containerCheck');
    const { all, of } = lost(checked({ scheduler: ', containerHealthReport: 0s', faults }));
    expect(all).toBe(0);
    expect(of('taskHealthChanged').find(({ args }) => args.condition === 2)!.at).toBe(610);
    expect(of('taskStopping')[0]).toMatchObject({ at: 635, args: { task: 0 } });
    expect(of('serviceLoaded').find(({ at }) => at === 660)!.args.servingMilli).toBe(Math.round(2000 + 3500 / 60));
  });

  it('[V.8] are a figure of the run, and none of it where the check alone fails', () => {
    const { requests, served, shed, requests_lost } = figures(scenario({ faults: HANG }));
    expect(requests_lost).toBe(237.5);
    expect(served + shed + requests_lost).toBeCloseTo(requests, 0);
    expect(figures(scenario({ faults: HANG.replace('service: web', 'service: web, unhealthyBy: check') })).requests_lost).toBe(0);
  });

  it('[V.8] are lost by tasks that hang by their failure mode, too', () => {
    // Both hang 300 s after RUNNING at 20 s, for 9.5 s: the check at 321.5 is the first to fail, the one at 326.5 ends at 329.5.
    const { byMinute } = lost(scenario({ service: 'failureMode: { unhealthyAfter: 300s }', scheduler: ', allUnhealthy: turnAway' }));
    expect(byMinute[0]).toEqual([6, 9.5 * 50]);
  });

  // Without latencies the only task runs from 0 s on, after the events of that kind: it hangs a millisecond later. No balancer notices.
  it('[V.8] are lost from the start on by a task that hangs at RUNNING and starts in no time', () => {
    const text = scenario({ service: 'failureMode: { unhealthyAfter: 0s }' })
      .replace('containerStart: 20s', 'containerStart: 0s')
      .replace('    loadBalancers: [{ targetGroupArn: web }]\n', '');
    expect(lost(text).byMinute[0]).toEqual([1, 2999.95]);
  });
});

describe('requests to a task that has ended', () => {
  it('[V.10] are none where a task is stopped: it is deregistered first', () => {
    expect(lost(scenario({ service: 'desiredCountSchedule: { entries: [{ at: 10m, desiredCount: 1 }] }' })).all).toBe(0);
  });

  // One of two instances ends at 600 s with its task; for 4 s its target gets half of 50 requests a second.
  it('[V.10] are lost after an end that the balancer has not noticed, until the target has left the rotation', () => {
    const faults = 'faults: [{ at: 10m, type: zoneOutage, availabilityZone: us-east-1a }]';
    expect(lost(scenario({ faults })).byMinute).toEqual([[11, 100]]);
    // Its checks would take it out after 9.5 s, as those of a task that hangs do.
    expect(lost(scenario({ faults, scheduler: ', lostTarget: 30s' })).byMinute).toEqual([[11, 237.5]]);
    expect(lost(scenario({ faults, scheduler: ', lostTarget: 0s' })).all).toBe(0);
  });

  /** The first task runs from 20 s on and exits ten minutes later; a second one has come five minutes before. */
  const exits = (launchType: string, over: { group?: string; scheduler?: string } = {}) =>
    scenario({
      ...over,
      service: 'timeToFailure: 10m\n    desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 1 }, { at: 5m, desiredCount: 2 }] }',
    })
      .replace('    desiredCount: 2\n', '')
      .replace('launchType: EC2', `launchType: ${launchType}`)
      .replace('duration: 30m', 'duration: 12m');
  const onFargate = (over: { group?: string; scheduler?: string } = {}) =>
    exits('FARGATE', over)
      .replace('family: web, networkMode: bridge', 'family: web, networkMode: awsvpc, cpu: "256", memory: "512"')
      .replace(
        /timings: .*/,
        'images: [{ image: web, sizeMib: 1 }]\nfargate: { start: { machine: 20s, containers: 0s, p95OverMedian: 1 } }',
      );

  // The exit at 620 s is known at once, so that the target is deregistered then; the balancer sends requests there for 4 s.
  it('[P.6, V.10] are lost for 4 s after an exit on an instance, whose target is deregistered at once', () => {
    const { all, of } = lost(exits('EC2'));
    expect(all).toBe(100);
    expect(of('targetDeregistered')).toMatchObject([{ at: 620, args: { task: 0, drainedMs: 650_000 } }]);
  });

  // ECS notices an exit ten seconds later. Checks at 1.5 + 5 n after RUNNING: those of 601.5 and 606.5 are refused. With 30 s between them ECS
  // notices first, after 610 s, and 4 s pass as above.
  it('[P.6] are lost after an exit on Fargate until two checks have failed, or ECS notices it', () => {
    const goneAfterS = ({ of }: ReturnType<typeof lost>) => of('targetDeregistered')[0]!.at - of('taskRunning')[0]!.at;
    const often = lost(onFargate());
    expect(often.all).toBe(6.5 * 25);
    expect(goneAfterS(often)).toBe(610);
    // ECS sees a crash, and no failed check besides: its own health of the task does not hang on a load.
    expect(often.of('taskHealthChanged').filter(({ args }) => args.condition === 2)).toEqual([]);
    expect(often.of('taskHung')).toEqual([]);
    const seldom = lost(onFargate({ group: 'healthCheckIntervalSeconds: 30, healthCheckTimeoutSeconds: 3, unhealthyThresholdCount: 2' }));
    expect(seldom.all).toBe(14 * 25);
    expect(goneAfterS(seldom)).toBe(610);
  });
});

// A start takes 150 s: 3,000 requests come in each of two minutes without a task, and 1,500 in the half of a third. The tasks serve once
// checks have passed, and then nothing is lost.
it('[T.MET-2] the losses up to the minute of the first task of a service have a figure of their own', () => {
  const { traffic } = predict(scenario().replace('containerStart: 20s', 'containerStart: 150s')).figures;
  expect(traffic[0]!.shed_at_first).toBe(traffic[0]!.shed);
  expect(traffic[0]!.shed).toBeGreaterThanOrEqual(7_500);
  expect(traffic[0]!.shed).toBeLessThan(9_000);
  expect(trafficSentence(traffic[0]!)).toContain(' turned away (all up to the minute of its first task)');
});

// 50 requests a second for 20 s, and until the checks of a target have passed.
it('[T.MET-2] a start of less than a minute loses requests at first', () => {
  const { traffic, metrics } = predict(scenario()).figures;
  expect(traffic[0]!.shed_at_first).toBeGreaterThanOrEqual(1_000);
  expect(metrics.withoutTaskAtFirstMinutes).toBeCloseTo(20 / 60, 3);
});

// Both tasks are stopped at 10 min, and their replacements start for 150 s as well.
it('[T.MET-2] losses while no task serves any more are not those before the first one', () => {
  const faults = 'faults: [{ at: 10m, type: stopTask, service: web, count: 2 }]';
  const slow = (text: string) => predict(text.replace('containerStart: 20s', 'containerStart: 150s')).figures.traffic[0]!;
  const [before, after] = [slow(scenario()), slow(scenario({ faults }))];
  expect(after.shed_at_first).toBe(before.shed_at_first);
  // Two whole minutes at least.
  expect(after.shed - before.shed).toBeGreaterThan(6_000);
});

it('[T.MET-2] tasks of the start that serve leave no losses before them, though they hang later', () => {
  const faults = 'faults: [{ at: 10m, type: taskFailure, service: web, count: 2 }]';
  const present = scenario({ faults }).replace('containerStart: 20s', 'containerStart: 0s');
  expect(predict(present).figures.traffic[0]!.shed_at_first).toBeUndefined();
});
