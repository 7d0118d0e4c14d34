/** One item of a capacity provider strategy; `provider` is the index of the task counts. */
export interface StrategyItem {
  readonly provider: number;
  readonly base: number;
  readonly weight: number;
}

/** No provider: all weights are 0, which ECS refuses (C.CAP-08). */
export const NO_PROVIDER = -1;

/**
 * Returns the provider of the next task from the present task counts: the base first, then the provider with the fewest tasks for its
 * weight, the earlier item on a tie. The split therefore does not depend on how many tasks are requested at once, and no task moves. ECS
 * does not document the division of numbers that are no multiple of the weights (C.X-15). Base tasks do not count towards the weights
 * (S.CPS-5). A provider of weight 0 gets only its base (C.X-16) unless it is the only one.
 */
export function nextProvider(counts: ArrayLike<number>, items: readonly StrategyItem[]): number {
  let best: StrategyItem | null = null;
  let bestExtra = 0;
  for (const item of items) {
    const extra = counts[item.provider] - item.base;
    if (extra < 0) return item.provider;
    // extra / weight < bestExtra / best.weight, by cross-multiplication.
    if (item.weight > 0 && (best === null || extra * best.weight < bestExtra * item.weight)) {
      best = item;
      bestExtra = extra;
    }
  }
  if (best !== null) return best.provider;
  return items.length === 1 ? items[0].provider : NO_PROVIDER;
}

/**
 * Returns the provider that stops a task: the one with the most tasks beyond its base for its weight, the last listed on a tie; base tasks
 * stop last. Scale-in thus keeps base and weights as nextProvider does on scale-out.
 */
export function providerToStop(counts: ArrayLike<number>, items: readonly StrategyItem[]): number {
  const inUse = items.filter(({ provider }) => counts[provider] > 0);
  const excess = ({ provider, base, weight }: StrategyItem) => {
    const extra = counts[provider] - base;
    return extra > 0 ? extra / weight : 0;
  };
  return inUse.reduce((most, item) => (excess(item) >= excess(most) ? item : most)).provider;
}
