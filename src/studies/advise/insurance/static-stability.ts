import type { ProviderText } from '../../../scenario/schema.js';
import type { InstanceTypeSpec, ServiceSpec, Setup } from '../../../sim/setup.js';
import type { TaskDefinitionSpec } from '../../../sim/task-definition-spec.js';

/** Room of an instance, or the part of it that tasks reserve. */
interface Room {
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly eni: number;
}

/** Returns a number of instances, divisible by the zones, of which enough remain after the loss of one zone (I.INS-2). */
export function spreadOver(needed: number, zones: number): number {
  return zones < 2 ? needed : zones * Math.ceil(needed / (zones - 1));
}

/** Returns how many instances of a group's first type hold the tasks of its services, packed by decreasing size. */
export function instancesNeeded(setup: Setup, provider: ProviderText, desired: ReadonlyMap<string, number>): number {
  const nth = setup.capacityProviders.findIndex(({ name }) => name === provider.name);
  const type = setup.instanceTypes[setup.capacityProviders[nth]!.instanceTypes[0]!]!;
  const sizes = setup.services
    .filter((service) => usesOnly(service, nth))
    .flatMap((service) =>
      Array.from({ length: desired.get(service.name) ?? 0 }, () => sizeOf(setup.taskDefinitions[service.taskDefinition]!)),
    );
  return packed(sizes, roomOf(type));
}

/** Services that divide their tasks among providers may run elsewhere. */
function usesOnly({ capacity, schedulingStrategy }: ServiceSpec, provider: number): boolean {
  if (schedulingStrategy === 'DAEMON' || capacity.kind !== 'strategy') return false;
  return capacity.items.every((item) => item.provider === provider);
}

function sizeOf({ cpuUnits, memoryMib, eni }: TaskDefinitionSpec): Room {
  return { cpuUnits, memoryMib, eni };
}

function roomOf({ cpuUnits, memoryMib, eniTasks }: InstanceTypeSpec): Room {
  return { cpuUnits, memoryMib, eni: eniTasks };
}

const KEYS = ['cpuUnits', 'memoryMib', 'eni'] as const;

/** Packs by first fit, in decreasing order of the share of an instance. */
function packed(sizes: readonly Room[], room: Room): number {
  const share = (size: Room) => Math.max(...KEYS.map((key) => (size[key] === 0 ? 0 : size[key] / room[key])));
  const left: Record<(typeof KEYS)[number], number>[] = [];
  for (const size of [...sizes].sort((a, b) => share(b) - share(a))) {
    const open = left.find((one) => KEYS.every((key) => one[key] >= size[key])) ?? { ...room };
    if (!left.includes(open)) left.push(open);
    for (const key of KEYS) open[key] -= size[key];
  }
  return left.length;
}
