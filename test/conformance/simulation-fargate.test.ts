import { describe, expect, it } from 'vitest';
import { LAUNCH_DEFAULTS, launchRates } from '../../src/fargate/launching.js';
import { COUNTED_IN_TASKS } from '../../src/market/pools.js';
import { SOUND } from '../../src/services/deployments/failure-modes.js';
import { TARGET_CHECK_DEFAULTS } from '../../src/services/load-balancing/target-health.js';
import { TaskState } from '../../src/services/task-states.js';
import type { Capacity } from '../../src/sim/capacity.js';
import type { DeploymentSpec } from '../../src/sim/deployment-spec.js';
import { Fact, REFUSED_BY_FARGATE, StopCause } from '../../src/sim/facts.js';
import type { FargateSpec, Setup } from '../../src/sim/setup.js';
import { load } from '../scenario/scenarios.js';
import { brokenInvariants } from '../sim/invariants/invariants.js';
import {
  batch,
  constant,
  fargate,
  HOUR,
  MINUTE,
  onProvider,
  PLAIN_CARE,
  provider,
  type Recorder,
  run,
  type SetupParts,
  service,
  setup,
  simulationOf,
  staticInstance,
  taskDefinition,
} from '../sim/setups.js';

/** No group: FARGATE is the first provider, FARGATE_SPOT the second. */
const ON_DEMAND = onProvider(0);
const SPOT = onProvider(1);
const both = (base: number, weight: number, spotWeight: number): Capacity => ({
  kind: 'strategy',
  items: [
    { provider: 0, base, weight },
    { provider: 1, base: 0, weight: spotWeight },
  ],
});
const SECOND = 1_000;
const DEFINITION = taskDefinition({ eni: 1, stopTimeoutMs: 30_000 });

function simulate(parts: SetupParts, minutes = 60) {
  const made = run({ minutes, capacityProviders: [], taskDefinitions: [DEFINITION], ...parts });
  expect(brokenInvariants(made.simulation.world)).toEqual([]);
  return made;
}

const startsOf = (recorder: Recorder) => recorder.of(Fact.taskOnFargate).map(({ atMs }) => atMs);
const zonesOf = (recorder: Recorder) => recorder.values(Fact.taskOnFargate, 'zone');
const stops = (recorder: Recorder) => recorder.of(Fact.taskStopped).map(({ atMs, args }) => [atMs / MINUTE, args[1]]);
/** No capacity of Fargate, Spot or On-Demand, in a zone or in all. */
const dry = (isSpot: boolean, fromMin: number, untilMin: number, zone: number | null = null): Partial<Setup['market']> => ({
  overlays: [{ kind: 'drought', where: { isSpot, type: COUNTED_IN_TASKS, zone }, fromMs: fromMin * MINUTE, untilMs: untilMin * MINUTE }],
});

