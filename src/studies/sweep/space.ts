import type { Outcome, Problem } from '../../scenario/text/problem.js';
import type { Assignment } from '../../scenario/text/set-path.js';
import { rangeValues } from '../../statistics/decimal-range.js';
import { type Axis, type Point, type PointPlan, planProblems, type Value } from '../../statistics/points.js';
import type { SpaceText } from './file.js';

/** Returns the points that a file defines; a Latin hypercube is drawn with the seed. */
export function pointPlan({ axes = {}, points, combine, samples, candidates }: SpaceText, seed: number): Outcome<PointPlan> {
  if (points !== undefined) return checked({ kind: 'listed', points: points as Point[] });
  const problems: Problem[] = [];
  const read = Object.entries(axes).flatMap(([path, text]): Axis[] => {
    if (Array.isArray(text)) return [{ path, values: text as Value[] }];
    const { value, problems: wrong } = rangeValues(text as Parameters<typeof rangeValues>[0], ['axes', path]);
    problems.push(...wrong);
    return value === undefined ? [] : [{ path, values: value }];
  });
  if (problems.length > 0) return { problems };
  if (combine !== 'latinHypercube') return checked({ kind: combine, axes: read });
  return checked({ kind: combine, axes: read, points: samples!, seed, ...(candidates === undefined ? {} : { candidates }) });
}

function checked(plan: PointPlan): Outcome<PointPlan> {
  const problems = planProblems(plan);
  return problems.length > 0 ? { problems } : { value: plan, problems };
}

/** Returns the values of the axes as assignments: a text stays a text, even where YAML would read another type. */
export function assignmentsOf(point: Readonly<Record<string, unknown>>): Assignment[] {
  return Object.entries(point).map(([path, value]) => ({ path, value: JSON.stringify(value) }));
}

/** Returns the paths of the axes. */
export function pathsOf(plan: PointPlan): string[] {
  return plan.kind === 'listed' ? Object.keys(plan.points[0]) : plan.axes.map(({ path }) => path);
}

/**
 * Returns points that cover each value of each axis at least once, beside the first values of the other axes, or together where axes vary
 * together. At most `most` points.
 */
export function trialPoints(plan: PointPlan, most: number): Point[] {
  if (plan.kind === 'listed') return spread(plan.points, most);
  if (plan.kind === 'zipped')
    return spread(
      plan.axes[0].values.map((_, i) => pointAt(plan.axes, () => i)),
      most,
    );
  const share = Math.max(2, Math.floor(most / plan.axes.length));
  return plan.axes.flatMap((axis) => {
    const places = axis.values.map((_, i) => i);
    const indexes = spread(places, share);
    return indexes.map((index) => pointAt(plan.axes, (other) => (other === axis ? index : 0)));
  });
}

function pointAt(axes: readonly Axis[], indexOf: (axis: Axis) => number): Point {
  return Object.fromEntries(axes.map((axis) => [axis.path, axis.values[indexOf(axis)]]));
}

/** Returns the first, the last and evenly spaced elements between them. */
function spread<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all];
  return Array.from({ length: most }, (_, i) => all[Math.round((i * (all.length - 1)) / (most - 1))]);
}
