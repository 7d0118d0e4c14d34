import { type FargateProblem, type FargateTask, type Size, systemOf } from './task.js';

/** The size of a task on Fargate; undefined when there is no such size. */
export function sizeOf(task: FargateTask, sizes: readonly Size[]): Size | undefined {
  const system = systemOf(task.osFamily);
  return sizes.find((size) => size.os === system && size.cpuUnits === task.cpuUnits && size.memoryMib === task.memoryMib);
}

/** The sizes next to a pair that is none: the largest that it could shrink to and the smallest that would hold it. What is beyond all sizes counts as the last one. */
export function nearestSizes(cpuUnits: number, memoryMib: number, sizes: readonly Size[]): Size[] {
  const cpu = within(
    cpuUnits,
    sizes.map((size) => size.cpuUnits),
  );
  const memory = within(
    memoryMib,
    sizes.map((size) => size.memoryMib),
  );
  const below = sizes.findLast((size) => size.cpuUnits <= cpu && size.memoryMib <= memory);
  const above = sizes.find((size) => size.cpuUnits >= cpu && size.memoryMib >= memory);
  return [...new Set([below, above])].flatMap((size) => size ?? []);
}

function within(amount: number, amounts: readonly number[]): number {
  return Math.max(Math.min(amount, Math.max(...amounts)), Math.min(...amounts));
}

/** C.FG-02, C.FG-03: both are given, and the operating system has the pair. */
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
