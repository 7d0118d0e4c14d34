import { MINUTE_MS } from '../kernel/durations.js';
import { durationText, numberText, percentText, usdDecimals, usdText } from '../kernel/quantity-text.js';
import type { MetricSpec } from '../record/metrics.js';

const MS_OF: Partial<Record<MetricSpec['unit'], number>> = { ms: 1, 'service-minutes': MINUTE_MS };

/** A value of the metric, or the half width of its interval, as a duration; null for a metric that is no time. */
export function timeText({ unit }: MetricSpec, value: number): string | null {
  const ms = MS_OF[unit];
  return ms === undefined ? null : durationText(value * ms);
}

/** A metric's value with as many decimals as tables show; a dash if there was nothing to measure. */
export function metricText(spec: MetricSpec, value: number | null): string {
  if (value === null) return '–';
  if (spec.unit === '%') return percentText(value, spec.shown);
  return unitlessText(spec, value) + (UNIT_TEXT[spec.unit] ?? '');
}

/** A metric's value beside an axis that has its unit. Money and times keep theirs. */
export function unitlessText(spec: MetricSpec, value: number): string {
  if (spec.unit === 'USD') return usdText(value, spec.shown);
  return timeText(spec, value) ?? smallText(value, decimalsOf(spec, value));
}

/** The text with blanks at which no line breaks between a number and its unit: `6 min 10 s` and `19.5 %` stay on one line. */
export function unbroken(text: string): string {
  return text.replace(
    /(?<=\d) (?=(?:d|h|min|s|ms|pp|MiB|GiB|vCPUs?)\b|%|[日分秒台個件回]|時間|ミリ秒)|(?<=\d[ \u00a0](?:d|h|min)) (?=\d)/g,
    '\u00a0',
  );
}

/** A mean of small counts has a decimal: 0.4 interrupted instances are not none. */
export function decimalsOf({ shown, unit }: MetricSpec, value: number): number {
  if (unit === 'USD') return usdDecimals(value, shown);
  return shown === 0 && Math.abs(value) < 9.95 && !Number.isInteger(value) ? 1 : shown;
}

/** Formats a number, and never shows 0 for more. */
export function smallText(value: number, decimals: number): string {
  const least = 10 ** -decimals;
  return value > 0 && value < least / 2 ? `<${least.toFixed(decimals)}` : numberText(value, decimals);
}

/** The difference of a value from the first one: +12.3 %, for shares +4.5 pp, and an equals sign for no difference. */
export function differenceText(spec: MetricSpec, value: number | null, first: number | null): string {
  if (value === null || first === null) return '–';
  if (value === first) return '=';
  if (spec.unit === '%') return `${signed(value - first)} pp`;
  if (first === 0) return 'new';
  return `${signed((100 * (value - first)) / first)} %`;
}

/** Returns whether the difference is an improvement; null if there is none, or if the metric has no better direction. */
export function isBetter(spec: MetricSpec, value: number | null, first: number | null): boolean | null {
  if (value === null || first === null || value === first || spec.better === null) return null;
  return spec.better === 'lower' ? value < first : value > first;
}

const UNIT_TEXT: Partial<Record<MetricSpec['unit'], string>> = {
  h: ' h',
  'task-minutes': ' task-minutes',
  'instance-minutes': ' instance-minutes',
};

function signed(value: number): string {
  const text = numberText(Math.abs(value), 1);
  return text === '0.0' ? (value > 0 ? '+<0.1' : '−<0.1') : `${value > 0 ? '+' : '−'}${text}`;
}
