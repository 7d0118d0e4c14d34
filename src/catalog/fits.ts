import { type CatalogType, listInstanceTypes, type TrunkLimits, type TrunkTasks, trunkTasksUnder } from './instance-types.js';
import { isMissing, type Missing } from './missing.js';
import { onDemandPrice, type Price } from './prices.js';
import { type Ami, type OperatingSystem, operatingSystemOf, type RegisteredMemory, registeredMemory } from './registered.js';

/** Resources that one copy of a task takes on an instance. */
export interface TaskNeeds {
  readonly cpuUnits: number;
  readonly memoryMib: number;
  /** 1 in awsvpc mode, else 0. */
  readonly eni: number;
  readonly gpus: number;
  /** Static host ports on the instance: with any, a second copy would conflict with the first (C.NET-06, C.NET-07). */
  readonly staticPorts: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly os: OperatingSystem;
}

/** The reservations of a task definition that decide where its task fits. */
export interface ReservedByTask extends Omit<TaskNeeds, 'staticPorts' | 'architecture' | 'os'> {
  /** Null: it names none. */
  readonly architecture: TaskNeeds['architecture'] | null;
  readonly gpuMilli: number;
  readonly ports: readonly unknown[];
  readonly operatingSystem: OperatingSystem;
}

/**
 * Returns the needs of one task. A share of a GPU counts as a whole one, so the number of copies is a lower bound. Images of a definition
 * without an architecture are taken to be for x86_64.
 */
export function needsOf({ cpuUnits, memoryMib, eni, gpus, gpuMilli, ports, architecture, operatingSystem }: ReservedByTask): TaskNeeds {
  return {
    cpuUnits,
    memoryMib,
    eni,
    gpus: Math.max(gpus, Number(gpuMilli > 0)),
    staticPorts: ports.length,
    architecture: architecture ?? 'x86_64',
    os: operatingSystem,
  };
}

export interface FitOptions {
  readonly region: string;
  readonly ami: Ami;
  readonly trunking: boolean;
  readonly trunkLimits: TrunkLimits;
}

type Resource = 'cpu' | 'memory' | 'ports' | 'eni' | 'gpu';
/** Reasons for which a type cannot hold one copy, in the order of the checks; the first one counts, as when ECS refuses an instance. */
export type LeftOutReason = 'architecture' | 'operatingSystem' | 'memoryUnknown' | Resource;

export interface TypeFit {
  readonly type: CatalogType;
  readonly memory: RegisteredMemory;
  /** Copies of the task on one instance, with trunking according to the options. */
  readonly copies: number;
  /** Copies that each resource alone would allow; null: the task does not use it. */
  readonly copiesBy: Readonly<Record<Resource, number | null>>;
  /** The resources that allow no further copy. */
  readonly limitedBy: readonly Resource[];
  readonly copiesWithoutTrunk: number;
  /** Equal to the copies without trunking when the type has no trunk under the options' trunkLimits. */
  readonly copiesWithTrunk: number;
  /** Source of the trunk's task limit. */
  readonly trunkSource: TrunkTasks['source'] | 'none';
  readonly price: Price | Missing;
  readonly usdPerTaskHour: number | null;
}

export interface Ranking {
  /** Cheapest per task-hour first, then by name; types without a price come last. */
  readonly fits: readonly TypeFit[];
  /** Types that cannot take the task, by reason. */
  readonly leftOut: Readonly<Record<LeftOutReason, number>>;
}

const RESOURCES: readonly Resource[] = ['cpu', 'memory', 'ports', 'eni', 'gpu'];

/** Ranks all types of the catalogue that can run the task, by the price of a task-hour on a full instance. */
export function rankInstanceTypes(needs: TaskNeeds, options: FitOptions): Ranking {
  const fits: TypeFit[] = [];
  const leftOut = { architecture: 0, operatingSystem: 0, memoryUnknown: 0, cpu: 0, memory: 0, ports: 0, eni: 0, gpu: 0 };
  for (const type of listInstanceTypes()) {
    const fit = fitType(type, needs, options);
    if (typeof fit === 'string') leftOut[fit]++;
    else fits.push(fit);
  }
  return { fits: fits.sort(byPrice), leftOut };
}

/** Returns how many copies fit on a type, or why none does. */
export function fitType(type: CatalogType, needs: TaskNeeds, options: FitOptions): TypeFit | LeftOutReason {
  if (type.architecture !== needs.architecture) return 'architecture';
  if (type.isMac || operatingSystemOf(options.ami) !== needs.os) return 'operatingSystem'; // C.WIN-01
  const memory = registeredMemory(type, options.ami);
  if (isMissing(memory)) return 'memoryUnknown';
  // Windows has neither trunks (C.ENI-08) nor GPUs (C.GPU-03).
  const trunkTasks = needs.os === 'windows' ? null : trunkTasksUnder(options.trunkLimits, type);
  const eniTasksTrunk = trunkTasks ?? type.eniTasks;
  const rest = { cpu: type.cpuUnits, memory: memory.memoryMib, gpu: needs.os === 'windows' ? 0 : type.gpus };
  const copiesBy = copiesByResource(needs, { ...rest, eni: options.trunking ? eniTasksTrunk : type.eniTasks });
  const refused = RESOURCES.find((resource) => copiesBy[resource] === 0);
  if (refused !== undefined) return refused;
  const copies = fewest(copiesBy);
  const price = onDemandPrice(type.name, options.region, needs.os);
  return {
    type,
    memory,
    copies,
    copiesBy,
    limitedBy: RESOURCES.filter((resource) => copiesBy[resource] === copies),
    copiesWithoutTrunk: fewest(copiesByResource(needs, { ...rest, eni: type.eniTasks })),
    copiesWithTrunk: fewest(copiesByResource(needs, { ...rest, eni: eniTasksTrunk })),
    trunkSource: trunkTasks === null ? 'none' : type.trunkTasks!.source,
    price,
    usdPerTaskHour: isMissing(price) ? null : price.usdPerHour / copies,
  };
}

type Room = Readonly<Record<'cpu' | 'memory' | 'eni' | 'gpu', number>>;

function copiesByResource(needs: TaskNeeds, room: Room): Record<Resource, number | null> {
  const copies = (available: number, each: number) => (each > 0 ? Math.floor(available / each) : null);
  return {
    cpu: copies(room.cpu, needs.cpuUnits),
    memory: copies(room.memory, needs.memoryMib),
    ports: needs.staticPorts > 0 ? 1 : null,
    eni: copies(room.eni, needs.eni),
    gpu: copies(room.gpu, needs.gpus),
  };
}

/** Every task reserves memory (T.RES-5), so the minimum exists. */
function fewest(copiesBy: Readonly<Record<Resource, number | null>>): number {
  return Math.min(...RESOURCES.flatMap((resource) => copiesBy[resource] ?? []));
}

/** By price per task-hour, compared exactly: whole millionths of a dollar, cross-multiplied. Then by name. */
function byPrice(a: TypeFit, b: TypeFit): number {
  const byName = a.type.name < b.type.name ? -1 : 1;
  if (isMissing(a.price) || isMissing(b.price)) return Number(isMissing(a.price)) - Number(isMissing(b.price)) || byName;
  const microUsd = (price: Price) => Math.round(price.usdPerHour * 1e6);
  return microUsd(a.price) * b.copies - microUsd(b.price) * a.copies || byName;
}
