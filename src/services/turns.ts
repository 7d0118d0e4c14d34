/** Turns of the service scheduler: it reconciles a service at regular times only. Times in milliseconds. */
export interface TurnSettings {
  readonly everyMs: number;
  /** Time of the first turn; null: drawn for each service, uniform in [0, everyMs). */
  readonly phaseMs: number | null;
  /** Between two turns of a service at rest. */
  readonly restMs: number;
}

/** Returns the first turn at `atMs` or later. Times in a present state may be below 0. */
export function turnFrom(atMs: number, phaseMs: number, everyMs: number): number {
  return phaseMs + Math.ceil((atMs - phaseMs) / everyMs) * everyMs;
}
