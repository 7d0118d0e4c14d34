import { setTimeout as sleep } from 'node:timers/promises';
import { Queue, QueueEvents } from 'bullmq';
import { EXIT_FAILED, UserError } from '../failure.js';
import type { RunJob, RunResult } from '../jobs/run-job.js';
import { type Runner, runAtMost } from '../jobs/runner.js';
import { Link, type LinkOptions } from './link.js';
import { PREFIX, QUEUE, RUN } from './names.js';
import { packJob, readRefusal, unpackResult } from './packed.js';

/**
 * The most runs waiting in the queue, and the most characters of their scenarios: neither Redis nor this process holds a study as a whole.
 */
const AHEAD = 1000;
const AHEAD_CHARACTERS = 64 * 1024 * 1024;
const TICK_MS = 1000;
/** Runs without events are checked at this interval. */
const CHECK_EVERY_TICKS = 5;
/** A worker that runs a job for this long has not refused it. */
const AT_WORK_MS = 2000;
/** The most different refusals reported. */
const REFUSALS_MOST = 50;
const LONELY_MS = 10_000;
/** Tries to remove a run that a worker has locked, and the time between them. */
const REMOVALS_MOST = 10;
const REMOVED_EVERY_MS = 100;

const JOB_OPTIONS = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 1000 },
  // Results of a coordinator that has gone wait one day.
  removeOnComplete: { age: 86_400, count: 10_000 },
  removeOnFail: { age: 86_400, count: 1000 },
};

interface Waiting {
  readonly job: RunJob;
  readonly promise: Promise<RunResult | null>;
  readonly settle: (result: RunResult | null) => void;
  readonly fail: (error: unknown) => void;
  readonly characters: number;
  /** Time at which a worker took it; null while it waits. */
  takenMs: number | null;
}

/** Returns a runner whose jobs any worker takes from the queue: `drydock worker`. Throws a UserError if the queue cannot be used. */
export async function inQueue(options: LinkOptions): Promise<Runner> {
  const link = await Link.open(options);
  await link.mustStore();
  // No event is missed from this id on.
  const [last] = await link.client.xrevrange(`${PREFIX}:${QUEUE}:events`, '+', '-', 'COUNT', 1).catch((error) => {
    link.close();
    throw link.failure(error);
  });
  const coordinator = new Coordinator(link, options, last?.[0] ?? '0-0');
  return { run: (jobs, onResult, signal) => coordinator.run(jobs, onResult, signal), close: () => coordinator.close() };
}

