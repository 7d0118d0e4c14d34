import type { Capacity } from '../setup.js';

/** The attribute of instances outside AWS (C.EXT-03). */
export const EXTERNAL = 'ecs.capability.external';

/** Launch type EXTERNAL is for those instances, and every other capacity for instances of AWS (C.EXT-01). */
export function isForExternal(capacity: Capacity): boolean {
  return capacity.kind === 'launchType' && capacity.isExternal === true;
}
