import type { Highs } from 'highs';
import { beforeAll, describe, expect, it } from 'vitest';
import { rebalance } from '../../../../src/studies/bound/rebalance/rebalance.js';
import { loadSolver } from '../../../../src/studies/bound/solver.js';
import { seeds } from '../../../extent.js';
import { brokenInvariants } from '../../../sim/invariants/invariants.js';
import {
  batch,
  daemon,
  instanceType,
  provider,
  type SetupParts,
  service,
  setup,
  simulationOf,
  staticInstance,
  taskDefinition,
} from '../../../sim/setups.js';
import { swarmSetup } from '../../../sim/swarm-setup.js';

let highs: Highs;
beforeAll(async () => {
  highs = await loadSolver();
});
const limits = () => ({ highs, clock: { nowMs: () => 0 }, timeLimitMs: 1 });

function worldAt(parts: SetupParts, minute: number) {
  const { simulation } = simulationOf(setup(parts));
  simulation.advance(minute * 60_000);
  return simulation.world;
}

describe('rebalancing a cluster', () => {
  it('leaves a world in which every invariant holds, whatever ran in it', () => {
    let [moved, saved] = [0, 0];
    for (const seed of seeds(3, 15, 9)) {
      const what = swarmSetup(seed);
      const { simulation } = simulationOf(what);
      simulation.advance(what.durationMs / 2);
      const before = brokenInvariants(simulation.world);
      const found = rebalance(simulation.world, limits());
      // A repack may leave room that a task waits for: whether a wait is needless is for the next round of placement.
      const after = brokenInvariants(simulation.world).filter((line) => !line.includes('wait'));
      expect(after, `seed ${seed}`).toEqual(before.filter((line) => !line.includes('wait')));
      expect(found.instancesInUseAfter).toBe(found.instancesInUse - found.emptied.length);
      expect(found.instancesInUseAfter).toBeGreaterThanOrEqual(found.atLeast.instances);
      moved += found.moves.length;
      saved += found.emptied.length;
    }
    expect(moved).toBeGreaterThan(0);
    expect(saved).toBeGreaterThan(0);
  });

  /** Four instances of 4 vCPU, each with two tasks of 1 vCPU where placement spreads. */
  const spreadOut = (over: SetupParts = {}): SetupParts => ({
    instanceTypes: [instanceType({ usdPerHour: 0.2 })],
    capacityProviders: [provider({ minSize: 4, initialSize: 4, managedScaling: { ...provider().managedScaling, isEnabled: false } })],
    services: [service(8, { placementStrategy: [{ type: 'spread', field: 'instanceId' }] })],
    ...over,
  });

  it('counts what is on Spot at the price of its pool', () => {
    const { managedScaling } = provider();
    const fixed = { minSize: 4, initialSize: 4, managedScaling: { ...managedScaling, isEnabled: false } };
    const saved = (onDemandPercentAboveBase: number) =>
      rebalance(
        worldAt(spreadOut({ capacityProviders: [provider({ ...fixed, split: { onDemandBase: 0, onDemandPercentAboveBase } })] }), 1),
        limits(),
      );
    const [onDemand, spot] = [saved(100), saved(0)];
    expect(onDemand.emptied).toHaveLength(2);
    expect(onDemand.savedUsdPerHour).toBeCloseTo(0.4, 12);
    expect(spot.savedUsdPerHour).toBeCloseTo(0.12, 12); // 70 % less.
    expect(spot.emptied.map(({ usdPerHour }) => usdPerHour)).toEqual([0.06, 0.06]);
  });

  it('halves a cluster that was spread out, reports what moves and what is saved, and that it cannot be better', () => {
    const found = rebalance(worldAt(spreadOut(), 10), limits());
    expect(found).toMatchObject({ activeInstances: 4, instancesInUse: 4, instancesInUseAfter: 2, tasks: 8, atLeast: { instances: 2 } });
    expect(found.emptied.map(({ tasks, type, capacityProvider }) => ({ tasks, type, capacityProvider }))).toEqual([
      { tasks: 2, type: 'test.xlarge', capacityProvider: 'workers' },
      { tasks: 2, type: 'test.xlarge', capacityProvider: 'workers' },
    ]);
    expect(found.savedUsdPerHour).toBeCloseTo(0.4, 12); // 2 x $0.20
    expect(found.moves).toHaveLength(4);
    const emptied = found.emptied.map(({ instance }) => instance);
    for (const { from, to, owner } of found.moves) {
      expect(owner).toBe('web');
      expect(emptied).toContain(from);
      expect(emptied).not.toContain(to);
    }
  });

  it('reports instances that minSize keeps although they would be empty', () => {
    // 4 instances, minSize 4: both emptied ones stay. With minSize 3 one of them goes.
    expect(rebalance(worldAt(spreadOut(), 10), limits()).keptByMinSize).toEqual([{ capacityProvider: 'workers', instances: 2 }]);
    const three = [provider({ minSize: 3, initialSize: 4, managedScaling: { ...provider().managedScaling, isEnabled: false } })];
    expect(rebalance(worldAt(spreadOut({ capacityProviders: three }), 10), limits()).keptByMinSize).toEqual([
      { capacityProvider: 'workers', instances: 1 },
    ]);
    const none = [provider({ minSize: 0, initialSize: 4, managedScaling: { ...provider().managedScaling, isEnabled: false } })];
    expect(rebalance(worldAt(spreadOut({ capacityProviders: none }), 10), limits()).keptByMinSize).toEqual([]);
  });

  it('leaves daemons where they are: they neither keep an instance in use nor move, but they take room', () => {
    const agent = taskDefinition({ family: 'agent', cpuUnits: 1024, memoryMib: 1024 });
    const parts = spreadOut({
      taskDefinitions: [taskDefinition(), agent],
      services: [...(spreadOut().services ?? []), daemon({ taskDefinition: 1 })],
    });
    const found = rebalance(worldAt(parts, 10), limits());
    // 3 tasks an instance beside the daemon: 8 need 3. The bound leaves the daemons' room out: 2.
    expect(found).toMatchObject({ instancesInUse: 4, instancesInUseAfter: 3, tasks: 8, atLeast: { instances: 2 } });
    expect(found.moves.every(({ owner }) => owner === 'web')).toBe(true);
  });

  it('moves the volumes of tasks with them, to instances that can have more', () => {
    const parts = spreadOut({
      instanceTypes: [instanceType({ usdPerHour: 0.2, volumeSlots: { count: 3, isShared: false } })],
      services: (spreadOut().services ?? []).map((web) => ({ ...web, volume: { usdPerMonth: 0, isKept: false } })),
      placement: { volumeSlots: 'seen' },
    });
    // 8 volumes, 3 an instance: 3 instances, though 4 tasks fit on one.
    expect(rebalance(worldAt(parts, 10), limits())).toMatchObject({ instancesInUse: 4, instancesInUseAfter: 3 });
  });

  it('keeps tasks of distinctInstance apart, and proves that no packing could do better', () => {
    const parts = spreadOut({ services: [service(4, { isDistinctInstance: true })] });
    expect(rebalance(worldAt(parts, 10), limits())).toMatchObject({
      instancesInUse: 4,
      instancesInUseAfter: 4,
      atLeast: { instances: 4 },
      moves: [],
    });
  });

  it('keeps tasks on the instances of their capacity provider, and at most one of each static port on an instance', () => {
    const two = ['workers', 'others'].map((name) =>
      provider({ name, initialSize: 1, managedScaling: { ...provider().managedScaling, isEnabled: false } }),
    );
    const onEach = [0, 1].map((index) =>
      service(1, { name: `s${index}`, capacity: { kind: 'strategy', items: [{ provider: index, base: 0, weight: 1 }] } }),
    );
    expect(rebalance(worldAt({ capacityProviders: two, services: onEach }, 10), limits())).toMatchObject({
      instancesInUseAfter: 2,
      atLeast: { instances: 2 },
    });
    const web = spreadOut({ ports: ['tcp/80'], taskDefinitions: [taskDefinition({ ports: [0] })], services: [service(3)] });
    expect(rebalance(worldAt(web, 10), limits())).toMatchObject({ instancesInUse: 3, instancesInUseAfter: 3, atLeast: { instances: 3 } });
  });

  it('counts what is idle apart from what a repack would empty', () => {
    const parts = spreadOut({ services: [service(4)] });
    expect(rebalance(worldAt(parts, 10), limits())).toMatchObject({
      instancesInUse: 1,
      instancesInUseAfter: 1,
      idle: { instances: 3, usdPerHour: 0.6000000000000001 },
      savedUsdPerHour: 0,
    });
  });

  it('leaves what runs outside any capacity provider in the picture, and has nothing to do where nothing runs', () => {
    const parts = {
      capacityProviders: [],
      staticInstances: [staticInstance({ count: 2 })],
      workloads: [
        batch([5], 2, 60_000, { capacity: { kind: 'launchType' }, placementStrategy: [{ type: 'spread', field: 'instanceId' }] }),
      ],
    };
    expect(rebalance(worldAt(parts, 5), limits())).toMatchObject({
      instancesInUse: 2,
      instancesInUseAfter: 1,
      emptied: [{ capacityProvider: null }],
      keptByMinSize: [],
    });
    expect(rebalance(worldAt(parts, 8), limits())).toMatchObject({ instancesInUse: 0, atLeast: { instances: 0, names: [] }, moves: [] });
  });

  it('puts tasks that share GPUs back on the GPUs that they had, where one of the instance finds no place', () => {
    // On the first instance a 600 + d 400 share one GPU, b 500 + c 500 the other. The second has GPUs for a, b and c, and no CPU for d.
    const shares = [600, 500, 500, 400];
    const parts: SetupParts = {
      capacityProviders: [],
      instanceTypes: [instanceType({ gpus: 2 })],
      staticInstances: [staticInstance({ count: 2 })],
      taskDefinitions: [
        ...shares.map((gpuMilli, i) => taskDefinition({ family: `t${i}`, gpuMilli, cpuUnits: 512 })),
        taskDefinition({ cpuUnits: 2560 }),
      ],
      services: [...shares, 0].map((_, i) => service(1, { name: `s${i}`, taskDefinition: i, capacity: { kind: 'launchType' } })),
    };
    const world = worldAt(parts, 5);
    expect(Array.from(world.fleet.gpuMilliFree.subarray(0, 4))).toEqual([0, 0, 1000, 1000]);
    expect(rebalance(world, limits())).toMatchObject({ instancesInUse: 2, instancesInUseAfter: 2, moves: [] });
    expect(Array.from(world.fleet.gpuMilliFree.subarray(0, 4))).toEqual([0, 0, 1000, 1000]);
    expect(brokenInvariants(world)).toEqual([]);
  });
});
