import type { Undone } from '../../run/jobs/undone.js';
import { inTurn, ranked } from '../../statistics/halving.js';
import { meanOf } from '../../statistics/interval.js';
import { mayBeMet, type ObjectiveRuns, shortfallOf } from './objective.js';

/** Undone work counts as an objective that is missed by its whole limit. */
const UNDONE = 1;

/** A point after some replications. */
export interface Tried {
  readonly cost: readonly (number | null)[];
  readonly wait: readonly (number | null)[];
  readonly objectives: readonly ObjectiveRuns[];
  /** Such a point never meets the objectives. */
  readonly undone: Undone | null;
  /** No task but daemons ran in any run. */
  readonly isIdle: boolean;
}

/**
 * Returns the indexes of the `count` points that continue to the next round, in their order. Null is a point with a failed run, which never
 * continues. Four lists contribute their next point in turn, because each covers a blind spot of the others:
 *
 * 1. The points with the smallest violation of the objectives by the means, then the lowest cost: the answer, if the means are right.
 * 2. The point nearest to each objective that no point meets: it shows how near the search comes.
 * 3. The cheapest points that may meet the objectives within two standard errors: the cheapest valid point lies close to a limit, and bad
 *    chance may put it beyond.
 * 4. The points that no other beats in both cost and waiting, then those that only these beat, and so on: the front.
 */
export function advancing(points: readonly (Tried | null)[], count: number): number[] {
  const known = points.map((point) => {
    if (point === null) return null;
    const shortfalls = point.objectives.map(shortfallOf);
    return { point, shortfalls, cost: orInfinite(point.cost), wait: orInfinite(point.wait) };
  });
  const rankedBy = (rank: (one: NonNullable<(typeof known)[number]>) => readonly number[] | null) =>
    ranked(known.map((one) => (one === null ? null : rank(one))));
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  const objectives = known.find((one) => one !== null)?.shortfalls.map((_, o) => o) ?? [];
  const unmet = objectives.filter((o) => known.every((one) => one === null || one.shortfalls[o] > 0));
  return inTurn(
    [
      rankedBy(({ point, shortfalls, cost }) => [sum(shortfalls) + (point.undone === null ? 0 : UNDONE), cost]),
      ...unmet.map((o) => rankedBy(({ shortfalls, cost }) => [shortfalls[o], cost]).slice(0, 1)),
      rankedBy(({ point, cost }) => (point.undone === null && point.objectives.every(mayBeMet) ? [cost] : null)),
      byLayers(known.map((one) => (one === null ? null : [one.cost, one.wait]))),
    ],
    count,
  );
}

/** Returns the mean if all replications have a value, otherwise infinity. */
function orInfinite(values: readonly (number | null)[]): number {
  return values.includes(null) ? Number.POSITIVE_INFINITY : (meanOf(values as number[]) ?? Number.POSITIVE_INFINITY);
}

/**
 * Non-dominated sorting: the points that no other beats in both, then those that only these beat, and so on. Within a layer the ends come
 * first, then points between them, so that any number of points spreads over the layer.
 */
export function byLayers(points: readonly (readonly [cost: number, wait: number] | null)[]): number[] {
  const layers: number[][] = [];
  for (const i of ranked(points)) {
    const wait = points[i]![1];
    // In order of cost, an earlier point that waits no longer beats a later one. The last point of a layer waits least, and the waits of
    // the last points rise by layer.
    let [from, to] = [0, layers.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (points[layers[middle].at(-1)!]![1] <= wait) from = middle + 1;
      else to = middle;
    }
    if (from === layers.length) layers.push([]);
    layers[from].push(i);
  }
  return layers.flatMap(endsFirst);
}

/** Returns the first, the last, the one between them, those between these, and so on. */
function endsFirst(all: readonly number[]): number[] {
  if (all.length < 3) return [...all];
  const found = [0, all.length - 1];
  for (const gaps = [[0, all.length - 1]]; gaps.length > 0; ) {
    const [a, b] = gaps.shift()!;
    const middle = (a + b) >> 1;
    if (middle === a) continue;
    found.push(middle);
    gaps.push([a, middle], [middle, b]);
  }
  return found.map((i) => all[i]);
}
