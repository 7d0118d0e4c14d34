import { workerData } from 'node:worker_threads';

// A module that ended its thread would be waited for in vain: it gets an exception, which is told as its fault.
process.exit = (code) => {
  throw new Error(`process.exit(${code ?? ''})`);
};

// Tinypool hands over a pair: its own data and that of the pool's maker, which came once, when the thread began.
const [, data] = workerData as [unknown, never];

/** What a thread does with a replay of `pack`. Each kind of work is loaded where it is done. */
export async function pack(job: never): Promise<unknown> {
  const { runPackJob } = await import('../../studies/pack/job.js');
  return runPackJob(data, job);
}

let worker: Promise<{ answer(job: unknown): Promise<unknown> }> | null = null;

/** What a thread does with a run. */
export async function run(job: unknown): Promise<unknown> {
  worker ??= import('../jobs/job-worker.js').then(({ JobWorker }) => new JobWorker(data));
  return (await worker).answer(job);
}
