import { describe, expect, it } from 'vitest';
import { checked } from '../predicted/checked.js';
import { ONE_ENDS, played, toy } from './toys.js';

const SIX = { size: 6 };
const plane = (more = '', minutes = 30) => `at: 60m, for: ${minutes}m, type: controlPlane${more}`;
/** The group launches no other instance, so that tasks that start later find their image. */
const NO_OTHER = 'at: 59m, for: 45m, type: capacityDrought';
const shortfall = (faults: readonly string[], parts: Parameters<typeof toy>[1] = SIX) => played(toy(faults, parts)).shortfall;
const minutes = (of: readonly { at: number }[]) => of.map(({ at }) => at / 60);

describe('a control plane that starts no task', () => {
  it('[I.CP-1, I.CP-2, I.T-CP-a] two tasks start at the end of the window, which covers [at, at + for)', () => {
    expect(shortfall([ONE_ENDS])).toBeCloseTo(10 / 60, 9);
    expect(shortfall([plane(), ONE_ENDS, NO_OTHER])).toBeCloseTo(2 * (30 + 5 / 60), 9);
    expect(shortfall([plane(), 'at: 90m, type: terminate, count: 1'])).toBeCloseTo(10 / 60, 9);
  });

  it('[I.CP-4, I.T-CP-b] or each ten minutes later', () => {
    expect(shortfall([plane(', mode: delay, delay: 10m'), ONE_ENDS, NO_OTHER])).toBeCloseTo(2 * (10 + 5 / 60), 9);
    // Once only: a second look of the service does not delay them again.
    expect(
      shortfall([plane(', mode: delay, delay: 10m'), ONE_ENDS, NO_OTHER, 'at: 65m, type: stopTask, service: web, count: 1']),
    ).toBeCloseTo(3 * (10 + 5 / 60), 9);
  });

  it('[I.CP-2] an attempt that fails by chance is made again after 30 s, 1, 2, 4 and 5 min', () => {
    const run = played(toy([plane(', share: 0.999999', 40), ONE_ENDS, NO_OTHER], SIX));
    // Tries at 60:00, 60:30, 61:30, 63:30, 67:30, and from then on every 5 min: the one of 102:30 is the first after the end.
    expect(run.lastRunning).toBeCloseTo(102.5 + 5 / 60, 9);
    const short = played(toy([plane(', share: 0.999999, controlPlaneRetry: 10s, controlPlaneRetryMax: 10s', 40), ONE_ENDS, NO_OTHER], SIX));
    expect(short.lastRunning).toBeCloseTo(100 + 5 / 60, 9);
  });

  it('[I.CP-3] running tasks go on, instances boot and wait, and their room is kept', () => {
    const run = played(toy([plane(), ONE_ENDS]));
    expect(run.tasks.filter(({ stopping }) => stopping !== undefined)).toHaveLength(4);
    expect(run.launches).toEqual([60]);
    expect(minutes(run.of('instanceRegistered').slice(3))).toEqual([62]);
    expect(run.shortfall).toBeCloseTo(4 * 30.25, 9);
  });

  it('[I.CP-3] daemons are held up too, and a task of a workload exists from when its call gets through', () => {
    const more = `
  - { serviceName: agent, taskDefinition: web, schedulingStrategy: DAEMON }
workloads: [{ name: job, taskDefinition: web, runTime: 1m, launchType: EC2, count: 25, arrivals: { type: schedule, at: [65m] } }]`;
    const run = played(toy([plane(', label: cp'), ONE_ENDS], { service: more.trimStart().replace('- {', '\n  - {'), cpu: 128, size: 6 }));
    const of = (name: string) => run.tasks.filter((task) => task.of === name).map(({ requested }) => requested / 60);
    expect(of('job')).toEqual(Array.from({ length: 25 }, () => 90));
    expect(of('agent').slice(6)).toEqual([90]);
  });

  it('[I.CP-1, I.CP-5] by launch type, and by the chance that the cluster is in the part that is hit', () => {
    for (const more of [', launchType: FARGATE', ', clusterShare: 0', ', actions: [stopTask]'])
      expect(shortfall([plane(more), ONE_ENDS])).toBeCloseTo(10 / 60, 9);
    expect(shortfall([plane(', launchType: EC2'), ONE_ENDS])).toBeGreaterThan(60);
  });

  it('[I.CP-1] of one zone: tasks that are placed there start when it lets them, and those that run there stop so', () => {
    const inZone = (zone: string, more = '') => shortfall([plane(`, availabilityZone: us-east-1${zone}${more}`), ONE_ENDS], {});
    // The group launches in the same zone: registered at 62:00, and placed.
    expect(inZone('b')).toBeCloseTo(9, 9);
    expect(inZone('a')).toBeCloseTo(4 * 30.25, 9);
    expect(inZone('a', ', mode: delay, delay: 10m')).toBeCloseTo(4 * 12.25, 9);
    // Tries at 62:00, 62:30, 63:30, 65:30, 69:30, and from then on every 5 min: the one of 94:30 is the first after the end.
    expect(inZone('a', ', share: 0.999999')).toBeCloseTo(4 * 34.75, 9);
    const none = { service: 'desiredCountSchedule: { entries: [{ at: 61m, desiredCount: 0 }] }' };
    const stopsOf = (faults: readonly string[]) => played(toy(faults, none)).tasks.map((task) => task.stopping! / 60);
    const held = stopsOf([plane(', actions: [stopTask], availabilityZone: us-east-1c')]);
    expect([held.filter((at) => at === 61).length, held.filter((at) => at === 90).length]).toEqual([8, 4]);
    expect(new Set(stopsOf([]))).toEqual(new Set([61]));
  });

  it('[I.CP-1] desired counts and the metric of a provider are of no zone', () => {
    const text = toy([plane(', actions: [update, startTask], availabilityZone: us-east-1a')]);
    expect(checked(text).errors.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      'faults.0.availabilityZone: stands beside update, which is of no zone: write a separate fault for that',
    ]);
  });

  it('[I.MON-2] a longer window never lessens the shortfall', () => {
    const all = [1, 5, 10, 20, 30].map((long) => shortfall([plane('', long), ONE_ENDS]));
    expect(all).toEqual([...all].sort((a, b) => a - b));
    expect(all[4]).toBeGreaterThan(all[0]!);
  });

  it('goes on in a saved run', () => {
    for (const more of ['', ', mode: delay, delay: 10m', ', share: 0.5']) {
      const text = toy([plane(more), ONE_ENDS], SIX);
      expect(played(text, 62 * 60).tasks).toEqual(played(text).tasks);
    }
  });
});

