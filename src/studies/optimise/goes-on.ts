import { inTurn, ranked } from '../../statistics/halving.js';
import { meanOf } from '../../statistics/interval.js';
import { mayBeMet, type ObjectiveRuns, shortfallOf } from './objective.js';

/** A point after some replications. */
export interface Tried {
  readonly cost: readonly (number | null)[];
  readonly wait: readonly (number | null)[];
  readonly objectives: readonly ObjectiveRuns[];
}

/**
 * Who goes on to the next round: the indexes of so many, in their order. Null is a point of which a run failed, which never does. Lists name their next one
 * in turn, for each of them is blind where another sees:
 *
 * 1. who misses the objectives least by the means, then costs least: the answer, where the means tell it;
 * 2. the one nearest to each objective that nobody meets: to tell how near anybody comes;
 * 3. the cheapest of those that may meet them within two standard errors: the cheapest that does lies close to a limit, and may be beyond it by bad luck;
 * 4. who is not beaten in both cost and waiting, then who is beaten by these alone, and so on: the front.
 */
export function goesOn(points: readonly (Tried | null)[], count: number): number[] {
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
      rankedBy(({ shortfalls, cost }) => [sum(shortfalls), cost]),
      ...unmet.map((o) => rankedBy(({ shortfalls, cost }) => [shortfalls[o], cost]).slice(0, 1)),
      rankedBy(({ point, cost }) => (point.objectives.every(mayBeMet) ? [cost] : null)),
      byLayers(known.map((one) => (one === null ? null : [one.cost, one.wait]))),
    ],
    count,
  );
}

/** The mean, where all replications have a value. */
function orInfinite(values: readonly (number | null)[]): number {
  return values.includes(null) ? Number.POSITIVE_INFINITY : (meanOf(values as number[]) ?? Number.POSITIVE_INFINITY);
}

/**
 * Non-dominated sorting: those that nobody beats in both, then those that only these beat, and so on. Within a layer the ends come first, then what lies
 * between them, so that as many as are wanted are spread over it.
 */
export function byLayers(points: readonly (readonly [cost: number, wait: number] | null)[]): number[] {
  const layers: number[][] = [];
  for (const i of ranked(points)) {
    const wait = points[i]![1];
    // Sorted by cost, one is beaten by whoever came before and waits no longer: in a layer the last waits least, and the waits of lasts rise by layer.
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

/** The first, the last, the one between them, those between these, and so on. */
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
