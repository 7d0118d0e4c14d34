/** Values of metric math ("Using metric math", CloudWatch): a number, a series, or a list of series. */

/** A metric or an expression over time: values by the begin of their period, in milliseconds, the oldest first. */
export interface Series {
  readonly periodMs: number;
  readonly points: ReadonlyMap<number, number>;
}

export type Value = number | Series | readonly Series[];

/** The expression is wrong, or not simulated. */
export class MathError extends Error {}

/** The range of an evaluation: FILL fills its periods. */
export interface Range {
  readonly fromMs: number;
  readonly untilMs: number;
}

export function isSeries(value: Value): value is Series {
  return typeof value === 'object' && 'points' in value;
}

export function isList(value: Value): value is readonly Series[] {
  return Array.isArray(value);
}

/** Applies a function to each point; of a list, to each of its series. */
export function mapped(value: Value, change: (value: number, atMs: number) => number): Value {
  if (typeof value === 'number') return change(value, 0);
  if (isList(value)) return value.map((one) => mapped(one, change) as Series);
  const changed = [...value.points].map(([atMs, one]) => [atMs, change(one, atMs)] as const);
  return withPoints(value, changed);
}

/** Points that are no number, such as those of a division by zero, are left out. */
export function withPoints({ periodMs }: Pick<Series, 'periodMs'>, points: Iterable<readonly [atMs: number, value: number]>): Series {
  return { periodMs, points: new Map([...points].filter(([, value]) => Number.isFinite(value))) };
}

/** Applies a function to two values. Two series are joined by time: a point needs one of both. */
export function joined(a: Value, b: Value, join: (a: number, b: number) => number): Value {
  if (isList(a)) {
    if (isList(b)) throw new MathError('an operator cannot stand between two lists of metrics');
    return a.map((one) => joined(one, b, join) as Series);
  }
  if (isList(b)) return b.map((one) => joined(a, one, join) as Series);
  if (typeof b === 'number') return mapped(a, (one) => join(one, b));
  if (typeof a === 'number') return mapped(b, (one) => join(a, one));
  const points = [...a.points].flatMap(([atMs, one]) => (b.points.has(atMs) ? [[atMs, join(one, b.points.get(atMs)!)] as const] : []));
  return withPoints({ periodMs: Math.max(a.periodMs, b.periodMs) }, points);
}
