import { INSTANCE_TYPES } from './data/instance-types.js';
import { NONE, readTable } from './table.js';

/** An EC2 instance type as EC2 describes it; registered.ts has the resources that it registers with ECS, prices.ts its prices. */
export interface CatalogType {
  readonly name: string;
  readonly family: string;
  readonly vcpus: number;
  /** CPU units that it registers: 1,024 per vCPU, without deduction (T.RES-7). */
  readonly cpuUnits: number;
  /** Memory according to EC2; a container instance registers less. */
  readonly nominalMemoryMib: number;
  readonly architecture: 'x86_64' | 'arm64';
  /** NVIDIA devices visible to the operating system; ECS assigns only these to tasks. A fractional GPU is one device. */
  readonly gpus: number;
  readonly gpuModel: string | null;
  readonly gpuMemoryMib: number | null;
  /** Accelerators that ECS does not count as GPUs: Inferentia, Trainium, FPGAs, AMD and Habana GPUs. */
  readonly accelerators: { readonly count: number; readonly model: string } | null;
  readonly isBareMetal: boolean;
  readonly isCurrentGeneration: boolean;
  /** Runs macOS only, so it is never a container instance. */
  readonly isMac: boolean;
  /** awsvpc tasks without trunking: network interfaces less the primary one (C.ENI-01). */
  readonly eniTasks: number;
  readonly trunkTasks: TrunkTasks | null;
}

/** awsvpc tasks with trunking, which can be fewer than without: five of the largest types. */
export interface TrunkTasks {
  readonly tasks: number;
  /** `ecs`: ECS's own table. `ec2-api`: computed from EC2's interface limits for a type missing in the table. */
  readonly source: 'ecs' | 'ec2-api';
  /** ECS's documentation also lists the type as not supported (C.ENI-07); the table takes precedence. */
  readonly isDisputed: boolean;
}

/** Accepted sources of awsvpc task limits with trunking: ECS's table alone, or EC2's limits as well. */
export type TrunkLimits = TrunkTasks['source'];

const SUGGESTIONS_MAX = 3;
/** A name is suggested when at most a third of its letters differ. */
const LETTERS_PER_SLIP = 3;

let parsed: ReadonlyMap<string, CatalogType> | undefined;
let listed: readonly CatalogType[] | undefined;

export function findInstanceType(name: string): CatalogType | undefined {
  return byName().get(name);
}

/** Every type, families and sizes in EC2's order. */
export function listInstanceTypes(): readonly CatalogType[] {
  listed ??= [...byName().values()];
  return listed;
}

/** Precedence for a type that ECS has both in its table and in its list of types without trunks (C.X-04). */
type TrunkUnsupported = 'table' | 'list';

/** Returns the awsvpc tasks of the type with a trunk, or null for no trunk under these limits. */
export function trunkTasksUnder(limits: TrunkLimits, { trunkTasks }: CatalogType, unsupported: TrunkUnsupported = 'table'): number | null {
  if (trunkTasks === null || (trunkTasks.isDisputed && unsupported === 'list')) return null;
  return trunkTasks.source === 'ecs' || limits === 'ec2-api' ? trunkTasks.tasks : null;
}

/** Returns similar type names for messages, closest first. */
export function suggestInstanceTypes(name: string): string[] {
  const wanted = name.toLowerCase();
  const slipsMax = Math.max(1, Math.floor(wanted.length / LETTERS_PER_SLIP));
  return listInstanceTypes()
    .map((type) => ({ name: type.name, slips: editDistance(wanted, type.name) }))
    .filter(({ slips }) => slips <= slipsMax)
    .sort((a, b) => a.slips - b.slips || (a.name < b.name ? -1 : 1))
    .slice(0, SUGGESTIONS_MAX)
    .map((suggestion) => suggestion.name);
}

function byName(): ReadonlyMap<string, CatalogType> {
  parsed ??= parse();
  return parsed;
}

function parse(): ReadonlyMap<string, CatalogType> {
  const types = new Map<string, CatalogType>();
  for (const [name, row] of readTable(INSTANCE_TYPES)) types.set(name, typeOf(name, row.split(' ')));
  return types;
}

function typeOf(name: string, fields: readonly string[]): CatalogType {
  const [vcpus, nominalMemoryMib, eniTasks, trunk, marks, kind, count, model, gpuMemoryMib] = fields;
  const isGpu = kind === 'gpu';
  return {
    name,
    family: name.slice(0, name.indexOf('.')),
    vcpus: Number(vcpus),
    cpuUnits: Number(vcpus) * 1024,
    nominalMemoryMib: Number(nominalMemoryMib),
    architecture: marks.startsWith('a') ? 'arm64' : 'x86_64',
    gpus: isGpu ? Math.ceil(Number(count)) : 0,
    gpuModel: isGpu ? gpuModelOf(Number(count), model) : null,
    gpuMemoryMib: isGpu ? Number(gpuMemoryMib) : null,
    accelerators: kind === 'other' ? { count: Number(count), model: model.replaceAll('_', ' ') } : null,
    isBareMetal: marks.includes('m'),
    isCurrentGeneration: !marks.includes('p'),
    isMac: marks.includes('M'),
    eniTasks: Number(eniTasks),
    trunkTasks: trunkTasksOf(trunk),
  };
}

function gpuModelOf(count: number, model: string): string {
  const words = model.replaceAll('_', ' ');
  return count < 1 ? `${words} (1/${1 / count})` : words;
}

function trunkTasksOf(field: string): TrunkTasks | null {
  if (field === NONE) return null;
  const isDisputed = field.endsWith('!');
  return field.startsWith('~')
    ? { tasks: Number(field.slice(1)), source: 'ec2-api', isDisputed }
    : { tasks: Number(isDisputed ? field.slice(0, -1) : field), source: 'ecs', isDisputed };
}

/** Returns the edit distance of two names (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replace = row[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replace, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[to.length];
}
