import { type FargateProblem, type FargateTask, type Size, systemOf } from './task.js';

/** Returns the Fargate size of a task; undefined for an invalid pair. */
export function sizeOf(task: FargateTask, sizes: readonly Size[]): Size | undefined {
  const system = systemOf(task.osFamily);
  return sizes.find((size) => size.os === system && size.cpuUnits === task.cpuUnits && size.memoryMib === task.memoryMib);
}

/**
 * Returns the sizes closest to an invalid pair: the largest smaller one and the smallest larger one. A pair beyond all sizes counts as the
 * last one.
 */
export function nearestSizes(cpuUnits: number, memoryMib: number, sizes: readonly Size[]): Size[] {
  const cpus = sizes.map((size) => size.cpuUnits);
  const cpu = within(cpuUnits, cpus);
  const memories = sizes.map((size) => size.memoryMib);
  const memory = within(memoryMib, memories);
  const below = sizes.findLast((size) => size.cpuUnits <= cpu && size.memoryMib <= memory);
  const above = sizes.find((size) => size.cpuUnits >= cpu && size.memoryMib >= memory);
  return [...new Set([below, above])].flatMap((size) => size ?? []);
}

function within(amount: number, amounts: readonly number[]): number {
  return Math.max(Math.min(amount, Math.max(...amounts)), Math.min(...amounts));
}

/** Returns the mistakes of C.FG-02 and C.FG-03: both values are given, and the operating system supports the pair. */
export function sizeProblems(task: FargateTask, sizes: readonly Size[]): FargateProblem[] {
  const { cpuUnits, memoryMib } = task;
  const missing = [...(cpuUnits === null ? ['cpu'] : []), ...(memoryMib === null ? ['memory'] : [])];
  if (cpuUnits === null || memoryMib === null)
    return missing.map((parameter) => ({
      rule: 'C.FG-02',
      parameter,
      what: `${parameter} is missing at task level`,
      remedy: `give ${parameter}: Fargate makes a machine of that size`,
    }));
  if (sizeOf(task, sizes) !== undefined) return [];
  const system = systemOf(task.osFamily);
  const ofSystem = sizes.filter((size) => size.os === system);
  const isOfLinux = sizes.some((size) => size.cpuUnits === cpuUnits && size.memoryMib === memoryMib);
  const nearest = nearestSizes(cpuUnits, memoryMib, ofSystem).map((size) => `${size.cpuUnits} with ${size.memoryMib} MiB`);
  const hasCpu = ofSystem.some((size) => size.cpuUnits === cpuUnits);
  return [
    {
      rule: isOfLinux ? 'C.FG-03' : 'C.FG-02',
      parameter: hasCpu ? 'memory' : 'cpu',
      what: `${cpuUnits} CPU units with ${memoryMib} MiB is no size of Fargate${system === 'windows' ? ' for Windows' : ''}`,
      remedy: `write ${nearest.join(', or ')}`,
    },
  ];
}
