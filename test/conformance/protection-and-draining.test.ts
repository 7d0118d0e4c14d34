import { describe, expect, it } from 'vitest';
import { Fact, InstanceCause, StopCause } from '../../src/sim/facts.js';
import type { Setup } from '../../src/sim/setup.js';
import { EcsStream } from '../report/ecs-stream.js';
import { changed, load, messages } from '../scenario/scenarios.js';
import {
  batch,
  constant,
  daemon,
  HOUR,
  instanceType,
  MINUTE,
  onLaunchType,
  provider,
  run,
  type SetupParts,
  service,
  taskDefinition,
} from '../sim/setups.js';

const SETTINGS = 'managedScaling: { status: ENABLED, targetCapacity: 100 }\n        managedTerminationProtection: ENABLED';
const NOTICE = 2 * MINUTE;

/** All Spot, and all of it taken at minute 10. */
const taken = { kind: 'interruption', where: { isSpot: true, type: null, zone: null }, atMs: 10 * MINUTE, share: 1 } as const;
const timings = { containerStart: constant(10_000), containerStop: constant(5000) };

/** What managed-termination-draining-matrix.csv says of the four combinations. */
const MATRIX = [
  // protected, drained: may a scale-in kill a busy instance, does a forced end drain
  [true, true, false, true],
  [false, true, true, true],
  [true, false, false, false],
  [false, false, true, false],
] as const;

describe('managed termination protection and managed draining', () => {
  it.each(MATRIX)(
    '[S.MDR-4, C.MID-05] protection %s and draining %s: busy instances chosen by a scale-in %s',
    (isProtected, isDraining, isChosen) => {
      // Tasks with a launch type are not seen by the metric here: both instances are busy and none is needed.
      const { recorder } = run({
        capacityProviders: [provider({ initialSize: 2, isProtected, isDraining })],
        services: [service(8, { capacity: onLaunchType })],
        scaler: { launchTypeBusy: false },
        timings,
      });
      expect(recorder.of(Fact.instanceTerminated).some(({ args }) => args[1] === InstanceCause.scaleIn)).toBe(isChosen && !isDraining);
      expect(recorder.of(Fact.instanceDraining).length > 0).toBe(isChosen && isDraining);
      const lost = recorder.values(Fact.taskStopped, 'cause').includes(StopCause.instanceTerminated);
      expect(lost).toBe(isChosen && !isDraining);
    },
  );

  it.each(MATRIX)('[S.MDR-4, C.MID-02] protection %s and draining %s: an interruption takes the busy instance, drained %4$s', (...row) => {
    const [isProtected, isDraining, , isDrained] = row;
    const split = { onDemandBase: 1, onDemandPercentAboveBase: 0 };
    const { recorder } = run({
      capacityProviders: [provider({ initialSize: 2, minSize: 2, isProtected, isDraining, split })],
      services: [service(4, { placementStrategy: [{ type: 'spread', field: 'instanceId' }] })],
      market: { overlays: [taken] },
      timings,
    });
    const ended = recorder.of(Fact.instanceTerminated).filter(({ args }) => args[1] === InstanceCause.interrupted);
    expect(ended.map(({ atMs }) => atMs)).toEqual([10 * MINUTE + NOTICE]);
    expect(recorder.of(Fact.instanceDraining).map(({ atMs }) => atMs)).toEqual(isDrained ? [10 * MINUTE] : []);
    const replacedAt = recorder
      .of(Fact.taskPlaced)
      .slice(4)
      .map(({ atMs }) => atMs);
    // Drained: others start with the notice. Else only when the instance has gone with its tasks.
    expect(new Set(replacedAt)).toEqual(new Set([isDrained ? 10 * MINUTE : 10 * MINUTE + NOTICE]));
  });

  it('[S.MDR-1, C.CAP-20] drains by default, and only what an Auto Scaling group ends', () => {
    const isDraining = (setting: string) =>
      load(changed([SETTINGS, `${SETTINGS}${setting}`])).setup!.capacityProviders.map((one) => one.isDraining);
    expect(isDraining('')).toEqual([true, true]);
    expect(isDraining('\n        managedDraining: DISABLED')).toEqual([false, true]);
    const outage: SetupParts = {
      capacityProviders: [provider({ initialSize: 1, minSize: 1 })],
      services: [service(1)],
      faults: [{ kind: 'zoneOutage', zone: 0, fromMs: 10 * MINUTE }],
    };
    expect(run(outage).recorder.of(Fact.instanceDraining)).toEqual([]); // A zone that fails drains nothing.
  });

  it('[S.MDR-2, T.LIFE-13] keeps DRAINING until all tasks have stopped, or for 48 hours, daemons to the last', () => {
    const parts = (runMs: number): SetupParts => ({
      minutes: 60 * 60,
      capacityProviders: [provider({ initialSize: 2, minSize: 1, isProtected: false })],
      taskDefinitions: [taskDefinition(), taskDefinition({ family: 'agent', cpuUnits: 64, memoryMib: 64 })],
      services: [daemon({ taskDefinition: 1 })],
      workloads: [batch([1], 1, runMs)],
    });
    const ends = (runMs: number) => {
      const { recorder } = run(parts(runMs));
      const [{ atMs: drainMs, args }] = recorder.of(Fact.instanceDraining);
      const stops = recorder
        .of(Fact.taskStopping)
        .filter(({ args: [task] }) => recorder.places.some((place) => place[0] === task && place[1] === args[0]));
      const { atMs } = recorder.of(Fact.instanceTerminated).find((fact) => fact.args[0] === args[0])!;
      return {
        hours: (atMs - drainMs) / HOUR,
        last: recorder.of(Fact.taskClassDefined)[0]!.args[1],
        stopped: stops.map((stop) => stop.args[0]),
      };
    };
    // The task runs from minute 1, the drain begins at minute 15.
    expect(ends(10 * HOUR).hours).toBeCloseTo(10 - 14 / 60);
    expect(ends(50 * HOUR).hours).toBe(48);
    expect(ends(10 * HOUR).stopped).toHaveLength(2); // The task, then the daemon.
  });

  it('[C.MTP-01] needs managed scaling, and scale-in protection of the group', () => {
    const path = 'cluster.capacityProviders.workers.autoScalingGroupProvider.managedTerminationProtection';
    expect(messages(changed([SETTINGS, SETTINGS.replace('status: ENABLED', 'status: DISABLED')]))).toContain(
      `${path}: is ENABLED without managed scaling: write managedScaling: { status: ENABLED }, or DISABLED here`,
    );
    const group = 'autoScalingGroup: { instanceTypes: [m5.large], minSize: 0, maxSize: 10';
    const withProtection = (value: string) => messages(changed([group, `${group}, newInstancesProtectedFromScaleIn: ${value}`]));
    expect(withProtection('true')).toEqual([]);
    const { setup: refused, errors = [] } = load(changed([group, `${group}, newInstancesProtectedFromScaleIn: false`]));
    expect(refused).toBeUndefined();
    expect(errors.map(({ message }) => message)).toEqual([
      'is false, and managedTerminationProtection: ENABLED needs scale-in protection of new instances, or AWS refuses it: write true or leave it out',
    ]);
  });
});

