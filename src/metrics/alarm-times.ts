/** When the data points of an alarm come, and when it is evaluated (N.DLY-1, N.DLY-4). Times in milliseconds. */
export interface AlarmTimes {
  /** Returns the time from `atMs`, at which a data point ends, until it is available. */
  delayMs(atMs: number): number;
  /** That time, where it is the same for every point. */
  readonly alwaysMs?: number | undefined;
  /** Evaluations are at this phase, and each interval after it. */
  readonly phaseMs: number;
  readonly intervalMs: number;
}

/** Returns the first evaluation at the time or later. */
export function evaluationFrom(atMs: number, { phaseMs, intervalMs }: Pick<AlarmTimes, 'phaseMs' | 'intervalMs'>): number {
  return phaseMs + Math.max(0, Math.ceil((atMs - phaseMs) / intervalMs)) * intervalMs;
}
