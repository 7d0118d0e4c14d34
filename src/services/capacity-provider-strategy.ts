/** One entry of a capacity provider strategy; `provider` is the index by which tasks are counted. */
export interface StrategyItem {
  readonly provider: number;
  readonly base: number;
  readonly weight: number;
}

/** No item of the strategy takes another task: all weights are 0, which ECS refuses (C.CAP-08). */
export const NO_PROVIDER = -1;

/**
 * The provider of one more task, by how many tasks each has: the base first, then the provider with least for its weight; a tie goes
 * to the earlier item. So the split does not depend on how many tasks are asked for at once, and one more task never moves another; ECS
 * leaves open how a number is dealt that is no multiple of the weights (C.X-15). Base tasks do not count towards the weights (S.CPS-5), and a provider of weight 0 gets its base and no more
 * (C.X-16) unless it is the only one.
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
 * The provider that gives up a task, of those that have one: the one with most for its weight beyond its base, the last listed of equals;
 * a base goes last. So base and weights hold on the way down as nextProvider keeps them on the way up.
 */
export function providerToStop(counts: ArrayLike<number>, items: readonly StrategyItem[]): number {
  const own = items.filter(({ provider }) => counts[provider] > 0);
  const excess = ({ provider, base, weight }: StrategyItem) => {
    const extra = counts[provider] - base;
    return extra > 0 ? extra / weight : 0;
  };
  return own.reduce((most, item) => (excess(item) >= excess(most) ? item : most)).provider;
}
