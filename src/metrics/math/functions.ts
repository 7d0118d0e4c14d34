import { DAY_MS, MINUTE_MS } from '../../kernel/durations.js';
import { isList, isSeries, joined, MathError, mapped, type Range, type Series, type Value, withPoints } from './value.js';

/** An argument of a function; `word`: it was written as an identifier, or as text in quotes. */
export interface Argument {
  readonly value: Value | undefined;
  readonly word: string | undefined;
}

type Fold = (values: readonly number[]) => number;
type MathFunction = (args: readonly Argument[], range: Range) => Value;

const sum: Fold = (values) => values.reduce((a, b) => a + b, 0);
const average: Fold = (values) => sum(values) / values.length;
const deviation: Fold = (values) => Math.sqrt(average(values.map((value) => (value - average(values)) ** 2)));

/** Returns a function that folds one series to a number, and a list of series to one series, time by time. */
function folding(fold: Fold): MathFunction {
  return ([{ value } = NONE]) => {
    if (value === undefined) throw new MathError('a function lacks its metric');
    if (typeof value === 'number') return value;
    if (isSeries(value)) return value.points.size === 0 ? Number.NaN : fold([...value.points.values()]);
    const times = [...new Set(value.flatMap(({ points }) => [...points.keys()]))].sort((a, b) => a - b);
    const at = (atMs: number) => value.flatMap(({ points }) => (points.has(atMs) ? [points.get(atMs)!] : []));
    const points = times.map((atMs) => [atMs, fold(at(atMs))] as const);
    return withPoints({ periodMs: Math.max(0, ...value.map(({ periodMs }) => periodMs)) }, points);
  };
}

function pointwise(change: (value: number, atMs: number) => number): MathFunction {
  return ([{ value } = NONE]) => mapped(needed(value), change);
}

/** A function of each point and the one before it, with the seconds between. */
function stepping(change: (value: number, before: number, seconds: number) => number): MathFunction {
  return ([{ value } = NONE]) =>
    eachSeries(needed(value), (series) => {
      const points = [...series.points];
      const changed = points.slice(1).map(([atMs, one], i) => [atMs, change(one, points[i]![1], (atMs - points[i]![0]) / 1_000)] as const);
      return withPoints(series, changed);
    });
}

function eachSeries(value: Value, change: (series: Series) => Series): Value {
  if (typeof value === 'number') throw new MathError('a function needs a metric, and has a number');
  return isList(value) ? value.map(change) : change(value as Series);
}

const NONE: Argument = { value: undefined, word: undefined };

function needed(value: Value | undefined): Value {
  if (value === undefined) throw new MathError('a function lacks an argument');
  return value;
}

function listIn(value: Value | undefined): readonly Series[] {
  if (value === undefined || !isList(value)) throw new MathError('the function needs a list of metrics, such as METRICS() or [m1, m2]');
  return value;
}

/** Fills periods without a point: with a number, another series, REPEAT (the last point) or LINEAR. */
function fill([{ value } = NONE, { value: filler, word } = NONE]: readonly Argument[], { fromMs, untilMs }: Range): Value {
  return eachSeries(needed(value), (series) => {
    const { periodMs, points } = series;
    if (periodMs <= 0) return series;
    const filled: [number, number][] = [];
    let last = Number.NaN;
    for (let atMs = Math.ceil(fromMs / periodMs) * periodMs; atMs < untilMs; atMs += periodMs) {
      const value = points.get(atMs);
      if (value !== undefined) last = value;
      filled.push([atMs, value ?? fillAt(atMs, last)]);
    }
    return withPoints(series, filled);

    function fillAt(atMs: number, before: number): number {
      if (typeof filler === 'number') return filler;
      if (filler !== undefined && isSeries(filler)) return filler.points.get(atMs) ?? Number.NaN;
      if (word === 'REPEAT') return before;
      if (word === 'LINEAR') return between(points, atMs);
      throw new MathError('FILL takes a number, a metric, REPEAT or LINEAR as its second argument');
    }
  });
}

