/** Parameters that Application Auto Scaling does not document, by the names of docs/model.md. */
export interface ScalingSettings {
  /** Data points in a row that the alarms of target tracking take, and the low alarm's threshold in percent of the target (A.SAS-1). */
  readonly highDatapoints: number;
  readonly lowDatapoints: number;
  readonly lowThresholdPercent: number;
  /** Hours of history that a forecast begins with, and days that it looks back (A.SAS-10). */
  readonly forecastAfterHours: number;
  readonly forecastHistoryDays: number;
}

export const SCALING_DEFAULTS: ScalingSettings = {
  highDatapoints: 3,
  lowDatapoints: 15,
  lowThresholdPercent: 90,
  forecastAfterHours: 24,
  forecastHistoryDays: 14,
};

/** The cooldown of a policy on an ECS service that names none, out and in (A.SAS-4). */
export const COOLDOWN_DEFAULT_MS = 300_000;
/** How much before the hour a forecast acts by default. */
export const SCHEDULING_BUFFER_DEFAULT_MS = 300_000;
