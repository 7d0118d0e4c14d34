import type { Headline } from '../../record/metrics.js';
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

/** Returns whether no task but daemons ran in any run. A low cost then says nothing, even where no task was asked for. */
export function areIdle(headlines: readonly Pick<Headline, 'task_hours'>[]): boolean {
  return headlines.length > 0 && headlines.every(({ task_hours: hours }) => hours === 0);
}

/** @param where such as `there` or `in web-a` */
export function idleSentence(where: string): string {
  return `No task ran ${where} (daemons are not counted), so its cost says little.`;
}
