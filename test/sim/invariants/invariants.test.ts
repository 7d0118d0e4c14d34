import { describe, expect, it } from 'vitest';
import { NO_MEMBERSHIP } from '../../../src/placement/view.js';
import { NONE } from '../../../src/sim/cluster/fleet.js';
import { RoomFreed } from '../../../src/sim/cluster/tasks.js';
import type { World } from '../../../src/sim/cluster/world.js';
import { Fact, InstanceCause, StopCause } from '../../../src/sim/facts.js';
import {
  daemon,
  instanceType,
  onLaunchType,
  provider,
  run,
  service,
  simulationOf,
  staticInstance,
  taskDefinition,
  withAttributes,
} from '../setups.js';
import { swarmSetup } from '../swarm-setup.js';
import { brokenInvariants } from './invariants.js';

/** Two instances in two racks and zones, with a GPU each, and a task on each that has a share and keeps its like away. */
const world = () =>
  run({
    minutes: 1,
    instanceTypes: [instanceType({ gpus: 1 })],
    capacityProviders: [],
    staticInstances: ['a', 'b'].map((rack, at) => staticInstance({ zones: [2 * at], traits: withAttributes({ rack }) })),
    taskDefinitions: [taskDefinition({ gpuMilli: 400 })],
    services: [
      service(2, {
        capacity: onLaunchType,
        memberOf: ['not(task:group == service:web)'],
        placementStrategy: [{ type: 'spread', field: 'attribute:rack' }],
      }),
    ],
  }).simulation.world;

/** Seeds of scenarios that together have all of it: the first eighty do as well, in four times the time. */
const RICH = [2, 5, 15, 25, 26];

describe('brokenInvariants', () => {
  it('finds nothing wrong with a run', () => {
    const { fleet } = world();
    expect(Array.from(fleet.gpuMilliFree.subarray(0, 2))).toEqual([600, 600]);
    expect(brokenInvariants(world())).toEqual([]);
  });

  it.each<[what: string, tamper: (world: World) => void, words: string]>([
    [
      'a share that nobody took',
      ({ fleet }) => fleet.gpuMilliFree.fill(599, 1, 2),
      'instance 1: of its GPUs 599 thousandths are free, its tasks leave 600',
    ],
    ['a GPU that is not free', ({ fleet }) => fleet.gpuFree.fill(1, 0, 1), 'instance 0: 1 GPUs are counted free, 0 are'],
    ['a task without its GPU', ({ tasks }) => tasks.gpuMask.fill(0, 0, 1), 'task 0 has 0 GPUs and asks for 1'],
    [
      'a count by instance',
      ({ fleet }) => fleet.groupOnInstance(0).fill(2, 0, 1),
      'group service:web counts 2,1 tasks on the instances, they have 1,1',
    ],
    [
      'a count by rack',
      ({ fleet }) => fleet.groupByValue(0, 1).fill(0, 1, 2),
      'group service:web counts 0 tasks where rack is b, there are 1',
    ],
    [
      'a count by zone',
      ({ fleet }) => fleet.groupByValue(0, 0).fill(1, 1, 2),
      'group service:web counts 3 tasks over all values of ecs.availability-zone, it has 2',
    ],
    [
      'a membership',
      ({ fleet }) => fleet.members(0).fill(1, 1, 2),
      'instance 1: that it is one of not(task:group == service:web) is 1, and wrong',
    ],
  ])('reports %s', (_, tamper, words) => {
    const tampered = world();
    tamper(tampered);
    expect(brokenInvariants(tampered)).toContain(words);
  });

  it('reports a daemon that is missing and has no room held for it', () => {
    const { simulation } = run({
      minutes: 10,
      instanceTypes: [instanceType()],
      capacityProviders: [provider({ initialSize: 2, minSize: 2 })],
      services: [daemon()],
    });
    const { fleet, tasks } = simulation.world;
    expect(brokenInvariants(simulation.world)).toEqual([]);
    // Its daemon is stopping and has given up its room, which is not held for the next.
    const slot = fleet.firstTask[0]!;
    tasks.cause[slot] = StopCause.serviceScaledIn;
    tasks.roomFreed[slot] = RoomFreed.all;
    expect(brokenInvariants(simulation.world)).toContain('instance 0 lacks a daemon of service 0, and holds no room for it');
  });

  it('is checked with scenarios that have its subject', () => {
    const seen = {
      shares: 0,
      wholeGpus: 0,
      members: 0,
      refusals: 0,
      named: 0,
      racks: 0,
      lots: 0,
      placed: 0,
      noticed: 0,
      failed: 0,
      drained: 0,
      replaced: 0,
    };
    const isEnough = () => Object.values(seen).every((count) => count > 5);
    for (const seed of [...RICH, ...Array(80).keys()]) {
      if (isEnough()) break;
      const setup = swarmSetup(seed);
      const { simulation, recorder } = simulationOf(setup);
      simulation.advance();
      const { equivalences, querySubjects: traits } = simulation.world;
      const placed = new Set(recorder.of(Fact.taskPlaced).map(({ args }) => args[0]));
      const classes = new Set(recorder.of(Fact.taskRequested).flatMap(({ args }) => (placed.has(args[0]) ? [args[1]] : [])));
      seen.noticed += recorder.of(Fact.instanceNoticed).length;
      seen.failed += recorder.of(Fact.launchFailed).length;
      const ends = recorder.values(Fact.instanceTerminated, 'cause');
      seen.replaced += ends.filter((cause) => cause === InstanceCause.rebalanced || cause === InstanceCause.maxLifetime).length;
      const causes = recorder.values(Fact.instanceDraining, 'cause');
      seen.drained += causes.filter((cause) => cause === InstanceCause.interrupted).length;
      for (const equivalence of equivalences.all.filter(({ classOrdinal }) => classes.has(classOrdinal))) {
        const { gpuMilli, gpus, membership, classVerdicts, group } = equivalence.request;
        seen.placed++;
        seen.shares += Number(gpuMilli > 0);
        seen.wholeGpus += Number(gpus > 0);
        seen.members += Number(membership !== NO_MEMBERSHIP);
        seen.refusals += Number(classVerdicts !== null);
        seen.named += Number(equivalence.workload !== NONE && !traits.groups.names[group].startsWith('family:'));
        seen.racks += Number(equivalence.criteria.some((criterion) => criterion > 0));
        seen.lots += Number(equivalence.draws);
      }
    }
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(5);
  });
});
