import { findInstanceType } from '../../../catalog/instance-types.js';
import { isMissing } from '../../../catalog/missing.js';
import { onDemandPrice } from '../../../catalog/prices.js';
import { registeredMemory } from '../../../catalog/registered.js';
import { under } from '../../findings.js';
import { answeredType } from '../answered-types.js';
import type { Building } from '../context.js';
import { smallestOf } from './registered.js';

/** Determines instance sizes: those of the catalogue, or the registered ones where they differ. */

/** Tolerated relative difference. Kernels differ by some MiB; settings such as ECS_RESERVED_MEMORY by more. */
const SHARE_MAX = 0.02;

interface Size {
  readonly cpu: number;
  readonly memory: number;
}

/** Returns the size of a type in the scenario; undefined when unknown. */
export function sizeOf(building: Building, name: string): Size | undefined {
  const { scenario, instanceTypes } = building;
  const type = findInstanceType(name);
  const own =
    instanceTypes.get(name) ??
    scenario.instanceTypes.find((one) => one.name === name) ??
    (type === undefined ? answeredType(building, name)?.part : undefined);
  if (own !== undefined) return { cpu: Number(own.cpuUnits), memory: Number(own.memoryMib) };
  if (type === undefined) return undefined;
  const memory = registeredMemory(type, (scenario.cluster.ami ?? 'al2023') as Parameters<typeof registeredMemory>[1]);
  return isMissing(memory) ? undefined : { cpu: type.cpuUnits, memory: memory.memoryMib };
}

/** Defines types whose registered size clearly differs from the catalogue, with the smallest registered size. */
export function addSizes(building: Building): void {
  const { inventory, scenario, region, findings, instanceTypes } = building;
  for (const [name, { memory, place }] of smallestOf(inventory.containerInstances)) {
    const known = sizeOf(building, name);
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
