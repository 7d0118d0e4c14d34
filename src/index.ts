import type { AlgorithmFactory } from './placement/algorithms/algorithm.js';
import type { FinishedRun } from './report/summary.js';
import { execute } from './run/execute.js';
import { withAlgorithm } from './run/policies.js';
import { readScenario, type ScenarioFile, type ScenarioOptions } from './run/scenario-file.js';
import type { Subscriber } from './sim/facts.js';

/** Drydock as a library, for Node. `ecs-drydock/engine` is the same without files, for browsers. */
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
  /** Stops the run: a UserError says so. */
  readonly signal?: AbortSignal;
  /** Places every task but daemons instead of their strategies, as a module given to --policy does. A UserError tells where it breaks its contract. */
  readonly algorithm?: AlgorithmFactory;
}

/** Reads a scenario file and everything it names. Throws a UserError whose `lines` tell every mistake. */
export function loadScenario(path: string, options: ScenarioOptions = {}): ScenarioFile {
  return readScenario(path, options);
}

/** Runs a scenario to its end: the same metrics and the same digest as `drydock run`. */
export async function simulate(scenario: ScenarioFile, { algorithm, ...options }: SimulateOptions = {}): Promise<FinishedRun> {
  if (algorithm === undefined) return execute(scenario, options);
  return execute(withAlgorithm(scenario, algorithm), { ...options, algorithm });
}
