import { inThreads } from '../threads/in-threads.js';
import { inProcess } from './in-process.js';
import type { JobScenario } from './job-scenario.js';
import type { Materials } from './job-worker.js';
import type { Runner } from './runner.js';

/** Returns a runner on this machine with a number of threads; null: one per processor. One worker needs no thread. */
export function localRunner(workers: number | null, scenarios: readonly JobScenario[]): Runner {
  const materials = materialsOf(scenarios);
  return workers === 1 ? inProcess(materials) : inThreads(workers, materials);
}

function materialsOf(scenarios: readonly JobScenario[]): Materials {
  const merged = (key: keyof Materials) => Object.assign({}, ...scenarios.map(({ materials }) => materials[key])) as Record<string, string>;
  return { traces: merged('traces'), modules: merged('modules') };
}
