import { holm } from './holm.js';
import { ALPHA, meanOf } from './interval.js';
import { fisherTail, studentQuantile } from './student.js';

/** One input of an experiment: its place from 0 to 1 in each world, or the number of its level. */
export interface Input {
  readonly name: string;
  readonly places: readonly number[];
  /** Numbers of the levels, where these are no scale, such as words; null: a scale. */
  readonly levels: readonly number[] | null;
}

/** How much of the variance of an output one input explains by itself. */
export interface Share {
  readonly name: string;
  /** Between 0 and 1; 0 where noise explains more. */
  readonly share: number;
  /** Half of its 95 % interval. */
  readonly halfWidth: number;
  /** Corrected for the number of inputs. */
  readonly adjustedPValue: number;
  /** Whether the share is shown: noise alone would be unlikely to give it. */
  readonly isShown: boolean;
  /** Correlation of place and output, from -1 to 1: the direction. 0 of levels. */
  readonly slope: number;
}

/**
 * First-order shares of the variance, estimated from any design in which the inputs are independent: the correlation ratio by a parabola in
 * the input's place (D. Lewandowski, R. M. Cooke, R. J. D. Tebbens, ACM TOMACS 17(1), 2007), or by the means of its levels, less what noise
 * alone explains (M. Ezekiel, 1930). The F test of all inputs is one family (Holm). The interval is that of a squared multiple correlation
 * (I. Olkin, J. D. Finn, Psychological Bulletin 118, 1995).
 */
export function varianceShares(outputs: readonly number[], inputs: readonly Input[]): Share[] {
  const n = outputs.length;
  const y = centred(outputs);
  const total = dot(y, y);
  const found = inputs.map(({ places, levels }) => {
    const columns = levels === null ? parabola(places) : indicators(levels);
    const basis = orthonormal(columns.map(centred));
    const k = basis.length;
    const explained = basis.reduce((sum, column) => sum + dot(column, y) ** 2, 0);
    const free = n - k - 1;
    if (total <= 0 || k === 0 || free < 1) return NOTHING;
    const raw = Math.min(1, explained / total);
    const share = Math.max(0, 1 - ((1 - raw) * (n - 1)) / free);
    const ratio = raw === 1 ? Number.POSITIVE_INFINITY : raw / k / ((1 - raw) / free);
    const error = Math.sqrt((4 * share * (1 - share) ** 2 * free ** 2) / ((n * n - 1) * (n + 3)));
    const slope = levels === null ? correlation(places, y) : 0;
    return { share, halfWidth: studentQuantile(ALPHA, free) * error, pValue: fisherTail(ratio, k, free), slope };
  });
  const pValues = found.map(({ pValue }) => pValue);
  const answers = holm(pValues, ALPHA);
  return inputs.map(({ name }, i) => ({
    name,
    share: found[i].share,
    halfWidth: found[i].halfWidth,
    adjustedPValue: answers[i].adjusted,
    isShown: answers[i].isRejected && found[i].share > 0,
    slope: found[i].slope,
  }));
}

const NOTHING = { share: 0, halfWidth: 0, pValue: 1, slope: 0 };

function parabola(places: readonly number[]): number[][] {
  return [[...places], places.map((place) => (place - 0.5) ** 2)];
}

/** Returns a column for each level but one. */
function indicators(levels: readonly number[]): number[][] {
  const [, ...others] = new Set(levels);
  return others.map((level) => levels.map((one) => Number(one === level)));
}

function centred(values: readonly number[]): number[] {
  const mean = meanOf(values) ?? 0;
  return values.map((value) => value - mean);
}

/** Orthonormal columns by Gram and Schmidt, without columns that depend on former ones. */
function orthonormal(columns: readonly (readonly number[])[]): number[][] {
  const basis: number[][] = [];
  for (const column of columns) {
    let rest = [...column];
    for (const one of basis) {
      const along = dot(one, rest);
      rest = rest.map((value, i) => value - along * one[i]);
    }
    const length = Math.sqrt(dot(rest, rest));
    if (length > 1e-9 * Math.sqrt(dot(column, column)) && length > 0) basis.push(rest.map((value) => value / length));
  }
  return basis;
}

function correlation(places: readonly number[], y: readonly number[]): number {
  const x = centred(places);
  const size = Math.sqrt(dot(x, x) * dot(y, y));
  return size === 0 ? 0 : dot(x, y) / size;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
