import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import type { World } from '../../cluster/world.js';

/** Counts a task of a service that is RUNNING (+1), or no longer (-1), for the traffic and the zones of its service. */
export function countRunning({ traffic, zoneEvenness, loop, tasks }: World, slot: number, equivalence: EquivalenceClass, by: 1 | -1): void {
  traffic.countRunning(equivalence, { zone: tasks.zone[slot], failing: by < 0 ? tasks.failing[slot] : 0 }, by, loop.nowMs);
  zoneEvenness.count(slot, equivalence, by, loop.nowMs);
}
