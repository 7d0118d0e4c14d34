import { rounded, SHARE_DIGITS } from '../../../record/digits.js';
import type { PackMetrics, PackReplay } from '../result.js';
import { type OverTime, overTime } from './over-time.js';
import type { PackProblem, ReplayOptions, ReplayResult } from './problem.js';

/** Percents of arrived demand in the published results of openb. */
const ALLOCATED_AT = 100;
const FRAGMENTATION_AT = 90;

/** Returns the curves and headline metrics of a replay. */
export function packReplay(problem: PackProblem, options: ReplayOptions, result: ReplayResult): PackReplay {
  const { seed, arrived, placed, failed, allocatedGpuPercent, allocatedCpuPercent, fragmentationPercent, fragmentedGpuPercent } = result;
  const times = options.hasLifetimes ? overTime(problem, result) : null;
  const hasGpus = problem.nodes.gpus.some((gpus) => gpus > 0);
  const counts = { arrived, placed, failed, failedPercent: arrived === 0 ? null : share((100 * failed) / arrived) };
  const demandCurves = { allocatedGpuPercent, allocatedCpuPercent, fragmentationPercent, fragmentedGpuPercent };
  return {
    seed,
    arrived,
    placed,
    failed,
    metrics: { ...byDemand(result, hasGpus), ...(times === null ? {} : byTime(times, hasGpus)), ...counts },
    demandCurves,
    timeCurves: times?.curves ?? null,
  };
}

/** Shares when 100 % of the demand has arrived, at the last percent of the curve, and at the end of the arrivals. */
function byDemand(result: ReplayResult, hasGpus: boolean): PackMetrics {
  const last = result.allocatedCpuPercent.length - 1;
  const points = [...new Set([Math.min(ALLOCATED_AT, last), last])];
  const metrics: Record<string, number | null> = {};
  const take = (name: string, curve: Float64Array, percents: readonly number[]) => {
    for (const percent of percents) metrics[`${name}${percent}`] = at(curve, percent);
    metrics[`${name}End`] = at(curve, lastMeasured(curve));
  };
  if (hasGpus) take('allocatedGpuPercent', result.allocatedGpuPercent, points);
  take('allocatedCpuPercent', result.allocatedCpuPercent, points);
  const fragmentation = [Math.min(FRAGMENTATION_AT, last)];
  if (hasGpus) take('fragmentationPercent', result.fragmentationPercent, fragmentation);
  if (hasGpus) take('fragmentedGpuPercent', result.fragmentedGpuPercent, fragmentation);
  return metrics;
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
