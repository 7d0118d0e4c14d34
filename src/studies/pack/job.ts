import { PolicyFault } from '../../placement/algorithms/fault.js';
import { loadCheckedPolicy } from '../../run/policy-module.js';
import { packReplay } from './replay/metrics.js';
import type { PackProblem, ReplayOptions } from './replay/problem.js';
import { replay } from './replay/replay.js';
import type { PackReplay } from './result.js';

/** One replay to make: plain data, so that it can be sent to a thread. */
export interface PackJob {
  readonly policy: string;
  /** Path of the user's module; null: the policy is known by its name. */
  readonly modulePath: string | null;
  readonly options: ReplayOptions;
}

/** A fault of the policy is an answer: an error would lose its kind on the way out of a thread. */
export type PackOutcome =
  | { readonly replay: PackReplay; readonly seconds: number; readonly fault?: undefined }
  | { readonly fault: string };

export async function runPackJob(problem: PackProblem, { policy, modulePath, options }: PackJob): Promise<PackOutcome> {
  try {
    // Loaded anew for each replay: what a module keeps at its top must not depend on which thread replayed what before.
    const algorithm = modulePath === null ? policy : await loadCheckedPolicy(modulePath, policy);
    const startedMs = performance.now();
    const result = replay(problem, algorithm, options);
    const seconds = (performance.now() - startedMs) / 1000;
    return { replay: packReplay(problem, options, result), seconds };
  } catch (error) {
    if (error instanceof PolicyFault) return { fault: `${modulePath ?? '--policies'}: ${error.message} (seed ${options.seed})` };
    throw error;
  }
}
