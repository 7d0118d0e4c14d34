import { workerData } from 'node:worker_threads';
import type { PackProblem } from '../pack/problem.js';
import { type PackJob, type PackOutcome, runPackJob } from './pack-job.js';

// A module that ended its thread would be waited for in vain: it gets an exception, which is told as its fault.
process.exit = (code) => {
  throw new Error(`process.exit(${code ?? ''})`);
};

/** What a thread of the pool does with one job; the problem came once, when the thread began. */
export function work(job: PackJob): Promise<PackOutcome> {
  // Tinypool hands over a pair: its own data and that of the pool's maker.
  const [, problem] = workerData as [unknown, PackProblem];
  return runPackJob(problem, job);
}
