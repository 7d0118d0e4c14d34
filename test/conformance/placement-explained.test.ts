import { describe, expect, it } from 'vitest';
import { findInstanceType } from '../../src/catalog/instance-types.js';
import { explainPlacement } from '../../src/placement/explain/placement.js';
import { REFUSALS, Refusal } from '../../src/placement/fit.js';
import { eventText, type FailureNames, runTaskFailures, type ServiceEvent } from '../../src/placement/messages.js';
import { refusalName } from '../../src/record/tables/names.js';
import type { EquivalenceClass } from '../../src/sim/cluster/equivalence-class.js';
import { Fact } from '../../src/sim/facts.js';
import type { Setup } from '../../src/sim/setup.js';
import { Simulation } from '../../src/sim/simulation.js';
import { ServiceEvents } from '../../src/studies/place/service-events.js';
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
  type SetupParts,
  service,
  setup,
  simulationOf,
  staticInstance,
  taskDefinition,
  withAttributes,
} from '../sim/setups.js';

const onInstances = { capacity: onLaunchType };
const names: FailureNames = { arnOf: (row) => `instance ${row}`, detailOf: ({ failed }) => `${failed[0].needed} > ${failed[0].free}` };
const refusedFor = (recorder: Recorder) => recorder.values(Fact.taskRefused, 'reason').map((code) => REFUSALS[code].name);

/** Static instances and a RunTask at minute 1, whose line it returns. */
function runTask(parts: SetupParts, over: Parameters<typeof batch>[3] = {}) {
  const made = run({
    capacityProviders: [],
    staticInstances: [staticInstance()],
    workloads: [batch([1], 1, HOUR, { ...onInstances, ...over })],
    minutes: 5,
    ...parts,
  });
  const { fleet, equivalences } = made.simulation.world;
  const equivalence: EquivalenceClass = equivalences.all.find(({ workload }) => workload === 0)!;
  const { verdicts } = explainPlacement(fleet, equivalence.request, equivalence.criteria, 0);
  return { ...made, failures: runTaskFailures(verdicts, names).map(({ arn, reason }) => `${arn}: ${reason}`), line: equivalence };
}

describe('a RunTask that no instance takes', () => {
  it.each<[string, SetupParts, Parameters<typeof batch>[3]?]>([
    ['RESOURCE:CPU', { taskDefinitions: [taskDefinition({ cpuUnits: 5000 })] }],
    ['RESOURCE:MEMORY', { taskDefinitions: [taskDefinition({ memoryMib: 16_001 })] }],
    [
      'RESOURCE:PORTS',
      { ports: ['tcp/22'], instanceTypes: [instanceType({ reservedPorts: [0] })], taskDefinitions: [taskDefinition({ ports: [0] })] },
    ],
    [
      'RESOURCE:ENI',
      { instanceTypes: [instanceType({ eniTasks: 1 })], taskDefinitions: [taskDefinition({ eni: 1 })], services: [daemon()] },
    ],
    ['RESOURCE:GPU', { taskDefinitions: [taskDefinition({ gpus: 1 })] }],
    ['ATTRIBUTE', { taskDefinitions: [taskDefinition({ architecture: 'arm64' })] }],
    ['LOCATION', { taskDefinitions: [taskDefinition({ eni: 1 })] }, { zones: [1, 2] }],
  ])('[T.FAIL-1] fails with %s', (reason, parts, over) => {
    const { recorder, failures } = runTask(parts, over);
    expect(refusedFor(recorder)).toEqual([reason]);
    expect(failures).toEqual([`instance 0: ${reason}`]);
    expect(runTask({}).failures).toEqual([]); // The plain task runs.
  });

  it('[S.PLACE-16, T.FAIL-1] fails with ATTRIBUTE where the type has no interfaces for tasks, and only in awsvpc mode', () => {
    const parts = (eni: number): SetupParts => ({
      instanceTypes: [instanceType({ eniTasks: 0 })],
      taskDefinitions: [taskDefinition({ eni })],
    });
    expect(runTask(parts(1)).failures).toEqual(['instance 0: ATTRIBUTE']);
    expect(runTask(parts(0)).failures).toEqual([]);
    // With a trunk the same type has some.
    expect(runTask({ ...parts(1), staticInstances: [staticInstance({ hasTrunk: true })] }).failures).toEqual([]);
  });

  it('[T.FAIL-6] without instances is refused for that reason before any other', () => {
    const recorder = (staticInstances: NonNullable<SetupParts['staticInstances']>) =>
      run({ capacityProviders: [], staticInstances, workloads: [batch([1], 1, HOUR, onInstances)], minutes: 5 }).recorder;
    const reasons = (made: Recorder) => made.values(Fact.taskRefused, 'reason').map(refusalName);
    expect(reasons(recorder([]))).toEqual(['NO ACTIVE INSTANCES']);
    expect(reasons(recorder([staticInstance()]))).toEqual([]);
  });

  it('[T.FAIL-2] fails with AGENT at once and does not wait for the agent to come back', () => {
    const ends = (count: number) => {
      const { simulation, recorder } = simulationOf(
        setup({
          capacityProviders: [],
          staticInstances: [staticInstance({ count })],
          workloads: [batch([2], 1, HOUR, onInstances)],
          minutes: 10,
        }),
      );
      simulation.advance(MINUTE);
      simulation.world.fleet.isAgentConnected[0] = 0;
      simulation.advance(3 * MINUTE);
      simulation.world.fleet.isAgentConnected[0] = 1;
      simulation.advance();
      return { refused: recorder.of(Fact.taskRefused).map(({ atMs, args }) => [atMs / MINUTE, args[1]]), places: recorder.places };
    };
    expect(ends(1)).toEqual({ refused: [[2, Refusal.agent]], places: [] });
    expect(ends(2)).toEqual({ refused: [], places: [[0, 1]] }); // Another instance has its agent.
  });

  it('[T.FAIL-3] fails with RESOURCE:ENI on an instance whose interfaces are in use, the primary one among them', () => {
    const { eniTasks } = findInstanceType('c5.large')!; // Three interfaces.
    const parts = (count: number): SetupParts => ({
      instanceTypes: [instanceType({ eniTasks })],
      taskDefinitions: [taskDefinition({ eni: 1, cpuUnits: 1, memoryMib: 1 })],
      workloads: [batch([1], count, HOUR, onInstances)],
    });
    expect(refusedFor(runTask(parts(2)).recorder)).toEqual([]);
    expect(refusedFor(runTask(parts(3)).recorder)).toEqual(['RESOURCE:ENI']);
    expect(runTask(parts(3)).failures).toEqual(['instance 0: RESOURCE:ENI']);
  });
});

