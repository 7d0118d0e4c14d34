import type { World } from '../../cluster/world.js';

/** Returns, for a daemon service, the ACTIVE instances on which its task belongs, present or not. */
export function daemonInstances({ fleet, daemons }: World, service: number): number {
  let count = 0;
  for (let row = 0; row < fleet.count; row++)
    if (fleet.isActive[row] === 1 && daemons.servicesOn(fleet.instanceClass[row]).includes(service)) count++;
  return count;
}

/** Returns the desired count of a service; for a daemon service the number of its instances. */
export function desiredTasks(world: World, service: number): number {
  return world.setup.services[service].schedulingStrategy === 'DAEMON'
    ? daemonInstances(world, service)
    : world.records.services[service].desired;
}
