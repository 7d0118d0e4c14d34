import { assert } from '../../../kernel/assert.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import type { World } from '../../cluster/world.js';

/** Frees the place of a counted task in the quota of PROVISIONING tasks (T.QUOTA-1). */
export function leaveProvisioning(world: World): void {
  const { pendingTasks } = world;
  pendingTasks.provisioning--;
  assert(pendingTasks.provisioning >= 0, 'a task leaves PROVISIONING once');
  if (pendingTasks.held > 0) world.placementDue();
  world.shortServicesDue();
}

/** Removes a task that stops from the queue of tasks without capacity. */
export function leavePendingTasks(world: World, slot: number, equivalence: EquivalenceClass): void {
  if (!equivalence.isOnInstances) return world.platforms.states[equivalence.platform].pendingTasks.remove(equivalence, slot);
  if (world.tasks.isHeld[slot] === 1) world.pendingTasks.removeHeld(slot);
  else world.pendingTasks.remove(equivalence, slot);
  if (world.setup.waiting.headOfLine === 'block') world.placementDue();
}

/** Reports the placement on the row, and how long the task waited while that instance booted. */
export function reportPlaced(world: World, slot: number, row: number): void {
  const { fleet, tasks } = world;
  const waitedMs = fleet.registeredMs[row] - tasks.requestedMs[slot];
  const bootMs = waitedMs <= 0 ? 0 : Math.min(waitedMs, fleet.registeredMs[row] - fleet.launchedMs[row]);
  world.facts.placed(tasks.task[slot], fleet.instance[row], bootMs);
}
