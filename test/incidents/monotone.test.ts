import { describe, expect, it } from 'vitest';
import { ONE_ENDS, played, toy } from './toys.js';

type Parts = NonNullable<Parameters<typeof toy>[1]>;
const OUTAGE = 'at: 60m, for: 1h, type: zoneOutage, availabilityZone: us-east-1a';
const DROUGHT = 'at: 60m, for: 25m, type: capacityDrought';
const SIX: Parts = { size: 6 };
const shortfall = (faults: readonly string[], parts: Parts = {}) => played(toy(faults, parts)).shortfall;
const cost = (run: ReturnType<typeof played>) => run.figures.metrics.providers[0]!.cost_usd;

/** Faults of incidents with share 1. */
const FAULTS = [
  'at: 60m, for: 20m, type: launchFailure',
  'at: 60m, for: 20m, type: launchFailure, error: InternalError',
  'at: 60m, for: 20m, type: noNetwork',
  'at: 60m, for: 20m, type: controlPlane',
  'at: 60m, for: 20m, type: controlPlane, mode: delay, delay: 3m',
  'at: 60m, for: 20m, type: controlPlane, actions: [register, scaling, update]',
  'at: 60m, for: 20m, type: pullFailure',
  'at: 60m, for: 20m, type: registryDown',
  'at: 60m, for: 20m, type: slowBoot, factor: 3',
];

const up = (values: readonly number[]) => expect(values).toEqual([...values].sort((a, b) => a - b));

describe('invariants of incidents', () => {
  it('[I.MON-1] a fault on top of another never helps', () => {
    for (const parts of [{}, SIX])
      for (const fault of FAULTS) expect(shortfall([fault, ONE_ENDS], parts)).toBeGreaterThanOrEqual(shortfall([ONE_ENDS], parts) - 1e-9);
  });

  it('[I.MON-2] a longer window of instances without network never lessens the shortfall', () => {
    up([1, 3, 5, 10, 20, 30].map((minutes) => shortfall([`at: 60m, for: ${minutes}m, type: noNetwork`, ONE_ENDS])));
  });

  it('[I.MON-3] with room for all tasks in the other zones nothing that launches or pulls matters', () => {
    // The control plane matters: it starts the tasks.
    for (const fault of [DROUGHT, ...FAULTS.filter((one) => !one.includes('controlPlane'))]) {
      if (fault.includes('pullFailure')) continue; // The agent requests a cached image anew, and fails to: I.T-PF-b.
      expect(shortfall([OUTAGE, fault], { ...SIX, top: 'imagePullBehavior: prefer-cached' })).toBeCloseTo(20 / 60, 9);
    }
    expect(shortfall([OUTAGE], { ...SIX, group: ', warmPool: { minSize: 2 }' })).toBeCloseTo(20 / 60, 9);
  });

  it('[I.MON-4] more instances never lessen survival, and cost more; from what is enough on it is flat', () => {
    const runs = [3, 6, 9].map((size) => ({ lost: shortfall([OUTAGE], { size }), usd: cost(played(toy([], { size }))) }));
    expect(runs.map(({ lost }) => Math.round(lost * 1e6) / 1e6)).toEqual([9, 0.333333, 0.333333]);
    expect(runs[1]!.usd).toBeGreaterThan(runs[0]!.usd);
    expect(runs[2]!.usd).toBeGreaterThan(runs[1]!.usd);
  });

  it('[I.MON-5] of D tasks D / Z are lost at once, and more zones lose no more with nothing to launch', () => {
    const lostAtOnce = (zones: number) =>
      played(toy([OUTAGE], { zones, size: zones * 2 })).tasks.filter(({ stopping, stopped }) => (stopping ?? stopped) === 3_600).length;
    expect([2, 3, 4].map(lostAtOnce)).toEqual([6, 4, 3]);
    const drought = 'at: 60m, for: 1h, type: capacityDrought';
    expect(shortfall([OUTAGE, drought], { zones: 4, size: 4 })).toBeLessThan(shortfall([OUTAGE, drought], { zones: 2, size: 4 }));
  });

  it('[I.MON-6] a lower targetCapacity keeps more instances, costs more and loses no more', () => {
    const runs = [100, 75, 50].map((target) => {
      const scaled = (faults: readonly string[]) =>
        played(
          toy(faults).replace('managedScaling: { status: DISABLED }', `managedScaling: { status: ENABLED, targetCapacity: ${target} }`),
        );
      return { lost: scaled([OUTAGE]).shortfall, usd: cost(scaled([])) };
    });
    up(runs.map(({ lost }) => -lost));
    up(runs.map(({ usd }) => usd));
    expect(runs[2]!.lost).toBeLessThan(runs[0]!.lost);
  });

  it('[I.MON-7] a running warm pool is never worse than a stopped one, and that never worse than none', () => {
    const pools = [
      ', warmPool: { minSize: 1, maxGroupPreparedCapacity: 1, poolState: Running }',
      ', warmPool: { minSize: 1, maxGroupPreparedCapacity: 1, poolState: Stopped }',
      '',
    ];
    for (const fault of ['at: 60m, for: 20m, type: slowBoot, factor: 4', DROUGHT]) {
      const runs = pools.map((group) =>
        played(toy([fault, ONE_ENDS], { group }).replace('instanceBoot: 120s', 'instanceBoot: 120s, warmStart: 60s, warmRegister: 10s')),
      );
      up(runs.map((run) => run.shortfall));
      up(runs.map((run) => -cost(run)));
    }
  });

  it('[I.MON-10] a deployment that does not begin fails no starts and lacks no tasks', () => {
    for (const fault of [
      'at: 60m, for: 30m, type: pullFailure',
      'at: 60m, for: 30m, type: controlPlane',
      'at: 60m, for: 30m, type: launchFailure',
    ]) {
      const run = (service: string) => played(toy([fault, ONE_ENDS], { ...SIX, service, top: 'imagePullBehavior: always' }));
      const [frozen, begun] = [run(''), run('deployments: [{ at: 65m }]')];
      const failed = (of: typeof frozen) => of.tasks.filter(({ cause }) => cause === 'pullFailed').length;
      expect(failed(frozen)).toBeLessThanOrEqual(failed(begun));
      // After failed pulls a deployment brings a new row of starts, and so may come back sooner: its throttle begins anew.
      if (!fault.includes('pullFailure')) expect(frozen.shortfall).toBeLessThanOrEqual(begun.shortfall + 1e-9);
    }
  });

  it('[I.MON-12] an incident without effect changes no fact', () => {
    const idle = [
      'type: fargateLaunchFailure',
      'type: healthCheckFault',
      'type: dependencyDown, dependency: dynamodb',
      'type: scheduleDelay, delay: 10m',
      'type: metricGap',
      'type: dnsDown, share: 0',
      'type: launchFailure',
      'type: noNetwork',
      'type: pullFailure, images: quay.io/',
      'type: controlPlane, clusterShare: 0',
      'type: controlPlane, launchType: FARGATE, actions: [startTask, stopTask]',
    ];
    const facts = played(toy([])).facts;
    for (const fault of idle)
      expect(played(toy([`at: 60m, for: 30m, ${fault}`])).facts.filter(({ at }) => at > 0)).toEqual(facts.filter(({ at }) => at > 0));
  });
});

