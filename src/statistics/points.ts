import type { Problem } from '../scenario/text/problem.js';
import { show } from '../scenario/text/suggest.js';
import { latinHypercube } from './latin-hypercube.js';

export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** A path of a scenario and its values. */
export interface Axis {
  readonly path: string;
  readonly values: readonly Value[];
}

/** A value for each path. */
export type Point = Readonly<Record<string, Value>>;

/** The tried points of the axes: all combinations, the values at equal places together, a number spread evenly, or a list. */
export type PointPlan =
  | { readonly kind: 'cartesian' | 'zipped'; readonly axes: readonly Axis[] }
  | {
      readonly kind: 'latinHypercube';
      readonly axes: readonly Axis[];
      readonly points: number;
      readonly seed: number;
      readonly candidates?: number;
    }
  | { readonly kind: 'listed'; readonly points: readonly Point[] };

/** Pairs of points whose distances are computed, for all candidates together. */
const PAIRS_MAX = 1e9;

/** Returns the exact number of points without making any. */
export function pointCount(plan: PointPlan): bigint {
  switch (plan.kind) {
    case 'cartesian':
      return plan.axes.reduce((count, { values }) => count * BigInt(values.length), 1n);
    case 'zipped':
      return BigInt(plan.axes[0]?.values.length ?? 0);
    case 'latinHypercube':
      return BigInt(plan.points);
    case 'listed':
      return BigInt(plan.points.length);
  }
}

/** Returns the values of a path; those of an axis once each. */
export function valuesOf(plan: PointPlan, path: string): readonly Value[] {
  if (plan.kind === 'listed') return plan.points.map((point) => point[path]);
  return plan.axes.find((axis) => axis.path === path)?.values ?? [];
}

/** The points in their order, one at a time; the last axis changes first. The plan has no problems. */
export function* pointsOf(plan: PointPlan): Generator<Point> {
  switch (plan.kind) {
    case 'cartesian':
      yield* combinations(plan.axes);
      return;
    case 'zipped':
      for (let i = 0; i < plan.axes[0].values.length; i++) yield pointOf(plan.axes, () => i);
      return;
    case 'latinHypercube':
      for (const places of latinHypercube({ ...plan, axes: plan.axes.map(({ path }) => path) }))
        yield pointOf(plan.axes, (axis) => Math.floor(places[axis] * plan.axes[axis].values.length));
      return;
    case 'listed':
      yield* plan.points;
  }
}

/** Counts up like an odometer. */
function* combinations(axes: readonly Axis[]): Generator<Point> {
  const at = axes.map(() => 0);
  for (;;) {
    yield pointOf(axes, (axis) => at[axis]);
    let axis = axes.length - 1;
    for (; axis >= 0 && at[axis] === axes[axis].values.length - 1; axis--) at[axis] = 0;
    if (axis < 0) return;
    at[axis]++;
  }
}

function pointOf(axes: readonly Axis[], indexOf: (axis: number) => number): Point {
  return Object.fromEntries(axes.map(({ path, values }, axis) => [path, values[indexOf(axis)]]));
}

/** Returns all mistakes in a plan, without those that depend on the scenario, such as unknown paths. */
export function planProblems(plan: PointPlan): Problem[] {
  if (plan.kind === 'listed') return listedProblems(plan.points);
  const found = axesProblems(plan.axes);
  if (plan.kind === 'zipped') found.push(...zippedProblems(plan.axes));
  if (plan.kind === 'latinHypercube') found.push(...hypercubeProblems(plan.points, plan.candidates ?? 1));
  return found;
}

function axesProblems(axes: readonly Axis[]): Problem[] {
  if (axes.length === 0) return [{ path: ['axes'], message: 'there is no axis: give at least one path with its values' }];
  return axes.flatMap(({ path, values }, i) => {
    const at = ['axes', path];
    const found: Problem[] = [];
    if (axes.findIndex((axis) => axis.path === path) < i) found.push({ path: at, message: 'is there twice: give it once' });
    if (values.length === 0) found.push({ path: at, message: 'has no values: give at least one' });
    const seen = new Set<string>();
    values.forEach((value, index) => {
      const key = keyOf(value);
      if (seen.has(key)) found.push({ path: [...at, index], message: `${show(value)} is there twice: give each value once` });
      seen.add(key);
    });
    return found;
  });
}

function zippedProblems(axes: readonly Axis[]): Problem[] {
  const [first, ...others] = axes;
  return others
    .filter(({ values }) => values.length !== first.values.length)
    .map(({ path, values }) => ({
      path: ['axes', path],
      message: `has ${values.length} values, ${first.path} has ${first.values.length}: zipped axes must have as many`,
    }));
}

function hypercubeProblems(points: number, candidates: number): Problem[] {
  const found: Problem[] = [];
  const checkWhole = (key: string, value: number) => {
    if (!Number.isSafeInteger(value) || value < 1) found.push({ path: [key], message: `${value} must be a whole number of at least 1` });
  };
  checkWhole('points', points);
  checkWhole('candidates', candidates);
  if (candidates > 1 && points ** 2 * candidates > PAIRS_MAX)
    found.push({
      path: ['candidates'],
      message: `${candidates} designs of ${points} points take too long to compare: points x points x candidates must be at most ${PAIRS_MAX}`,
    });
  return found;
}

function listedProblems(points: readonly Point[]): Problem[] {
  if (points.length === 0) return [{ path: ['points'], message: 'there is no point: give at least one' }];
  const paths = Object.keys(points[0]);
  if (paths.length === 0) return [{ path: ['points', 0], message: 'has no value: give one for at least one path' }];
  return points.flatMap((point, i) => [
    ...paths
      .filter((path) => !Object.hasOwn(point, path))
      .map((path) => ({
        path: ['points', i],
        message: `has no value for ${path}, which the first point has: give all points the same paths`,
      })),
    ...Object.keys(point)
      .filter((path) => !paths.includes(path))
      .map((path) => ({ path: ['points', i, path], message: 'is not in the first point: give all points the same paths' })),
  ]);
}

/** Returns the same text for equal values, whatever the order of their keys. */
export function keyOf(value: Value): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
