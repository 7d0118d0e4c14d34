import { ALPHA, halfWidthOf, meanInterval } from '../../statistics/interval.js';
import type { DemandCurves } from './replay/problem.js';

export const CURVES = [
  'allocatedGpuPercent',
  'allocatedCpuPercent',
  'fragmentationPercent',
  'fragmentedGpuPercent',
  'nodesInUse',
  'cpuStrandedPercent',
] as const satisfies readonly (keyof DemandCurves)[];

/** A point of a curve: the mean over the seeds with a value there. */
export interface CurvePoint {
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** Of the 95 % interval of the mean; null below two values. */
  readonly halfWidth: number | null;
}

/** Merges the curves of several seeds index by index; leaves NaN out. */
export function seedMeans(curves: readonly Float64Array[]): CurvePoint[] {
  const length = curves.reduce((most, curve) => Math.max(most, curve.length), 0);
  return Array.from({ length }, (_, i) => {
    const values = curves.map((curve) => curve[i]).filter((value) => value !== undefined && !Number.isNaN(value));
    if (values.length === 0) return { mean: null, min: null, max: null, halfWidth: null };
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const interval = meanInterval(values, ALPHA);
    return { mean, min: Math.min(...values), max: Math.max(...values), halfWidth: interval && halfWidthOf(interval) };
  });
}
