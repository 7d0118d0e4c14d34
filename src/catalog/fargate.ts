import { FARGATE_SIZES as SIZE_LINES } from './data/fargate.js';
import type { OperatingSystem } from './registered.js';
import { linesOf, NONE } from './table.js';

/** A pair of CPU and memory that Fargate offers (T.TASK-4). */
export interface FargateSize {
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly os: OperatingSystem;
  /** Lowest platform version with this size (T.TASK-5), or null for all versions. */
  readonly platformVersionMin: string | null;
}

/** 74 for Linux and 43 for Windows, smallest first. */
export const FARGATE_SIZES: readonly FargateSize[] = linesOf(SIZE_LINES).flatMap((line) => {
  const [os, cpuUnits, version, ...memories] = line.split(' ');
  const platformVersionMin = version === NONE ? null : version;
  return memories.map((memoryMib) => ({
    cpuUnits: Number(cpuUnits),
    memoryMib: Number(memoryMib),
    os: os as OperatingSystem,
    platformVersionMin,
  }));
});
