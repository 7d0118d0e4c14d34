export interface Observation {
  readonly observed: number;
  /** Widens the range at both ends. */
  readonly rounding: number;
}

export function sideOf(observation: Observation, sorted: readonly number[], nominal: number): -1 | 0 | 1;
