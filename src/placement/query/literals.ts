/** Literals of the query language as values; undefined for a text that is none of its type. */

const VERSION = /^\d{1,9}(\.\d{1,9}){0,7}$/;

/** Parses `1.14.5` as its numbers. */
export function versionOf(text: string): readonly number[] | undefined {
  return VERSION.test(text) ? text.split('.').map(Number) : undefined;
}

/** Compares number by number, so that 1.9 precedes 1.14 (S.CQL-6); a missing number counts as 0. */
export function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const DATE = /^([1-9]\d{3})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(Z|[+-]\d\d:\d\d)?)?$/;
const OFFSET_MINUTES_MAX = 18 * 60;

/**
 * Parses a date in one of the four formats of the guide, as whole seconds since 1970 UTC: midnight without a time, UTC without an offset.
 */
export function dateSecondsOf(text: string): number | undefined {
  const match = DATE.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hours, minutes, seconds] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const offset = offsetMinutesOf(match[7] ?? 'Z');
  const isDay = day >= 1 && day <= daysIn(year, month);
  const isTime = hours <= 23 && minutes <= 59 && seconds <= 59 && offset !== undefined;
  return isDay && isTime ? Date.UTC(year, month - 1, day, hours, minutes - offset, seconds) / 1000 : undefined;
}

function offsetMinutesOf(text: string): number | undefined {
  if (text === 'Z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(4, 6));
  const total = hours * 60 + minutes;
  if (minutes > 59 || total > OFFSET_MINUTES_MAX) return undefined;
  return text[0] === '-' ? -total : total;
}

/** An invalid month has 0 days. */
function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

/** Parses a whole number from 0 that a double represents exactly. */
export function countOf(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Parses a whole number of any length, for attributes, whose values are texts. */
export function wholeOf(text: string): bigint | undefined {
  return /^-?\d+$/.test(text) ? BigInt(text) : undefined;
}
