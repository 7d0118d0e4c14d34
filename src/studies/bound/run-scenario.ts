import type { Ms } from '../../kernel/event-loop.js';
import { PolicyFault } from '../../placement/algorithms/fault.js';
import type { Headline } from '../../record/metrics.js';
import { drive } from '../../run/drive.js';
import { EXIT_FAILED, EXIT_INTERRUPTED, UserError } from '../../run/failure.js';
import type { Journal } from '../../run/journal/journal.js';
import { keptPart } from '../../run/journal/part.js';
import { ownPolicy } from '../../run/policies.js';
import { RunRecorder } from '../../run/recorder.js';
import type { ScenarioFile } from '../../run/scenario-file.js';
import { Traces } from '../../run/traces.js';
import { Simulation } from '../../sim/simulation.js';
import type { BoundLimits } from './bound.js';
import type { Gap, PolicyGap } from './gap.js';
import type { PolicyPart } from './journal-entry.js';
import type { Lifetimes } from './lifetimes.js';
import { LifetimeRecorder, unplaceableClasses } from './of-run.js';
import { boundOverTime, type TimeBound } from './over-time.js';
import { type PolicyChoice, withPolicy } from './policies.js';
import { loadSolver } from './solver.js';

export interface BoundScenarioOptions {
  readonly policies: readonly PolicyChoice[];
  /** For the bounds of all policies together; excludes the simulations. */
  readonly timeLimitMs: number;
  /** Replaces the clock of the machine, for example by one that counts work. */
  readonly clock?: BoundLimits['clock'];
  /** Keeps the finished policies; null: none are kept. */
  readonly journal?: Journal<PolicyPart> | null;
  readonly signal?: AbortSignal;
  readonly progress?: (policy: string, nowMs: Ms, events: number) => void;
}

/**
 * Runs the scenario under each policy, records from facts when tasks hold room, and bounds the need of these lives. Each policy is measured
 * against its own tasks, because a policy that delays them shifts their lives.
 */
export async function boundScenario(scenario: ScenarioFile, options: BoundScenarioOptions): Promise<PolicyGap[]> {
  const highs = await loadSolver();
  const clock = options.clock ?? { nowMs: () => performance.now() };
  const gaps: PolicyGap[] = [];
  let leftMs = options.timeLimitMs;
  for (const [index, policy] of options.policies.entries()) {
    const { gap, spentMs } = await keptPart(options.journal ?? null, index, async () => {
      const { lives, neverPlaced, headline } = await runOnce(scenario, policy, options);
      const startedMs = clock.nowMs();
      const bounds = boundsOf(lives, { highs, clock, timeLimitMs: leftMs / (options.policies.length - index) });
      return { gap: { policy: policy.name, ...gapsOf(headline, bounds), neverPlaced, bounds }, spentMs: clock.nowMs() - startedMs };
    });
    leftMs = Math.max(0, leftMs - spentMs);
    gaps.push(gap);
  }
  return gaps;
}

function boundsOf(lives: Lifetimes, limits: BoundLimits): PolicyGap['bounds'] {
  // Both costs are at On-Demand prices: a Spot price depends on the time, and the bound has no market.
  // With equal prices the bound in money is the bound in instances times the price.
  const [price, ...others] = new Set(lives.problem.offers.map(({ usdPerHour }) => usdPerHour));
  if (others.length === 0 && price !== undefined) {
    const instances = boundOverTime(lives, 'instances', limits);
    return { instances, cost: priced(instances, price) };
  }
  const half = { ...limits, timeLimitMs: limits.timeLimitMs / 2 };
  return { instances: boundOverTime(lives, 'instances', half), cost: boundOverTime(lives, 'usdPerHour', half) };
}

function gapsOf(headline: Headline, { instances, cost }: PolicyGap['bounds']) {
  return {
    instanceHours: gapOf(headline.instance_hours as number, instances.total),
    peakInstances: gapOf(headline.peak_instances as number, instances.peak.lower),
    costUsd: gapOf((headline.cost_usd as number) + (headline.spot_savings_usd as number), cost.total),
  };
}

async function runOnce(scenario: ScenarioFile, policy: PolicyChoice, { signal, progress }: BoundScenarioOptions) {
  const setup = withPolicy(scenario.setup, policy);
  const own = await ownPolicy({ ...scenario, setup, policyModule: moduleOf(policy, scenario) });
  const traces = await Traces.read(setup, scenario);
  const recorder = new RunRecorder(setup);
  const recorded = new LifetimeRecorder(setup.placement);
  const simulation = new Simulation(setup, { sources: traces.sourcesOf(setup), subscribers: [recorder, recorded], policy: own });
  const isDone = await drive(simulation, {
    isInterrupted: () => signal?.aborted === true,
    yieldNow: () => new Promise((ok) => setImmediate(ok)),
    progress: (nowMs, events) => progress?.(policy.name, nowMs, events),
  }).catch((error) => {
    if (!(error instanceof PolicyFault)) throw error;
    throw new UserError([`${policy.algorithm?.module?.path ?? scenario.path}: ${error.message}`], EXIT_FAILED);
  });
  if (!isDone) throw new UserError([`${setup.name}: stopped`], EXIT_INTERRUPTED);
  const hopeless = unplaceableClasses(simulation.world);
  if (hopeless.length > 0) throw new UserError(hopeless.map((line) => `${scenario.path}: ${line}`));
  const { headline } = recorder.finish(setup.durationMs).metrics;
  return { ...recorded.livesOf(simulation.world), headline };
}

/** A strategy takes the place of the module with which the scenario was read. */
function moduleOf({ strategy, algorithm }: PolicyChoice, scenario: ScenarioFile): ScenarioFile['policyModule'] {
  if (strategy !== null) return null;
  return algorithm === null ? scenario.policyModule : algorithm.module;
}

function priced(bound: TimeBound, usdPerHour: number): TimeBound {
  const { peak } = bound;
  return {
    ...bound,
    objective: 'usdPerHour',
    total: bound.total * usdPerHour,
    peak: { ...peak, lower: peak.lower * usdPerHour, upper: peak.upper * usdPerHour },
  };
}

function gapOf(run: number, bound: number): Gap {
  return { run, bound, gapPercent: bound === 0 ? null : (100 * (run - bound)) / bound };
}
