import { NONE, Outside } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { Fact } from '../../facts.js';
import type { AttributeChange } from '../../fault.js';

/**
 * Changes the attributes of instances, as PutAttributes and DeleteAttributes do. Waiting tasks may fit there now. Daemons are placed or
 * stopped (S.DAEMON-2); other tasks stay where they are.
 */
export function changeAttributes(world: World, change: AttributeChange, index: number): void {
  const { fleet, classes, memberships, setup } = world;
  let isAny = false;
  for (const instance of change.instances) {
    const row = fleet.rowOf[instance] ?? NONE;
    if (instance >= fleet.launched || row === NONE || fleet.state[row] === Outside) continue;
    fleet.reclass(row, classes.after(fleet.instanceClass[row], change), groupsOn(world, row));
    memberships.onInstance(row);
    world.emit(Fact.attributesChanged, instance, index);
    isAny = true;
  }
  if (!isAny) return;
  for (const [service, { schedulingStrategy }] of setup.services.entries()) if (schedulingStrategy === 'DAEMON') world.serviceDue(service);
  world.roomGained();
}

/** The groups of the tasks on the instance with desiredStatus RUNNING, one entry a task. */
function groupsOn({ fleet, tasks, equivalences }: World, row: number): number[] {
  const found: number[] = [];
  for (let slot = fleet.firstTask[row]; slot !== NONE; slot = tasks.next[slot])
    if (tasks.cause[slot] === 0) found.push(equivalences.all[tasks.equivalence[slot]].request.group);
  return found;
}
