import { describe, expect, it } from 'vitest';
import type { Algorithm } from '../../src/placement/algorithms/algorithm.js';
import { PolicyFault } from '../../src/placement/algorithms/fault.js';
import { ALGORITHMS } from '../../src/placement/algorithms/registry.js';
import { criterionOf, scoreOf } from '../../src/placement/strategies.js';
import type { PlacementStrategy } from '../../src/placement/view.js';
import { Digest } from '../../src/sim/digest.js';
import { Fact } from '../../src/sim/facts.js';
import { policyContext } from '../../src/sim/policy.js';
import type { Setup } from '../../src/sim/setup.js';
import { Simulation } from '../../src/sim/simulation.js';
import { makeSource } from '../../src/workload/make-source.js';
import { seeds } from '../extent.js';
import { reread } from '../reread.js';
import {
  batch,
  daemon,
  instanceType,
  MINUTE,
  onLaunchType,
  provider,
  Recorder,
  type SetupParts,
  service,
  setup,
  staticInstance,
  taskDefinition,
} from './setups.js';
import { swarmSetup } from './swarm-setup.js';

const SEEDS = seeds(1, 6);
const flat: Algorithm = { name: 'flat', dependsOn: 'row', rank: () => 0 };

function made(what: Setup, policy?: Algorithm) {
  const digest = new Digest();
  const recorder = new Recorder();
  const sources = what.workloads.map((w) => makeSource(w.arrivals, { seed: what.seed, name: w.name }));
  return { simulation: new Simulation(what, { sources, subscribers: [digest, recorder], policy }), digest, recorder };
}

function digestOf(what: Setup, policy?: Algorithm): string {
  const { simulation, digest } = made(what, policy);
  simulation.advance();
  return digest.text;
}

/** The setup placed by the policy of a name, or by one of the test's own. */
function under(what: Setup, policy: string | null): Setup {
  return { ...what, placement: { ...what.placement, policy } };
}

/** All services and workloads by one strategy, and no policy. */
function placedBy(what: Setup, placementStrategy: readonly PlacementStrategy[]): Setup {
  const services = what.services.map((one) => (one.schedulingStrategy === 'DAEMON' ? one : { ...one, placementStrategy }));
  return under({ ...what, services, workloads: what.workloads.map((one) => ({ ...one, placementStrategy })) }, null);
}

/** A policy that ranks as one step of a strategy does. */
function likeStrategy(strategy: PlacementStrategy): Algorithm {
  return { name: 'like-strategy', dependsOn: 'draw', rank: scoreOf(criterionOf(strategy)) };
}

