import { dateSecondsOf } from '../../placement/query/literals.js';
import { readSchedule } from '../../services/scaling/schedule.js';
import type { Context } from '../context.js';
import type { WorkloadText } from '../schema.js';
import type { Path } from '../text/problem.js';
import { durationMs } from '../units.js';
import { timeZoneOf } from './arrivals.js';

type Scheduled = Extract<WorkloadText['arrivals'], { type: 'cron' | 'rate' }>;

/** The mistake in an expression of the right form, and the remedy. */
const MISTAKES: Record<Scheduled['type'], string> = {
  cron: 'is no cron expression of EventBridge: six fields (minutes hours day-of-month month day-of-week year), such as cron(0 9 ? * MON-FRI *), with ? for the day of the month or for the day of the week, and days of the week from 1, which is Sunday, to 7',
  rate: 'is no rate: a whole number above 0 and minute, hour or day, with an s above 1, such as rate(5 minutes)',
};

/** Checks arrivals by a schedule of EventBridge. */
export function checkScheduled(context: Context, path: Path, arrivals: Scheduled): void {
  const { type, scheduleExpression } = arrivals;
  const at = [...path, 'scheduleExpression'];
  const shown = JSON.stringify(scheduleExpression);
  const { scenario } = context;
  const startsAtMs = (dateSecondsOf(scenario.startsAt) ?? 0) * 1_000;
  const schedule = readSchedule(scheduleExpression, { timeZone: timeZoneOf(arrivals), startsAtMs });
  if (schedule === 'timeZone')
    context.error(
      [...path, 'scheduleExpressionTimezone'],
      `${JSON.stringify(timeZoneOf(arrivals))} is no time zone: write an IANA name such as Europe/Berlin`,
    );
  else if (typeof schedule === 'string' || !scheduleExpression.trim().startsWith(type)) context.error(at, `${shown} ${MISTAKES[type]}`);
  else if ((schedule.nextMs(-1) ?? Number.POSITIVE_INFINITY) >= durationMs(scenario.duration))
    context.warn(at, `${shown} is not due between startsAt and the end of the run: no task comes`);
}