describe('the events of a service', () => {
  const UNABLE = '(service web) was unable to place a task because no container instance met all of its requirements.';
  const SEE = 'For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.';

  /** Messages of the first service with the minute of each, over a run on static instances. */
  function eventsOf({ minutes = 60, ...parts }: SetupParts): [minute: number, message: string][] {
    const what = setup({ capacityProviders: [provider({ maxSize: 1 })], staticInstances: [staticInstance()], minutes, ...parts });
    const events = new ServiceEvents({ service: 0, name: 'web', explainFailure });
    const simulation: Simulation = new Simulation(what, { sources: [], subscribers: [events] });
    simulation.advance();
    return events.until(minutes * MINUTE).map(({ atMs, message }) => [atMs / MINUTE, message]);

    function explainFailure(): ServiceEvent | undefined {
      const { fleet, pendingTasks } = simulation.world;
      const { request, criteria } = pendingTasks.waiting.find((equivalence) => equivalence.service === 0)!;
      const { closest } = explainPlacement(fleet, request, criteria, 0);
      return closest === undefined
        ? { kind: 'noInstances', where: 'cluster' }
        : { kind: 'placementFailed', closest: { instance: `${fleet.instance[closest.row]}`, code: closest.failed[0].code } };
    }
  }

  it('[T.MSG-2] report which tasks were started, and a steady state when all that are desired run', () => {
    const steps: [number, number][] = [
      [0, 2],
      [10, 3],
    ];
    const timings = { containerStart: constant(5 * MINUTE) };
    expect(eventsOf({ services: [service(steps, onInstances)], timings })).toEqual([
      [0, '(service web) has started 2 tasks: (task 0) (task 1).'],
      [5, '(service web) has reached a steady state.'],
      [10, '(service web) has started 1 tasks: (task 2).'],
      [15, '(service web) has reached a steady state.'],
    ]);
    // Four fit; the fifth waits, so that no steady state is reached.
    expect(eventsOf({ services: [service(5, onInstances)] }).some(([, message]) => message.includes('steady'))).toBe(false);
  });

  it.each<[string, SetupParts]>([
    ['has insufficient CPU units available.', { taskDefinitions: [taskDefinition({ cpuUnits: 4097 })] }],
    ['has insufficient memory available.', { taskDefinitions: [taskDefinition({ memoryMib: 16_001 })] }],
    [
      'is already using a port required by your task.',
      { ports: ['tcp/22'], instanceTypes: [instanceType({ reservedPorts: [0] })], taskDefinitions: [taskDefinition({ ports: [0] })] },
    ],
    [
      'encountered error "RESOURCE:ENI".',
      {
        instanceTypes: [instanceType({ eniTasks: 1 })],
        taskDefinitions: [taskDefinition({ eni: 1 })],
        services: [service(1, onInstances), daemon()],
      },
    ],
    ['is missing an attribute required by your task.', { taskDefinitions: [taskDefinition({ architecture: 'arm64' })] }],
    ['has insufficient GPU resource available.', { taskDefinitions: [taskDefinition({ gpus: 1 })] }],
    [
      'encountered error "MemberOf placement constraint unsatisfied.".',
      { services: [service(1, { ...onInstances, memberOf: ['attribute:ecs.instance-type == m5.large'] })] },
    ],
  ])('[T.MSG-3] explain that the closest matching container instance %s', (cause, parts) => {
    const events = eventsOf({ services: [service(1, onInstances)], ...parts });
    expect(events).toEqual([[1, `${UNABLE} The closest matching (container-instance 0) ${cause} ${SEE}`]]);
    expect(eventsOf({ services: [service(1, onInstances)] })[0][1]).toContain('has started 1 tasks');
  });

  it('[T.MSG-3] explain that the agent is not connected, or that there is no instance', () => {
    const event = (staticInstances: Setup['staticInstances']) => eventsOf({ staticInstances, services: [service(1, onInstances)] })[0];
    expect(event([])).toEqual([1, `${UNABLE} Reason: No Container Instances were found in your cluster. ${SEE}`]);
    const { simulation } = runTask({});
    simulation.world.fleet.isAgentConnected[0] = 0;
    const equivalence = simulation.world.equivalences.all[0];
    const { code } = explainPlacement(simulation.world.fleet, equivalence.request, equivalence.criteria, 0).closest!.failed[0];
    expect(eventText('web', { kind: 'placementFailed', closest: { instance: '0', code } })).toBe(
      `${UNABLE} The closest matching (container-instance 0) encountered error "AGENT". ${SEE}`,
    );
  });

  it('[T.MSG-3] name the instance that lacks least', () => {
    const types = [instanceType({ cpuUnits: 1024 }), instanceType({ name: 'test.large', cpuUnits: 2048 })];
    const staticInstances = [staticInstance(), staticInstance({ instanceType: 1 })];
    const events = eventsOf({
      instanceTypes: types,
      staticInstances,
      services: [service(1, onInstances)],
      taskDefinitions: [taskDefinition({ cpuUnits: 3000 })],
    });
    expect(events[0][1]).toContain('(container-instance 1) has insufficient CPU'); // 952 of 3,000 are missing, not 1,976.
  });

  it('[T.MSG-1] repeat a message after six hours, or when its cause was resolved and came back', () => {
    const tooLarge = { taskDefinitions: [taskDefinition({ cpuUnits: 4097 })] };
    const lasting = eventsOf({ ...tooLarge, services: [service(1, onInstances)], minutes: 13 * 60 });
    expect(lasting.map(([minute]) => minute)).toEqual([1, 361, 721]);
    // From 4 to 5, which do not fit; back to 4, which do; to 5 again.
    const steps: [number, number][] = [
      [0, 5],
      [20, 4],
      [40, 5],
    ];
    const returning = eventsOf({ services: [service(steps, onInstances)] }).filter(([, message]) => message.startsWith(UNABLE));
    expect(returning.map(([minute]) => minute)).toEqual([1, 40]); // Measured, and so explained, each minute after what it brings.
  });

  it('[T.MSG-1] are the latest hundred', () => {
    // Every other minute a task starts, and makes the service steady again.
    const steps = Array.from({ length: 120 }, (_, minute): [number, number] => [minute, minute % 2]);
    const events = eventsOf({ services: [service(steps, onInstances)], timings: { containerStart: constant(6000) }, minutes: 120 });
    expect(events).toHaveLength(100);
    expect([events[0][0], events.at(-1)![0]]).toEqual([21, 119.1]); // 60 starts and 61 steady states; the first 21 are gone.
  });
});

