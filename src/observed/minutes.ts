import { assert } from '../kernel/assert.js';
import type { Ms } from '../kernel/event-loop.js';
import { MINUTE_MS, type ObservedSeries } from './series.js';

/** What stands for minutes that nobody recorded: the value before them, nothing, or a straight line over gaps up to a length. */
type GapFill = 'hold' | 'zero' | 'interpolate';

export interface GapRule {
  readonly fill: GapFill;
  /** Gaps up to this long are interpolated; longer ones hold the value before them. */
  readonly interpolateUpToMs: Ms;
}

/** A window of the calendar. */
export interface Window {
  /** Milliseconds since 1970. */
  readonly fromMs: Ms;
  readonly minutes: number;
}

/** A value for each minute of a window; null where nothing was recorded. */
export type Minutes = (number | null)[];

/** What was missing, for a sentence. */
export interface Gaps {
  readonly missing: number;
  readonly of: number;
  readonly gaps: number;
  readonly longestMinutes: number;
}

/**
 * The values of a series minute by minute. A point holds for its whole period. A sum over several minutes is shared out evenly; of several points in
 * a minute sums are added up and others averaged. A minute is that in which the period begins, whatever second of the minute the window begins at.
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

/** The gaps filled by the rule. Before the first value there is nothing to hold: the first one stands there. */
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

export function gapsIn(values: readonly (number | null)[]): Gaps {
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

/** `1,431 of 1,440 minutes are recorded; 9 in 2 gaps, the longest of 6, are taken as 0`; null where nothing is missing. */
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

/** From the first point's minute to the end of the last point's period, and whether that meets the window. */
export function overlaps({ atMs, periodMs }: ObservedSeries, { fromMs, minutes }: Window): boolean {
  if (atMs.length === 0) return false;
  return atMs[0] < fromMs + minutes * MINUTE_MS && atMs[atMs.length - 1] + periodMs > fromMs;
}
