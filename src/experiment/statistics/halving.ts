import type { Problem } from '../../scenario/problem.js';

export interface HalvingSettings {
  readonly configurations: number;
  /** Each rung keeps one of so many, and gives it so many times the replications. */
  readonly eta: number;
  /** Replications of a configuration in the first rung, and in the last. */
  readonly replicationsMin: number;
  readonly replicationsMax: number;
  /** How many configurations reach the last rung at least. */
  readonly keep: number;
}

/** One round: so many configurations run the replications `from` to `to` - 1. Earlier ones are not run again. */
export interface Rung {
  readonly configurations: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Successive halving (K. Jamieson, A. Talwalkar, "Non-stochastic Best Arm Identification and Hyperparameter Optimization", AISTATS 2016).
 * All configurations of a rung run the same replications, so they are compared under the same chance, and those that reach the last one
 * have all `replicationsMax`.
 */
export function halvingSchedule({ configurations, eta, replicationsMin, replicationsMax, keep }: HalvingSettings): Rung[] {
  const rungs: Rung[] = [];
  let left = configurations;
  let from = 0;
  for (let to = replicationsMin; ; to = Math.min(replicationsMax, to * eta)) {
    // Nobody else can leave: what remains to be run is run at once.
    if (left <= keep) to = replicationsMax;
    rungs.push({ configurations: left, from, to });
    if (to === replicationsMax) return rungs;
    from = to;
    left = Math.max(keep, Math.floor(left / eta));
  }
}

/** How many runs a schedule takes. */
export function scheduledRuns(rungs: readonly Rung[]): number {
  return rungs.reduce((sum, { configurations, from, to }) => sum + configurations * (to - from), 0);
}

/**
 * Who goes on: the indexes of the `count` least, in their order. A configuration is ranked by its numbers in turn, such as by how much it
 * misses its objectives and then by its cost; of equals the earlier one goes on. Null is one that failed, which never does.
 */
export function promoted(ranks: readonly (readonly number[] | null)[], count: number): number[] {
  return ranks
    .flatMap((rank, i) => (rank === null ? [] : [{ rank, i }]))
    .sort((a, b) => byNumbers(a.rank, b.rank) || a.i - b.i)
    .slice(0, count)
    .map(({ i }) => i)
    .sort((a, b) => a - b);
}

function byNumbers(a: readonly number[], b: readonly number[]): number {
  const differs = a.findIndex((value, i) => value !== b[i]);
  return differs < 0 ? 0 : a[differs] - b[differs];
}

/** Everything that is wrong with a schedule's settings. */
export function halvingProblems(settings: HalvingSettings): Problem[] {
  const least = { configurations: 1, eta: 2, replicationsMin: 1, replicationsMax: settings.replicationsMin, keep: 1 };
  return (Object.keys(least) as (keyof HalvingSettings)[])
    .filter((key) => !Number.isSafeInteger(settings[key]) || !(settings[key] >= least[key]))
    .map((key) => ({ path: [key], message: `${settings[key]} must be a whole number of at least ${least[key]}` }));
}
