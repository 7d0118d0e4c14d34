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

export interface WorkerOptions extends LinkOptions {
  /** Runs at a time, each in a thread of its own: this one must be free to say that the worker lives. */
  readonly concurrency: number;
  readonly materials: Materials;
  /** After the first abort no run is taken, and those that run are finished; after the second they are given back. */
  readonly finish: AbortSignal;
  readonly giveBack: AbortSignal;
  readonly onCount?: (counts: WorkerCounts) => void;
}

export interface WorkerCounts {
  readonly done: number;
  readonly failed: number;
  readonly refused: number;
}

/** Of a worker that does not say within this time that it lives, the runs are given to others. */
const LOCK_MS = 15_000;
const STALLED_CHECK_MS = 5000;
/** Workers that a run may lose and be tried once more: one that ends each for want of memory must not go round for ever. */
const LOST_WORKERS_MOST = 3;
const LINES_MAX = 10;
const LINE_MAX = 1000;
/** Different lines that are told. */
const TOLD_MOST = 1000;
/** What is refused waits so long, and who refused it much longer: others get their turn, which they would not if it came back with its run. */
const REFUSED_MS = 250;
const REFUSER_MS = 2000;

/** Does runs from the queue until it is told to stop. A UserError: the queue cannot be used, or was lost for too long. */
export async function serveQueue(options: WorkerOptions): Promise<void> {
  const link = await Link.open(options);
  const server = new Server(link, options);
  try {
    await Promise.race([server.serve(), link.lost]);
  } finally {
    await link.closeAfter(server.close());
  }
}

class Server {
  private readonly by = `${hostname()}:${process.pid}`;
  private readonly threads: ReturnType<typeof workInThreads>;
  private readonly told = new Set<string>();
  /** Gives back what runs, run by run. */
  private readonly atWork = new Set<() => void>();
  private counts = { done: 0, failed: 0, refused: 0 };
  private worker: Worker | null = null;

  constructor(
    private readonly link: Link,
    private readonly options: WorkerOptions,
  ) {
    this.threads = workInThreads(options.concurrency, options.materials);
    options.giveBack.addEventListener('abort', () => {
      for (const giveBack of this.atWork) giveBack();
    });
  }

  async serve(): Promise<void> {
    const { concurrency, finish, tell } = this.options;
    const worker = new Worker(QUEUE, (job, token) => this.take(job, token ?? ''), {
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
    worker.on('error', (error) => this.tellOnce(error));
    await worker.waitUntilReady();
    tell(`drydock ${engineVersion()}: does runs from ${this.link.shown}, ${concurrency} at a time; Ctrl-C finishes what runs and ends`);
    if (!finish.aborted) await once(finish, 'abort');
    await worker.close();
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

  /** A job that no worker of this version could do fails for good. */
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
      this.options.tell(`job ${job.id} of the queue is thrown out: ${reason}`);
      throw new UnrecoverableError(reason);
    }
  }

  private async refuse(job: Job, token: string, lines: readonly string[]): Promise<never> {
    this.count('refused');
    const refused = lines.slice(0, LINES_MAX).map((line) => line.replace(`job ${job.id}: `, '').slice(0, LINE_MAX));
    for (const line of refused) this.tellOnce(new Error(`refused: ${line}`));
    await job.updateProgress({ by: this.by, refused } satisfies Refusal);
    await job.moveToDelayed(Date.now() + REFUSED_MS, token);
    await sleep(REFUSER_MS, undefined, { signal: this.options.finish }).catch(() => {});
    throw new DelayedError();
  }

  private async giveBack(job: Job, token: string): Promise<never> {
    await job.moveToWait(token);
    this.options.tell(`given back: run ${job.id}`);
    throw new WaitingError();
  }

  /** Null: it is to be given back. */
  private result(run: RunJob): Promise<RunResult | null> {
    // What was given back wakes whoever waits for a run, another lane of this worker among them.
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

  /** Connections are the link's to tell. */
  private tellOnce({ message }: Error): void {
    if (/connection is closed|ECONN|ENOTFOUND|ETIMEDOUT|EPIPE/i.test(message) || this.told.has(message) || this.told.size > TOLD_MOST)
      return;
    this.told.add(message);
    this.options.tell(message);
  }
}
