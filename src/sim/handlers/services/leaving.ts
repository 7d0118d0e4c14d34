import type { World } from '../../cluster/world.js';
import { StopCause } from '../../facts.js';
import type { ServiceSpec } from '../../setup.js';
import { isOnFargate } from '../../setup.js';

/** Why a service's task stops that may not stay where it is: it is replaced, or retired, and then perhaps before another was started in its place. */
export function leavingCause({ fargate, tasks, roster }: World, service: number, slot: number): number {
  if (!fargate.retiring.has(tasks.task[slot])) return StopCause.replaced;
  const { alive, desired } = roster.services[service];
  return alive > desired ? StopCause.retired : StopCause.retiredFirst;
}

/** On Fargate a task leaves for its retirement only, and that it cannot put off. */
export function stopsFirst({ setup }: World, spec: ServiceSpec): boolean {
  return isOnFargate(spec, setup);
}
