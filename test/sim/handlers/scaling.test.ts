import { describe, expect, it } from 'vitest';
import { Fact } from '../../../src/sim/facts.js';
import type { InstanceTypeSpec, ServiceSpec, TaskDefinitionSpec } from '../../../src/sim/setup.js';
import {
  batch,
  constant,
  daemon,
  HOUR,
  instanceType,
  MINUTE,
  onLaunchType,
  provider,
  type Recorder,
  run,
  taskDefinition,
} from '../setups.js';

/** Distinct [M, N] of provider 0, from the given minute on, in order. */
function measuredFrom(recorder: Recorder, minute: number): [needed: number, running: number][] {
  const own = recorder.of(Fact.capacityMeasured).filter(({ atMs, args }) => args[0] === 0 && atMs >= minute * MINUTE);
  return own
    .map(({ args }): [number, number] => [args[1], args[2]])
    .filter(([M, N], i, all) => all[i - 1]?.[0] !== M || all[i - 1]?.[1] !== N);
}

describe('N as instances that were launched', () => {
  it('counts those that drain, as M does while they are busy', () => {
    // Two instances, one task: 50 % from minute 1, so after 15 points the older goes, with its task, and drains until the task ends.
    const { recorder } = run({
      minutes: 90,
      capacityProviders: [provider({ initialSize: 2, isProtected: false })],
      workloads: [batch([0], 1, HOUR, { name: 'first' }), batch([20], 1, HOUR, { name: 'second' })],
      scaler: { countN: 'launched', drainingInstances: 'counted' },
    });
    expect(recorder.minutesOf(Fact.instanceDraining)).toEqual([15]);
    expect(measuredFrom(recorder, 0)).toEqual([
      [1, 2],
      [2, 2], // From minute 20: one that drains and one that does not, both busy. M does not exceed N.
      [1, 2], // Minute 60: the first task has just ended, its instance goes after the measurement.
      [1, 1],
      [0, 1], // From minute 80.
    ]);
    expect(recorder.of(Fact.instanceLaunched)).toHaveLength(2);
  });

  it('counts those that boot, and their room as free', () => {
    const { recorder } = run({
      minutes: 30,
      workloads: [batch([0], 8, HOUR)],
      timings: { instanceBoot: constant(10 * MINUTE) },
      scaler: { countN: 'launched' },
    });
    expect(measuredFrom(recorder, 1)).toEqual([
      [2, 0], // Eight tasks, four to an instance.
      [2, 2],
    ]);
  });
});

describe('instances that drain', () => {
  it.each([
    // One task on the older of two instances, which drains from minute 15 on; a second task comes at minute 20 to the other.
    ['ignored', [1, 1]],
    ['counted', [2, 2]],
  ] as const)('are %s: after the drain began M and N are %j', (drainingInstances, measured) => {
    const { recorder } = run({
      minutes: 40,
      capacityProviders: [provider({ initialSize: 2, minSize: 1, isProtected: false })],
      workloads: [batch([0], 1, HOUR, { name: 'long' }), batch([20], 1, HOUR, { name: 'later' })],
      scaler: { drainingInstances },
    });
    expect(recorder.minutesOf(Fact.instanceDraining)).toEqual([15]);
    const [needed, running] = ['needed', 'running'].map((arg) => recorder.values(Fact.capacityMeasured, arg)[29]);
    expect([needed, running]).toEqual(measured);
    expect(recorder.of(Fact.instanceLaunched)).toHaveLength(2);
  });
});

describe('the warm-up', () => {
  it('is that of living instances, not of one that drains', () => {
    // A task brings two instances at minute 1 and goes at 3. What keeps them busy has a launch type, so M is 0 and both drain while young.
    const { recorder } = run({
      minutes: 40,
      capacityProviders: [provider({ isProtected: false, managedScaling: { ...provider().managedScaling, warmupMs: HOUR } })],
      workloads: [
        batch([0], 1, 2 * MINUTE, { name: 'first' }),
        batch([2], 2, 10 * HOUR, { name: 'busy', capacity: onLaunchType, placementStrategy: [{ type: 'spread', field: 'instanceId' }] }),
        batch([30], 1, HOUR, { name: 'second' }),
      ],
      scaler: { launchTypeBusy: false, scaleInShareMax: 1, drainingInstances: 'counted' },
    });
    expect(recorder.of(Fact.instanceDraining)).toHaveLength(2);
    expect(recorder.desiredByMinute.at(-1)![0]).toBe(30); // Not 61: nothing but the two that drain is young.
  });
});

