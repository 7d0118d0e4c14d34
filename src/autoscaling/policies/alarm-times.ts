import type { Distribution } from '../../kernel/distribution.js';
import { SECOND_MS } from '../../kernel/durations.js';
import type { Ms } from '../../kernel/event-loop.js';
import { isCustom, isOfLoadBalancer } from '../../metrics/names.js';
import { PERIOD_MS } from '../../metrics/statistics.js';
import type { TimesOf } from './policy.js';

/** When points of metrics come, when alarms are evaluated, and when an action follows: AWS documents none of it. */
export interface AlarmSettings {
  /** From the end of a period of a metric to its data point: of a minute or more, and of high resolution (N.DLY-3). */
  readonly metricDelay: Distribution;
  readonly metricDelayHigh: Distribution;
  /** The same for the metrics of a load balancer, whose points are of a minute. */
  readonly metricDelayRequests: Distribution;
  /** Between two evaluations of an alarm, by the period of its metric (N.DLY-1). */
  readonly evaluationIntervalMs: number;
  readonly evaluationIntervalHighMs: number;
  /** First evaluation of each alarm; null: drawn for each alarm within its interval. */
  readonly evaluationPhaseMs: number | null;
  /** From the evaluation to the new desired capacity. */
  readonly actionDelayMs: number;
}

/** The draws of one service or group. */
export interface AlarmChance {
  /** The point of its interval at which an alarm is evaluated: at least 0 and below 1. */
  phase(alarm: number): number;
  /** The delay of the data point that ends in the second. */
  delayMs(delay: Distribution, second: number): Ms;
}

/** Returns the times of the alarms of one service or group, in the order of the calls (N.DLY-3, N.DLY-4). */
export function alarmTimes(settings: AlarmSettings, chance: AlarmChance): TimesOf {
  let alarms = 0;
  return (periodMs, metric) => {
    const isHigh = periodMs < PERIOD_MS.standard;
    const intervalMs = isHigh ? settings.evaluationIntervalHighMs : settings.evaluationIntervalMs;
    const standard = isOfLoadBalancer(metric) ? settings.metricDelayRequests : settings.metricDelay;
    const delay = isHigh ? settings.metricDelayHigh : standard;
    const alarm = alarms++;
    const phaseMs = settings.evaluationPhaseMs ?? Math.floor(chance.phase(alarm) * intervalMs);
    // Its points are there once they have been put.
    const isPut = isCustom(metric);
    const delayMs = (atMs: Ms) => (isPut ? 0 : chance.delayMs(delay, atMs / SECOND_MS));
    const alwaysMs = delay.kind === 'constant' && !isPut ? delayMs(0) : undefined;
    return { phaseMs: phaseMs % intervalMs, intervalMs, delayMs, alwaysMs };
  };
}

/** Returns whether points, evaluations and actions share a millisecond. */
export function isAtOnce({ evaluationPhaseMs, actionDelayMs, ...delays }: AlarmSettings): boolean {
  const isZero = (delay: Distribution) => delay.kind === 'constant' && delay.ms === 0;
  const areZero = [delays.metricDelay, delays.metricDelayHigh, delays.metricDelayRequests].every(isZero);
  return areZero && evaluationPhaseMs === 0 && actionDelayMs === 0;
}