describe('a task on Fargate', () => {
  it('[C.FG-01, C.FG-05] has no instance: it takes nothing from those that are there, and is placed by no strategy', () => {
    const capacityProviders = [provider({ minSize: 1, initialSize: 1 })];
    const services = [service(3, { capacity: onProvider(1), memberOf: ['attribute:ecs.instance-type == nothing'] })];
    const { simulation, recorder } = simulate({ capacityProviders, services });
    expect(recorder.of(Fact.taskPlaced)).toEqual([]);
    expect(recorder.of(Fact.taskRunning).map(({ atMs }) => atMs)).toEqual([MINUTE, MINUTE, MINUTE]);
    const { fleet } = simulation.world;
    expect([fleet.cpuUnitsFree[0], fleet.eniFree[0]]).toEqual([4096, 3]);
    // The group sees none of it.
    expect(new Set(recorder.values(Fact.capacityMeasured, 'waiting'))).toEqual(new Set([0]));
  });

  it('[T.LIFE-1, C.FG-12] is PROVISIONING until its machine is there, PENDING while its images are pulled, and never cached', () => {
    const start = { ...fargate().start, machineMs: 20 * SECOND, pullMibPerSecond: 10, unpackFactor: 0, lazyPullMs: 5 * SECOND };
    const parts = (hasSociIndex: boolean, platformVersion = 'LATEST'): SetupParts => ({
      images: [{ name: 'app', mib: 300, hasSociIndex }],
      taskDefinitions: [{ ...DEFINITION, images: [0] }],
      fargate: fargate({ start }),
      workloads: [batch([0, 10], 1, MINUTE, { capacity: ON_DEMAND, platformVersion })],
    });
    const story = (recorder: Recorder, task: number) => recorder.storyOfTask(task).map(([name, atMs]) => [name, atMs / SECOND]);
    const { recorder } = simulate(parts(false));
    expect(story(recorder, 0)).toEqual([
      ['taskRequested', 0],
      ['taskOnFargate', 0],
      ['taskPending', 20],
      ['taskRunning', 50],
      ['taskStopping', 110],
      ['taskStopped', 110],
    ]);
    expect(story(recorder, 1)[3]).toEqual(['taskRunning', 650]); // The second pulls as long.
    expect(story(simulate(parts(true)).recorder, 0)[3]).toEqual(['taskRunning', 25]);
    expect(story(simulate(parts(true, '1.3.0')).recorder, 0)[3]).toEqual(['taskRunning', 50]);
  });

  it('[T.STOR-2, C.VOL-05, T.STOP-6] cannot pull images that do not fit into its storage, compressed and unpacked', () => {
    const start = { ...fargate().start, machineMs: 20 * SECOND, pullMibPerSecond: 1_000, unpackFactor: 2.5, unpackMibPerSecond: 1e9 };
    const endsOf = (mib: number, storageGib: number) => {
      const { recorder } = simulate({
        images: [{ name: 'app', mib, hasSociIndex: false }],
        taskDefinitions: [{ ...DEFINITION, images: [0], fargate: { storageGib } }],
        fargate: fargate({ start }),
        workloads: [batch([0], 1, MINUTE, { capacity: ON_DEMAND })],
      });
      return recorder.of(Fact.taskStopped).map(({ atMs, args }) => [atMs / SECOND, args[1]]);
    };
    // 20 GiB are 20,480 MiB, and 5,852 of them compressed take 3.5 times as much.
    expect(endsOf(5_851, 20)).toEqual([[85.851, StopCause.runEnded]]);
    expect(endsOf(5_852, 20)).toEqual([[25.852, StopCause.cannotPull]]);
    expect(endsOf(5_852, 21)).toEqual([[85.852, StopCause.runEnded]]);
  });

  it('[C.FG-05, T.FG-1, S.PLACE-15, A.PL-8] goes to the zone with the fewest of its service, on FARGATE and FARGATE_SPOT each by itself', () => {
    const { recorder } = simulate({ services: [service(8, { capacity: both(0, 1, 1) })] });
    const providers = recorder.values(Fact.taskRequested, 'provider');
    expect(zonesOf(recorder).filter((_, task) => providers[task] === 0)).toEqual([0, 1, 2, 0]);
    expect(zonesOf(recorder).filter((_, task) => providers[task] === 1)).toEqual([0, 1, 2, 0]);
    const oneZone = simulate({ services: [service(3, { capacity: ON_DEMAND, zones: [1] })] });
    expect(zonesOf(oneZone.recorder)).toEqual([1, 1, 1]);
    const offered = simulate({ services: [service(3, { capacity: ON_DEMAND })], fargate: fargate({ zones: [0, 2] }) });
    expect(zonesOf(offered.recorder)).toEqual([0, 2, 0]);
  });

  it('[S.STOP-6] leaves its service from the fullest zone, and of its provider what base and weights leave', () => {
    const { recorder, simulation } = simulate({ services: [service([[0, 8], [10, 4], [20, 1]], { capacity: both(1, 1, 3) })] }); // biome-ignore format: steps
    // The base and 1 : 3 of the rest, as on the way up: 3 and 5, then 2 and 2, at last the base alone.
    expect(simulation.world.records.services[0].byProvider).toEqual([1, 0]);
    const gone = recorder.of(Fact.taskStopping).map(({ atMs, args }) => [atMs / MINUTE, args[0]]);
    const zones = zonesOf(recorder);
    const providers = recorder.values(Fact.taskRequested, 'provider');
    const left = (minute: number) => {
      const out = new Set(gone.flatMap(([at, task]) => (at <= minute ? [task] : [])));
      return [...zones.keys()].filter((task) => !out.has(task)).map((task) => `${providers[task]} ${zones[task]}`);
    };
    // FARGATE has one in each zone, of which b is one of the fullest of the service.
    expect(left(10).sort()).toEqual(['0 0', '0 2', '1 0', '1 1']);
    expect(left(20)).toEqual(['0 2']);
  });
});

