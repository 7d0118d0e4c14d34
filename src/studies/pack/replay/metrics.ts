import { rounded, SHARE_DIGITS } from '../../../record/digits.js';
import type { PackMetrics, PackReplay } from '../result.js';
import type { Level, Occupied } from './occupancy.js';
import { type OverTime, overTime } from './over-time.js';
import type { PackProblem, ReplayOptions, ReplayResult } from './problem.js';

/** Percents of arrived demand in the published results of openb. */
const ALLOCATED_AT = 100;
const FRAGMENTATION_AT = 90;

/** Returns the curves and headline metrics of a replay. */
export function packReplay(problem: PackProblem, options: ReplayOptions, result: ReplayResult): PackReplay {
  const { seed, arrived, placed, failed, occupied } = result;
  const times = options.hasLifetimes ? overTime(problem, result) : null;
  const has = {
    gpus: problem.nodes.gpus.some((gpus) => gpus > 0),
    memory: problem.tasks.memoryMib.some((memory) => memory > 0),
  };
  const counts = { arrived, placed, failed, failedPercent: arrived === 0 ? null : share((100 * failed) / arrived) };
  const { allocatedGpuPercent, allocatedCpuPercent, fragmentationPercent, fragmentedGpuPercent, nodesInUse, cpuStrandedPercent } = result;
  return {
    seed,
    arrived,
    placed,
    failed,
    metrics: {
      ...byDemand(result, has.gpus, options.at ?? []),
      ...(times === null ? {} : byTime(times, has.gpus)),
      ...ofNodes(occupied, has, times !== null),
      ...counts,
    },
    demandCurves: { allocatedGpuPercent, allocatedCpuPercent, fragmentationPercent, fragmentedGpuPercent, nodesInUse, cpuStrandedPercent },
    timeCurves: times?.curves ?? null,
  };
}

/** Shares when 100 % of the demand has arrived, at the last percent of the curve, at the requested ones, and at the end of the arrivals. */
function byDemand(result: ReplayResult, hasGpus: boolean, requested: readonly number[]): PackMetrics {
  const last = result.allocatedCpuPercent.length - 1;
  const points = (published: readonly number[]) => [...new Set([...published, ...requested.filter((percent) => percent <= last)])];
  const metrics: Record<string, number | null> = {};
  const take = (name: string, curve: Float64Array, percents: readonly number[]) => {
    for (const percent of percents) metrics[`${name}${percent}`] = at(curve, percent);
    metrics[`${name}End`] = at(curve, lastMeasured(curve));
  };
  const allocated = points([Math.min(ALLOCATED_AT, last), last]);
  if (hasGpus) take('allocatedGpuPercent', result.allocatedGpuPercent, allocated);
  take('allocatedCpuPercent', result.allocatedCpuPercent, allocated);
  const fragmentation = points([Math.min(FRAGMENTATION_AT, last)]);
  if (hasGpus) take('fragmentationPercent', result.fragmentationPercent, fragmentation);
  if (hasGpus) take('fragmentedGpuPercent', result.fragmentedGpuPercent, fragmentation);
  for (const percent of points([])) metrics[`nodesInUse${percent}`] = at(result.nodesInUse, percent);
  for (const percent of points([])) metrics[`cpuStrandedPercent${percent}`] = at(result.cpuStrandedPercent, percent);
  return metrics;
}

/** Nodes in use and what is stranded: over time where tasks leave, at the end where they stay. */
function ofNodes(
  { nodesInUse, cpuStranded, memoryStranded, gpuStranded }: Occupied,
  has: { readonly gpus: boolean; readonly memory: boolean },
  isOverTime: boolean,
): PackMetrics {
  const level = (name: string, { end, mean }: Level) =>
    isOverTime ? { [`${name}TimeAverage`]: share(mean) } : { [`${name}End`]: share(end) };
  return {
    ...level('nodesInUse', nodesInUse),
    ...(isOverTime ? { nodesInUsePeak: nodesInUse.peak } : {}),
    ...level('cpuStrandedPercent', cpuStranded),
    ...(has.memory ? level('memoryStrandedPercent', memoryStranded) : {}),
    ...(has.gpus ? level('gpuStrandedPercent', gpuStranded) : {}),
  };
}

function byTime({ means, peaks }: OverTime, hasGpus: boolean): PackMetrics {
  return {
    cpuPercentTimeAverage: share(means.cpu),
    cpuPercentPeak: share(peaks.cpu),
    memoryPercentTimeAverage: share(means.memory),
    memoryPercentPeak: share(peaks.memory),
    ...(hasGpus ? { gpuPercentTimeAverage: share(means.gpu), gpuPercentPeak: share(peaks.gpu) } : {}),
  };
}

function at(curve: Float64Array, percent: number): number | null {
  return share(curve[percent] ?? Number.NaN);
}

function lastMeasured(curve: Float64Array): number {
  return curve.findLastIndex((value) => !Number.isNaN(value));
}

function share(percent: number): number | null {
  return Number.isNaN(percent) ? null : rounded(percent, SHARE_DIGITS);
}
