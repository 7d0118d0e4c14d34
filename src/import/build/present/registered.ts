import { field, textAt } from '../../in-scenario-shape.js';
import { listOf } from '../../plain-data.js';
import type { Building } from '../context.js';

/** Reads the resources that container instances have registered. */

/** Returns the registered or remaining amount of a resource; NaN when absent. */
export function amountIn(value: unknown, key: 'registeredResources' | 'remainingResources', name: string): number {
  const found = listOf(field(value, key)).find((one) => textAt(one, 'name') === name);
  return Number(textAt(found, 'integerValue') ?? Number.NaN);
}

/** Returns the smallest registered size per instance type. */
export function smallestOf(instances: Building['inventory']['containerInstances']) {
  const found = new Map<string, { memory: number; place: (typeof instances)[number]['place'] }>();
  for (const { value, place } of instances) {
    const attribute = listOf(field(value, 'attributes')).find((one) => textAt(one, 'name') === 'ecs.instance-type');
    const type = textAt(attribute, 'value');
    const memory = amountIn(value, 'registeredResources', 'MEMORY');
    if (type !== undefined && memory > 0 && memory < (found.get(type)?.memory ?? Number.POSITIVE_INFINITY))
      found.set(type, { memory, place });
  }
  return found;
}