describe('the rate of launches on Fargate', () => {
  const rates = launchRates(LAUNCH_DEFAULTS.large);

  it('[T.TEST-1, T.THR-1, S.RATE-1] lets 100 of 200 tasks start at once, and the rest at 20 a second', () => {
    const { recorder } = simulate({ workloads: [batch([0], 200, HOUR, { capacity: ON_DEMAND })], fargate: fargate({ rates }) });
    const starts = startsOf(recorder);
    expect(starts.filter((atMs) => atMs === 0)).toHaveLength(100);
    expect(starts.slice(100, 103)).toEqual([50, 100, 150]);
    expect(starts.at(-1)).toBe(5 * SECOND);
    const requested = recorder.of(Fact.taskRequested).map(({ atMs }) => atMs);
    expect(new Set(requested)).toEqual(new Set([0])); // Twenty calls are allowed at once.
  });

  it('[S.RATE-1, T.THR-1] is separate for Spot', () => {
    const workloads = [batch([0], 150, HOUR, { capacity: ON_DEMAND }), batch([0], 150, HOUR, { name: 'spot', capacity: SPOT })];
    const { recorder } = simulate({ workloads, fargate: fargate({ rates: { ...rates, runTaskCalls: null } }) });
    expect(startsOf(recorder).filter((atMs) => atMs === 0)).toHaveLength(200);
  });

  it('[T.QUOTA-3, S.LIM-4, A.RT-1] is one thing, how many a service starts in a minute another: 500, and 125 in a small Region', () => {
    const text = (quotas: string) => `
name: small
duration: 5m
cluster: { availabilityZones: [us-east-1a], capacityProviders: [FARGATE], containerInstances: [{ instanceType: m5.large, count: 1 }] }
fargate: { regionSize: small }
quotas: ${quotas}
taskDefinitions: [{ family: web, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [{ name: web, image: web }] }]
services:
  - { serviceName: far, taskDefinition: web, launchType: FARGATE, desiredCount: 300 }
  - { serviceName: near, taskDefinition: web, launchType: EC2, desiredCount: 300 }
`;
    const startedAtOnce = (quotas: string) => {
      const { simulation } = simulationOf(load(text(quotas)).setup!);
      simulation.advance(1);
      return simulation.world.records.services.map(({ requested }) => requested);
    };
    expect(startedAtOnce('aws')).toEqual([125, 300]);
    expect(startedAtOnce('{ serviceLaunchesPerMinute: 7, fargateServiceLaunchesPerMinute: 200 }')).toEqual([200, 7]);
    expect(startedAtOnce('none')).toEqual([300, 300]);
  });

  it('[T.THR-2, S.RATE-2, T.QUOTA-4] turns away the 21st call of RunTask in a second, of ten tasks each; it is made again', () => {
    const { recorder } = simulate({ workloads: [batch([0], 230, HOUR, { capacity: ON_DEMAND })], fargate: fargate({ rates }) });
    const requested = recorder.of(Fact.taskRequested).map(({ atMs }) => atMs);
    expect(requested.filter((atMs) => atMs === 0)).toHaveLength(200);
    expect(requested.slice(200)).toEqual([50, 100, 150].flatMap((atMs) => Array.from({ length: 10 }, () => atMs)));
    // A service makes no such calls.
    const services = [service(230, { capacity: ON_DEMAND })];
    const { recorder: ofService } = simulate({ services, fargate: fargate({ rates }) });
    expect(new Set(ofService.of(Fact.taskRequested).map(({ atMs }) => atMs))).toEqual(new Set([0]));
  });

  it('[T.THR-1] serves the oldest request first, from any caller', () => {
    const slow: FargateSpec['rates'] = { ...launchRates({ burst: 1, perSecond: 1, runTaskCallsPerSecond: 100 }) };
    const workloads = [batch([0], 3, HOUR, { capacity: ON_DEMAND }), batch([0.01], 2, HOUR, { name: 'later', capacity: ON_DEMAND })];
    const { recorder } = simulate({ workloads, fargate: fargate({ rates: slow }) });
    expect(recorder.values(Fact.taskOnFargate, 'task')).toEqual([0, 1, 2, 3, 4]);
    expect(startsOf(recorder)).toEqual([0, 1, 2, 3, 4].map((s) => s * SECOND));
  });
});

