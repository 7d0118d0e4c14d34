import { availableParallelism } from 'node:os';
import { EXIT_FAILED, EXIT_INTERRUPTED, UserError } from '../../run/failure.js';
import { threadPool } from '../../run/threads/thread-pool.js';
import type { PackJob, PackOutcome } from './job.js';
import type { PackProblem } from './replay/problem.js';
import type { PackEvents } from './task-table.js';

export interface PoolOptions {
  /** Threads; null: the number of processors. */
  readonly workers: number | null;
  readonly signal: AbortSignal;
  readonly progress: (done: number, of: number) => void;
  /** Takes the decisions of audited jobs, in the order of the jobs. */
  readonly write?: ((job: PackJob, events: PackEvents) => Promise<void>) | undefined;
}

/** Jobs whose decisions wait to be written, at most: those of a long trace take much memory. */
const AHEAD = 4;

type Done = Exclude<PackOutcome, { readonly fault: string }>;

/** Runs jobs in threads and returns the results in the order of the jobs. A fault of a policy stops all jobs. */
export async function runInThreads(problem: PackProblem, jobs: readonly PackJob[], options: PoolOptions): Promise<Done[]> {
  const threads = Math.min(jobs.length, options.workers ?? availableParallelism());
  const pool = threadPool({ name: 'pack', threads, data: problem });
  try {
    return await inOrder(
      jobs,
      (job, signal) => (pool.run(job, { signal }) as Promise<PackOutcome>).catch((error) => blame(job, error)),
      options,
    );
  } finally {
    await pool.destroy();
  }
}

/** A thread that ends without a result: with a user's module the module is the cause, for example by process.exit(). */
function blame({ policy, modulePath, options }: PackJob, error: unknown): PackOutcome {
  if (modulePath === null || isAbort(error)) throw error;
  const why = error instanceof Error ? error.message : String(error);
  return { fault: `${modulePath}: policy ${policy} ended its thread in a replay (seed ${options.seed}): ${why}` };
}

/** The order and stop rules of the pool, for any way to run a job. */
export async function inOrder(
  jobs: readonly PackJob[],
  run: (job: PackJob, signal: AbortSignal) => Promise<PackOutcome>,
  { signal, progress, write }: Omit<PoolOptions, 'workers'>,
): Promise<Done[]> {
  const stops = jobs.map(() => new AbortController());
  const stopFrom = (first: number) => {
    for (const stop of stops.slice(first)) stop.abort();
  };
  const onAbort = () => stopFrom(0);
  signal.addEventListener('abort', onAbort);
  let done = 0;
  // A fault stops only the jobs behind it: the reported fault must not depend on speed.
  const answer = async (job: PackJob, i: number): Promise<PackOutcome> => {
    if (write !== undefined) await turns[i - AHEAD];
    const outcome = await run(job, stops[i].signal);
    if (outcome.fault !== undefined) stopFrom(i + 1);
    else progress(++done, jobs.length);
    return outcome;
  };
  /** By job: when its decisions are written. */
  const turns: Promise<unknown>[] = [];
  const outcomes = await Promise.allSettled(
    jobs.map((job, i) => {
      const written = answer(job, i).then(async (outcome): Promise<PackOutcome> => {
        if (write === undefined || outcome.fault !== undefined || outcome.events === null) return outcome;
        await turns[i - 1];
        await write(job, outcome.events);
        return { ...outcome, events: null };
      });
      turns[i] = written.catch(() => {});
      return written;
    }),
  );
  signal.removeEventListener('abort', onAbort);
  if (signal.aborted) throw new UserError([`pack: stopped after ${done} of ${jobs.length} replays`], EXIT_INTERRUPTED);
  return answersOf(outcomes);
}

function answersOf(outcomes: readonly PromiseSettledResult<PackOutcome>[]): Done[] {
  const answers: Done[] = [];
  let failure: unknown = null;
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') failure ??= isAbort(outcome.reason) ? null : outcome.reason;
    else if (outcome.value.fault !== undefined) throw new UserError([outcome.value.fault], EXIT_FAILED);
    else answers.push(outcome.value);
  }
  if (failure !== null) throw failure;
  return answers;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || /aborted/i.test(error.message));
}