describe('instances that tasks need', () => {
  it('[S.CAP-5, A.CAS-7] are counted by groups of equal tasks; a group that does not fit the smallest type is left out', () => {
    const types = [instanceType({ name: 'small', cpuUnits: 2048 }), instanceType({ name: 'large', cpuUnits: 8192 })];
    const desired = (...workloads: Setup['workloads'][number][]) =>
      run({
        instanceTypes: types,
        capacityProviders: [provider({ instanceTypes: [0, 1], initialSize: 1 })],
        taskDefinitions: [
          taskDefinition(),
          taskDefinition({ family: 'wide', cpuUnits: 4096 }),
          taskDefinition({ family: 'double', cpuUnits: 2048 }),
        ],
        workloads,
        minutes: 3,
      }).recorder.desiredByMinute;
    const narrow = batch([0], 20, HOUR); // 2 find room, 18 of one vCPU go 8 to a large instance: 3.
    const wide = batch([0], 40, HOUR, { name: 'wide', taskDefinition: 1 }); // 4 vCPU fit no small instance.
    const double = batch([0], 9, HOUR, { name: 'double', taskDefinition: 2 }); // Another group: 9 of two vCPU, 4 to an instance: 3, not 3 more.
    expect(desired(narrow)).toEqual([[1, 4]]);
    expect(desired(wide)).toEqual([]);
    expect(desired(narrow, wide)).toEqual([[1, 4]]);
    expect(desired(narrow, double)).toEqual([[1, 4]]);
  });
});