describe('a policy places a whole cluster', () => {
  it.each(SEEDS)('first-fit is the empty strategy, whatever the scenario (seed %i)', (seed) => {
    const what = placedBy(swarmSetup(seed), []);
    const oldest = { ...what, placement: { ...what.placement, tie: 'oldest' as const, policy: null } };
    expect(digestOf(under(oldest, 'first-fit'))).toBe(digestOf(oldest));
  });

  it.each(SEEDS)('one that ranks all instances equally is the empty strategy with its tie rule (seed %i)', (seed) => {
    const what = placedBy(swarmSetup(seed), []);
    for (const tie of ['oldest', 'hash'] as const) {
      const tied = { ...what, placement: { ...what.placement, tie, policy: null } };
      expect(digestOf(under(tied, 'flat'), flat)).toBe(digestOf(tied));
    }
  });

  it.each<[string, PlacementStrategy]>([
    ['binpack memory', { type: 'binpack', field: 'memory' }],
    ['binpack CPU', { type: 'binpack', field: 'cpu' }],
    ['spread over zones', { type: 'spread', field: 'attribute:ecs.availability-zone' }],
    ['spread over instances', { type: 'spread', field: 'instanceId' }],
    ['random', { type: 'random' }],
  ])('one that ranks as %s does decides as it does', (_, strategy) => {
    for (const seed of SEEDS) {
      const what = placedBy(swarmSetup(seed), [strategy]);
      expect(digestOf(under(what, 'like-strategy'), likeStrategy(strategy)), `seed ${seed}`).toBe(digestOf(what));
    }
  });

  const online = [...ALGORITHMS].flatMap(([name, { isOffline }]) => (isOffline ? [] : [name]));
  const mixed = setup({
    minutes: 240,
    zones: ['a', 'b'],
    instanceTypes: [instanceType(), instanceType({ name: 'large', cpuUnits: 8192, memoryMib: 20_000, gpus: 2, usdPerHour: 3 })],
    capacityProviders: [],
    staticInstances: [
      staticInstance({ zones: [0, 1], count: 2 }),
      staticInstance({ instanceType: 1, count: 3 }),
      staticInstance({ count: 2 }),
    ],
    taskDefinitions: [
      taskDefinition(),
      taskDefinition({ family: 'fat', memoryMib: 6000, cpuUnits: 600 }),
      taskDefinition({ family: 'shared', gpuMilli: 300, cpuUnits: 500 }),
    ],
    services: [service(5, { taskDefinition: 1, capacity: onLaunchType }), daemon({ capacity: onLaunchType })],
    workloads: [
      batch([1, 3, 5, 9, 14, 60], 2, 30 * MINUTE, { capacity: onLaunchType }),
      batch([2, 3, 4, 20, 61, 62], 1, 45 * MINUTE, { name: 'share', taskDefinition: 2, capacity: onLaunchType }),
    ],
  });

  it.each(online)('%s reports the same facts twice', (name) => {
    expect(digestOf(under(mixed, name))).toBe(digestOf(under(mixed, name)));
  });

  it('decides otherwise than the strategies do, and than another policy', () => {
    const spread = placedBy(mixed, [{ type: 'spread', field: 'instanceId' }]);
    const digests = [null, 'first-fit', 'best-fit', 'worst-fit', 'random-fit'].map((name) => digestOf(under(spread, name)));
    expect(new Set(digests).size).toBe(5);
  });

  it('leaves daemons to their service and is called for all others, when they come and when they go', () => {
    const heard: [string, number][] = [];
    const note =
      (what: string): NonNullable<Algorithm['placed']> =>
      (fleet, row) =>
        heard.push([what, fleet.instance[row]]);
    const { simulation, recorder } = made(under(mixed, 'flat'), { ...flat, placed: note('placed'), left: note('left') });
    simulation.advance();
    const daemons = recorder.of(Fact.taskRequested).filter(({ args }) => simulation.world.equivalences.classes[args[1]].isDaemon).length;
    expect(daemons).toBe(7);
    const came = heard.filter(([what]) => what === 'placed').map(([, instance]) => instance);
    const withDaemons = recorder.places.map(([, instance]) => instance);
    expect(came.length).toBe(withDaemons.length - daemons);
    // Each workload's tasks end: twelve of the one, six of the other.
    expect(heard.length - came.length).toBe(18);
  });
});

describe('a policy with state', () => {
  it.each(['next-fit', 'gpu-clustering', 'random-fit'])('%s goes on after save() and load() through JSON', (name) => {
    for (const seed of SEEDS.slice(0, 8)) {
      const what = under(swarmSetup(seed), name);
      const first = made(what);
      first.simulation.advance(Math.floor(what.durationMs * ((seed + 1) / 10)));
      const second = made(what);
      second.simulation.load(reread(first.simulation.save()));
      second.simulation.advance();
      expect(second.digest.text, `seed ${seed}`).toBe(digestOf(what));
    }
  });

  it('would decide otherwise without its memory', () => {
    const what = setup({
      minutes: 60,
      capacityProviders: [],
      staticInstances: [staticInstance({ count: 4 })],
      workloads: [batch([1, 2, 40], 1, MINUTE, { capacity: onLaunchType })],
      services: [],
      placement: { tie: 'oldest', policy: 'next-fit' },
    });
    const first = made(what);
    first.simulation.advance(30 * MINUTE);
    const saved = reread(first.simulation.save());
    const placeAfter = (state: unknown) => {
      const next = made(what);
      next.simulation.load(state);
      next.simulation.advance();
      return next.recorder.places.at(-1)![1];
    };
    // The first two went to instance 0, which has room again: it begins where the last task went.
    expect(saved.world.policy).toBe(0);
    expect(placeAfter({ ...saved, world: { ...saved.world, policy: 2 } })).toBe(2);
    expect(placeAfter(saved)).toBe(0);
  });
});

