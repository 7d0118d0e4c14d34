import type { RunDone } from './run-job.js';

/** Runs that left work undone, so that they are cheap for nothing (src/record/failures.ts). */
export interface Undone {
  readonly runs: number;
  /** Names the work that the first of these runs left, without a subject: `ran no task of web`. */
  readonly why: string;
}

/** Null if all did their work. */
export function undoneOf(runs: readonly Pick<RunDone, 'failures'>[]): Undone | null {
  const undone = runs.filter(({ failures }) => failures.length > 0);
  return undone.length === 0 ? null : { runs: undone.length, why: undone[0].failures.join('; it ') };
}
