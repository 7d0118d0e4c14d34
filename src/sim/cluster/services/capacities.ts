import type { Capacity } from '../../capacity.js';
import type { ServiceSpec } from '../../setup.js';

/** Returns all capacity of the service's tasks over the run. */
export function capacitiesOf({ capacity, deploymentSpec }: ServiceSpec): Capacity[] {
  return [capacity, ...(deploymentSpec?.revisions ?? []).flatMap((revision) => revision.capacity ?? [])];
}

export function capacityOf({ capacity, deploymentSpec }: ServiceSpec, revision: number): Capacity {
  return deploymentSpec?.revisions[revision].capacity ?? capacity;
}

export function changesStrategy({ deploymentSpec }: ServiceSpec): boolean {
  return deploymentSpec?.revisions.some(({ capacity }) => capacity !== undefined) ?? false;
}
