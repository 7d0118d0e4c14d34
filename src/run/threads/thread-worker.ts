import { workerData } from 'node:worker_threads';

// If a module ended its thread, the caller would wait forever: process.exit throws instead, and the module is blamed.
process.exit = (code) => {
  throw new Error(`process.exit(${code ?? ''})`);
};

// Tinypool passes a pair: its own data and that of the pool's creator, once, when the thread begins.
const [, data] = workerData as [unknown, never];

/** Performs a replay of `pack` in a thread. Each kind of work loads its own modules. */
export async function pack(job: never): Promise<unknown> {
  const { runPackJob } = await import('../../studies/pack/job.js');
  return runPackJob(data, job);
}

let worker: Promise<{ answers(jobs: unknown, at: unknown): Promise<unknown> }> | null = null;

function runWorker() {
  worker ??= import('../jobs/job-worker.js').then(({ JobWorker }) => new JobWorker(data));
  return worker;
}

/** Loads what a run takes. */
export async function ready(): Promise<void> {
  await runWorker();
}

/** Performs the first of these runs in a thread. */
export async function run({ jobs, at }: { readonly jobs: unknown; readonly at: unknown }): Promise<unknown> {
  return (await runWorker()).answers(jobs, at);
}