describe('placement by task group', () => {
  const zones = (count: number): SetupParts => ({
    capacityProviders: [],
    staticInstances: [staticInstance({ count, zones: [0, 1, 2] })],
    taskDefinitions: [taskDefinition({ cpuUnits: 256, memoryMib: 256 })],
  });
  const spread = { placementStrategy: [{ type: 'spread' as const, field: 'instanceId' }], ...onInstances };
  const instancesOf = (recorder: Recorder, tasks: number[]) => {
    const places = new Map(recorder.places);
    return tasks.map((task) => places.get(task));
  };

  it('[S.CONSTR-4] keeps to instances with a task of a group, or keeps off them', () => {
    const placed = (expression: string) => {
      const database = batch([1], 1, HOUR, { ...spread, name: 'database', group: 'databases' });
      const beside = batch([2], 4, HOUR, { ...spread, name: 'beside', memberOf: [expression] });
      return instancesOf(run({ ...zones(3), workloads: [database, beside] }).recorder, [0, 1, 2, 3, 4]);
    };
    expect(placed('task:group == databases')).toEqual([0, 0, 0, 0, 0]);
    expect(placed('not(task:group == databases)')).toEqual([0, 1, 2, 1, 2]);
    expect(placed('not(task:group == others)')).toEqual([0, 0, 1, 2, 0]);
  });

  it('[S.CONSTR-4] finds no instance for a group that is nowhere, until it is somewhere', () => {
    const lonely = service(2, { ...spread, memberOf: ['task:group == databases'] });
    const database = batch([10], 1, 5 * MINUTE, { ...spread, name: 'database', group: 'databases' });
    const { recorder } = run({ ...zones(3), services: [lonely], workloads: [database] });
    const instances = recorder.of(Fact.taskPlaced).map(({ atMs, args }) => [args[0], args[1], atMs / MINUTE]);
    expect(instances).toEqual([
      [2, 0, 10],
      [0, 0, 10],
      [1, 0, 10],
    ]);
  });

  it('[S.CONSTR-5] makes a replica wait until the daemon that it needs is on the instance', () => {
    const agent = (over: Parameters<typeof daemon>[0] = {}) => daemon({ name: 'agent', ...over });
    const replica = (needs: string[]) => service(3, { ...spread, memberOf: needs });
    const needsAgent = ['task:group == service:agent'];
    const placed = (needs: string[], over: Parameters<typeof daemon>[0] = {}) => {
      const { recorder, simulation } = run({ ...zones(3), services: [replica(needs), agent(over)] });
      const { fleet } = simulation.world;
      return { replicas: [...fleet.groupOnInstance(0).subarray(0, 3)], placed: recorder.places.length };
    };
    expect(placed(needsAgent).replicas).toEqual([1, 1, 1]);
    const onlyInA = { memberOf: ['attribute:ecs.availability-zone == us-east-1a'] };
    expect(placed(needsAgent, onlyInA).replicas).toEqual([3, 0, 0]);
    expect(placed([], onlyInA).replicas).toEqual([1, 1, 1]);
    // Where the daemon finds no room, the replica finds no place.
    const huge = { taskDefinition: 1 };
    const { recorder } = run({
      ...zones(3),
      taskDefinitions: [taskDefinition(), taskDefinition({ family: 'agent', cpuUnits: 5000 })],
      services: [replica(needsAgent), agent(huge)],
    });
    expect(recorder.places).toEqual([]);
  });
});

