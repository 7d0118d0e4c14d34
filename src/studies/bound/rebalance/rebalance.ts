import type { Purchase } from '../../../autoscaling/group/purchase.js';
import { NONE } from '../../../sim/cluster/fleet.js';
import type { World } from '../../../sim/cluster/world.js';
import { type BoundLimits, boundOf } from '../bound.js';
import { boundProblemOf } from '../of-run.js';
import { repack } from './repack.js';
import { WorldCopy } from './world-copy.js';

/** The result of a repack of all running tasks but daemons at one time. Instances are given by their ordinals. */
export type Rebalance = ReturnType<typeof rebalance>;

export type EmptiedInstance = ReturnType<typeof emptiedOf>;

/** Repacks the world and compares the result with the lower bound of its tasks. The world must not be used afterwards. */
export function rebalance(world: World, limits: BoundLimits) {
  const { fleet } = world;
  const stage = new WorldCopy(world);
  const active = Array.from({ length: fleet.count }, (_, row) => row).filter((row) => fleet.isActive[row] === 1);
  const busy = active.filter((row) => stage.movableOn(row).length > 0);
  const tasksBefore = new Map(busy.map((row) => [row, stage.movableOn(row).length]));
  const idle = active.filter((row) => fleet.nonDaemonTasks[row] === 0);
  const movable = busy.flatMap((row) => [...stage.movableOn(row)]);
  const atLeast = leastFor(world, movable, limits);
  const { emptied, moves } = repack(stage);
  const sum = (rows: readonly number[]) => rows.reduce((total, row) => total + priceOf(world, row), 0);
  return {
    atMs: world.loop.nowMs,
    /** ACTIVE instances, and those with tasks that are no daemons: now and after the repack. */
    activeInstances: active.length,
    instancesInUse: busy.length,
    instancesInUseAfter: busy.length - emptied.length,
    /** No packing of these tasks on these types needs fewer. */
    atLeast,
    /** Tasks that took part, and those that would move. */
    tasks: [...tasksBefore.values()].reduce((a, b) => a + b, 0),
    moves: moves.map(({ task, from, to }) => ({
      task: world.tasks.task[task],
      /** Name of its service or workload. */
      owner: ownerOf(world, task),
      from: fleet.instance[from],
      to: fleet.instance[to],
    })),
    emptied: emptied.map((row) => emptiedOf(world, row, tasksBefore.get(row) as number)),
    /** Instances that are idle even without a repack. */
    idle: { instances: idle.length, usdPerHour: sum(idle) },
    savedUsdPerHour: sum(emptied),
    /** Groups whose minSize keeps some of the emptied instances. */
    keptByMinSize: keptByMinSize(world, [...emptied, ...idle]),
  };
}

function leastFor(world: World, slots: readonly number[], limits: BoundLimits) {
  const equivalenceList = slots.map((slot) => world.equivalences.all[world.tasks.equivalence[slot]]);
  const { problem, sizeOf } = boundProblemOf(world, [...new Set(equivalenceList)]);
  const counts = new Int32Array(problem.sizes.length);
  for (const equivalence of equivalenceList) counts[sizeOf.get(equivalence)!.running]++;
  const { lower, names } = boundOf(problem, counts, 'instances', limits);
  return { instances: lower, names };
}

function ownerOf({ setup, equivalences, tasks }: World, slot: number): string {
  const { service, workload } = equivalences.all[tasks.equivalence[slot]];
  return service !== NONE ? setup.services[service].name : setup.workloads[workload].name;
}

/** Returns the price of the instance at this moment, in USD per hour. */
function priceOf({ fleet, pools: rooms }: World, row: number): number {
  return rooms.views[fleet.purchase[row] as Purchase].price(fleet.type[row], fleet.zone[row]);
}

function emptiedOf(world: World, row: number, tasks: number) {
  const { setup, fleet } = world;
  const { name } = setup.instanceTypes[fleet.type[row]];
  const provider = fleet.provider[row];
  return {
    instance: fleet.instance[row],
    type: name,
    zone: setup.zones[fleet.zone[row]],
    capacityProvider: provider === NONE ? null : setup.capacityProviders[provider].name,
    tasks,
    usdPerHour: priceOf(world, row),
  };
}

/** An Auto Scaling group never goes below its minSize, even with empty instances. */
function keptByMinSize({ setup, fleet, records }: World, empty: readonly number[]) {
  return setup.capacityProviders.flatMap(({ name, minSize }, provider) => {
    const removable = empty.filter((row) => fleet.provider[row] === provider).length;
    const kept = Math.min(removable, Math.max(0, minSize - (records.groups[provider].living - removable)));
    return kept === 0 ? [] : [{ capacityProvider: name, instances: kept }];
  });
}
