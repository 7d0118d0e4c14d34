import type { World } from '../../cluster/world.js';
import { StopCause } from '../../facts.js';
import { kindFor } from '../../providers/of-setup.js';
import type { ServiceSpec } from '../../setup.js';

/** Why a service's task stops that may not stay where it is: it is replaced, or retired, and then perhaps before another was started in its place. */
export function leavingCause({ platforms, tasks, records }: World, service: number, slot: number): number {
  if (!platforms.isLeaving(tasks.task[slot])) return StopCause.replaced;
  const { alive, desired } = records.services[service];
  return alive > desired ? StopCause.retired : StopCause.retiredFirst;
}

/** A platform has a task leave for a retirement only, which the task cannot put off. */
export function stopsFirst({ setup }: World, spec: ServiceSpec): boolean {
  return kindFor(spec, setup).platform !== null;
}