describe('daemons', () => {
  it('[A.PL-7] have one task on each matching instance, whose room no other task takes, however long others have waited', () => {
    const agent = taskDefinition({ family: 'agent', cpuUnits: 1024, memoryMib: 512 });
    const { simulation, recorder } = run({
      capacityProviders: [provider({ zones: [0, 1] })],
      taskDefinitions: [taskDefinition(), agent],
      timings: { instanceBoot: constant(3 * MINUTE) },
      services: [service(8), daemon({ taskDefinition: 1 })],
      minutes: 40,
    });
    const { fleet } = simulation.world;
    const onEach = (column: Int32Array) => [...column.subarray(0, fleet.count)];
    expect(onEach(fleet.daemonTasks)).toEqual(onEach(fleet.daemonTasks).map(() => 1));
    expect(Math.max(...onEach(fleet.nonDaemonTasks))).toBe(3); // (4,096 - 1,024) / 1,024: replicas that waited since minute 0 came after.
    const first = new Map<number, number>();
    for (const [task, instance] of recorder.places) if (!first.has(instance)) first.set(instance, task);
    const daemons = new Set(recorder.of(Fact.taskRequested).flatMap(({ args }) => (args[2] < 0 ? [args[0]] : [])));
    expect([...first.values()].every((task) => daemons.has(task))).toBe(true); // First to start.
  });

  it('[A.PL-7] are on no instance that does not match their constraint, and take no room there', () => {
    const agent = taskDefinition({ family: 'agent', cpuUnits: 1024, memoryMib: 512 });
    const { simulation } = run({
      capacityProviders: [],
      staticInstances: [staticInstance(), staticInstance({ traits: withAttributes({ edge: null }) })],
      taskDefinitions: [taskDefinition(), agent],
      services: [service(9, onInstances), daemon({ taskDefinition: 1, memberOf: ['attribute:edge exists'] })],
    });
    const { fleet } = simulation.world;
    expect([[...fleet.nonDaemonTasks.subarray(0, 2)], [...fleet.daemonTasks.subarray(0, 2)]]).toEqual([
      [4, 3],
      [0, 1],
    ]);
  });
});
