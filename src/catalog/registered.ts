import { OBSERVED_MEMORY, REGISTERED_MEMORY } from './data/registered-memory.js';
import type { CatalogType } from './instance-types.js';
import type { Missing } from './missing.js';
import { linesOf, readTable } from './table.js';

/** The ECS-optimised machine images, by operating system. */
export type Ami = 'al1' | 'al2' | 'al2023' | 'bottlerocket' | 'windows';
export type OperatingSystem = 'linux' | 'windows';

export interface RegisteredMemory {
  readonly memoryMib: number;
  /** `measured`: observed on an instance of this type and image. `estimated`: derived by a formula from a measured one. */
  readonly basis: 'measured' | 'estimated';
}

/**
 * Host ports unavailable to tasks, because the system or the container agent uses them (T.NET-6). The Windows list comes from observed
 * container instances.
 */
export const RESERVED_HOST_PORTS: Record<OperatingSystem, readonly number[]> = {
  linux: [22, 2375, 2376, 51678, 51679, 51680],
  windows: [53, 80, 135, 139, 445, 2375, 2376, 3389, 5985, 51678, 51679],
};

/** Memory of a type as Bottlerocket and Amazon Linux 2 report it: base values of the formulas. */
interface Base {
  readonly bottlerocketMib: number;
  readonly isMeasured: boolean;
  /** Null for arm64, without recorded values. */
  readonly al2Mib: number | null;
}

/** The kernel of Amazon Linux 2 (4.14) reserves 36 MiB less than that of Bottlerocket, hash tables excluded. */
const AL2_OVER_BOTTLEROCKET_MIB = 36;
const AL1_OVER_AL2_MIB = 10;
const AL2023_UNDER_BOTTLEROCKET_MIB = 16;
const WINDOWS_UNDER_NOMINAL_MIB = 1;

let bases: ReadonlyMap<string, string> | undefined;
let observed: ReadonlyMap<string, number> | undefined;

export function operatingSystemOf(ami: Ami): OperatingSystem {
  return ami === 'windows' ? 'windows' : 'linux';
}

/**
 * Returns the MEMORY, in MiB, that an instance of the type registers with ECS: the memory visible to its operating system less
 * ECS_RESERVED_MEMORY (C.MEM-01). It is constant while the instance is registered (C.MEM-04).
 */
export function registeredMemory(type: CatalogType, ami: Ami, ecsReservedMemoryMib = 0): RegisteredMemory | Missing {
  const seen = observedMemory().get(`${type.name} ${ami}`);
  if (seen !== undefined) return { memoryMib: seen - ecsReservedMemoryMib, basis: 'measured' };
  const base = baseMemory(type.name);
  const whyNot = base === undefined ? `${type.name} has no record of registered memory` : whyNoImage(type, ami);
  if (whyNot !== null) return { missing: `${whyNot}: define the type in the scenario, with the memory it registers` };
  const memoryMib = visibleMemoryMib(type, ami, base!) - ecsReservedMemoryMib;
  return { memoryMib, basis: ami === 'bottlerocket' && base!.isMeasured ? 'measured' : 'estimated' };
}

function whyNoImage(type: CatalogType, ami: Ami): string | null {
  if (type.isMac) return `${type.name} runs macOS only and cannot be a container instance`;
  if (type.architecture === 'arm64' && ami === 'al1') return `Amazon Linux 1 has no arm64 image for ${type.name}`;
  if (type.architecture === 'arm64' && ami === 'windows') return `Windows has no arm64 image for ${type.name}`;
  return null;
}

/** Formulas relative to Bottlerocket on the same type; docs/catalogue.md gives the source and the error of each. */
function visibleMemoryMib(type: CatalogType, ami: Ami, base: Base): number {
  const al2Mib = base.al2Mib ?? base.bottlerocketMib + AL2_OVER_BOTTLEROCKET_MIB + kernelHashTablesMib(type.nominalMemoryMib);
  switch (ami) {
    case 'bottlerocket':
      return base.bottlerocketMib;
    case 'al2023':
      return base.bottlerocketMib - AL2023_UNDER_BOTTLEROCKET_MIB;
    case 'al2':
      return al2Mib;
    case 'al1':
      return al2Mib + AL1_OVER_AL2_MIB;
    case 'windows':
      return type.nominalMemoryMib - WINDOWS_UNDER_NOMINAL_MIB;
  }
}

/**
 * Directory entry and inode hash tables that a newer kernel allocates before it counts memory: 6 MiB for 4 GiB, a power of
 * two of buckets, so that memory counts as its next power of two; half as dense beyond 64 GiB and again for each factor of 4.
 */
export function kernelHashTablesMib(nominalMemoryMib: number): number {
  let powerMib = 1;
  while (powerMib < nominalMemoryMib) powerMib *= 2;
  let tablesMib = (powerMib / 4096) * 6;
  for (let boundMib = 65_536; powerMib > boundMib; boundMib *= 4) tablesMib /= 2;
  return Math.floor(tablesMib);
}

/** A value is `7633`, `~7772` (estimated), `3663/3691` (two host generations: the lower counts), each perhaps `+48` for Amazon Linux 2. */
function baseMemory(name: string): Base | undefined {
  bases ??= readTable(REGISTERED_MEMORY);
  const value = bases.get(name);
  if (value === undefined) return undefined;
  const isMeasured = !value.startsWith('~');
  const [memory, al2Over] = value.slice(isMeasured ? 0 : 1).split('+');
  const bottlerocketMib = Number(memory.split('/')[0]);
  return { bottlerocketMib, isMeasured, al2Mib: al2Over === undefined ? null : bottlerocketMib + Number(al2Over) };
}

function observedMemory(): ReadonlyMap<string, number> {
  observed ??= parseObserved();
  return observed;
}

function parseObserved(): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const line of linesOf(OBSERVED_MEMORY)) {
    const [ami, records] = line.split('|');
    for (const record of records.split(';')) {
      const [type, memoryMib] = record.split(' ');
      found.set(`${type} ${ami}`, Number(memoryMib));
    }
  }
  return found;
}
