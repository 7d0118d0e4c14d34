export interface HalvingSettings {
  readonly configurations: number;
  /** Each rung keeps one configuration in `eta`, and multiplies its replications by it. */
  readonly eta: number;
  /** Replications per configuration in the first rung. */
  readonly first: number;
  /** Fewest configurations in the last rung. */
  readonly keep: number;
  /** Replications of the last rung, which played no part in the selection. */
  readonly confirming: number;
}

/** One round: its configurations run the replications `from` to `to` - 1. Earlier ones are not run again. */
export interface Rung {
  readonly configurations: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Successive halving (K. Jamieson, A. Talwalkar, "Non-stochastic Best Arm Identification and Hyperparameter Optimization", AISTATS 2016).
 * All configurations of a rung run the same replications, so they are compared under common random numbers. The last rung has its own
 * replications, so that chance in earlier rungs does not affect it. No selection uses more replications than the confirmation.
 */
export function halvingSchedule({ configurations, eta, first, keep, confirming }: HalvingSettings): Rung[] {
  const rungs: Rung[] = [];
  let left = configurations;
  let from = 0;
  for (let to = first; left > keep; to = Math.min(Math.max(first, confirming), to * eta)) {
    if (to > from) rungs.push({ configurations: left, from, to });
    // A rung that would add nothing cannot decide anything.
    left = to > from ? Math.max(keep, Math.floor(left / eta)) : keep;
    from = to;
  }
  return [...rungs, { configurations: left, from, to: from + confirming }];
}

/** Returns the most runs of a schedule: a configuration that fails is not run again. */
export function scheduledRuns(rungs: readonly Rung[]): number {
  return rungs.reduce((sum, { configurations, from, to }) => sum + configurations * (to - from), 0);
}

/** Returns the indexes in ascending order of their numbers, compared one after the other; ties keep their order. Null is left out. */
export function ranked(ranks: readonly (readonly number[] | null)[]): number[] {
  return ranks
    .flatMap((rank, i) => (rank === null ? [] : [{ rank, i }]))
    .sort((a, b) => byNumbers(a.rank, b.rank) || a.i - b.i)
    .map(({ i }) => i);
}

function byNumbers(a: readonly number[], b: readonly number[]): number {
  const differs = a.findIndex((value, i) => value !== b[i]);
  return differs < 0 ? 0 : a[differs] - b[differs];
}

/** Takes the next entry of each list in turn, until there are `count`. */
export function inTurn(lists: readonly (readonly number[])[], count: number): number[] {
  const taken = new Set<number>();
  const next = lists.map(() => 0);
  for (let isLeft = true; isLeft && taken.size < count; ) {
    isLeft = false;
    for (const [l, list] of lists.entries()) {
      while (next[l] < list.length && taken.has(list[next[l]])) next[l]++;
      if (next[l] >= list.length || taken.size >= count) continue;
      taken.add(list[next[l]]);
      isLeft = true;
    }
  }
  return [...taken].sort((a, b) => a - b);
}
