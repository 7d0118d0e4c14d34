import type { RunJob, RunResult } from './run-job.js';

/** Runs jobs somewhere. The choice of runner affects the duration, never a result. */
export interface Runner {
  /**
   * Takes jobs as capacity frees up, and reports each result when it arrives, in any order. Waits for the promise of `onResult` before it
   * takes more jobs, and rejects if that rejects. After an abort it takes no more jobs and resolves when the results of all started jobs
   * are reported. Throws a UserError for a refused job.
   */
  run(jobs: Iterable<RunJob> | AsyncIterable<RunJob>, onResult: OnResult, signal: AbortSignal): Promise<void>;
  /** Ends the workers. */
  close(): Promise<void>;
}

type OnResult = (result: RunResult) => void | Promise<void>;

interface Running {
  readonly jobs: Iterable<RunJob> | AsyncIterable<RunJob>;
  readonly onResult: OnResult;
  readonly signal: AbortSignal;
}

/** Does one job after the other. A job with result null was not started, and is not reported. */
export interface Lane {
  readonly work: (job: RunJob) => Promise<RunResult | null>;
  /** It takes jobs from then on. */
  readonly opens?: Promise<unknown>;
  /** It takes no more jobs. Another lane must take them. */
  readonly isClosed?: () => boolean;
}

/** Runs at most `atOnce` jobs at a time. */
export function runAtMost(atOnce: number, work: Lane['work'], running: Running): Promise<void> {
  const lanes = Array.from({ length: atOnce }, () => ({ work }));
  return runInLanes(lanes, running);
}

/** Runs a job per lane at a time, in the order of the jobs, and looks no farther ahead. */
export async function runInLanes(lanes: readonly Lane[], { jobs, onResult, signal }: Running): Promise<void> {
  const iterator = Symbol.asyncIterator in jobs ? jobs[Symbol.asyncIterator]() : jobs[Symbol.iterator]();
  let failure: { readonly error: unknown } | null = null;
  let noneIsLeft = () => {};
  const ended = new Promise<void>((ok) => {
    noneIsLeft = ok;
  });
  // One caller at a time advances the iterator, so that jobs are taken in order.
  let turn: Promise<unknown> = Promise.resolve();
  const next = (): Promise<IteratorResult<RunJob>> => {
    const taken = turn.then(() => iterator.next());
    turn = taken.catch(() => {});
    return taken;
  };
  const take = async ({ work, opens, isClosed }: Lane) => {
    if (opens !== undefined) await Promise.race([opens, ended]);
    while (failure === null && !signal.aborted) {
      if (isClosed?.()) return;
      const { done, value } = await next();
      if (done === true || failure !== null || signal.aborted) break;
      const result = await work(value);
      if (result !== null) await onResult(result);
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
