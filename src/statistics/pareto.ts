import { type Interval, meanInterval, meanOf } from './interval.js';

/** Cost and wait of a configuration in each replication; replication r of all configurations has common random numbers. */
export interface Candidate {
  readonly name: string;
  readonly cost: readonly number[];
  readonly wait: readonly number[];
}

/**
 * `front`: no other is at least as good in both means and better in one. `notShownWorse`: one of the front is, but more replications may
 * change that. `dominated`: one of the front is, also by the intervals of the paired differences.
 */
type Dominance = 'front' | 'notShownWorse' | 'dominated';

interface ParetoPoint {
  readonly name: string;
  readonly replications: number;
  readonly cost: Interval;
  readonly wait: Interval;
  readonly standing: Dominance;
}

export interface ParetoAnswer {
  /** Cheapest first; of equal cost the shorter wait first, then in the given order. */
  readonly points: readonly ParetoPoint[];
  /** Configurations with too few replications. */
  readonly leftOut: readonly string[];
}

export interface ParetoOptions {
  /** At least 2. */
  readonly replicationsMin: number;
  readonly alpha: number;
}

/** Returns the Pareto front of cost and wait; less is better for both. */
export function paretoFront(candidates: readonly Candidate[], { replicationsMin, alpha }: ParetoOptions): ParetoAnswer {
  const enough = candidates.filter(({ cost, wait }) => Math.min(cost.length, wait.length) >= Math.max(2, replicationsMin));
  const ranked = enough
    .map((candidate) => ({ candidate, cost: meanOf(candidate.cost)!, wait: meanOf(candidate.wait)! }))
    .sort((a, b) => a.cost - b.cost || a.wait - b.wait);
  const front: (typeof ranked)[number][] = [];
  const standings = ranked.map((one): Dominance => {
    // In this order only an earlier one can be at least as good, and the last of the front has the shortest wait.
    const last = front.at(-1);
    if (last !== undefined && last.wait <= one.wait && (last.cost < one.cost || last.wait < one.wait))
      return front.some(({ candidate }) => isShownBetter(candidate, one.candidate, alpha)) ? 'dominated' : 'notShownWorse';
    front.push(one);
    return 'front';
  });
  return {
    points: ranked.map(({ candidate: { name, cost, wait } }, i) => ({
      name,
      replications: Math.min(cost.length, wait.length),
      cost: meanInterval(cost, alpha)!,
      wait: meanInterval(wait, alpha)!,
      standing: standings[i],
    })),
    leftOut: candidates.filter((candidate) => !enough.includes(candidate)).map(({ name }) => name),
  };
}

/** Returns whether one that is better in the means is also shown better: neither paired difference may be above 0. */
function isShownBetter(a: Candidate, b: Candidate, alpha: number): boolean {
  return highOf(a.cost, b.cost, alpha) <= 0 && highOf(a.wait, b.wait, alpha) <= 0;
}

/** The upper end of the paired difference a - b. */
function highOf(a: readonly number[], b: readonly number[], alpha: number): number {
  const differences = Array.from({ length: Math.min(a.length, b.length) }, (_, i) => a[i] - b[i]);
  return meanInterval(differences, alpha)!.high;
}
