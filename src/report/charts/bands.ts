import { HOUR_MS, MINUTE_MS } from '../../kernel/durations.js';
import type { Ms } from '../../kernel/event-loop.js';
import { inUnit } from './axes.js';

/** Widths of a bucket; parts of a day, so that each day has the same buckets. */
const WIDTHS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080].map((minutes) => minutes * MINUTE_MS);
/** Most buckets: a chart of half a page has five pixels for each. */
const BUCKETS_MAX = 112;
/** A line that turns more often is a solid block on a page. */
const TURNS_MAX = 90;
const DIGITS = 5;

type Value = number | null;

/** A line in buckets of time: the middle of each, and the least, mean and greatest value there. */
export interface Band {
  readonly x: readonly number[];
  readonly low: readonly Value[];
  readonly mean: readonly Value[];
  readonly high: readonly Value[];
}

/**
 * Returns the least and the greatest value by interval for a line with too many turns; null for a line that can be drawn unchanged. Times
 * are the ends of intervals of equal length.
 */
export function bandOf(timesMs: readonly Ms[], values: readonly Value[], unitMs: number): Band | null {
  const spanMs = timesMs.at(-1) ?? 0;
  if (spanMs < HOUR_MS || turnsOf(values) <= TURNS_MAX) return null;
  const width = WIDTHS_MS.find((one) => spanMs / one <= BUCKETS_MAX) ?? WIDTHS_MS.at(-1)!;
  const buckets: number[][] = [];
  for (const [i, value] of values.entries()) {
    const bucket = Math.ceil(timesMs[i] / width) - 1;
    if (value === null || bucket < 0) continue;
    while (buckets.length <= bucket) buckets.push([]);
    buckets[bucket].push(value);
  }
  const band = (fold: (all: number[]) => number) => buckets.map((all) => (all.length === 0 ? null : rounded(fold(all))));
  return {
    x: buckets.map((_, i) => inUnit(Math.min((i + 0.5) * width, spanMs), unitMs)),
    low: band((all) => all.reduce((a, b) => Math.min(a, b))),
    mean: band((all) => all.reduce((a, b) => a + b) / all.length),
    high: band((all) => all.reduce((a, b) => Math.max(a, b))),
  };
}

/** How often the line changes its direction. */
function turnsOf(values: readonly Value[]): number {
  let turns = 0;
  let direction = 0;
  let last: number | null = null;
  for (const value of values) {
    if (value === null) continue;
    const now = last === null ? 0 : Math.sign(value - last);
    if (now !== 0 && direction !== 0 && now !== direction) turns++;
    if (now !== 0) direction = now;
    last = value;
  }
  return turns;
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
