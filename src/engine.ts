/** The engine without files, processes or clocks: what a browser worker imports, and what the Node entry builds on. */
export { GROUP_DEFAULTS } from './autoscaling/group/settings.js';
export { SCALER_DEFAULTS } from './autoscaling/settings.js';
export { RandomStream } from './kernel/random.js';
export { MARKET_DEFAULTS } from './market/settings.js';
export type { Algorithm, AlgorithmContext, AlgorithmFactory } from './placement/algorithms/algorithm.js';
export { Ledger } from './record/ledger/ledger.js';
export { measure } from './record/measure.js';
export type { RunMetrics } from './record/metrics.js';
export { type Loaded, type LoadOptions, loadScenario } from './scenario/load-scenario.js';
export { Digest } from './sim/digest.js';
export { FACTS, Fact, type FactKind, type Subscriber } from './sim/facts.js';
export { policyContext } from './sim/policy.js';
export type { Setup } from './sim/setup.js';
export { type Advance, Simulation, type SimulationParts } from './sim/simulation.js';
export { type ArrivalLuck, makeSource } from './workload/make-source.js';
export { RowsSource } from './workload/rows-source.js';
export type { ArrivalSource } from './workload/source.js';
