import { JobWorker, type Materials } from './job-worker.js';
import type { Runner } from './runner.js';
import { runAtMost } from './runner.js';

/** Runs one job after the other in this process. `timeoutMs`: the most that a run may take. */
export function inProcess(materials: Materials, timeoutMs: number | null = null): Runner {
  const worker = new JobWorker(materials, timeoutMs);
  return {
    run: (jobs, onResult, signal) => runAtMost(1, (job) => worker.run(job), { jobs, onResult, signal }),
    close: async () => {},
  };
}
