import type { World } from '../../cluster/world.js';
import { StopCause } from '../../facts.js';
import { kindFor } from '../../providers/of-setup.js';
import type { ServiceSpec } from '../../setup.js';

/**
 * Returns the stop cause of a service's task that must leave its place: replaced, or retired, where it may stop before its replacement
 * starts.
 */
export function leavingCause({ platforms, tasks, records }: World, service: number, slot: number): number {
  if (!platforms.isLeaving(tasks.task[slot])) return StopCause.replaced;
  const { alive, desired } = records.services[service];
  return alive > desired ? StopCause.retired : StopCause.retiredFirst;
}

/**
 * Returns whether the task may stop before its replacement starts. On a platform a task leaves only for a retirement, which it cannot
 * delay.
 */
export function stopsFirst({ setup }: World, spec: ServiceSpec): boolean {
  return kindFor(spec, setup).platform !== null;
}
