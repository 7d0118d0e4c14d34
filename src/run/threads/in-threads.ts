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
  return {
    run: (jobs, onResult, signal) => runInLanes(lanes, { jobs, onResult, signal }),
    isAtWork: (job) => lanes.some((lane) => lane.isAtWork(job)),
    close,
  };
}

interface Threads {
  /** For a caller that submits jobs one by one. */
  work(job: RunJob): Promise<RunResult>;
  /** One for each thread. */
  readonly lanes: readonly (Lane & Required<Pick<Runner, 'isAtWork'>>)[];
  /** Resolves when all have loaded the program. */
  ready(): Promise<unknown>;
  close(): Promise<void>;
}

export function workInThreads(threads: number, materials: Materials, timeoutMs: number | null = null): Threads {
  const pool = threadPool({ name: 'run', threads, data: materials });
  // An abort ends the thread: not even an endless loop goes on.
  const once = async (jobs: readonly RunJob[], at: Int32Array): Promise<Answer[]> => {
    if (timeoutMs === null) return pool.run({ jobs, at });
    const limit = AbortSignal.timeout(timeoutMs);
    return (pool.run({ jobs, at }, { signal: limit }) as Promise<Answer[]>).catch((error: unknown) => {
      if (!limit.aborted) throw error;
      return [tookTooLong(jobs[0], timeoutMs)];
    });
  };
  // A thread may end for lack of memory or by a user's module: once may be chance, twice is due to the run.
  const again = ([job]: readonly RunJob[], at: Int32Array): Promise<Answer[]> =>
    once([job], at).catch((error: unknown) => [ended(job, error)]);
  /** Returns the results of the first of these jobs: of those before a refused one, of one where the thread has ended. */
  const first = async (given: readonly RunJob[], at = sharedPlace()): Promise<RunResult[]> => {
    const jobs = given.map(readRunJob);
    const answers = await once(jobs, at).catch(() => again(jobs, at));
    const results: RunResult[] = [];
    for (const answer of answers) {
      if (!('refused' in answer)) results.push(answer);
      else if (results.length > 0) break;
      else throw new UserError(answer.refused);
    }
    return results;
  };
  const lane = () => {
    let most = 1;
    let given: readonly RunJob[] = [];
    const at = sharedPlace();
    const work = async (jobs: readonly RunJob[]) => {
      const begunMs = performance.now();
      at[0] = 0;
      given = jobs;
      const results = await first(jobs, at);
      given = [];
      const isQuick = performance.now() - begunMs < TOGETHER_MS;
      most = isQuick ? Math.min(2 * most, MOST) : Math.ceil(most / 2);
      return results;
    };
    // The limit of time is that of one run.
    return { work, takes: () => (timeoutMs === null ? most : 1), isAtWork: ({ id }: RunJob) => given[at[0]]?.id === id };
  };
  return {
    work: async (job) => (await first([job]))[0],
    lanes: Array.from({ length: threads }, lane),
    ready: () => Promise.all(Array.from({ length: threads }, () => pool.run(null, { name: 'ready' }))),
    close: () => pool.destroy(),
  };
}

/** The place of the job that a thread does among those of a message. */
function sharedPlace(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

function ended({ id }: RunJob, error: unknown): RunResult {
  return { id, failure: [`the run ended its thread: ${error instanceof Error ? error.message : String(error)}`] };
}
