import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { EXITED_CAUSES } from '../../facts.js';
import { kindFor } from '../../providers/of-setup.js';

/** Returns whether a task of the service that exits by itself keeps its place until it is STOPPED: on a platform, without a load balancer (P.270). */
export function exitedKeepPlace({ setup, records }: World, service: number): boolean {
  if (records.services[service].stopping === 0 || !setup.deploymentAndHealth.deployments.exitedKeepPlace) return false;
  const spec = setup.services[service];
  return (spec.deploymentSpec?.targetGroup ?? null) === null && kindFor(spec, setup).platform !== null;
}

/** Returns whether the task has exited by itself. */
export function hasExited({ tasks }: World, slot: number): boolean {
  return EXITED_CAUSES.includes(tasks.cause[slot]);
}

/** Returns how many tasks of the service keep their places after their exits. */
export function keptPlaces(world: World, service: number): number {
  if (!exitedKeepPlace(world, service)) return 0;
  let count = 0;
  for (let slot = world.records.services[service].newest; slot !== NONE; slot = world.tasks.nextOfService[slot])
    if (hasExited(world, slot)) count++;
  return count;
}
