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

export type OnResult = (result: RunResult) => void | Promise<void>;

/** Runs at most `atOnce` jobs at a time and looks no farther ahead. A job with result null was not started, and is not reported. */
export async function runAtMost(
  atOnce: number,
  work: (job: RunJob) => Promise<RunResult | null>,
  { jobs, onResult, signal }: { jobs: Iterable<RunJob> | AsyncIterable<RunJob>; onResult: OnResult; signal: AbortSignal },
): Promise<void> {
  const iterator = Symbol.asyncIterator in jobs ? jobs[Symbol.asyncIterator]() : jobs[Symbol.iterator]();
  let failure: { readonly error: unknown } | null = null;
  // One caller at a time advances the iterator, so that jobs are taken in order.
  let turn: Promise<unknown> = Promise.resolve();
  const next = (): Promise<IteratorResult<RunJob>> => {
    const taken = turn.then(() => iterator.next());
    turn = taken.catch(() => {});
    return taken;
  };
  const lane = async () => {
    while (failure === null && !signal.aborted) {
      const { done, value } = await next();
      if (done === true || failure !== null || signal.aborted) return;
      const result = await work(value);
      if (result !== null) await onResult(result);
    }
  };
  const guarded = () =>
    lane().catch((error: unknown) => {
      failure ??= { error };
    });
  await Promise.all(Array.from({ length: atOnce }, guarded));
  await iterator.return?.();
  if (failure !== null) throw (failure as { error: unknown }).error;
}
