import { DAY_MS, MINUTE_MS } from '../../kernel/durations.js';

/** A moment by its parts; months count from 1. */
interface Moment {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,3})\d*)?(?:Z|\+00:?00)?$/;
const LOGGED = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Parses a time of AWS, `2026-02-27T18:20:05Z`, always UTC, into milliseconds since 1970; NaN when invalid. */
export function isoMs(text: string): number {
  const [, year, month, day, hour, minute, second, fraction = ''] = ISO.exec(text) ?? [];
  if (year === undefined) return Number.NaN;
  const moment = { year: +year, month: +month, day: +day, hour: +hour, minute: +minute, second: +second };
  return utcMs(moment) + Number(fraction.padEnd(3, '0'));
}

/** Parses a time of an access log, `01/Jul/1995:00:00:01 -0400`, into milliseconds since 1970; NaN when invalid. */
export function loggedMs(text: string): number {
  const [, day, month, year, hour, minute, second, sign, eastHours, eastMinutes] = LOGGED.exec(text) ?? [];
  if (day === undefined) return Number.NaN;
  const moment = { year: +year, month: MONTHS.indexOf(month) + 1, day: +day, hour: +hour, minute: +minute, second: +second };
  const eastMs = (60 * +eastHours + +eastMinutes) * MINUTE_MS;
  return sign === '-' ? utcMs(moment) + eastMs : utcMs(moment) - eastMs;
}

/** Returns NaN for a moment that does not exist. */
function utcMs({ year, month, day, hour, minute, second }: Moment): number {
  const isReal =
    month >= 1 && month <= 12 && day >= 1 && day <= Date.UTC(year, month, 1) / 86_400_000 - Date.UTC(year, month - 1, 1) / 86_400_000;
  return isReal && hour < 24 && minute < 60 && second < 60 ? Date.UTC(year, month - 1, day, hour, minute, second) : Number.NaN;
}

/**
 * Formats a moment as AWS does, to the second: `2026-02-27T18:20:05Z`. Years are counted from March, so that a leap day is the last day of
 * its year.
 */
export function isoText(ms: number): string {
  const days = Math.floor(ms / DAY_MS) + 719_468;
  const era = Math.floor(days / 146_097);
  const ofEra = days - era * 146_097;
  const yearOfEra = Math.floor((ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365);
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const seconds = Math.floor((ms - Math.floor(ms / DAY_MS) * DAY_MS) / 1_000);
  const two = (n: number) => String(n).padStart(2, '0');
  const clock = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${clock}Z`;
}
