import { inverseNormal } from '../../../kernel/inverse-normal.js';
import { Conditioning } from '../../../statistics/conditioning.js';
import { meanOf } from '../../../statistics/interval.js';
import { latinHypercube } from '../../../statistics/latin-hypercube.js';
import { quantile } from '../../../statistics/worlds.js';
import type { Target } from './misfit.js';
import { type FitParameter, settled } from './parameters.js';
import type { Point } from './pattern-search.js';
import { scalingOf } from './rows.js';

/** Where the logarithm of a number lies, given the recording. */
export interface LogRange {
  readonly median: number;
  /** The ends of the middle 90 %. */
  readonly low: number;
  readonly high: number;
  readonly deviation: number;
  /** The recording narrows the first scatter by less than `EXPLAINED_LEAST` of its variance. */
  readonly isWide: boolean;
}

export interface Scattered {
  /** Logarithms of the values that the search found. */
  readonly point: Point;
  readonly target: Target;
  /** A seed for each run: `SCATTER_RUNS`. */
  readonly seeds: readonly number[];
  /** Runs once at a point, and returns the row of the target. */
  rowAt(point: Point, seed: number): Promise<readonly number[]>;
}

const POINTS = 200;
const ROUNDS = 2;
export const SCATTER_RUNS = POINTS * ROUNDS;
const EDGE = 1e-6;
const TAIL = 0.05;
const EXPLAINED_LEAST = 0.25;
/** The standard deviation of the logarithms in the first round: nine of ten values lie within 2.3 times either way, those of spreads within 4.4. */
const FIRST_SCATTER = 0.5;
const SPREAD_SCATTER = 0.9;
/** The search may end at any spread; the first round looks around one between these. */
const SPREADS = [Math.log(0.2), Math.log(1.5)] as const;
/** The second round scatters the values this much wider than the first one leaves them. */
const WIDER = 2.5;
const LEAST_SCATTER = 0.05;

/**
 * Scatters points around one that a search found, with a run each, and moves them to where they explain the recording: `Conditioning`. The
 * errors are errors of prediction of points that the regression has not seen, so they include chance and whatever it cannot tell apart. The
 * second round is around the answer of the first.
 */
export async function rangesOf(parameters: readonly FitParameter[], scattered: Scattered): Promise<LogRange[]> {
  const first: Point = parameters.map(({ unit }) => (unit === 'ratio' ? SPREAD_SCATTER : FIRST_SCATTER));
  let centre = scattered.point.map((x, i) => (parameters[i].unit === 'ratio' ? between(x, SPREADS) : x));
  let scatter: Point = first;
  let ranges: LogRange[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const seeds = scattered.seeds.slice(round * POINTS, (round + 1) * POINTS);
    const draws = await conditioned(parameters, { centre, scatter }, { ...scattered, seeds });
    ranges = draws.map((logs, i) => rangeOf(logs, first[i]));
    centre = ranges.map(({ median }) => median);
    scatter = ranges.map(({ deviation }, i) => Math.min(first[i], Math.max(LEAST_SCATTER, WIDER * deviation)));
  }
  return ranges;
}

interface Scatter {
  readonly centre: Point;
  readonly scatter: Point;
}

/** Returns, for each parameter, logarithms that explain the recording. */
async function conditioned(
  parameters: readonly FitParameter[],
  { centre, scatter }: Scatter,
  { target, seeds, rowAt }: Scattered,
): Promise<number[][]> {
  const axes = parameters.map(({ name }) => `fit/${name}`);
  const points = latinHypercube({ points: seeds.length, axes, seed: seeds[0] }).map((places) =>
    places.map((place, i) => settled(parameters[i], centre[i] + scatter[i] * inverseNormal(between(place, [EDGE, 1 - EDGE])))),
  );
  const rows: Float64Array[] = [];
  for (const [k, point] of points.entries()) rows.push(Float64Array.from(await rowAt(point, seeds[k])));
  const scaled = scalingOf(target, rows);
  const found = new Conditioning({ features: rows.map(scaled), answers: points }).on(scaled(target.observed));
  return parameters.map((parameter, i) => found.answers.map((answer) => settled(parameter, answer[i])));
}

function rangeOf(logs: readonly number[], firstScatter: number): LogRange {
  const mean = meanOf(logs)!;
  const variance = logs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (logs.length - 1);
  const [low, median, high] = [TAIL, 0.5, 1 - TAIL].map((share) => quantile(logs, share));
  return { low, median, high, deviation: Math.sqrt(variance), isWide: variance > (1 - EXPLAINED_LEAST) * firstScatter ** 2 };
}

function between(x: number, [least, most]: readonly [number, number]): number {
  return Math.min(most, Math.max(least, x));
}
