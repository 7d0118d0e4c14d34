import type { Capacity } from '../capacity.js';

/** The attribute of instances outside AWS (C.EXT-03). */
export const EXTERNAL = 'ecs.capability.external';

/**
 * Returns whether the capacity is launch type EXTERNAL. That launch type uses only instances outside AWS; all other capacity uses only
 * instances of AWS (C.EXT-01).
 */
export function isForExternal(capacity: Capacity): boolean {
  return capacity.kind === 'launchType' && capacity.isExternal === true;
}
