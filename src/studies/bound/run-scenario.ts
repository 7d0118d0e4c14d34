import type { Ms } from '../../kernel/event-loop.js';
import { RunRecorder } from '../../record/recorder.js';
import { drive } from '../../run/drive.js';
import { EXIT_INTERRUPTED, UserError } from '../../run/failure.js';
import type { ScenarioFile } from '../../run/scenario-file.js';
import { Traces } from '../../run/traces.js';
import { Simulation } from '../../sim/simulation.js';
import type { BoundLimits } from './bound.js';
import { LivesRecorder, unplaceableClasses } from './of-run.js';
import { boundOverTime, type TimeBound } from './over-time.js';
import { type PolicyChoice, withPolicy } from './policies.js';
import { loadSolver } from './solver.js';

/** The use of a run, and its lower bound. */
export interface PolicyGap {
  readonly policy: string;
  readonly instanceHours: Gap;
  readonly peakInstances: Gap;
  readonly costUsd: Gap;
  /** Tasks that were never placed: neither the run nor the bound includes them. */
  readonly neverPlaced: number;
  readonly bounds: { readonly instances: TimeBound; readonly cost: TimeBound };
}

export interface Gap {
  readonly run: number;
  readonly bound: number;
  /** The excess of the run, in percent of the bound; null where nothing was needed. */
  readonly gapPercent: number | null;
}

export interface BoundScenarioOptions {
  readonly policies: readonly PolicyChoice[];
  /** For the bounds of all policies together; excludes the simulations. */
  readonly timeLimitMs: number;
  /** Replaces the clock of the machine, for example by one that counts work. */
  readonly clock?: BoundLimits['clock'];
  readonly signal?: AbortSignal;
  readonly progress?: (policy: string, nowMs: Ms, events: number) => void;
}

/**
 * Runs the scenario under each policy, takes from the facts when tasks held room, and bounds the need of these lives. Each policy is
 * measured against its own tasks, because a policy that delays them shifts their lives.
 */
export async function boundScenario(scenario: ScenarioFile, options: BoundScenarioOptions): Promise<PolicyGap[]> {
  const highs = await loadSolver();
  const clock = options.clock ?? { nowMs: () => performance.now() };
  const gaps: PolicyGap[] = [];
  let leftMs = options.timeLimitMs;
  for (const [index, policy] of options.policies.entries()) {
    const { lives, neverPlaced, headline } = await runOnce(scenario, policy, options);
    const startedMs = clock.nowMs();
    const shareMs = leftMs / (options.policies.length - index);
    const limits = { highs, clock };
    // With Spot both costs are at On-Demand prices: a Spot price depends on its time, and the bound has no market.
    // With equal prices the bound in money is the bound in instances times the price.
    const prices = new Set(lives.problem.offers.map(({ usdPerHour }) => usdPerHour));
    const instances = boundOverTime(lives, 'instances', { ...limits, timeLimitMs: prices.size === 1 ? shareMs : shareMs / 2 });
    const cost =
      prices.size === 1 ? priced(instances, [...prices][0]) : boundOverTime(lives, 'usdPerHour', { ...limits, timeLimitMs: shareMs / 2 });
    leftMs = Math.max(0, leftMs - (clock.nowMs() - startedMs));
    gaps.push({
      policy: policy.name,
      instanceHours: gapOf(headline.instance_hours as number, instances.total),
      peakInstances: gapOf(headline.peak_instances as number, instances.peak.lower),
      costUsd: gapOf((headline.cost_usd as number) + (headline.spot_savings_usd as number), cost.total),
      neverPlaced,
      bounds: { instances, cost },
    });
  }
  return gaps;
}

async function runOnce(scenario: ScenarioFile, policy: PolicyChoice, { signal, progress }: BoundScenarioOptions) {
  const setup = withPolicy(scenario.setup, policy);
  const traces = new Traces(setup, scenario);
  const recorder = new RunRecorder(setup);
  const recorded = new LivesRecorder(setup.placement);
  const simulation = new Simulation(setup, { sources: traces.sources, subscribers: [recorder, recorded] });
  try {
    const isDone = await drive(simulation, {
      feed: () => traces.fill(),
      isInterrupted: () => signal?.aborted === true,
      breathe: () => new Promise((ok) => setImmediate(ok)),
      progress: (nowMs, events) => progress?.(policy.name, nowMs, events),
    });
    traces.check();
    if (!isDone) throw new UserError([`${setup.name}: stopped`], EXIT_INTERRUPTED);
  } finally {
    await traces.close();
  }
  const hopeless = unplaceableClasses(simulation.world);
  if (hopeless.length > 0) throw new UserError(hopeless.map((line) => `${scenario.path}: ${line}`));
  const { headline } = recorder.finish(setup.durationMs).metrics;
  return { ...recorded.livesOf(simulation.world), headline };
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