/** The value on the line between the points around a time; NaN outside. */
function between(points: Series['points'], atMs: number): number {
  const all = [...points];
  const [before, after] = [all.findLast(([ms]) => ms < atMs), all.find(([ms]) => ms > atMs)];
  if (before === undefined || after === undefined) return Number.NaN;
  return before[1] + ((after[1] - before[1]) * (atMs - before[0])) / (after[0] - before[0]);
}

/** IF(condition, a, b): a where the condition is not 0, else b; without b, no point. */
function choose([{ value: condition } = NONE, { value: a } = NONE, { value: b } = NONE]: readonly Argument[]): Value {
  const yes = needed(a);
  const given = needed(condition);
  if (typeof given === 'number') return given !== 0 ? yes : (b ?? []);
  const chosen = joined(given, 0, (one) => Number(one !== 0));
  const at = (value: Value | undefined, atMs: number) =>
    value === undefined
      ? Number.NaN
      : typeof value === 'number'
        ? value
        : isSeries(value)
          ? (value.points.get(atMs) ?? Number.NaN)
          : Number.NaN;
  return eachSeries(chosen, (series) =>
    withPoints(
      series,
      [...series.points].map(([atMs, is]) => [atMs, at(is !== 0 ? yes : b, atMs)] as const),
    ),
  );
}

function runningSum([{ value } = NONE]: readonly Argument[]): Value {
  return eachSeries(needed(value), (series) => {
    let total = 0;
    return withPoints(
      series,
      [...series.points].map(([atMs, one]) => {
        total += one;
        return [atMs, total] as const;
      }),
    );
  });
}

/** A series of one number, a point in each period of a minute. */
function timeSeries([{ value } = NONE]: readonly Argument[], { fromMs, untilMs }: Range): Value {
  if (typeof value !== 'number') throw new MathError('TIME_SERIES takes a number');
  const points: [number, number][] = [];
  for (let atMs = Math.ceil(fromMs / MINUTE_MS) * MINUTE_MS; atMs < untilMs; atMs += MINUTE_MS) points.push([atMs, value]);
  return withPoints({ periodMs: MINUTE_MS }, points);
}

/** 1 January 1970 was a Thursday, the fourth day of the week. */
const WEEKDAY_OF_1970 = 3;

/** The simulated functions, by name. METRICS is not here, because it needs the names of an evaluation. */
export const FUNCTIONS: Readonly<Record<string, MathFunction>> = {
  ABS: pointwise(Math.abs),
  CEIL: pointwise(Math.ceil),
  FLOOR: pointwise(Math.floor),
  LOG: pointwise(Math.log),
  LOG10: pointwise(Math.log10),
  AVG: folding(average),
  SUM: folding(sum),
  MIN: folding((values) => Math.min(...values)),
  MAX: folding((values) => Math.max(...values)),
  STDDEV: folding(deviation),
  DATAPOINT_COUNT: folding((values) => values.length),
  METRIC_COUNT: ([{ value } = NONE]) => listIn(value).length,
  FIRST: ([{ value } = NONE]) => listIn(value)[0] ?? [],
  LAST: ([{ value } = NONE]) => listIn(value).at(-1) ?? [],
  FILL: fill,
  IF: choose,
  RATE: stepping((value, before, seconds) => (value - before) / seconds),
  DIFF: stepping((value, before) => value - before),
  DIFF_TIME: stepping((_value, _before, seconds) => seconds),
  RUNNING_SUM: runningSum,
  PERIOD: ([{ value } = NONE]) => (value !== undefined && isSeries(value) ? value.periodMs / 1_000 : Number.NaN),
  TIME_SERIES: timeSeries,
  EPOCH: pointwise((_, atMs) => atMs / 1_000),
  MINUTE: pointwise((_, atMs) => Math.floor(atMs / MINUTE_MS) % 60),
  HOUR: pointwise((_, atMs) => Math.floor(atMs / 3_600_000) % 24),
  DAY: pointwise((_, atMs) => ((Math.floor(atMs / DAY_MS) + WEEKDAY_OF_1970) % 7) + 1),
};