/** M of the first measurement for `count` waiting tasks and a group that is empty: the instances that they need. */
function neededFor(what: {
  count: number;
  types?: Partial<InstanceTypeSpec>;
  task?: Partial<TaskDefinitionSpec>;
  trunkFromMs?: number | null;
  daemons?: (Partial<ServiceSpec> & { task: Partial<TaskDefinitionSpec> })[];
}): number {
  const { count, types, task, trunkFromMs = null, daemons = [] } = what;
  const { recorder } = run({
    minutes: 2,
    ports: ['tcp/80', 'tcp/81'],
    instanceTypes: [instanceType(types)],
    capacityProviders: [provider({ trunkFromMs, zones: [0, 1] })],
    taskDefinitions: [taskDefinition(task), ...daemons.map(({ task: own }) => taskDefinition({ family: 'daemon', ...own }))],
    services: daemons.map(({ task: _, ...over }, i) => daemon({ name: `daemon-${i}`, taskDefinition: i + 1, ...over })),
    workloads: [batch([0], count, HOUR)],
    scaler: { fromZero: 'formula', firstEvaluationMs: MINUTE },
  });
  return recorder.values(Fact.capacityMeasured, 'needed')[0];
}

describe('an instance that is still to be launched', () => {
  const pods = { count: 30, task: { eni: 1, cpuUnits: 1, memoryMib: 1 } };

  it('takes as many awsvpc tasks as it would with what it gets when it is launched now', () => {
    expect(neededFor({ ...pods, trunkFromMs: 0 })).toBe(3); // 30 / 10
    expect(neededFor({ ...pods, trunkFromMs: null })).toBe(10); // 30 / 3
    expect(neededFor({ ...pods, trunkFromMs: MINUTE })).toBe(3); // The opt-in stands when the minute is measured,
    expect(neededFor({ ...pods, trunkFromMs: MINUTE + 1 })).toBe(10); // and here it comes later.
    expect(neededFor({ ...pods, trunkFromMs: 0, types: { trunkSource: 'none' } })).toBe(10); // A type without trunks.
  });

  it('has the room of daemons taken off', () => {
    const count = 12; // of 1,024 units: four an instance, three beside a daemon of as much
    expect(neededFor({ count })).toBe(3);
    expect(neededFor({ count, daemons: [{ task: {} }] })).toBe(4);
    expect(neededFor({ count, daemons: [{ task: {} }, { task: {} }] })).toBe(6); // Two beside two.
  });

  it('has no room taken off by a daemon that could not run on it', () => {
    const count = 12;
    expect(neededFor({ count, daemons: [{ task: { architecture: 'arm64' } }] })).toBe(3);
    expect(neededFor({ count, daemons: [{ task: { operatingSystem: 'windows' } }] })).toBe(3);
    expect(neededFor({ count, daemons: [{ task: { cpuUnits: 4097 } }] })).toBe(3);
    expect(neededFor({ count, types: { reservedPorts: [0] }, daemons: [{ task: { ports: [0] } }] })).toBe(3);
    // Zones 0 and 1 are the group's. A daemon whose subnets lie in others never comes, unless it is in bridge mode and needs none.
    expect(neededFor({ count, daemons: [{ task: { eni: 1 }, zones: [2] }] })).toBe(3);
    expect(neededFor({ count, daemons: [{ task: { eni: 1 }, zones: [2, 1] }] })).toBe(4);
    expect(neededFor({ count, daemons: [{ task: { eni: 0 }, zones: [2] }] })).toBe(4);
  });

  it('has the static ports of daemons in use', () => {
    const wants = (port: number) => ({ count: 3, task: { ports: [port], cpuUnits: 1 }, daemons: [{ task: { ports: [0], cpuUnits: 1 } }] });
    expect(neededFor(wants(0))).toBe(0); // No group launches for a port that the daemon will take.
    expect(neededFor(wants(1))).toBe(3);
  });
});
