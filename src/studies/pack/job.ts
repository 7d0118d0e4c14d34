import { PolicyFault } from '../../placement/algorithms/fault.js';
import { rounded, SHARE_DIGITS } from '../../record/digits.js';
import { loadCheckedPolicy } from '../../run/policy-module.js';
import { leastFleet } from './replay/least-fleet.js';
import { packReplay } from './replay/metrics.js';
import type { PackProblem, ReplayOptions } from './replay/problem.js';
import { replay } from './replay/replay.js';
import type { PackMetrics, PackReplay } from './result.js';
import type { PackEvents } from './task-columns.js';

/** One replay: plain data, so that a thread can receive it. */
export interface PackJob {
  readonly policy: string;
  /** Path of the user's module; null: a policy of Drydock. */
  readonly modulePath: string | null;
  readonly options: ReplayOptions;
  /** Searches the least fleet that takes every task, from this number of nodes on; absent: no search. */
  readonly leastFleetFrom?: number;
}

export interface PackDone {
  readonly replay: PackReplay;
  readonly seconds: number;
  /** Every decision, where the job requests an audit; null once they are written. */
  readonly events: PackEvents | null;
  readonly fault?: undefined;
}

/** A fault of the policy is a result: an error would lose its class when it leaves the thread. */
export type PackOutcome = PackDone | { readonly fault: string; readonly isCertain: boolean };

/** Replays a trace with one policy and seed. A fault of the policy is returned, not thrown. */
export async function runPackJob(problem: PackProblem, { policy, modulePath, options, leastFleetFrom }: PackJob): Promise<PackOutcome> {
  try {
    // Loaded anew for each replay: module state must not depend on the earlier replays of a thread.
    const algorithmOf = async () => (modulePath === null ? policy : await loadCheckedPolicy(modulePath, policy));
    const algorithm = await algorithmOf();
    const startedMs = performance.now();
    const result = replay(problem, algorithm, options);
    const seconds = (performance.now() - startedMs) / 1000;
    const { order, node, gpus, refusals } = result;
    const replayed = packReplay(problem, options, result);
    const least =
      leastFleetFrom === undefined
        ? {}
        : leastFleetMetrics(await leastFleet(problem, options, { from: leastFleetFrom, algorithm: algorithmOf }), leastFleetFrom);
    return {
      replay: { ...replayed, metrics: { ...replayed.metrics, ...least } },
      seconds,
      events: options.isAudited ? { order, node, gpus, refusals } : null,
    };
  } catch (error) {
    if (error instanceof PolicyFault)
      return { fault: `${modulePath ?? '--policies'}: ${error.message} (seed ${options.seed})`, isCertain: true };
    throw error;
  }
}

function leastFleetMetrics(nodes: number | null, atLeast: number): PackMetrics {
  const gap = nodes === null || atLeast === 0 ? null : rounded((100 * (nodes - atLeast)) / atLeast, SHARE_DIGITS);
  return { leastFleetNodes: nodes, leastFleetAtLeast: atLeast, leastFleetGapPercent: gap };
}
