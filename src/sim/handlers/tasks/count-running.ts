import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';

/** Counts a task that is RUNNING (+1), or no longer (-1): for the traffic and the zones of its service, and the CPU of its instance. */
export function countRunning(world: World, slot: number, equivalence: EquivalenceClass, by: 1 | -1): void {
  const { traffic, zoneEvenness, loop, tasks, groupPolicies } = world;
  if (equivalence.origin.service !== NONE) {
    if (traffic.isAny)
      traffic.countRunning(equivalence, { zone: tasks.zone[slot], failing: by < 0 ? tasks.failing[slot] : 0 }, by, loop.nowMs);
    zoneEvenness.count(slot, equivalence, by, loop.nowMs);
  }
  if (groupPolicies !== undefined && tasks.instance[slot] >= 0)
    groupPolicies.use.count(tasks.instance[slot], equivalence.taskClass, by, loop.nowMs);
}
