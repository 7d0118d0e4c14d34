import { dot } from '../../../statistics/conditioning.js';
import { momentsOf, type Target } from './misfit.js';

/** The certainty of each parameter at a point, from runs there and next to it. */
export interface Certainty {
  /** Standard error of the parameter's logarithm; Infinity where the parameter changes no observed value. */
  readonly error: readonly number[];
  /** Correlation of the errors of two parameters, from -1 to 1; near -1, the data determine only their product. */
  readonly correlation: readonly (readonly number[])[];
}

export interface Beside {
  /** The mean rows after a step up and a step down, and the distance of the two in the logarithm. */
  readonly up: Float64Array;
  readonly down: Float64Array;
  readonly apart: number;
}

/**
 * Estimates how certain a fit is. Each run at the point takes the place of the recording in turn: one Gauss-Newton step from the mean of
 * all runs gives the error that the fit would then have. The spread of these steps is the standard error. It includes the dependence
 * between minutes and series that runs have.
 */
export function certaintyOf(
  target: Target,
  rows: readonly Float64Array[],
  { beside, units }: { readonly beside: readonly Beside[]; readonly units: Float64Array },
): Certainty {
  const { mean } = momentsOf(rows);
  const slopes = beside.map(({ up, down, apart }) => up.map((value, i) => weighed((value - down[i]) / apart, i, { target, units })));
  const information = slopes.map((a) => slopes.map((b) => dot(a, b)));
  const most = Math.max(...information.map((row, i) => row[i]), 0);
  const isDetermined = information.map((row, i) => row[i] > 1e-9 * most && row[i] > 0);
  const kept = [...isDetermined.keys()].filter((i) => isDetermined[i]);
  const matrix = kept.map((i) => kept.map((j) => information[i][j] * (i === j ? 1 + 1e-6 : 1)));
  const steps = rows.map((row) => {
    const residual = row.map((value, i) => weighed(value - mean[i], i, { target, units }));
    const products = kept.map((i) => dot(slopes[i], residual));
    return solve(matrix, products);
  });
  const n = Math.max(1, rows.length - 1);
  const covariance = kept.map((_, a) =>
    kept.map((__, b) => (steps.reduce((sum, step) => sum + step[a] * step[b], 0) / n) * (1 + 1 / rows.length)),
  );
  const placeOf = (i: number) => kept.indexOf(i);
  return {
    error: beside.map((_, i) => (isDetermined[i] ? Math.sqrt(covariance[placeOf(i)][placeOf(i)]) : Number.POSITIVE_INFINITY)),
    correlation: beside.map((_, i) =>
      beside.map((__, j) => {
        if (!isDetermined[i] || !isDetermined[j]) return 0;
        const [a, b] = [placeOf(i), placeOf(j)];
        return covariance[a][b] / Math.sqrt(covariance[a][a] * covariance[b][b] || 1);
      }),
    ),
  };
}

/** A difference in units of its series' random variation; an unknown value weighs nothing. */
function weighed(value: number, i: number, { target, units }: { readonly target: Target; readonly units: Float64Array }): number {
  const unit = units[target.series[i]];
  return Number.isNaN(value) || unit <= 0 ? 0 : value * Math.sqrt(target.minutes[i] / unit);
}

/** Solves by Gaussian elimination with row exchange; for a handful of unknowns. */
export function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const n = right.length;
  const rows = matrix.map((row, i) => [...row, right[i]]);
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i][k]) > Math.abs(rows[best][k])) best = i;
    [rows[k], rows[best]] = [rows[best], rows[k]];
    for (let i = k + 1; i < n; i++) {
      const factor = rows[i][k] / rows[k][k];
      for (let j = k; j <= n; j++) rows[i][j] -= factor * rows[k][j];
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let k = n - 1; k >= 0; k--) {
    let sum = rows[k][n];
    for (let j = k + 1; j < n; j++) sum -= rows[k][j] * x[j];
    x[k] = sum / rows[k][k];
  }
  return x;
}
