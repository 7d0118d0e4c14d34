import { basename, resolve } from 'node:path';
import type { Policy } from '../policy-module.js';
import type { ScenarioFile } from '../scenario-file.js';
import { traceHashes } from '../scenario-hash.js';
import type { Materials } from './job-worker.js';
import type { RunJob, ScenarioTexts } from './run-job.js';

/** A scenario of this machine in the form for jobs. */
export interface JobScenario {
  readonly scenario: ScenarioTexts;
  readonly policy: RunJob['policy'];
  /** Local paths of the files to which jobs refer by hash. */
  readonly materials: Materials;
}

/** Messages of a job contain the file name alone: its folder differs between machines. */
export async function jobScenarioOf(read: ScenarioFile, policy: Policy | null = null): Promise<JobScenario> {
  const { path, folder, inputs } = read;
  const file = basename(path);
  const { [file]: text, ...texts } = Object.fromEntries(inputs);
  const traces = await traceHashes(read);
  const paths = [...traces].map(([trace, sha256]) => [sha256, resolve(folder, trace)]);
  const module = policy?.module ?? null;
  const named = module === null ? null : { file: basename(module.path), sha256: module.sha256 };
  return {
    scenario: { file, text, texts, traces: Object.fromEntries(traces) },
    policy: policy === null ? null : { name: policy.name, module: named },
    materials: { traces: Object.fromEntries(paths), modules: module === null ? {} : { [module.sha256]: resolve(module.path) } },
  };
}
