import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { EXITED_CAUSES } from '../../facts.js';
import { kindFor } from '../../providers/of-setup.js';
import { whileResolving } from '../tasks/image-digests.js';

/** Returns how many of the wanted tasks of a revision may start now, as far as its own tasks decide. */
export function startable(world: World, service: number, revision: number, wanted: number): number {
  const free = wanted - (wanted === 0 ? 0 : exitedInPlace(world, service, revision));
  return whileResolving(world, service, revision, Math.max(0, free));
}

/** Returns how many tasks of a revision on a platform have exited by themselves, and keep their place until they are STOPPED (P.270). */
function exitedInPlace({ setup, records, tasks, equivalences }: World, service: number, revision: number): number {
  const { stopping, newest } = records.services[service];
  if (stopping === 0 || !setup.deploymentAndHealth.deployments.exitedKeepPlace) return 0;
  const spec = setup.services[service];
  const isBalanced = spec.deploymentSpec !== null && spec.deploymentSpec.targetGroup !== null;
  if (isBalanced || kindFor(spec, setup).platform === null) return 0;
  let count = 0;
  for (let slot = newest; slot !== NONE; slot = tasks.nextOfService[slot]) {
    if (EXITED_CAUSES.includes(tasks.cause[slot]) && equivalences.all[tasks.equivalence[slot]].taskClass.revision === revision) count++;
  }
  return count;
}
