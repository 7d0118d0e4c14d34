import { join } from 'node:path';
import { jobScenarioOf } from '../../../src/run/jobs/job-scenario.js';
import { type RunJob, type RunResult, runJobOf } from '../../../src/run/jobs/run-job.js';
import type { Runner } from '../../../src/run/jobs/runner.js';
import { readScenario } from '../../../src/run/scenario-file.js';

export const SMALL = join(import.meta.dirname, '../../fixtures/cli/small.yaml');

/** Runs of the small scenario, one a seed. */
export async function smallJobs(count: number, set: RunJob['set'] = []): Promise<RunJob[]> {
  const { scenario, policy } = await jobScenarioOf(readScenario(SMALL));
  return Array.from({ length: count }, (_, i) => runJobOf({ scenario, set, seed: i + 1, policy }));
}

/** The results in the order of the jobs. */
export async function resultsOf(
  runner: Runner,
  jobs: readonly RunJob[],
  signal = new AbortController().signal,
): Promise<(RunResult | undefined)[]> {
  const results = new Map<string, RunResult>();
  await runner.run(jobs, (result) => void results.set(result.id, result), signal);
  return jobs.map(({ id }) => results.get(id));
}