class Coordinator {
  private readonly queue: Queue;
  private readonly events: QueueEvents;
  private readonly waiting = new Map<string, Waiting>();
  private readonly refusals = new Set<string>();
  private readonly ticker: NodeJS.Timeout;
  private characters = 0;
  private roomFor: (() => void) | null = null;
  private isWithdrawing = false;
  private ticks = 0;
  private lastWorkerMs = performance.now();
  private hasWarnedOfNoWorker = false;
  /** Settled when the runs of a failed study are out of the queue. */
  private removed: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly link: Link,
    private readonly options: LinkOptions,
    lastEventId: string,
  ) {
    const common = { connection: link.client, prefix: PREFIX, skipVersionCheck: true };
    this.queue = new Queue(QUEUE, { ...common, defaultJobOptions: JOB_OPTIONS });
    this.events = new QueueEvents(QUEUE, { ...common, lastEventId });
    // The link reports connection errors, and the caller of a command its own.
    this.queue.on('error', () => {});
    this.events.on('error', () => {});
    this.listen();
    this.ticker = setInterval(() => this.tick(), TICK_MS);
    link.lost.catch((error) => this.stop(error));
  }

  async run(...[jobs, onResult, signal]: Parameters<Runner['run']>): Promise<void> {
    await Promise.race([this.ready(), this.link.lost]);
    this.isWithdrawing = false;
    const withdraw = () => this.withdraw();
    signal.addEventListener('abort', withdraw);
    const kept: typeof onResult = async (result) => {
      try {
        await onResult(result);
      } catch (error) {
        this.withdraw();
        throw error;
      }
    };
    try {
      await runAtMost(AHEAD, (job) => this.work(job), { jobs: this.paced(jobs), onResult: kept, signal });
    } finally {
      signal.removeEventListener('abort', withdraw);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.ticker);
    await this.removed;
    await this.link.closeAfter(this.events.close(), this.queue.close());
  }

  /** Yields no more jobs than the queue should hold. */
  private async *paced(jobs: Iterable<RunJob> | AsyncIterable<RunJob>): AsyncGenerator<RunJob> {
    for await (const job of jobs) {
      while (this.characters > AHEAD_CHARACTERS) await new Promise<void>((ok) => (this.roomFor = ok));
      yield job;
    }
  }

  private async work(job: RunJob): Promise<RunResult | null> {
    const known = this.waiting.get(job.id);
    if (known !== undefined) return known.promise;
    const data = packJob(job);
    const { promise, resolve: settle, reject: fail } = withResolvers<RunResult | null>();
    const waiting: Waiting = { job, promise, settle, fail, characters: data.scenario.length, takenMs: null };
    if (this.waiting.size === 0) this.lastWorkerMs = performance.now();
    this.waiting.set(job.id, waiting);
    this.characters += waiting.characters;
    this.queue.add(RUN, data, { jobId: job.id }).catch((error) => this.stop(this.link.failure(error)));
    try {
      return await promise;
    } finally {
      this.waiting.delete(job.id);
      this.characters -= waiting.characters;
      this.roomFor?.();
    }
  }

  private listen(): void {
    const { events } = this;
    events.on('completed', ({ jobId, returnvalue }) => this.settle(jobId, (job) => resultOf(job, returnvalue)));
    events.on('failed', ({ jobId, failedReason }) => this.settle(jobId, (job) => gaveUp(job, failedReason)));
    events.on('active', ({ jobId }) => this.taken(jobId, performance.now()));
    const back = ({ jobId }: { jobId: string }) => this.taken(jobId, null);
    events.on('waiting', back).on('delayed', back).on('stalled', back);
    events.on('progress', ({ jobId, data }) => this.refused(jobId, data));
    // The job already existed: from another coordinator, or from an ended one, whose failures run again.
    events.on('duplicated', ({ jobId }) => void this.check(jobId, { isOld: true }));
  }

  private settle(jobId: string, resultOf: (job: RunJob) => RunResult): void {
    const waiting = this.waiting.get(jobId);
    if (waiting === undefined) return;
    this.noteWorker();
    waiting.settle(resultOf(waiting.job));
    this.queue.remove(jobId).catch(() => {});
  }

  private taken(jobId: string, nowMs: number | null): void {
    const waiting = this.waiting.get(jobId);
    if (waiting !== undefined) waiting.takenMs = nowMs;
  }

  private refused(jobId: string, data: unknown): void {
    const refusal = this.waiting.has(jobId) ? readRefusal(data) : null;
    for (const line of refusal?.refused ?? []) {
      const message = `worker ${refusal?.by} refuses: ${line}`;
      if (this.refusals.has(message) || this.refusals.size >= REFUSALS_MOST) continue;
      this.refusals.add(message);
      this.options.report(message);
    }
  }

  /** Queries the state of a run: an event may have been missed, and a restarted Redis has lost everything. */
  private async check(jobId: string, { isOld = false } = {}): Promise<void> {
    const waiting = this.waiting.get(jobId);
    if (waiting === undefined) return;
    try {
      const state = await this.queue.getJobState(jobId);
      if (state === 'completed' || (state === 'failed' && !isOld)) await this.fetch(jobId, state);
      else if (state === 'active') waiting.takenMs ??= performance.now();
      else if (this.isWithdrawing) await this.withdrawOne(jobId, waiting);
      else if (state === 'unknown' || state === 'failed') {
        if (state === 'unknown') await this.reportIfEmptied();
        await this.queue.remove(jobId);
        await this.queue.add(RUN, packJob(waiting.job), { jobId });
      }
    } catch (error) {
      this.stop(this.link.failure(error));
    }
  }

  private async ready(): Promise<void> {
    await this.events.waitUntilReady();
    await this.mark().catch((error) => {
      throw this.link.failure(error);
    });
  }

  /** Sets a mark, which FLUSHALL or a Redis without storage loses. Returns whether it was missing. */
  private async mark(): Promise<boolean> {
    return (await this.link.client.hsetnx(this.queue.toKey('meta'), 'coordinated', '1')) === 1;
  }

  private async reportIfEmptied(): Promise<void> {
    if (await this.mark())
      this.options.report(`${this.link.shown}: it has lost what was in it; the runs that are not done are put in again`);
  }

  private async fetch(jobId: string, state: 'completed' | 'failed'): Promise<void> {
    const job = await this.queue.getJob(jobId);
    // Another coordinator may have removed it meanwhile: the next check finds out.
    if (job === undefined) return;
    this.settle(jobId, (run) => (state === 'completed' ? resultOf(run, job.returnvalue) : gaveUp(run, job.failedReason)));
  }

  private tick(): void {
    const nowMs = performance.now();
    const waiting = [...this.waiting.values()];
    if (this.link.client.status !== 'ready') return;
    if (waiting.length === 0 || waiting.some(({ takenMs }) => takenMs !== null && nowMs - takenMs > AT_WORK_MS)) this.noteWorker();
    const aloneMs = nowMs - this.lastWorkerMs;
    const isAlone = this.refusals.size === 0 && waiting.every(({ takenMs }) => takenMs === null);
    if (aloneMs > LONELY_MS && isAlone && !this.hasWarnedOfNoWorker) {
      this.hasWarnedOfNoWorker = true;
      this.options.report(`${this.link.shown}: no worker takes a run; start some: drydock worker --queue ${this.link.shown}`);
    }
    if (aloneMs > this.options.patienceMs && this.refusals.size > 0) this.stop(this.noWorker());
    this.ticks++;
    if (this.ticks % CHECK_EVERY_TICKS === 0 || this.isWithdrawing) for (const id of this.waiting.keys()) void this.check(id);
  }

  private noteWorker(): void {
    this.lastWorkerMs = performance.now();
    this.hasWarnedOfNoWorker = false;
  }

  private noWorker(): UserError {
    const head = `--queue ${this.link.shown}: for ${this.options.patienceMs / 1000} s no worker took a run that it can do`;
    return new UserError([head, ...this.refusals], EXIT_FAILED);
  }

  /** Takes back all jobs that no worker has begun. */
  private withdraw(): void {
    this.isWithdrawing = true;
    for (const [id, waiting] of this.waiting) this.withdrawOne(id, waiting).catch((error) => this.stop(this.link.failure(error)));
    // A Redis that is frozen or lost brings no results.
    void this.link.answers().then((isThere) => {
      if (!isThere) for (const { settle } of this.waiting.values()) settle(null);
    });
  }

  private async withdrawOne(jobId: string, { settle }: Waiting): Promise<void> {
    // A worker that runs it holds its lock, and will report.
    if ((await this.queue.remove(jobId).catch(() => 0)) === 1) settle(null);
  }

  private stop(error: unknown): void {
    const ids = [...this.waiting.keys()];
    for (const { fail } of this.waiting.values()) fail(error);
    this.removed = Promise.all([this.removed, ...ids.map((id) => this.removeUnlocked(id))]);
  }

  /** Tries several times: a worker locks a run while it refuses it, and a locked run cannot be removed. */
  private async removeUnlocked(jobId: string): Promise<void> {
    for (let nth = 0; nth < REMOVALS_MOST && this.link.client.status === 'ready'; nth++) {
      if ((await this.queue.remove(jobId).catch(() => 0)) === 1) return;
      await sleep(REMOVED_EVERY_MS);
    }
  }
}

function resultOf(job: RunJob, returned: unknown): RunResult {
  try {
    return unpackResult(returned, job);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { id: job.id, failure: error.lines.map((line) => `the queue gave no valid result for it: ${line}`) };
  }
}

function gaveUp({ id }: RunJob, reason: string): RunResult {
  const why = /stalled/.test(reason) ? 'its workers ended again and again while they ran it: has the machine enough memory?' : reason;
  return { id, failure: [`the queue gave it up: ${why}`] };
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((ok, no) => {
    resolve = ok;
    reject = no;
  });
  return { promise, resolve, reject };
}
