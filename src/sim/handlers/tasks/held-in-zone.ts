import type { Ms } from '../../../kernel/event-loop.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import type { ControlAction } from '../../cluster/faults/control-plane.js';
import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { zoneOf } from '../services/targets.js';

/** Control-plane faults of one zone hold up a task once its zone is known, after its service or workload has requested it. */

function controlCallInZone(world: World, action: ControlAction, slot: number, { isOnInstances }: EquivalenceClass) {
  return { action, caller: `t${world.tasks.task[slot]}`, isOnInstances, zone: zoneOf(world, slot), isOfZoneAlone: true } as const;
}

/** Returns how long the placed task stays in PROVISIONING until ECS starts it. */
export function startHeldMs(world: World, slot: number, equivalence: EquivalenceClass): Ms {
  const { controlPlane } = world.conditions;
  if (!controlPlane.hasZones) return 0;
  const { nowMs } = world.loop;
  return controlPlane.throughMs(controlCallInZone(world, 'startTask', slot, equivalence), nowMs) - nowMs;
}

/** Returns whether ECS stops the placed task now; else its service is due when it may. */
export function mayStop(world: World, slot: number): boolean {
  const { conditions, equivalences, tasks, loop } = world;
  if (!conditions.controlPlane.hasZones || tasks.instance[slot] === NONE) return true;
  const equivalence = equivalences.all[tasks.equivalence[slot]];
  const call = controlCallInZone(world, 'stopTask', slot, equivalence);
  return conditions.controlPlane.request(call, 1, loop.nowMs, (atMs) => world.serviceDueAt(equivalence.service, atMs)) === 1;
}