describe('other actions of the control plane', () => {
  it('[I.CP-1] register: agents of new instances wait', () => {
    expect(
      minutes(
        played(toy([plane(', actions: [register]'), ONE_ENDS]))
          .of('instanceRegistered')
          .slice(3),
      ),
    ).toEqual([90]);
    const late = played(toy([plane(', actions: [register], mode: delay, delay: 7m'), ONE_ENDS]));
    expect(minutes(late.of('instanceRegistered').slice(3))).toEqual([69]);
    const elsewhere = played(toy([plane(', actions: [register], availabilityZone: us-east-1c'), ONE_ENDS]));
    expect(minutes(elsewhere.of('instanceRegistered').slice(3))).toEqual([62]);
  });

  it('[I.CP-1] update: desired counts and deployments wait, the last one wins', () => {
    const steps =
      'desiredCountSchedule: { entries: [{ at: 61m, desiredCount: 4 }, { at: 62m, desiredCount: 6 }, { at: 100m, desiredCount: 5 }] }';
    const counts = (faults: readonly string[]) =>
      played(toy(faults, { service: steps }))
        .of('serviceDesired')
        .map(({ at, args }) => [at / 60, args.count]);
    expect(counts([plane(', actions: [update]')])).toEqual([
      [0, 12],
      [90, 6],
      [100, 5],
    ]);
    const deployed = played(toy([plane(', actions: [update]')], { service: 'deployments: [{ at: 70m }]' }));
    expect(minutes(deployed.of('deploymentChanged').filter(({ args }) => args.revision === 1))[0]).toBe(90);
  });

  it('[I.CP-1] stopTask: surplus tasks run on', () => {
    const run = played(
      toy([plane(', actions: [stopTask]')], { service: 'desiredCountSchedule: { entries: [{ at: 61m, desiredCount: 10 }] }' }),
    );
    expect(minutes(run.of('taskStopping'))).toEqual([90, 90]);
  });

  it('[I.CP-4] stopTask: tasks without room and running ones that stop together are each delayed once', () => {
    const steps = 'desiredCountSchedule: { entries: [{ at: 60.5m, desiredCount: 200 }, { at: 61m, desiredCount: 0 }] }';
    const fault = plane(', actions: [stopTask], mode: delay, delay: 10m');
    const run = played(toy([fault, NO_OTHER], { service: `${steps}\n    deployments: [{ at: 10m }]` }));
    const stopped = minutes(run.of('taskStopping').filter(({ at }) => at >= 3600));
    expect([stopped.length > 12, new Set(stopped)]).toEqual([true, new Set([71])]);
  });

  it('[I.CP-1] scaling acts on no point, or on a later one', () => {
    const scaled = (faults: readonly string[]) => {
      const text = toy(faults, { service: 'desiredCountSchedule: { entries: [{ at: 62m, desiredCount: 20 }] }' });
      return played(text.replace('managedScaling: { status: DISABLED }', 'managedScaling: { status: ENABLED }')).launches[0]!;
    };
    const usual = scaled([]);
    expect(usual).toBeLessThan(65);
    expect(scaled([plane(', actions: [scaling]')]) - 90).toBeLessThan(3);
    expect(scaled([plane(', actions: [scaling], mode: delay, delay: 5m')])).toBeCloseTo(usual + 5, 9);
  });
});
