import { stringify } from 'yaml';
import { inProcess } from '../../src/run/jobs/local-runner.js';
import { type RunJob, type RunResult, runJobOf } from '../../src/run/jobs/run-job.js';
import type { Runner } from '../../src/run/jobs/runner.js';
import { inThreads } from '../../src/run/threads/in-threads.js';
import { mixedScenario } from '../studies/export/mixed-scenario.js';

const MINUTES = 60;
const BATCH = 6;
const NO_MATERIALS = { traces: {}, modules: {} };

/** Runs drawn scenarios in two threads and in this process, until time is over or a result differs. */
export async function threadsAgainstOne(
  first: number,
  isOver: () => boolean,
): Promise<{ readonly runs: number; readonly failure?: string }> {
  const [threads, one] = [inThreads(2, NO_MATERIALS), inProcess(NO_MATERIALS)];
  try {
    for (let runs = 0; ; runs += BATCH) {
      const jobs = Array.from({ length: BATCH }, (_, i) => jobOf(first + runs + i));
      const [wanted, found] = [await resultsOf(one, jobs), await resultsOf(threads, jobs)];
      const differs = jobs.findIndex((_, i) => wanted[i] !== found[i]);
      if (differs >= 0) return { runs, failure: `seed ${first + runs + differs} in a thread: ${found[differs]}, not ${wanted[differs]}` };
      if (isOver()) return { runs: runs + BATCH };
    }
  } finally {
    await threads.close();
  }
}

function jobOf(seed: number): RunJob {
  const scenario = { file: `drawn-${seed}.yaml`, text: stringify(mixedScenario(seed, MINUTES)), texts: {}, traces: {} };
  return runJobOf({ scenario, set: [], seed, policy: null });
}

async function resultsOf(runner: Runner, jobs: readonly RunJob[]): Promise<string[]> {
  const results = new Map<string, RunResult>();
  await runner.run(jobs, (result) => void results.set(result.id, result), new AbortController().signal);
  return jobs.map(({ id }) => JSON.stringify(results.get(id)));
}
