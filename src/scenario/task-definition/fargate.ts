import { FARGATE_SIZES } from '../../catalog/fargate.js';
import type { FargateSize } from './definition.js';

/** A Fargate size, or the field that is wrong and what would be right. */
type Found =
  | { readonly size: FargateSize; readonly wrong?: undefined }
  | { readonly size?: undefined; readonly field: 'cpu' | 'memory'; readonly wrong: string };

/** T.TASK-4, T.TASK-6: the Fargate size of a pair. */
export function fargateSize(cpuUnits: number, memoryMib: number, operatingSystem: 'linux' | 'windows'): Found {
  const sizes = FARGATE_SIZES.filter((size) => size.os === operatingSystem);
  const memories = sizes.filter((size) => size.cpuUnits === cpuUnits);
  const found = memories.find((size) => size.memoryMib === memoryMib);
  if (found !== undefined) return { size: { cpuUnits, memoryMib, platformVersionMin: found.platformVersionMin } };
  if (memories.length === 0) {
    const windows = operatingSystem === 'windows' ? ' for Windows' : '';
    const right = [...new Set(sizes.map((size) => size.cpuUnits))].join(', ');
    return { field: 'cpu', wrong: `cpu is ${cpuUnits} CPU units, which is not a size of Fargate${windows}; ${right} are` };
  }
  const right = inWords(memories.map((size) => size.memoryMib));
  return { field: 'memory', wrong: `memory is ${memoryMib} MiB, which does not go with ${cpuUnits} CPU units on Fargate; ${right} do` };
}

function inWords(memoriesMib: readonly number[]): string {
  if (memoriesMib.length <= 4) return `${memoriesMib.join(', ')} MiB`;
  return `${memoriesMib[0]} to ${memoriesMib.at(-1)} MiB in steps of ${memoriesMib[1]! - memoriesMib[0]!}`;
}
