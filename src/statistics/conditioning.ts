/** The unknown inputs of an experiment, given an observation. */
export interface Conditioned {
  /** By case and answer: possible values of the answers, given the observation. */
  readonly answers: readonly (readonly number[])[];
  /** By answer: the share of its variance that the observation explains, in cases left out of the regression. */
  readonly explained: readonly number[];
  /** The observation is farther from its nearest case than every case is from its own. */
  readonly isUnlike: boolean;
}

export interface Experiment {
  /** By case: the observed values. NaN: not observed. */
  readonly features: readonly Float64Array[];
  /** By case: the unknown values to estimate. */
  readonly answers: readonly (readonly number[])[];
}

/** Penalties as shares of the mean eigenvalue; with the last one the regression is constant. */
const PENALTIES = [...Array.from({ length: 15 }, (_, i) => 10 ** (i / 2 - 5)), Number.POSITIVE_INFINITY];

/**
 * Regression adjustment of simulated cases to observations (M. A. Beaumont, W. Zhang, D. J. Balding, Genetics 162, 2002), by ridge
 * regression with the penalty of the least prediction error, one answer at a time (D. M. Allen, Technometrics 16, 1974).
 * Every case is predicted from the others alone. Its prediction error, added to the prediction for the observation, is one draw. A
 * regression that explains little therefore leaves the answers as they were, and the dependence between answers stays.
 */
export class Conditioning {
  private readonly means: Float64Array;
  private readonly rows: readonly Float64Array[];
  private readonly squares: readonly number[];
  private readonly answers: readonly Answer[];
  private readonly farthest: number;

  constructor({ features, answers }: Experiment) {
    this.means = meansOf(features);
    this.rows = features.map((row) => centred(row, this.means));
    const products = this.rows.map((a) => Float64Array.from(this.rows, (b) => dot(a, b)));
    this.squares = products.map((row, i) => row[i]);
    const scale = this.squares.reduce((sum, square) => sum + square, 0) / this.rows.length;
    const columns = (answers[0] ?? []).map((_, j) => Float64Array.from(answers, (row) => row[j]));
    const penalties = scale > 0 ? PENALTIES.map((share) => share * scale) : [Number.POSITIVE_INFINITY];
    const fits = penalties.map((penalty) => fitsOf(products, penalty, columns));
    this.answers = columns.map((_, j) => leastError(fits.map((fit) => fit[j])));
    this.farthest = Math.max(...products.map((row, i) => this.nearest(row[i], row, i)));
  }

  /** Returns possible values of the answers, given an observation. */
  on(observed: Float64Array): Conditioned {
    const seen = centred(observed, this.means);
    const products = Float64Array.from(this.rows, (row) => dot(row, seen));
    const predicted = this.answers.map(({ level, weights }) => level + dot(products, weights));
    return {
      answers: this.rows.map((_, i) => this.answers.map(({ errors }, j) => predicted[j] + errors[i])),
      explained: this.answers.map(({ explained }) => explained),
      isUnlike: this.nearest(dot(seen, seen), products) > this.farthest,
    };
  }

  /** The square of the distance to the nearest case but `self`. */
  private nearest(square: number, products: Float64Array, self = -1): number {
    return Math.min(...this.squares.map((one, i) => (i === self ? Number.POSITIVE_INFINITY : square + one - 2 * products[i])));
  }
}

/** A regression of one answer: a level, plus the weighted products of the features with those of each case. */
interface Fit {
  readonly level: number;
  readonly weights: Float64Array;
  /** Of every case, predicted from the others. */
  readonly errors: Float64Array;
}

interface Answer extends Fit {
  readonly explained: number;
}

/**
 * With G = products + penalty and P = G⁻¹ less its part along the level, weights = P y, and the error of a case that the others predict is
 * its weight over its place on the diagonal of P (C. E. Rasmussen, C. K. I. Williams, Gaussian Processes for Machine Learning, 2006,
 * 5.4.2).
 */
function fitsOf(products: readonly Float64Array[], penalty: number, answers: readonly Float64Array[]): Fit[] {
  const n = products.length;
  const inverse = penalty === Number.POSITIVE_INFINITY ? identity(n) : inverseOf(products, penalty);
  const sums = Float64Array.from(inverse, (row) => row.reduce((sum, value) => sum + value, 0));
  const total = sums.reduce((sum, value) => sum + value, 0);
  return answers.map((y): Fit => {
    const level = dot(sums, y) / total;
    const weights = Float64Array.from(inverse, (row, i) => dot(row, y) - sums[i] * level);
    const errors = weights.map((weight, i) => weight / (inverse[i][i] - (sums[i] * sums[i]) / total));
    return { level, weights: penalty === Number.POSITIVE_INFINITY ? new Float64Array(n) : weights, errors };
  });
}

/** Returns the fit with the least prediction error; of equals, that with the strongest penalty. The last one is constant. */
function leastError(fits: readonly Fit[]): Answer {
  const squares = fits.map(({ errors }) => dot(errors, errors));
  const none = squares.at(-1)!;
  const best = squares.reduce((at, square, k) => (square < squares[at] ? k : at), fits.length - 1);
  return { ...fits[best], explained: squares[best] < none ? 1 - squares[best] / none : 0 };
}

function identity(n: number): Float64Array[] {
  return Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (__, j) => Number(i === j)));
}

/** The inverse of a positive semidefinite matrix with a penalty on its diagonal, by the Gauss-Jordan sweep of its rows. */
function inverseOf(matrix: readonly Float64Array[], penalty: number): Float64Array[] {
  const rows = matrix.map((row, i) => row.map((value, j) => (i === j ? value + penalty : value)));
  for (const [k, pivotRow] of rows.entries()) {
    const pivot = pivotRow[k];
    pivotRow[k] = 1;
    for (let j = 0; j < rows.length; j++) pivotRow[j] /= pivot;
    for (const row of rows) {
      if (row === pivotRow) continue;
      const factor = row[k];
      row[k] = 0;
      for (let j = 0; j < rows.length; j++) row[j] -= factor * pivotRow[j];
    }
  }
  return rows;
}

/** Returns the mean of each value, without missing ones. */
function meansOf(rows: readonly Float64Array[]): Float64Array {
  return Float64Array.from(rows[0] ?? [], (_, k) => {
    let sum = 0;
    let count = 0;
    for (const row of rows) {
      if (Number.isNaN(row[k])) continue;
      sum += row[k];
      count++;
    }
    return count === 0 ? Number.NaN : sum / count;
  });
}

/** Subtracts the means; a missing value counts as the mean. */
function centred(row: Float64Array, means: Float64Array): Float64Array {
  return row.map((value, k) => (Number.isNaN(value - means[k]) ? 0 : value - means[k]));
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