describe('chance and order', () => {
  const HALL = `${OUTAGE}, share: 0.4, label: x/hall`;
  const lost = (faults: readonly string[]) =>
    played(toy(faults, { size: 9 }))
      .of('instanceTerminated')
      .map(({ args }) => args.instance);

  it('[I.MAP-6] draws of a fault follow its label, whatever else happens', () => {
    const usual = lost([HALL]);
    for (const other of ['at: 50m, for: 1m, type: slowPull, factor: 2', 'at: 60m, for: 1h, type: metricGap'])
      expect(lost([other, HALL])).toEqual(usual);
    // What the incident does not touch draws the same: the boots before it.
    const boots = (faults: readonly string[]) =>
      played(
        toy([...faults, 'at: 20m, type: terminate, count: 1'], { size: 9 }).replace(
          'instanceBoot: 120s',
          'instanceBoot: { uniform: { min: 60s, max: 300s } }',
        ),
      )
        .of('instanceRegistered')
        .filter(({ at }) => at < 3_600);
    expect(boots([HALL])).toEqual(boots([]));
  });

  it('[I.MAP-7] faults of one millisecond act in the order of the list, and a fault covers its begin but not its end', () => {
    const leave = 'at: 60m, type: deregister, count: 1, force: true';
    const end = 'at: 60m, type: terminate, status: outside, count: 1';
    expect(lost([leave, end])).toEqual([0]);
    expect(lost([end, leave])).toEqual([]);
    expect(played(toy(['at: 30m, for: 30m, type: launchFailure', ONE_ENDS])).launches).toEqual([60]);
    expect(played(toy(['at: 60m, for: 30s, type: launchFailure', ONE_ENDS])).launches).toEqual([61]);
  });
});