describe('the vCPU quota', () => {
  it('[T.QUOTA-5, T.MSG-5] refuses a standalone task beyond it, and one that is larger than all of it', () => {
    const taskDefinitions = [DEFINITION, { ...DEFINITION, family: 'huge', cpuUnits: 4096 }];
    const workloads = [
      batch([0, 30], 4, 10 * MINUTE, { capacity: ON_DEMAND }),
      batch([40], 1, MINUTE, { name: 'huge', taskDefinition: 1, capacity: ON_DEMAND }),
    ];
    const { recorder } = simulate({ taskDefinitions, workloads, fargate: fargate({ vcpus: [3, null] }) });
    expect(startsOf(recorder).map((atMs) => atMs / MINUTE)).toEqual([0, 0, 0, 30, 30, 30]);
    expect(recorder.of(Fact.taskRefused).map(({ atMs, args }) => [atMs / MINUTE, args[1]])).toEqual([
      [0, REFUSED_BY_FARGATE.vcpusInUse],
      [30, REFUSED_BY_FARGATE.vcpusInUse],
      [40, REFUSED_BY_FARGATE.cpuAboveLimit],
    ]);
  });

  it('[T.QUOTA-5, T.FG-5] has a service wait, on the same provider, and try again with longer and longer pauses', () => {
    const services = [service([[0, 5], [8, 1], [9, 3]], { capacity: ON_DEMAND })]; // biome-ignore format: steps
    const { recorder, simulation } = simulate({ services, fargate: fargate({ vcpus: [2, null] }) }, 20);
    expect(startsOf(recorder)).toEqual([0, 0, 9 * MINUTE]);
    expect(simulation.world.records.services[0].alive).toBe(3);
    expect(
      recorder
        .of(Fact.waitingExplained)
        .map(({ args }) => args[2])
        .at(0),
    ).toBe(REFUSED_BY_FARGATE.vcpusInUse);
    expect(recorder.of(Fact.taskRefused)).toEqual([]);
  });
});

describe('capacity of Fargate', () => {
  it('[C.FGS-06, C.FGS-08, T.FG-5] that is short delays a service until it is there, without a fall-back to On-Demand', () => {
    const services = [service(2, { capacity: SPOT })];
    const { recorder } = simulate({ services, market: dry(true, 0, 20) });
    // Refused at 0, 15 s, 45 s, 1:45, 3:45, 7:45, then each five minutes.
    expect(startsOf(recorder).map((atMs) => atMs / MINUTE)).toEqual([22.75, 22.75]);
    expect(recorder.values(Fact.taskRequested, 'provider')).toEqual([1, 1]);
    expect(startsOf(simulate({ services: [service(2, { capacity: ON_DEMAND })], market: dry(true, 0, 20) }).recorder)).toEqual([0, 0]);
  });

  it('[T.FG-5, T.MSG-5] that is short fails a standalone task at once', () => {
    const { recorder } = simulate({ workloads: [batch([5, 25], 1, MINUTE, { capacity: SPOT })], market: dry(true, 0, 20) });
    expect(recorder.of(Fact.taskRefused).map(({ atMs, args }) => [atMs / MINUTE, args[1]])).toEqual([[5, REFUSED_BY_FARGATE.noCapacity]]);
    expect(startsOf(recorder)).toEqual([25 * MINUTE]);
  });

  it('[S.PLACE-15] that is short in one zone is taken from the others, and zones are even again by new tasks alone', () => {
    const services = [service([[0, 4], [30, 6]], { capacity: SPOT })]; // biome-ignore format: steps
    const { recorder } = simulate({ services, market: dry(true, 0, 20, 1) });
    expect(zonesOf(recorder)).toEqual([0, 2, 0, 2, 1, 1]);
  });

  it('[S.INST-4] goes with its zone: tasks there end at once, and are replaced elsewhere', () => {
    const outage: SetupParts = {
      faults: [{ kind: 'zoneOutage', zone: 0, fromMs: 10 * MINUTE }],
      market: { overlays: [{ kind: 'drought', where: { isSpot: null, type: null, zone: 0 }, fromMs: 10 * MINUTE, untilMs: null }] },
    };
    const { recorder } = simulate({ services: [service(3, { capacity: ON_DEMAND })], ...outage });
    expect(stops(recorder)).toEqual([[10, StopCause.zoneOutage]]);
    expect(zonesOf(recorder)).toEqual([0, 1, 2, 1]);
  });
});

