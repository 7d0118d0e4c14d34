import type { ScaleOptionsByType } from 'chart.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../kernel/durations.js';
import type { Ms } from '../../kernel/event-loop.js';

/** A unit of simulated time for a span, and the distance of the ticks. */
export interface TimeUnit {
  readonly ms: number;
  readonly name: string;
  readonly step: number;
}

/** Minutes up to two hours, hours up to two days, days beyond; about a dozen ticks. */
export function timeUnit(spanMs: Ms): TimeUnit {
  if (spanMs <= 2 * HOUR_MS) return unit(MINUTE_MS, 'minutes', stepFor(spanMs / MINUTE_MS, [1, 5, 10, 15]));
  if (spanMs <= 2 * DAY_MS) return unit(HOUR_MS, 'hours', stepFor(spanMs / HOUR_MS, [0.5, 1, 2, 4, 6]));
  return unit(DAY_MS, 'days', stepFor(spanMs / DAY_MS, [1, 2, 7, 14, 28, 91]));
}

/** The axis of simulated time: plain numbers in the unit that the title names. */
export function timeAxis(spanMs: Ms) {
  const { ms, name, step } = timeUnit(spanMs);
  return {
    type: 'linear',
    min: 0,
    max: inUnit(spanMs, ms),
    title: { display: true, text: `simulated time (${name})` },
    ticks: { stepSize: step, maxRotation: 0, includeBounds: false },
    grid: { tickLength: 4 },
  } as const satisfies DeepPartial<ScaleOptionsByType<'linear'>> & { type: 'linear' };
}

export function valueAxis(title: string, more: { max?: number; format?: Intl.NumberFormatOptions; stacked?: boolean } = {}) {
  const { max, format, stacked = false } = more;
  return {
    type: 'linear',
    beginAtZero: true,
    stacked,
    ...(max === undefined ? {} : { suggestedMax: max }),
    title: { display: true, text: title },
    ticks: { maxTicksLimit: 8, ...(format === undefined ? { precision: 0 } : { format }) },
  } as const;
}

/** Cents, and two significant digits of less. */
export const USD: Intl.NumberFormatOptions = {
  style: 'currency',
  currency: 'USD',
  minimumFractionDigits: 0,
  maximumFractionDigits: 2,
  maximumSignificantDigits: 2,
  roundingPriority: 'morePrecision',
};

/** Rounds to a ten-thousandth of the unit, which is less than a pixel (9 seconds if the unit is a day). */
export function inUnit(atMs: Ms, unitMs: number): number {
  return Math.round((10_000 * atMs) / unitMs) / 10_000;
}

type DeepPartial<T> = T extends object ? { [K in keyof T]?: DeepPartial<T[K]> } : T;

function unit(ms: number, name: string, step: number): TimeUnit {
  return { ms, name, step };
}

function stepFor(span: number, steps: readonly number[]): number {
  return steps.find((step) => span / step <= 14) ?? steps.at(-1)!;
}
