import type { Distribution } from '../../kernel/distribution.js';

/** Parameters that Application Auto Scaling does not document, by the names of docs/model.md. */
export interface ScalingSettings {
  /** Data points in a row that the alarms of target tracking take, and the low alarm's threshold in percent of the target (A.SAS-1). */
  readonly highDatapoints: number;
  readonly lowDatapoints: number;
  readonly lowThresholdPercent: number;
  /** The tasks that target tracking removes in one step: one, or as many as leave the metric at the target. */
  readonly scaleInSteps: 'single' | 'proportional';
  /** Points of 20 seconds in a row that the low alarm of a metric of high resolution takes (N.DLY-4). */
  readonly lowDatapointsHigh: number;
  /** From the end of a period of a metric to its data point: of a minute or more, and of high resolution (N.DLY-3). */
  readonly metricDelay: Distribution;
  readonly metricDelayHigh: Distribution;
  /** Between two evaluations of an alarm, by the period of its metric (N.DLY-1). */
  readonly evaluationIntervalMs: number;
  readonly evaluationIntervalHighMs: number;
  /** First evaluation of each alarm; null: drawn for each alarm within its interval. */
  readonly evaluationPhaseMs: number | null;
  /** From the evaluation to the change of the desired count. */
  readonly actionDelayMs: number;
  /** From that change until its scaling activity is over. The cooldown begins then. */
  readonly activityMs: number;
  /** Hours of history that a forecast begins with, and days that it looks back (A.SAS-10). */
  readonly forecastAfterHours: number;
  readonly forecastHistoryDays: number;
}

export const SCALING_DEFAULTS: ScalingSettings = {
  highDatapoints: 3,
  lowDatapoints: 15,
  lowThresholdPercent: 90,
  scaleInSteps: 'single',
  lowDatapointsHigh: 45,
  metricDelay: { kind: 'constant', ms: 150_000 },
  metricDelayHigh: { kind: 'constant', ms: 18_000 },
  evaluationIntervalMs: 60_000,
  evaluationIntervalHighMs: 10_000,
  evaluationPhaseMs: null,
  actionDelayMs: 3_000,
  activityMs: 30_000,
  forecastAfterHours: 24,
  forecastHistoryDays: 14,
};

/** How long an action holds back the next one: until its activity is over and then for the cooldown. One of 0 lets the next follow at once. */
export function holdMs(cooldownMs: number, { activityMs }: Pick<ScalingSettings, 'activityMs'>): number {
  return cooldownMs === 0 ? 0 : activityMs + cooldownMs;
}

/** The cooldown of a policy on an ECS service that names none, out and in (A.SAS-4). */
export const COOLDOWN_DEFAULT_MS = 300_000;
/** How much before the hour a forecast acts by default. */
export const SCHEDULING_BUFFER_DEFAULT_MS = 300_000;