describe('an interruption on Fargate Spot', () => {
  const interruption = (share: number, zone: number | null = null): Partial<Setup['market']> => ({
    overlays: [{ kind: 'interruption', where: { isSpot: true, type: COUNTED_IN_TASKS, zone }, atMs: 10 * MINUTE, share }],
  });
  const ignoring = { containerStop: constant(10 * MINUTE) };

  it('[C.FGS-03, C.FGS-04, T.FG-4] is SIGTERM at the notice and SIGKILL after stopTimeout, two minutes at the most', () => {
    const end = (stopTimeoutMs: number, timings = ignoring) => {
      const taskDefinitions = [{ ...DEFINITION, stopTimeoutMs }];
      const { recorder } = simulate({ taskDefinitions, timings, services: [service(1, { capacity: SPOT })], market: interruption(1) });
      expect(recorder.of(Fact.taskStopping).map(({ atMs, args }) => [atMs / MINUTE, args[1]])).toEqual([[10, StopCause.spotInterruption]]);
      return recorder.of(Fact.taskStopped)[0].atMs / SECOND;
    };
    expect(end(30_000)).toBe(630);
    expect(end(120_000)).toBe(720);
    expect(end(120_000, { containerStop: constant(5 * SECOND) })).toBe(605);
  });

  it('[C.FGS-03, C.FGS-04] does not wait for the deregistration delay of a target: SIGTERM comes with the notice', () => {
    const targetGroup = { check: TARGET_CHECK_DEFAULTS, deregistrationDelayMs: 5 * MINUTE };
    const deploymentSpec: DeploymentSpec = {
      ...PLAIN_CARE,
      targetGroup,
      revisions: [{ atMs: 0, taskDefinition: 0, mode: SOUND }],
      checks: [[]],
    };
    const services = [service([[0, 1], [30, 0]], { capacity: SPOT, deploymentSpec })]; // biome-ignore format: steps
    const { recorder } = simulate({ timings: ignoring, services, market: interruption(1) });
    // 30 s of stopTimeout; a task that its service gives up has its connections drained first (S.LB-1).
    expect(stops(recorder)).toEqual([
      [10.5, StopCause.spotInterruption],
      [35.5, StopCause.serviceScaledIn],
    ]);
  });

  it('[C.FGS-06, S.FSPOT-1] makes the service request another task at the notice, without waiting for the old one', () => {
    const { recorder } = simulate({ timings: ignoring, services: [service(1, { capacity: SPOT })], market: interruption(1) });
    expect(startsOf(recorder)).toEqual([0, 10 * MINUTE]);
  });

  it('[C.FGS-07, S.FSPOT-1] leaves a service of one task down until there is capacity again', () => {
    const market = { overlays: [...interruption(1).overlays!, ...dry(true, 10, 40).overlays!] };
    const { recorder } = simulate({ services: [service(1, { capacity: SPOT })], market });
    const running = recorder.of(Fact.taskRunning).map(({ atMs }) => atMs / MINUTE);
    expect(running[0]).toBe(1);
    expect(running[1]).toBeGreaterThan(41);
    expect(running[1]).toBeLessThan(46);
  });

  it('[C.FGS-03] takes a share of those in a zone, and neither FARGATE nor instances', () => {
    const capacityProviders = [provider()];
    const services = [
      service(12, { capacity: onProvider(2) }),
      service(3, { name: 'steady', capacity: onProvider(1) }),
      service(2, { name: 'instances', capacity: { kind: 'launchType' } }),
    ];
    const staticInstances = [staticInstance()];
    const { recorder } = simulate({ capacityProviders, staticInstances, services, market: interruption(0.5, 1) });
    expect(stops(recorder)).toEqual([
      [10, StopCause.spotInterruption],
      [10, StopCause.spotInterruption],
    ]);
  });
});

