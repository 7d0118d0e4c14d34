/** The engine without files, processes or clocks, for browser workers and as the base of the Node entry. */

import { assignmentOf } from './run/assignment.js';
import { UserError } from './run/failure.js';
import { loadScenario as checkScenario, type Loaded, type LoadOptions } from './scenario/load-scenario.js';
import { formatProblem } from './scenario/text/sources.js';

export { SCALER_DEFAULTS } from './autoscaling/cluster-scaler-settings.js';
export { GROUP_DEFAULTS } from './autoscaling/group/group-settings.js';
export { ScalingReason } from './autoscaling/reasons.js';
export { RandomStream } from './kernel/random.js';
export { MARKET_DEFAULTS } from './market/market-settings.js';
export type { Algorithm, AlgorithmContext, AlgorithmFactory } from './placement/algorithms/algorithm.js';
export { Refusal } from './placement/fit.js';
export type { FleetView, TaskRequest } from './placement/view.js';
export { RunAccounts } from './record/ledger/run-accounts.js';
export { measure } from './record/measure.js';
export type { RunMetrics } from './record/run-metrics.js';
export { UserError } from './run/failure.js';
export { Digest } from './sim/digest.js';
export { FACTS, Fact, type FactKind, InstanceCause, StopCause, type Subscriber, type TaskStart } from './sim/facts.js';
export { policyContext } from './sim/policy.js';
export type { Setup } from './sim/setup.js';
export { type Advance, Simulation, type SimulationParts } from './sim/simulation.js';
export { type ArrivalDraws, makeSource } from './workload/make-source.js';
export { RowsSource } from './workload/rows-source.js';
export type { ArrivalSource } from './workload/source.js';
/** Reads a scenario and returns mistakes as data, each with its line and column, for an editor. */
export { checkScenario, type Loaded, type LoadOptions };

/** A valid scenario: the setup that a simulation takes, and the scenario with every default written out. */
export type LoadedScenario = Extract<Loaded, { readonly errors?: undefined }>;

/** The files of a scenario, and changes to it. */
export interface ScenarioOptions {
  /** Returns the text of the scenario, by its path, and of each file that it names, by that name; undefined: there is none. */
  readonly read: (name: string) => string | undefined;
  /** `path=value` each, as given to --set. */
  readonly set?: readonly string[];
  /** Replaces the seed of the scenario. */
  readonly seed?: number | undefined;
}

/** Reads a scenario and all files that it names. Throws a UserError with every mistake in `lines`. `ecs-drydock` has the same for files. */
export function loadScenario(path: string, { read, set = [], seed }: ScenarioOptions): LoadedScenario {
  const text = read(path);
  if (text === undefined) throw new UserError([`${path}: there is no such file`]);
  const loaded = checkScenario(text, { file: path, read, set: set.map(assignmentOf), ...(seed === undefined ? {} : { seed }) });
  if (loaded.errors !== undefined) throw new UserError(loaded.errors.map(formatProblem));
  return loaded;
}
