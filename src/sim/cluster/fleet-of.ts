import type { Setup } from '../setup.js';
import type { EquivalenceClasses } from './equivalence-classes.js';
import { Fleet } from './fleet.js';
import { gpusMost } from './gpus.js';
import type { InstanceClasses } from './instance-classes.js';
import type { TaskGroups } from './task-groups.js';
import type { Tasks } from './tasks.js';
import { hasVolumes, Volumes } from './volumes.js';

/** Returns an empty fleet with columns for all that the setup can bring. */
export function fleetOf(
  setup: Setup,
  parts: { readonly classes: InstanceClasses; readonly attributes: readonly string[]; readonly groups: TaskGroups },
): Fleet {
  const { instanceTypes, ports, images } = setup;
  const fleet = new Fleet(instanceTypes, {
    classes: parts.classes.all,
    values: parts.attributes.map((attribute) => parts.classes.valuesOf(attribute)),
    groups: parts.groups.names.length,
    ports: ports.length,
    images: images.length,
    gpuSlots: gpusMost(setup),
  });
  if (hasVolumes(setup)) fleet.volumes = new Volumes(setup, fleet);
  return fleet;
}

/** Recomputes the task groups' counts by instance and by spread value from the tasks. It calls no listener, because nothing changes. */
export function countTaskGroups(fleet: Fleet, tasks: Tasks, equivalences: EquivalenceClasses): void {
  const { groupListener } = fleet;
  fleet.groupListener = null;
  for (const slot of tasks.living()) {
    if (tasks.instance[slot] < 0 || tasks.cause[slot] !== 0) continue;
    fleet.countTask(equivalences.all[tasks.equivalence[slot]].request.group, fleet.rowOf[tasks.instance[slot]], 1);
  }
  fleet.groupListener = groupListener;
}