describe('a task retirement', () => {
  const DAY = 24 * HOUR;
  const retirement = { kind: 'fargateRetirement', noticeMs: DAY, startMs: 8 * DAY, endMs: 9 * DAY } as const;
  const days = (recorder: Recorder, kind: Parameters<Recorder['of']>[0]) => recorder.of(kind).map(({ atMs }) => atMs / DAY);

  it('[T.FG-7] replaces the tasks of services that ran at the notice, another first at 100 %', () => {
    const services = [service([[0, 2], [3 * 24 * 60, 3]], { capacity: ON_DEMAND })]; // biome-ignore format: steps
    const { recorder, simulation } = simulate({ services, faults: [retirement] }, 10 * 24 * 60);
    expect(days(recorder, Fact.taskOnFargate)).toEqual([0, 0, 3, 8, 8]); // The third started after the notice.
    const gone = recorder.of(Fact.taskStopped).map(({ args }) => args.slice(0, 2));
    expect(gone.sort()).toEqual([
      [0, StopCause.retired],
      [1, StopCause.retired],
    ]);
    // Not before its replacement runs, a minute later.
    expect(recorder.of(Fact.taskStopping)[0].atMs).toBe(8 * DAY + MINUTE);
    expect(simulation.world.platforms.isAnyLeaving).toBe(false);
  });

  it('[T.FG-7, T.STOP-7] stops standalone tasks for good, and leaves alone what started after the notice', () => {
    const forEver = constant(100 * DAY);
    const workloads = [batch([0, 2 * 24 * 60], 1, 0, { capacity: ON_DEMAND, runTime: forEver })];
    const { recorder, simulation } = simulate({ workloads, faults: [retirement] }, 10 * 24 * 60);
    expect(days(recorder, Fact.taskStopping)).toEqual([8]);
    expect(recorder.values(Fact.taskStopped, 'cause')).toEqual([StopCause.retired]);
    expect(simulation.world.tasks.alive).toBe(1);
  });

  const watched: DeploymentSpec = { ...PLAIN_CARE, revisions: [{ atMs: 0, taskDefinition: 0, mode: SOUND }], checks: [[]] };

  it.each([null, watched])(
    '[C.RET-02] stops each task of a service at 100/100 first, and then starts another: care %#',
    (deploymentSpec) => {
      const services = [service(2, { capacity: ON_DEMAND, minimumHealthyPercent: 100, maximumPercent: 100, deploymentSpec })];
      const { recorder } = simulate({ services, faults: [retirement] }, 10 * 24 * 60);
      const minutes = (kind: Parameters<Recorder['of']>[0]) => recorder.of(kind).map(({ atMs }) => (atMs - 8 * DAY) / MINUTE);
      const stopsInMinutes = minutes(Fact.taskStopping);
      const starts = minutes(Fact.taskOnFargate).slice(2);
      const running = minutes(Fact.taskRunning).slice(2);
      expect(stopsInMinutes[0]).toBe(0);
      expect(starts[0]).toBe(minutes(Fact.taskStopped)[0]); // In its place, when it is STOPPED.
      expect(stopsInMinutes[1]).toBeGreaterThanOrEqual(running[0]); // Not before that one runs.
      expect([stopsInMinutes.length, starts.length]).toEqual([2, 2]);
      expect(recorder.values(Fact.taskStopping, 'cause')).toEqual([StopCause.retiredFirst, StopCause.retiredFirst]);
      expect(recorder.of(Fact.serviceBlocked)).toEqual([]);
    },
  );

  it('[C.RET-01] ends with all tasks stopped: those that no other could be started for go when it is over', () => {
    const drought = {
      kind: 'drought',
      where: { isSpot: false, type: COUNTED_IN_TASKS, zone: null },
      fromMs: 7 * DAY,
      untilMs: 9.5 * DAY,
    } as const;
    const { recorder } = simulate(
      { services: [service(2, { capacity: ON_DEMAND })], faults: [retirement], market: { overlays: [drought] } },
      10 * 24 * 60,
    );
    expect(days(recorder, Fact.taskStopping)).toEqual([9, 9]);
    expect(recorder.values(Fact.taskStopping, 'cause')).toEqual([StopCause.retiredFirst, StopCause.retiredFirst]);
    expect(
      days(recorder, Fact.taskOnFargate)
        .slice(2)
        .every((day) => day >= 9.5),
    ).toBe(true);
  });

  it('[T.FG-7] of a wait of 0 days comes with its notice', () => {
    const workloads = [batch([0], 1, 0, { capacity: ON_DEMAND, runTime: constant(100 * DAY) })];
    const { recorder } = simulate({ workloads, faults: [{ ...retirement, startMs: DAY }] }, 2 * 24 * 60);
    expect(days(recorder, Fact.taskStopping)).toEqual([1]);
  });
});

