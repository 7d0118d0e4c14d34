import type { RunMinutes } from '../minute-log.js';
import { momentsOf, type Target } from './misfit.js';

/** Neighbouring points of a longer row are averaged: a regression on some hundred runs cannot use more. */
const POINTS_MAX = 20_000;

/** Returns the target with at most `most` points. */
export function coarser(target: Target, most = POINTS_MAX): Target {
  const group = Math.ceil(target.observed.length / most);
  if (group <= 1) return target;
  const starts: number[] = [];
  for (let i = 0; i < target.series.length; i++) {
    const last = starts.at(-1);
    if (last === undefined || target.series[i] !== target.series[last] || i - last >= group) starts.push(i);
  }
  const ends = starts.map((_, k) => starts[k + 1] ?? target.series.length);
  const sums = (row: Float64Array) => Float64Array.from(starts, (from, k) => row.subarray(from, ends[k]).reduce((sum, x) => sum + x, 0));
  const means = (row: Float64Array) => sums(row).map((sum, k) => sum / (ends[k] - starts[k]));
  return {
    observed: means(target.observed),
    series: Int32Array.from(starts, (from) => target.series[from]),
    minutes: sums(target.minutes),
    names: target.names,
    rowOf: (run: RunMinutes) => means(target.rowOf(run)),
  };
}

/** Returns a function that scales a row so that each series has the same variance between these rows. */
export function scalingOf({ series, minutes, names }: Target, rows: readonly Float64Array[]): (row: Float64Array) => Float64Array {
  const { variance } = momentsOf(rows);
  const totals = new Float64Array(names.length);
  variance.forEach((value, i) => {
    if (!Number.isNaN(value)) totals[series[i]] += value * minutes[i];
  });
  const factors = variance.map((_, i) => (totals[series[i]] > 0 ? Math.sqrt(minutes[i] / totals[series[i]]) : 0));
  return (row) => row.map((value, i) => value * factors[i]);
}
