import { availableParallelism } from 'node:os';
import { UserError } from '../failure.js';
import type { Answer, Materials } from '../jobs/job-worker.js';
import { type RunJob, type RunResult, readRunJob, tookTooLong } from '../jobs/run-job.js';
import { type Runner, runAtMost } from '../jobs/runner.js';
import { threadPool } from './thread-pool.js';

/** Runs one job per thread at a time; null: one thread per processor. `timeoutMs`: the most that a run may take. */
export function inThreads(threads: number | null, materials: Materials, timeoutMs: number | null = null): Runner {
  const atOnce = threads ?? availableParallelism();
  const { work, close } = workInThreads(atOnce, materials, timeoutMs);
  return { run: (jobs, onResult, signal) => runAtMost(atOnce, work, { jobs, onResult, signal }), close };
}

interface Threads {
  work(job: RunJob): Promise<RunResult>;
  /** Resolves when all have loaded the program. */
  ready(): Promise<unknown>;
  close(): Promise<void>;
}

/** Returns threads for a caller that submits jobs one by one. */
export function workInThreads(threads: number, materials: Materials, timeoutMs: number | null = null): Threads {
  const pool = threadPool({ name: 'run', threads, data: materials });
  // An abort ends the thread: not even an endless loop goes on.
  const once = async (job: RunJob): Promise<Answer> => {
    if (timeoutMs === null) return pool.run(job);
    const limit = AbortSignal.timeout(timeoutMs);
    return (pool.run(job, { signal: limit }) as Promise<Answer>).catch((error: unknown) => {
      if (!limit.aborted) throw error;
      return tookTooLong(job, timeoutMs);
    });
  };
  const work = async (asked: RunJob): Promise<RunResult> => {
    const job = readRunJob(asked);
    // A thread may end for lack of memory or by a user's module: once may be chance, twice is due to the run.
    const answer = await once(job)
      .catch(() => once(job))
      .catch((error: unknown) => ended(job, error));
    if ('refused' in answer) throw new UserError(answer.refused);
    return answer;
  };
  const ready = () => Promise.all(Array.from({ length: threads }, () => pool.run(null, { name: 'ready' })));
  return { work, ready, close: () => pool.destroy() };
}

function ended({ id }: RunJob, error: unknown): RunResult {
  return { id, failure: [`the run ended its thread: ${error instanceof Error ? error.message : String(error)}`] };
}
