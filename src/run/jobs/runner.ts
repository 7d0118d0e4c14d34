import type { RunJob, RunResult } from './run-job.js';

/** Runs jobs somewhere. Which runner it is changes how long it takes, never a result. */
export interface Runner {
  /**
   * Takes jobs as there is somebody to do them, and tells each result when it is there, in whatever order. What `onResult` promises is waited for
   * before more jobs are taken, and when it fails so does this. After an abort no job is taken any more; it resolves when those that had begun are told.
   * A UserError says that a job was refused.
   */
  run(jobs: Iterable<RunJob> | AsyncIterable<RunJob>, onResult: OnResult, signal: AbortSignal): Promise<void>;
  /** Ends what does the work. */
  close(): Promise<void>;
}

export type OnResult = (result: RunResult) => void | Promise<void>;

/** The discipline of every runner that does at most `atOnce` jobs at a time: it looks no farther ahead than that. A job of null was not begun, and is not told. */
export async function runAtMost(
  atOnce: number,
  work: (job: RunJob) => Promise<RunResult | null>,
  { jobs, onResult, signal }: { jobs: Iterable<RunJob> | AsyncIterable<RunJob>; onResult: OnResult; signal: AbortSignal },
): Promise<void> {
  const iterator = Symbol.asyncIterator in jobs ? jobs[Symbol.asyncIterator]() : jobs[Symbol.iterator]();
  let failure: { readonly error: unknown } | null = null;
  // One at a time asks the iterator, so that jobs are taken in their order.
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
