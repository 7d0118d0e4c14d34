import type { FinishedRun } from './report/summary.js';
import { execute } from './run/execute.js';
import { readScenario, type ScenarioFile, type ScenarioOptions } from './run/scenario-file.js';
import type { Subscriber } from './sim/facts.js';

export type { Algorithm, AlgorithmContext, AlgorithmFactory } from './placement/algorithms/algorithm.js';
export type { FleetView, TaskRequest } from './placement/view.js';
export type { RunMetrics } from './record/metrics.js';
export { RunRecorder } from './record/recorder.js';
export type { FinishedRun } from './report/summary.js';
/** Drydock as a library, for Node. `drydock/engine` is the same without files, for browsers. */
export { UserError } from './run/failure.js';
export type { ScenarioFile, ScenarioOptions } from './run/scenario-file.js';
export type { Subscriber } from './sim/facts.js';
export { FACTS, Fact, type FactKind } from './sim/facts.js';
export type { Setup } from './sim/setup.js';

/** Reads a scenario file and everything it names. Throws a UserError whose `lines` tell every mistake. */
export function loadScenario(path: string, options: ScenarioOptions = {}): ScenarioFile {
  return readScenario(path, options);
}

/** Runs a scenario to its end: the same metrics and the same digest as `drydock run`. Subscribers hear every fact. */
export function simulate(
  scenario: ScenarioFile,
  options: { readonly subscribers?: readonly Subscriber[]; readonly signal?: AbortSignal } = {},
): Promise<FinishedRun> {
  return execute(scenario, options);
}