describe('where a task may run', () => {
  const JOBS = 'taskDefinition: pods\n    launchType: EC2';
  const DEFAULT = ['cluster:', 'cluster:\n  defaultCapacityProviderStrategy: [{ capacityProvider: spare, weight: 1 }]'] as const;
  const capacities = (text: string) => {
    const { services, workloads } = load(text).setup!;
    const nameOf = ({ capacity }: Pick<Setup['services'][number], 'capacity'>) =>
      capacity.kind === 'launchType' ? 'launch type' : capacity.items.map(({ provider: at }) => ['workers', 'spare'][at]).join();
    return [...services, ...workloads].map(nameOf);
  };

  it('[S.CPS-1, C.CAP-21] has a strategy of the cluster, of the service or of the call, each by itself', () => {
    const web = 'capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]';
    expect(capacities(changed(DEFAULT, [JOBS, 'taskDefinition: pods']))).toEqual(['workers', 'spare']);
    const jobs = `taskDefinition: pods\n    ${web}`;
    expect(capacities(changed(DEFAULT, [`\n    ${web}`, ''], [JOBS, jobs]))).toEqual(['spare', 'workers']);
    expect(messages(changed([web, 'capacityProviderStrategy: []']))[0]).toContain('capacityProviderStrategy: ');
  });

  it('[S.CPS-2, C.CAP-02] is resolved: launch type, else its own strategy, else the default of the cluster', () => {
    const web = 'capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]';
    expect(capacities(changed(DEFAULT))).toEqual(['workers', 'launch type']);
    expect(capacities(changed(DEFAULT, [web, 'launchType: EC2']))).toEqual(['launch type', 'launch type']);
    expect(capacities(changed([web, 'desiredCount: 1'], ['    desiredCount: 2\n', '']))[0]).toBe('launch type'); // Without any default it is EC2.
    expect(messages(changed([web, `${web}\n    launchType: EC2`]))).toContain(
      'services.web.launchType: stands beside capacityProviderStrategy: a task has one of the two',
    );
  });
});

describe('a task that does not start', () => {
  it('[T.STOP-3] reports why, in the words of DescribeTasks', () => {
    const gone = { provider: null, zone: null, share: 1, count: null, fromMs: 0, untilMs: 10 * HOUR };
    const reasonOf = (parts: SetupParts, over: Parameters<typeof batch>[3] = {}) => {
      const group = provider({ initialSize: 1, minSize: 1, maxSize: 1 });
      const waiting = { provisioningTimeoutMs: 10 * MINUTE };
      const stream = new EcsStream({ capacityProviders: [group], waiting, workloads: [batch([1], 1, HOUR, over)], ...parts });
      return stream.ofTask(0).at(-1)!.detail.stoppedReason;
    };
    expect(reasonOf({ taskDefinitions: [taskDefinition({ cpuUnits: 5000 })] })).toBe('TaskFailedToStart: RESOURCE:CPU');
    expect(reasonOf({ taskDefinitions: [taskDefinition({ memoryMib: 20_000 })] })).toBe('TaskFailedToStart: RESOURCE:MEMORY');
    expect(reasonOf({ faults: [{ kind: 'agentDisconnect', ...gone }] })).toBe('TaskFailedToStart: AGENT');
    expect(reasonOf({ taskDefinitions: [taskDefinition({ architecture: 'arm64' })] })).toBe('TaskFailedToStart: ATTRIBUTE');
    expect(reasonOf({}, { memberOf: ['attribute:rack == r1'] })).toBe('TaskFailedToStart: MemberOf placement constraint unsatisfied');
    expect(reasonOf({ faults: [{ kind: 'drain', ...gone }] })).toBe('TaskFailedToStart: NO ACTIVE INSTANCES');
    expect(reasonOf({ capacityProviders: [provider({ maxSize: 0 })] })).toBe('TaskFailedToStart: EMPTY CAPACITY PROVIDER');
  });

  it('[T.STOP-4] is tried once: only a service starts another', () => {
    const parts: SetupParts = {
      capacityProviders: [provider({ initialSize: 1, minSize: 1 })],
      taskDefinitions: [taskDefinition({ cpuUnits: 4096 })],
      minutes: 25,
    };
    const standalone = run({ ...parts, workloads: [batch([1, 1], 1, 5 * MINUTE, { capacity: onLaunchType })] }).recorder;
    expect([
      standalone.of(Fact.taskRequested).length,
      standalone.of(Fact.taskRefused).length,
      standalone.of(Fact.taskPlaced).length,
    ]).toEqual([2, 1, 1]);
    const ofService = run({ ...parts, services: [service(1, { timeToFailure: constant(10 * MINUTE) })] }).recorder;
    expect(ofService.minutesOf(Fact.taskRequested)).toEqual([0, 10, 20]);
    expect(ofService.values(Fact.taskStopped, 'cause')).toEqual([StopCause.crashed, StopCause.crashed]);
  });
});
