import { Cron } from 'croner';
import { DAY_MS, SECOND_MS } from '../../kernel/durations.js';

/** When a scheduled action is due, in milliseconds from the start of the run. */
export interface Schedule {
  /** The first time after the given one; null: never again. */
  nextMs(afterMs: number): number | null;
}

/** The time zone and the start to which expressions refer. */
export interface ScheduleContext {
  /** IANA name, as Europe/Berlin; `UTC` by default. A rate has none. */
  readonly timeZone: string;
  /** Time 0 of the run, in milliseconds since 1970 UTC. */
  readonly startsAtMs: number;
}

/** Why an expression is refused: it is none of cron(), rate() and at(), or the text in its parentheses is wrong. */
export type ScheduleProblem = 'form' | 'cron' | 'rate' | 'at' | 'timeZone';

const UNIT_MS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: DAY_MS };

/**
 * A schedule of Application Auto Scaling (A.SAS-9): `cron(minutes hours day-of-month month day-of-week year)` and `at(yyyy-mm-ddThh:mm:ss)`
 * by the clocks of the time zone, `rate(value unit)` from the start of the run. Days of the week are 1 to 7 from Sunday or SUN to SAT, and
 * one of the two kinds of day is `?`. A cron expression skips a local time that summer time leaves out, and takes a local time that comes
 * twice once.
 */
export function readSchedule(expression: string, context: ScheduleContext): Schedule | ScheduleProblem {
  const [, form, inner] = /^(cron|rate|at)\((.*)\)$/.exec(expression.trim()) ?? [];
  if (form === undefined) return 'form';
  if (form === 'rate') return rateOf(inner!);
  if (!isTimeZone(context.timeZone)) return 'timeZone';
  return form === 'cron' ? cronOf(inner!, context) : atOf(inner!, context);
}

/**
 * Reads a recurrence of EC2 Auto Scaling: minute, hour, day of the month, month and day of the week as Unix has them, where both days hold
 * and the week is 0 to 6 from Sunday.
 */
export function readRecurrence(text: string, context: ScheduleContext): Schedule | ScheduleProblem {
  if (!isTimeZone(context.timeZone)) return 'timeZone';
  if (text.trim().split(/\s+/).length !== 5) return 'cron';
  return withCroner(`0 ${text.trim()}`, context, { alternativeWeekdays: false }) ?? 'cron';
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A unit is singular after 1 and plural after more, as AWS has it. */
function rateOf(text: string): Schedule | ScheduleProblem {
  const [, value, unit, plural] = /^([1-9]\d*) (minute|hour|day)(s?)$/.exec(text) ?? [];
  if (unit === undefined || (value === '1') !== (plural === '')) return 'rate';
  const everyMs = Number(value) * UNIT_MS[unit]!;
  return { nextMs: (afterMs) => Math.max(0, Math.floor(afterMs / everyMs) + 1) * everyMs };
}

/** Weekdays that AWS does not have and the library takes. */
const NO_WEEKDAY = /(^|[,-])[089]/;

function cronOf(text: string, context: ScheduleContext): Schedule | ScheduleProblem {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 6 || (fields[2] === '?') === (fields[4] === '?') || NO_WEEKDAY.test(fields[4]!)) return 'cron';
  return withCroner(`0 ${fields.map((field) => (field === '?' ? '*' : field)).join(' ')}`, context, { takesTwice: false }) ?? 'cron';
}

function atOf(text: string, context: ScheduleContext): Schedule | ScheduleProblem {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) return 'at';
  return withCroner(text, context) ?? 'at';
}

/** Passes the library a moment in every call, so that it never reads the clock. Null: the library refuses the pattern. */
function withCroner(
  pattern: string,
  { timeZone, startsAtMs }: ScheduleContext,
  { alternativeWeekdays = true, takesTwice = true } = {},
): Schedule | null {
  try {
    const cron = new Cron(pattern, { timezone: timeZone, alternativeWeekdays, sloppyRanges: true });
    const isSecond = takesTwice || timeZone === 'UTC' ? () => false : secondTimes(timeZone);
    return {
      nextMs(afterMs) {
        const next = cron.nextRun(instantText(startsAtMs + afterMs));
        if (next === null) return null;
        const nextMs = next.getTime() - startsAtMs;
        // The library moves a time that summer time skips to the end of the gap. `match` does not work for an expression of a single time.
        const isMoved = cron.getOnce() === null && !cron.match(next);
        // It takes an hour that comes twice twice, where the expression has every hour.
        return isMoved || isSecond(next.getTime()) ? this.nextMs(nextMs) : nextMs;
      },
    };
  } catch {
    return null;
  }
}

/** By how much clocks are turned back: half an hour on Lord Howe Island. */
const TURNED_BACK_MS = [30 * 60_000, 3_600_000];

/** Returns whether the clocks of a time zone have shown the same time shortly before. */
function secondTimes(timeZone: string): (epochMs: number) => boolean {
  const clock = new Intl.DateTimeFormat('en', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return (epochMs) => TURNED_BACK_MS.some((ms) => clock.format(epochMs - ms) === clock.format(epochMs));
}

const DAYS_1970_TO_MARCH_2000 = 11_017;
const DAYS_IN_4_YEARS = 1_461;
const DAYS_IN_400_YEARS = 146_097;

/** A moment as `yyyy-mm-ddThh:mm:ssZ`: the civil calendar counted in years that begin in March, so that a leap day is a year's last. */
export function instantText(epochMs: number): string {
  const days = Math.floor(epochMs / DAY_MS) - DAYS_1970_TO_MARCH_2000;
  const era = Math.floor(days / DAYS_IN_400_YEARS);
  const dayOfEra = days - era * DAYS_IN_400_YEARS;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / (DAYS_IN_4_YEARS - 1)) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / (DAYS_IN_400_YEARS - 1))) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = 2_000 + era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
  const seconds = Math.floor((((epochMs % DAY_MS) + DAY_MS) % DAY_MS) / SECOND_MS);
  const two = (count: number) => String(count).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)}T${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}Z`;
}
