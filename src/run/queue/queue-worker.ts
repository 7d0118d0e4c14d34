import { once } from 'node:events';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { DelayedError, type Job, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import { engineVersion } from '../engine-version.js';
import { UserError } from '../failure.js';
import type { Materials } from '../jobs/job-worker.js';
import { isDone, type RunJob, type RunResult } from '../jobs/run-job.js';
import { workInThreads } from '../threads/in-threads.js';
import { Link, type LinkOptions } from './link.js';
import { PREFIX, QUEUE, RUN } from './names.js';
import { OtherEngine, packResult, type Refusal, unpackJob } from './packed.js';
import { inWords } from './queue-words.js';

export interface WorkerOptions extends LinkOptions {
  /** Runs at a time, each in a thread of its own: the main thread must stay free to renew the locks. */
  readonly concurrency: number;
  readonly materials: Materials;
  /** The most that a run may take; null: any time. */
  readonly timeoutMs?: number | null;
  /** After the first abort the worker takes no more runs and finishes those in progress; after the second it gives them back. */
  readonly finish: AbortSignal;
  readonly giveBack: AbortSignal;
  readonly onCount?: (counts: WorkerCounts) => void;
}

export interface WorkerCounts {
  readonly done: number;
  readonly failed: number;
  readonly refused: number;
}

/** A worker that does not renew its locks within this time loses its runs to others. */
const LOCK_MS = 15_000;
const STALLED_CHECK_MS = 5000;
/** The most workers that a run may lose before it fails: a run that exhausts the memory of each must not repeat forever. */
const LOST_WORKERS_MOST = 3;
const LINES_MAX = 10;
const LINE_MAX = 1000;
/** The most different lines reported. */
const PRINTED_MAX = 1000;
/** Delay of a refused job; the worker that refused it waits much longer, so that another gets the job first. */
const REFUSED_MS = 250;
const REFUSER_MS = 2000;
/** Runs that a worker gives back are back within this time, if ever. */
const GIVING_BACK_MS = 5000;

/** Runs jobs from the queue until a stop. Throws a UserError if the queue cannot be used, or was lost for too long. */
export async function serveQueue(options: WorkerOptions): Promise<void> {
  const link = await Link.open(options);
  await link.mustStore();
  const server = new Server(link, options);
  try {
    await Promise.race([server.serve(), link.lost]);
  } finally {
    await link.closeAfter(server.close());
  }
}

/** A worker whose end may wait for a lost Redis, and which must not renew locks until then. */
class QueueWorker extends Worker {
  override async close(force?: boolean): Promise<void> {
    if (force) await this.lockManager.close();
    return super.close(force);
  }
}

class Server {
  private readonly by = `${hostname()}:${process.pid}`;
  private readonly threads: ReturnType<typeof workInThreads>;
  private readonly printed = new Set<string>();
  /** One function per current run that gives it back. */
  private readonly atWork = new Set<() => void>();
  private counts = { done: 0, failed: 0, refused: 0 };
  private worker: QueueWorker | null = null;

  constructor(
    private readonly link: Link,
    private readonly options: WorkerOptions,
  ) {
    this.threads = workInThreads(options.concurrency, options.materials, options.timeoutMs);
    options.giveBack.addEventListener('abort', () => {
      for (const giveBack of this.atWork) giveBack();
    });
  }

  async serve(): Promise<void> {
    const { concurrency, finish, report } = this.options;
    const worker = new QueueWorker(QUEUE, (job, token) => this.take(job, token ?? ''), {
      connection: this.link.client,
      prefix: PREFIX,
      skipVersionCheck: true,
      concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      maxStalledCount: LOST_WORKERS_MOST,
      runRetryDelay: 1000,
    });
    this.worker = worker;
    worker.on('error', (error) => this.reportOnce(error));
    await worker.waitUntilReady();
    report(`drydock ${engineVersion()}: does runs from ${this.link.shown}, ${concurrency} at a time; Ctrl-C finishes what runs and ends`);
    if (!finish.aborted) await once(finish, 'abort');
    await Promise.race([worker.close(), this.givenBack()]);
  }

  /** A Redis that stores nothing takes nothing back either. There is nothing to wait for if no run is at work and Redis is lost. */
  private async givenBack(): Promise<void> {
    const { giveBack } = this.options;
    if (this.atWork.size === 0 && !(await this.link.answers())) return;
    if (!giveBack.aborted) await once(giveBack, 'abort');
    await sleep(GIVING_BACK_MS);
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.worker?.close(true), this.threads.close()]);
  }

  private async take(job: Job, token: string): Promise<string> {
    try {
      const run = this.read(job);
      const result = await this.result(run);
      if (result === null) return await this.giveBack(job, token);
      this.count(isDone(result) ? 'done' : 'failed');
      return packResult(result);
    } catch (error) {
      if (!(error instanceof UserError || error instanceof OtherEngine)) throw error;
      const lines = error instanceof UserError ? error.lines : [error.message];
      return await this.refuse(job, token, lines);
    }
  }

  /** A job that no worker of this version can run fails permanently. */
  private read(job: Job): RunJob {
    try {
      if (job.name !== RUN) throw new UserError([`it is no run but '${job.name.slice(0, 100)}'`]);
      const run = unpackJob(job.data);
      if (run.id !== job.id) throw new UserError(['it is in the queue under another id']);
      return run;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.count('refused');
      const [first, ...more] = error.lines;
      const reason = `${first.slice(0, 500)}${more.length === 0 ? '' : ` and ${more.length} more mistakes`}`;
      this.options.report(`job ${job.id} of the queue is thrown out: ${reason}`);
      throw new UnrecoverableError(reason);
    }
  }

  private async refuse(job: Job, token: string, lines: readonly string[]): Promise<never> {
    this.count('refused');
    const refused = lines.slice(0, LINES_MAX).map((line) => line.replace(`job ${job.id}: `, '').slice(0, LINE_MAX));
    for (const line of refused) this.reportOnce(new Error(`refused: ${line}`));
    await job.updateProgress({ by: this.by, refused } satisfies Refusal);
    await job.moveToDelayed(Date.now() + REFUSED_MS, token);
    await sleep(REFUSER_MS, undefined, { signal: this.options.finish }).catch(() => {});
    throw new DelayedError();
  }

  private async giveBack(job: Job, token: string): Promise<never> {
    await job.moveToWait(token);
    this.options.report(`given back: run ${job.id}`);
    throw new WaitingError();
  }

  /** Null: the run must be given back. */
  private result(run: RunJob): Promise<RunResult | null> {
    // A job given back wakes the next waiting lane, which may be one of this worker.
    if (this.options.giveBack.aborted) return Promise.resolve(null);
    return new Promise((resolve, reject) => {
      const giveBack = () => resolve(null);
      this.atWork.add(giveBack);
      const work = this.threads.work(run).then(resolve, reject);
      void work.finally(() => this.atWork.delete(giveBack));
    });
  }

  private count(what: keyof WorkerCounts): void {
    this.counts = { ...this.counts, [what]: this.counts[what] + 1 };
    this.options.onCount?.(this.counts);
  }

  private reportOnce({ message }: Error): void {
    const line = inWords(message, this.link.shown);
    if (line === null || this.printed.has(line) || this.printed.size > PRINTED_MAX) return;
    this.printed.add(line);
    this.options.report(line);
  }
}
