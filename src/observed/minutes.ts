import { assert } from '../kernel/assert.js';
import { MINUTE_MS } from '../kernel/durations.js';
import type { Ms } from '../kernel/event-loop.js';
import type { ObservedSeries } from './series.js';

/** Rule for missing minutes: hold the previous value, use 0, or interpolate linearly over gaps up to a length. */
type GapFill = 'hold' | 'zero' | 'interpolate';

export interface GapRule {
  readonly fill: GapFill;
  /** Longest gap that is interpolated; longer gaps hold the previous value. */
  readonly interpolateUpToMs: Ms;
}

/** A window of calendar time. */
export interface Window {
  /** Milliseconds since 1970. */
  readonly fromMs: Ms;
  readonly minutes: number;
}

/** One value for each minute of a window; null where nothing was recorded. */
export type Minutes = (number | null)[];

/** Missing minutes, for a message. */
export type Gaps = ReturnType<typeof gapsIn>;

/**
 * Returns the values of a series per minute. A point covers its whole period: a sum over several minutes is divided evenly; several points
 * in one minute are added up for sums and averaged otherwise. A period belongs to the minute in which it begins, whatever second the window
 * begins at.
 */
export function minutesOf(series: ObservedSeries, { fromMs, minutes }: Window): Minutes {
  const isSum = series.statistic === 'Sum' || series.statistic === 'SampleCount';
  const width = Math.max(1, Math.round(series.periodMs / MINUTE_MS));
  const sums = new Float64Array(minutes);
  const counts = new Float64Array(minutes);
  series.atMs.forEach((ms, i) => {
    const first = Math.floor((ms - fromMs) / MINUTE_MS + 1e-9);
    for (let minute = Math.max(0, first); minute < Math.min(minutes, first + width); minute++) {
      sums[minute] += isSum ? series.values[i] / width : series.values[i];
      counts[minute]++;
    }
  });
  return Array.from(sums, (sum, i) => (counts[i] === 0 ? null : isSum ? sum : sum / counts[i]));
}

/** Fills gaps by the rule. Minutes before the first value take the first value. */
export function filled(values: readonly (number | null)[], { fill, interpolateUpToMs }: GapRule): number[] {
  const firstKnown = values.find((value) => value !== null) ?? 0;
  const result: number[] = [];
  for (let i = 0; i < values.length; ) {
    const value = values[i];
    if (value !== null) {
      result.push(value);
      i++;
      continue;
    }
    let end = i;
    while (end < values.length && values[end] === null) end++;
    const before = i === 0 ? firstKnown : result[i - 1];
    const after = values[end] ?? null;
    const isLine = fill === 'interpolate' && i > 0 && after !== null && (end - i) * MINUTE_MS <= interpolateUpToMs;
    for (let k = i; k < end; k++) {
      const part = (k - i + 1) / (end - i + 1);
      result.push(fill === 'zero' ? 0 : isLine ? before + (after - before) * part : before);
    }
    i = end;
  }
  assert(result.length === values.length, 'each minute has a value');
  return result;
}

export function gapsIn(values: readonly (number | null)[]) {
  let missing = 0;
  let gaps = 0;
  let longestMinutes = 0;
  let run = 0;
  for (const value of values) {
    run = value === null ? run + 1 : 0;
    if (run === 1) gaps++;
    if (run > 0) missing++;
    longestMinutes = Math.max(longestMinutes, run);
  }
  return { missing, of: values.length, gaps, longestMinutes };
}

/** Returns `1,431 of 1,440 minutes are recorded; 9 in 2 gaps, the longest of 6, are taken as 0`; null when nothing is missing. */
export function gapsSentence({ missing, of, gaps, longestMinutes }: Gaps, { fill, interpolateUpToMs }: GapRule): string | null {
  if (missing === 0) return null;
  const upTo = interpolateUpToMs / MINUTE_MS;
  const how = {
    zero: 'are taken as 0',
    hold: 'hold the value before them',
    interpolate: `are a straight line where they last up to ${upTo} min, and else hold the value before them`,
  }[fill];
  const where = gaps === 1 ? 'in one gap' : `in ${counted(gaps)} gaps, the longest of ${counted(longestMinutes)},`;
  return `${counted(of - missing)} of ${counted(of)} minutes are recorded; ${counted(missing)} ${where} ${how}`;
}

function counted(n: number): string {
  return n.toLocaleString('en-US');
}

/** Returns whether the time from the first point's minute to the end of the last point's period overlaps the window. */
export function overlaps({ atMs, periodMs }: ObservedSeries, { fromMs, minutes }: Window): boolean {
  if (atMs.length === 0) return false;
  return atMs[0] < fromMs + minutes * MINUTE_MS && atMs[atMs.length - 1] + periodMs > fromMs;
}
