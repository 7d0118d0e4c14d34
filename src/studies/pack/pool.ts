import { availableParallelism } from 'node:os';
import { CertainFailure, EXIT_FAILED, EXIT_INTERRUPTED, UserError } from '../../run/failure.js';
import type { Journal } from '../../run/journal/journal.js';
import { threadPool } from '../../run/threads/thread-pool.js';
import { type PackDone, type PackJob, type PackOutcome, runPackJob } from './job.js';
import { doneOf, type KeptReplay, keptOf } from './journal-entry.js';
import type { PackProblem } from './replay/problem.js';
import type { PackEvents } from './task-columns.js';

export interface PoolOptions {
  /** Threads; null: the number of processors, or none for work that ends before they would have started. */
  readonly workers: number | null;
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number) => void;
  /** Takes the decisions of audited jobs, in the order of the jobs. */
  readonly write?: ((job: PackJob, events: PackEvents) => Promise<void>) | undefined;
  /** Receives each result once, in any order; a job waits for its promise, whose failure stops all jobs. */
  readonly onDone?: ((done: PackDone, job: number) => Promise<void> | undefined) | undefined;
}

/** Jobs whose decisions wait to be written, at most: those of a long trace take much memory. */
const AHEAD = 4;

/** Pairs of a task and a node, over all replays: one process handles this many in the time that two threads take to start. */
const PAIRS_ALONE = 200_000;

/** Runs jobs and returns the results in the order of the jobs. A fault of a policy stops all jobs. */
export function runJobs(problem: PackProblem, jobs: readonly PackJob[], options: PoolOptions): Promise<PackDone[]> {
  return options.workers === null && isShort(problem, jobs) ? runHere(problem, jobs, options) : runInThreads(problem, jobs, options);
}

/** A user's module always has a thread, because it may end its process or never answer. */
function isShort({ nodes, tasks }: PackProblem, jobs: readonly PackJob[]): boolean {
  const pairs = jobs.length * nodes.count * tasks.count;
  return pairs <= PAIRS_ALONE && jobs.every(({ modulePath, leastFleetFrom }) => modulePath === null && leastFleetFrom === undefined);
}

function runHere(problem: PackProblem, jobs: readonly PackJob[], options: PoolOptions): Promise<PackDone[]> {
  let before: Promise<unknown> = Promise.resolve();
  return inOrder(
    jobs,
    (job, signal) => {
      const outcome = before.then(() => {
        signal.throwIfAborted();
        return runPackJob(problem, job);
      });
      before = outcome.catch(() => {});
      return outcome;
    },
    options,
  );
}

async function runInThreads(problem: PackProblem, jobs: readonly PackJob[], options: PoolOptions): Promise<PackDone[]> {
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

/** Runs the jobs that the journal lacks. All results are those of the journal, so that they are the same after a kill. */
export async function runMissing(
  problem: PackProblem,
  jobs: readonly PackJob[],
  { journal, progress, ...options }: PoolOptions & { readonly journal: Journal<KeptReplay> },
): Promise<PackDone[]> {
  const runs = [...jobs.keys()].filter((run) => !journal.has(run));
  const before = jobs.length - runs.length;
  const missing = runs.map((run) => jobs[run]);
  if (missing.length > 0)
    await runJobs(problem, missing, {
      ...options,
      onDone: (done, index) => journal.add(runs[index], keptOf(done)),
      progress: (done) => progress(before + done, jobs.length),
    });
  await journal.flushed();
  return jobs.map((_, run) => doneOf(journal.read(run)));
}

/** A thread that ends without a result: with a user's module the module is the cause, for example by process.exit(). */
function blame({ policy, modulePath, options }: PackJob, error: unknown): PackOutcome {
  if (modulePath === null || isAbort(error)) throw error;
  const why = error instanceof Error ? error.message : String(error);
  return { fault: `${modulePath}: policy ${policy} ended its thread in a replay (seed ${options.seed}): ${why}`, isCertain: false };
}

/** The order and stop rules of the pool, for any way to run a job. */
export async function inOrder(
  jobs: readonly PackJob[],
  run: (job: PackJob, signal: AbortSignal) => Promise<PackOutcome>,
  { signal, progress, write, onDone }: Omit<PoolOptions, 'workers'>,
): Promise<PackDone[]> {
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
    if (outcome.fault !== undefined) {
      stopFrom(i + 1);
      return outcome;
    }
    await onDone?.(outcome, i)?.catch((error: unknown) => {
      stopFrom(0);
      throw error;
    });
    progress(++done, jobs.length);
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

function answersOf(outcomes: readonly PromiseSettledResult<PackOutcome>[]): PackDone[] {
  const answers: PackDone[] = [];
  let failure: unknown = null;
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') failure ??= isAbort(outcome.reason) ? null : outcome.reason;
    else if (outcome.value.fault !== undefined) throw faultOf(outcome.value);
    else answers.push(outcome.value);
  }
  if (failure !== null) throw failure;
  return answers;
}

function faultOf({ fault, isCertain }: Exclude<PackOutcome, PackDone>): UserError {
  return isCertain ? new CertainFailure([fault]) : new UserError([fault], EXIT_FAILED);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || /aborted/i.test(error.message));
}
