/** Drydock as a library, for Node. `ecs-drydock/engine` is the same without files, for browsers. */

import type { AlgorithmFactory } from './placement/algorithms/algorithm.js';
import type { FinishedRun } from './report/summary.js';
import { execute } from './run/execute.js';
import { withAlgorithm } from './run/policies.js';
import { readScenario, type ScenarioFile, type ScenarioOptions } from './run/scenario-file.js';
import type { Subscriber } from './sim/facts.js';

export { ScalingReason } from './autoscaling/reasons.js';
export type { Algorithm, AlgorithmContext, AlgorithmFactory } from './placement/algorithms/algorithm.js';
export { Refusal } from './placement/fit.js';
export type { FleetView, TaskRequest } from './placement/view.js';
export type { RunMetrics } from './record/run-metrics.js';
export type { FinishedRun } from './report/summary.js';
export { UserError } from './run/failure.js';
export { RunRecorder } from './run/recorder.js';
export type { ScenarioFile, ScenarioOptions } from './run/scenario-file.js';
export { FACTS, Fact, type FactKind, InstanceCause, StopCause, type Subscriber } from './sim/facts.js';
export type { Setup } from './sim/setup.js';

export interface SimulateOptions {
  /** Each receives every fact, in order. */
  readonly subscribers?: readonly Subscriber[];
  /** Stops the run, which then throws a UserError. */
  readonly signal?: AbortSignal;
  /**
   * Places all tasks but daemons instead of their strategies, as a module of --policy does. A breach of its contract throws a UserError.
   */
  readonly algorithm?: AlgorithmFactory;
}

/** Reads a scenario file and all files that it names. Throws a UserError with every mistake in `lines`. */
export function loadScenario(path: string, options: ScenarioOptions = {}): ScenarioFile {
  return readScenario(path, options);
}

/** Runs a scenario to its end, with the metrics and the digest of `drydock run`. Throws a UserError for a policy at fault or an abort. */
export async function simulate(scenario: ScenarioFile, { algorithm, ...options }: SimulateOptions = {}): Promise<FinishedRun> {
  if (algorithm === undefined) return execute(scenario, options);
  return execute(withAlgorithm(scenario, algorithm), { ...options, algorithm });
}