describe('shares of a GPU', () => {
  const sharing = (policy: string): SetupParts => ({
    minutes: 10,
    instanceTypes: [instanceType({ gpus: 3 })],
    capacityProviders: [],
    staticInstances: [staticInstance()],
    taskDefinitions: [taskDefinition({ gpuMilli: 300, cpuUnits: 100, memoryMib: 100 })],
    services: [service(2, { capacity: onLaunchType })],
    placement: { tie: 'oldest', policy },
  });
  const left = (policy: Algorithm) => {
    const { simulation } = made(setup(sharing(policy.name)), policy);
    simulation.advance();
    return Array.from(simulation.world.fleet.gpuMilliFree.subarray(0, 3));
  };

  it('are on the GPU that the policy chose', () => {
    expect(left({ ...flat, chooseGpu: () => 2 })).toEqual([1000, 1000, 400]);
  });

  it('are on the tightest where it does not choose', () => {
    expect(left(flat)).toEqual([400, 1000, 1000]);
  });

  it('stop the run when the instance has no room, or does not exist', () => {
    const choose = (gpu: number) => () => left({ ...flat, chooseGpu: () => gpu });
    expect(choose(3)).toThrow('policy flat, task 0 of web: it chose GPU 3; an instance has GPUs 0 to 2');
    expect(() => left({ ...flat, chooseGpu: (fleet, row) => (fleet.gpuMilliFree[3 * row] === 1000 ? 0 : Number.NaN) })).toThrow(
      'policy flat, task 1 of web: it chose GPU NaN',
    );
    const big = { ...sharing('flat'), taskDefinitions: [taskDefinition({ gpuMilli: 600, cpuUnits: 100, memoryMib: 100 })] };
    const run = () => made(setup(big), { ...flat, chooseGpu: () => 1 }).simulation.advance();
    expect(run).toThrow('policy flat, task 1 of web: it chose GPU 1, which has 400 thousandths left where the task needs 600');
  });
});

describe('a policy that breaks its contract', () => {
  const many = setup({
    minutes: 60,
    capacityProviders: [provider({ initialSize: 3 })],
    services: [service(4)],
    workloads: [batch([1, 2, 3], 5, MINUTE)],
    placement: { tie: 'oldest', policy: 'mine' },
  });
  const failing = (method: 'rank' | 'placed' | 'left', atCall: number): Algorithm => {
    let calls = 0;
    const fail = () => {
      if (++calls === atCall) throw new Error('out of cheese');
      return 0;
    };
    return { ...flat, name: 'another-name', [method]: fail };
  };

  it.each([
    // Four tasks of web are placed at the start; the sixth to be placed is the second of the workload.
    ['placed', 6, '5 of batch'],
    // The first to leave is of the workload, a minute after it came.
    ['left', 1, '4 of batch'],
    ['rank', 1, '0 of web'],
  ] as const)('in %s() stops the run with the name that the setup has for it, and the task', (method, call, task) => {
    const run = () => made(many, failing(method, call)).simulation.advance();
    expect(run).toThrow(PolicyFault);
    expect(run).toThrow(`policy mine, task ${task}: it threw "out of cheese"`);
  });

  it.each(['mine', 'first-fit-decreasing-cpu'])(
    'is required as a part of the simulation when the name is none of the registry: %s',
    (name) => {
      expect(() => made(under(many, name))).toThrow(`the policy ${name} is one of the registry, or comes as a part of the simulation`);
    },
  );
});

describe('the context of a policy before the first task', () => {
  it('is the largest of each thing, the tasks that services desire at the start, and one task of each workload', () => {
    const what = setup({
      seed: 42,
      minutes: 60,
      instanceTypes: [instanceType({ usdPerHour: 2 }), instanceType({ name: 'b', cpuUnits: 100, memoryMib: 50_000, gpus: 4 })],
      capacityProviders: [provider(), provider({ name: 'b', instanceTypes: [1] })],
      taskDefinitions: [taskDefinition(), taskDefinition({ family: 'b', cpuUnits: 7 })],
      services: [
        service([
          [0, 2],
          [5, 9],
        ]),
        daemon(),
      ],
      workloads: [batch([1], 3, MINUTE, { taskDefinition: 1 })],
    });
    const { most, requests, seed } = policyContext(what);
    // No task requests a GPU, so GPUs are not counted.
    expect({ most, seed }).toEqual({ most: { cpuUnits: 4096, memoryMib: 50_000, gpus: 0, usdPerHour: 2 }, seed: 42 });
    expect(requests.map(({ cpuUnits }) => cpuUnits)).toEqual([1024, 1024, 7]);
    const withGpus = { ...what, taskDefinitions: [...what.taskDefinitions, taskDefinition({ gpus: 1 })] };
    expect(policyContext(withGpus).most.gpus).toBe(4);
  });
});
