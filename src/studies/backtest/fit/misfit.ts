import type { Window } from '../../../observed/minutes.js';
import { type Compared, pairsOf } from '../compared.js';
import type { RunMinutes } from '../minute-log.js';
import type { SeriesName } from '../series.js';

/** Inputs of the run in the recording; they reveal nothing about how it reacts. */
const DRIVERS = new Set(['desired_tasks', 'cost']);

/** Observed points, series by series, as one long row; a run makes a row of the same length. */
export interface Target {
  readonly observed: Float64Array;
  /** For each value, the index of its series and its minutes. */
  readonly series: Int32Array;
  readonly minutes: Float64Array;
  readonly names: readonly SeriesName[];
  rowOf(run: RunMinutes): Float64Array;
}

/** Returns the points of a part of the period, in minutes since the start. */
export function targetOf(compared: readonly Compared[], window: Window, part: { readonly from: number; readonly to: number }): Target {
  const used = compared.filter(({ metric }) => !DRIVERS.has(metric));
  const zeros = new Array<number>(window.minutes).fill(0);
  const places = used.map((one) =>
    pairsOf(one, zeros, window).filter(({ minute, minutes }) => minute >= part.from && minute + minutes <= part.to),
  );
  const all = places.flatMap((pairs, series) => pairs.map((pair) => ({ ...pair, series })));
  return {
    observed: Float64Array.from(all, ({ observed }) => observed),
    series: Int32Array.from(all, ({ series }) => series),
    minutes: Float64Array.from(all, ({ minutes }) => minutes),
    names: used.map(({ metric, of }) => ({ metric, of })),
    rowOf: (run) =>
      Float64Array.from(
        used.flatMap((one, series) => {
          const simulated = new Map(pairsOf(one, one.simulatedIn(run), window).map((pair) => [pair.minute, pair.simulated]));
          return places[series].map(({ minute }) => simulated.get(minute) ?? Number.NaN);
        }),
      ),
  };
}

/** Returns mean and variance of the rows of several runs, value by value. */
export function momentsOf(rows: readonly Float64Array[]): { readonly mean: Float64Array; readonly variance: Float64Array } {
  const [first] = rows;
  const mean = new Float64Array(first.length);
  const variance = new Float64Array(first.length);
  for (let i = 0; i < first.length; i++) {
    let sum = 0;
    for (const row of rows) sum += row[i];
    mean[i] = sum / rows.length;
    let squares = 0;
    for (const row of rows) squares += (row[i] - mean[i]) ** 2;
    variance[i] = rows.length > 1 ? squares / (rows.length - 1) : 0;
  }
  return { mean, variance };
}

/**
 * Returns the unit of misfit of each series: how much it varies between runs that differ in the seed alone. The unit is at least a
 * hundredth of the variation of the observed series, because some series never differ between runs.
 */
export function unitsOf({ observed, series, names }: Target, variance: Float64Array): Float64Array {
  const units = new Float64Array(names.length);
  for (let s = 0; s < names.length; s++) {
    const at = [...observed.keys()].filter((i) => series[i] === s && !Number.isNaN(variance[i]));
    const mean = at.reduce((sum, i) => sum + observed[i], 0) / Math.max(1, at.length);
    const ofChance = at.reduce((sum, i) => sum + variance[i], 0) / Math.max(1, at.length);
    const ofItself = at.reduce((sum, i) => sum + (observed[i] - mean) ** 2, 0) / Math.max(1, at.length);
    units[s] = Math.max(ofChance, 0.01 * ofItself);
  }
  return units;
}

/**
 * Returns the squared distance of the mean of the runs from the observation, in units of random variation; each series counts alike. The
 * mean of R runs still varies by variance / R, so that is subtracted: otherwise a fit would prefer timings that never vary.
 */
export function misfitOf(target: Target, rows: readonly Float64Array[], units: Float64Array): number {
  const { mean, variance } = momentsOf(rows);
  const sums = new Float64Array(units.length);
  const weights = new Float64Array(units.length);
  for (let i = 0; i < mean.length; i++) {
    const square = (mean[i] - target.observed[i]) ** 2 - variance[i] / rows.length;
    if (Number.isNaN(square)) continue;
    sums[target.series[i]] += square * target.minutes[i];
    weights[target.series[i]] += target.minutes[i];
  }
  let misfit = 0;
  units.forEach((unit, s) => {
    if (unit > 0 && weights[s] > 0) misfit += sums[s] / weights[s] / unit;
  });
  return misfit;
}
