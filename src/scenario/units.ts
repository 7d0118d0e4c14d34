import type { Distribution } from '../kernel/distribution.js';

const MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
type Unit = keyof typeof MS;

/** Ten years: a longer duration is probably a wrong unit, and sums of such times would exceed exact integers. */
const DURATION_MAX_MS = 3_660 * MS.d;
const PER_HOUR_MAX = 1_000_000_000;

/** Patterns of durations and rates, for the schema. */
export const DURATION_PATTERN = '^(\\d{1,12}(\\.\\d{1,9})?(ms|s|m|h|d|w))+$';
export const RATE_PATTERN = '^\\d{1,12}(\\.\\d{1,9})?/(s|m|h|d|w)$';
const DURATION = new RegExp(DURATION_PATTERN);
const RATE = /^(\d{1,12}(?:\.\d{1,9})?)\/(s|m|h|d|w)$/;

/**
 * Parses `90s`, `1h30m` or `7d` into milliseconds; undefined if the text is no duration, no whole number of milliseconds, or more than ten
 * years.
 */
export function parseDuration(text: string): number | undefined {
  if (text.length > 40 || !DURATION.test(text)) return undefined;
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g)) ms += Number(amount) * MS[unit as Unit];
  const whole = Math.round(ms);
  return Math.abs(ms - whole) < 1e-3 && whole <= DURATION_MAX_MS ? whole : undefined;
}

/** The shortest single-unit text of a duration: 900000 is `15m`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s';
  for (const unit of ['d', 'h', 'm', 's'] as const) if (ms % MS[unit] === 0) return `${ms / MS[unit]}${unit}`;
  return `${ms}ms`;
}

/** Parses `40/s` or `120/h` into a rate per hour; undefined if the text is no rate or the rate is 0. */
export function parseRate(text: string): number | undefined {
  const match = RATE.exec(text);
  if (match === null) return undefined;
  const perHour = (Number(match[1]) * MS.h) / MS[match[2] as Unit];
  return perHour > 0 && perHour <= PER_HOUR_MAX ? perHour : undefined;
}

/** Parses a rate that may be 0 into a rate per second; undefined if the text is no rate. */
export function parseLoadRate(text: string): number | undefined {
  const match = RATE.exec(text);
  if (match === null) return undefined;
  const perSecond = (Number(match[1]) * MS.s) / MS[match[2] as Unit];
  return perSecond <= PER_HOUR_MAX ? perSecond : undefined;
}

/** Converts a duration that the schema has accepted. */
export function durationMs(text: string): number {
  return parseDuration(text) as number;
}

/** Converts a rate that the schema has accepted. */
export function ratePerHour(text: string): number {
  return parseRate(text) as number;
}

/** A distribution as users write it: a bare duration is a constant. */
export type DistributionText =
  | string
  | {
      readonly constant?: string | undefined;
      readonly uniform?: { readonly min: string; readonly max: string } | undefined;
      readonly exponential?: { readonly mean: string } | undefined;
      readonly lognormal?: { readonly median: string; readonly p95: string } | undefined;
      readonly empirical?: readonly string[] | undefined;
    };

/** Converts a distribution that the schema has accepted, in milliseconds. */
export function distribution(text: DistributionText): Distribution {
  if (typeof text === 'string') return { kind: 'constant', ms: durationMs(text) };
  const { uniform, exponential, lognormal, empirical } = text;
  if (uniform) return { kind: 'uniform', minMs: durationMs(uniform.min), maxMs: durationMs(uniform.max) };
  if (exponential) return { kind: 'exponential', meanMs: durationMs(exponential.mean) };
  if (lognormal) return { kind: 'lognormal', medianMs: durationMs(lognormal.median), p95Ms: durationMs(lognormal.p95) };
  if (empirical) return { kind: 'empirical', valuesMs: empirical.map(durationMs) };
  return { kind: 'constant', ms: durationMs(text.constant as string) };
}
