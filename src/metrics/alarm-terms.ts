import { DAY_MS, MINUTE_MS } from '../kernel/durations.js';
import type { Statistic } from './statistics.js';

/** ComparisonOperator of an alarm as a number. */
export const Comparison = {
  GreaterThanThreshold: 0,
  GreaterThanOrEqualToThreshold: 1,
  LessThanThreshold: 2,
  LessThanOrEqualToThreshold: 3,
} as const;
export type Comparison = (typeof Comparison)[keyof typeof Comparison];

/** Treatment of a period without data points: breaching, not breaching, missing, or keeping the alarm's state. */
type TreatMissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

/** Configuration of an alarm (S.STEP-4). */
export interface AlarmTerms {
  /** A column of MetricReadings. */
  readonly metric: number;
  readonly statistic: Statistic;
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly periodMs: number;
  /** N: data points evaluated. */
  readonly evaluationPeriods: number;
  /** M: breaching points required. */
  readonly datapointsToAlarm: number;
  readonly treatMissingData: TreatMissingData;
}

export function isBreaching(value: number, comparison: Comparison, threshold: number): boolean {
  if (comparison === Comparison.GreaterThanThreshold) return value > threshold;
  if (comparison === Comparison.GreaterThanOrEqualToThreshold) return value >= threshold;
  return comparison === Comparison.LessThanThreshold ? value < threshold : value <= threshold;
}

export type AlarmProblem = 'period' | 'evaluationPeriods' | 'datapointsToAlarm' | 'tooLong' | 'threshold';

const SHORT_PERIODS_MS: readonly number[] = [10_000, 20_000, 30_000];

/**
 * Returns everything that CloudWatch would refuse in an alarm; empty for a valid one. The window is at most a day, or a week with periods
 * of an hour or more.
 */
export function alarmProblems({ periodMs, evaluationPeriods, datapointsToAlarm, threshold }: AlarmTerms): AlarmProblem[] {
  const found: AlarmProblem[] = [];
  const isWhole = (count: number) => Number.isInteger(count) && count >= 1;
  if (!SHORT_PERIODS_MS.includes(periodMs) && !isWhole(periodMs / MINUTE_MS)) found.push('period');
  if (!isWhole(evaluationPeriods)) found.push('evaluationPeriods');
  if (!isWhole(datapointsToAlarm) || datapointsToAlarm > evaluationPeriods) found.push('datapointsToAlarm');
  if (periodMs * evaluationPeriods > (periodMs >= 60 * MINUTE_MS ? 7 * DAY_MS : DAY_MS)) found.push('tooLong');
  if (!Number.isFinite(threshold)) found.push('threshold');
  return found;
}