describe('a mix of capacity in one cluster', () => {
  it('[C.GEN-03, T.FG-2] has groups, Fargate, Fargate Spot and fixed instances side by side; saved and loaded it goes on alike', () => {
    const parts: SetupParts = {
      minutes: 180,
      capacityProviders: [provider({ minSize: 1 })],
      staticInstances: [staticInstance()],
      taskDefinitions: [DEFINITION],
      fargate: fargate({ rates: launchRates({ burst: 2, perSecond: 1, runTaskCallsPerSecond: 1 }), vcpus: [6, 4] }),
      services: [
        service(3, { name: 'group', capacity: onProvider(0) }),
        service([[0, 8], [100, 2]], { name: 'mixed', capacity: { kind: 'strategy', items: [{ provider: 1, base: 1, weight: 1 }, { provider: 2, base: 0, weight: 2 }] } }), // biome-ignore format: steps
        service(1, { name: 'fixed', capacity: { kind: 'launchType' } }),
      ],
      workloads: [batch([20, 40, 41], 25, 7 * MINUTE, { capacity: onProvider(1) })],
      faults: [{ kind: 'fargateRetirement', noticeMs: 30 * MINUTE, startMs: 60 * MINUTE, endMs: 90 * MINUTE }],
      market: {
        overlays: [
          { kind: 'interruption', where: { isSpot: true, type: COUNTED_IN_TASKS, zone: null }, atMs: 50 * MINUTE, share: 0.5 },
          { kind: 'drought', where: { isSpot: true, type: COUNTED_IN_TASKS, zone: null }, fromMs: 50 * MINUTE, untilMs: 70 * MINUTE },
        ],
      },
    };
    const whole = simulationOf(setup(parts));
    whole.simulation.advance();
    for (const minute of [0.01, 20.01, 45, 50, 55, 60, 61, 100]) {
      const first = simulationOf(setup(parts));
      first.simulation.advance(minute * MINUTE);
      expect(brokenInvariants(first.simulation.world)).toEqual([]);
      const second = simulationOf(setup(parts));
      second.simulation.load(structuredClone(first.simulation.save()));
      second.simulation.advance();
      // Loading makes the classes again, which is reported again.
      const told = (...recorders: Recorder[]) =>
        recorders.flatMap(({ facts }) => facts.filter(({ kind }) => kind !== Fact.taskClassDefined));
      expect(told(first.recorder, second.recorder)).toEqual(told(whole.recorder));
    }
    const { tasks } = whole.simulation.world;
    expect(tasks.living().filter((slot) => tasks.state[slot] === TaskState.RUNNING)).toHaveLength(6);
  });
});
