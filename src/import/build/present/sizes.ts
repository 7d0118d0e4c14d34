import { findInstanceType } from '../../../catalog/instance-types.js';
import { isMissing } from '../../../catalog/missing.js';
import { onDemandPrice } from '../../../catalog/prices.js';
import { registeredMemory } from '../../../catalog/registered.js';
import { under } from '../../findings.js';
import { listOf } from '../../plain.js';
import { field, textAt } from '../../shaped.js';
import type { Building } from '../context.js';

/** How large instances are: as the catalogue has them, or, where they registered something else, as they did. */

/** Kernels differ by some MiB; settings such as ECS_RESERVED_MEMORY by more. */
const SHARE_MAX = 0.02;

interface Size {
  readonly cpu: number;
  readonly memory: number;
}

/** Of a type in the scenario; undefined: it is not known. */
export function sizeOf({ instanceTypes, cluster }: Building['scenario'], name: string): Size | undefined {
  const own = instanceTypes.find((type) => type.name === name);
  if (own !== undefined) return { cpu: Number(own.cpuUnits), memory: Number(own.memoryMib) };
  const type = findInstanceType(name);
  if (type === undefined) return undefined;
  const memory = registeredMemory(type, (cluster.ami ?? 'al2023') as Parameters<typeof registeredMemory>[1]);
  return isMissing(memory) ? undefined : { cpu: type.cpuUnits, memory: memory.memoryMib };
}

/** What an instance registered; NaN where it does not say. */
export function amountIn(value: unknown, key: 'registeredResources' | 'remainingResources', name: string): number {
  const found = listOf(field(value, key)).find((one) => textAt(one, 'name') === name);
  return Number(textAt(found, 'integerValue') ?? Number.NaN);
}

/** Types that registered clearly more or less than the catalogue has become types of the scenario, as small as the smallest. */
export function addSizes({ estate, scenario, region, findings, instanceTypes }: Building): void {
  for (const name of instanceTypes.keys())
    if (!scenario.instanceTypes.some((type) => type.name === name)) scenario.instanceTypes.push(instanceTypes.get(name)!);
  for (const [name, { memory, place }] of smallest(estate.containerInstances)) {
    const known = sizeOf(scenario, name);
    const type = findInstanceType(name);
    if (known === undefined || type === undefined || instanceTypes.has(name) || Math.abs(memory - known.memory) <= SHARE_MAX * known.memory)
      continue;
    const price = onDemandPrice(name, region);
    if (isMissing(price)) continue;
    const { cpuUnits, eniTasks, trunkTasks, gpus, architecture } = type;
    const trunk = trunkTasks === null ? {} : { eniTasksTrunk: trunkTasks.tasks };
    scenario.instanceTypes.push({
      name,
      cpuUnits,
      memoryMib: memory,
      eniTasks,
      ...trunk,
      gpus,
      architecture,
      usdPerHour: price.usdPerHour,
    });
    findings.understood(
      under(place, 'registeredResources'),
      `${name} registers ${memory} MiB here, and ${known.memory} in the catalogue: it has ${memory} in the scenario`,
    );
  }
}

function smallest(instances: Building['estate']['containerInstances']) {
  const found = new Map<string, { memory: number; place: (typeof instances)[number]['place'] }>();
  for (const { value, place } of instances) {
    const type = textAt(
      listOf(field(value, 'attributes')).find((one) => textAt(one, 'name') === 'ecs.instance-type'),
      'value',
    );
    const memory = amountIn(value, 'registeredResources', 'MEMORY');
    if (type !== undefined && memory > 0 && memory < (found.get(type)?.memory ?? Number.POSITIVE_INFINITY))
      found.set(type, { memory, place });
  }
  return found;
}
