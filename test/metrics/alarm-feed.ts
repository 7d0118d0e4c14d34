import { ALARM_STATE_NAMES, Alarm } from '../../src/metrics/alarm.js';
import { type AlarmTerms, Comparison } from '../../src/metrics/alarm-terms.js';
import { MetricReadings, Statistic } from '../../src/metrics/statistics.js';

export function alarmTerms(more: Partial<AlarmTerms> = {}): AlarmTerms {
  return {
    ...{ metric: 0, statistic: Statistic.Average, comparison: Comparison.GreaterThanThreshold, threshold: 50, periodMs: 60_000 },
    ...{ evaluationPeriods: 3, datapointsToAlarm: 3, treatMissingData: 'missing', ...more },
  };
}

/** One data point a minute, the first at the end of that minute; NaN: none; null: a fault keeps it away. */
export function feed(alarm: Alarm, values: readonly (number | null)[], fromMinute = 1): void {
  const readings = new MetricReadings(1);
  values.forEach((value, i) => {
    readings.set(0, value ?? Number.NaN, 1);
    readings.isStrictGap = value === null;
    alarm.receive((fromMinute + i) * 60_000, readings);
    alarm.evaluate((fromMinute + i) * 60_000);
  });
}

const VALUES: Record<string, number> = { X: 60, O: 40, '-': Number.NaN };

/** X breaches, O does not, - is missing; the answer has the first letter of the state after each. */
export function states(terms: AlarmTerms, points: string): string {
  const alarm = new Alarm(terms);
  return [...points]
    .map((point, i) => {
      feed(alarm, [VALUES[point]!], i + 1);
      return ALARM_STATE_NAMES[alarm.state]![0];
    })
    .join('');
}
