import type { RunJob, RunResult } from './run-job.js';

/** Runs of so much time in all share a message to a thread: a message for each takes longer than a short run. */
export const TOGETHER_MS = 50;

/** Runs jobs somewhere. The choice of runner affects the duration, never a result. */
export interface Runner {
  /**
   * Takes jobs as capacity frees up, and reports each result when it arrives, in any order. Waits for the promise of `onResult` before it
   * takes more jobs, and rejects if that rejects. After an abort it takes no more jobs and resolves when the results of all started jobs
   * are reported. Throws a UserError for a refused job. The next job must not wait for a result.
   */
  run(jobs: Iterable<RunJob> | AsyncIterable<RunJob>, onResult: OnResult, signal: AbortSignal): Promise<void>;
  /** Whether a job that it has taken is at work, and does not wait for another; absent: each is. */
  isAtWork?(job: RunJob): boolean;
  /** Ends the workers. */
  close(): Promise<void>;
}

type OnResult = (result: RunResult) => void | Promise<void>;

interface Running {
  readonly jobs: Iterable<RunJob> | AsyncIterable<RunJob>;
  readonly onResult: OnResult;
  readonly signal: AbortSignal;
}

/** Does one job after the other. */
export interface Lane {
  /** Returns the results of the first of these jobs, at least of one. A job with result null was not started, and is not reported. */
  readonly work: (jobs: readonly RunJob[]) => Promise<readonly (RunResult | null)[]>;
  /** The most jobs that it takes at a time. */
  readonly takes: () => number;
  /** It takes jobs from then on. */
  readonly opens?: Promise<unknown>;
  /** It takes no more jobs. Another lane must take them. */
  readonly isClosed?: () => boolean;
}

/** Runs at most `atOnce` jobs at a time. */
export function runAtMost(atOnce: number, work: (job: RunJob) => Promise<RunResult | null>, running: Running): Promise<void> {
  const lanes = Array.from({ length: atOnce }, () => ({ work: async ([job]: readonly RunJob[]) => [await work(job)], takes: () => 1 }));
  return runInLanes(lanes, running);
}

/** Runs the jobs in their order, each lane as many as it takes at a time, and looks no farther ahead. */
export async function runInLanes(lanes: readonly Lane[], { jobs, onResult, signal }: Running): Promise<void> {
  const iterator = Symbol.asyncIterator in jobs ? jobs[Symbol.asyncIterator]() : jobs[Symbol.iterator]();
  let failure: { readonly error: unknown } | null = null;
  let noneIsLeft = () => {};
  const ended = new Promise<void>((ok) => {
    noneIsLeft = ok;
  });
  /** Jobs that a lane has taken and not begun. */
  const left: RunJob[] = [];
  const taken = async (most: number): Promise<RunJob[]> => {
    const jobs = left.splice(0, most);
    while (jobs.length < most) {
      const { done, value } = await iterator.next();
      if (done === true) break;
      jobs.push(value);
    }
    return jobs;
  };
  // One caller at a time advances the iterator, so that jobs are taken in order.
  let turn: Promise<unknown> = Promise.resolve();
  const next = (most: number): Promise<RunJob[]> => {
    const jobs = turn.then(() => taken(most));
    turn = jobs.catch(() => {});
    return jobs;
  };
  const take = async ({ work, takes, opens, isClosed }: Lane) => {
    if (opens !== undefined) await Promise.race([opens, ended]);
    while (failure === null && !signal.aborted) {
      if (isClosed?.()) return;
      const jobs = await next(takes());
      if (jobs.length === 0 || failure !== null || signal.aborted) break;
      const results = await work(jobs);
      left.push(...jobs.slice(results.length));
      for (const result of results) if (result !== null) await onResult(result);
    }
    noneIsLeft();
  };
  const guarded = (lane: Lane) =>
    take(lane).catch((error: unknown) => {
      failure ??= { error };
      noneIsLeft();
    });
  await Promise.all(lanes.map(guarded));
  await iterator.return?.();
  if (failure !== null) throw (failure as { error: unknown }).error;
}
