import { availableParallelism } from 'node:os';
import { UserError } from '../failure.js';
import type { Answer, Materials } from '../jobs/job-worker.js';
import { type RunJob, type RunResult, readRunJob, tookTooLong } from '../jobs/run-job.js';
import { type Lane, type Runner, runInLanes, TOGETHER_MS } from '../jobs/runner.js';
import { threadPool } from './thread-pool.js';

/** The most jobs in one message to a thread. */
const MOST = 32;

/** Runs jobs in threads, one after the other in each; null: one thread per processor. `timeoutMs`: the most that a run may take. */
export function inThreads(threads: number | null, materials: Materials, timeoutMs: number | null = null): Runner {
  const { lanes, close } = workInThreads(threads ?? availableParallelism(), materials, timeoutMs);
  return { run: (jobs, onResult, signal) => runInLanes(lanes, { jobs, onResult, signal }), close };
}

interface Threads {
  /** For a caller that submits jobs one by one. */
  work(job: RunJob): Promise<RunResult>;
  /** One for each thread. */
  readonly lanes: readonly Lane[];
  /** Resolves when all have loaded the program. */
  ready(): Promise<unknown>;
  close(): Promise<void>;
}

export function workInThreads(threads: number, materials: Materials, timeoutMs: number | null = null): Threads {
  const pool = threadPool({ name: 'run', threads, data: materials });
  // An abort ends the thread: not even an endless loop goes on.
  const once = async (jobs: readonly RunJob[]): Promise<Answer[]> => {
    if (timeoutMs === null) return pool.run(jobs);
    const limit = AbortSignal.timeout(timeoutMs);
    return (pool.run(jobs, { signal: limit }) as Promise<Answer[]>).catch((error: unknown) => {
      if (!limit.aborted) throw error;
      return [tookTooLong(jobs[0], timeoutMs)];
    });
  };
  // A thread may end for lack of memory or by a user's module: once may be chance, twice is due to the run.
  const again = ([job]: readonly RunJob[]): Promise<Answer[]> => once([job]).catch((error: unknown) => [ended(job, error)]);
  /** Returns the results of the first of these jobs: of those before a refused one, of one where the thread has ended. */
  const first = async (given: readonly RunJob[]): Promise<RunResult[]> => {
    const jobs = given.map(readRunJob);
    const answers = await once(jobs).catch(() => again(jobs));
    const results: RunResult[] = [];
    for (const answer of answers) {
      if (!('refused' in answer)) results.push(answer);
      else if (results.length > 0) break;
      else throw new UserError(answer.refused);
    }
    return results;
  };
  const lane = (): Lane => {
    let most = 1;
    const work = async (jobs: readonly RunJob[]) => {
      const begunMs = performance.now();
      const results = await first(jobs);
      const isQuick = performance.now() - begunMs < TOGETHER_MS;
      most = isQuick ? Math.min(2 * most, MOST) : Math.ceil(most / 2);
      return results;
    };
    // The limit of time is that of one run.
    return { work, takes: () => (timeoutMs === null ? most : 1) };
  };
  return {
    work: async (job) => (await first([job]))[0],
    lanes: Array.from({ length: threads }, lane),
    ready: () => Promise.all(Array.from({ length: threads }, () => pool.run(null, { name: 'ready' }))),
    close: () => pool.destroy(),
  };
}

function ended({ id }: RunJob, error: unknown): RunResult {
  return { id, failure: [`the run ended its thread: ${error instanceof Error ? error.message : String(error)}`] };
}
