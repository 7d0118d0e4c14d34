/** One entry of a capacity provider strategy; `provider` is the index by which tasks are counted. */
export interface StrategyItem {
  readonly provider: number;
  readonly base: number;
  readonly weight: number;
}

/**
 * How the tasks beyond the base are shared when their number is no multiple of the weights (C.X-15), which ECS leaves open.
 *
 * `greedy`, the default, gives each next task to the provider that has least for its weight: the split does not depend on how many tasks
 * were asked for at once, and one more task never moves another. `largestRemainder` is nearer to the exact shares of a given
 * number, but can give a provider fewer tasks of a larger number, so a service that grows by ones may find itself off its target.
 */
export type WeightRounding = 'greedy' | 'largestRemainder';
export const WEIGHT_ROUNDING_DEFAULT: WeightRounding = 'greedy';

/** No item of the strategy takes another task: all weights are 0, which ECS refuses (C.CAP-08). */
export const NO_PROVIDER = -1;

/**
 * The provider of one more task, by how many tasks each has: the base first, then the provider with least for its weight; a tie goes
 * to the earlier item. Base tasks do not count towards the weights (S.CPS-5), and a provider of weight 0 gets its base and no more
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

/** How many of `count` more tasks each provider gets, indexed like `existing`, the tasks each provider has. */
export function splitTasks(count: number, existing: readonly number[], items: readonly StrategyItem[], rounding: WeightRounding): number[] {
  const counts = [...existing];
  let left = count;
  while (left > 0 && (rounding === 'greedy' || lacksBase(counts, items))) {
    const provider = nextProvider(counts, items);
    if (provider === NO_PROVIDER) break;
    counts[provider]++;
    left--;
  }
  if (left > 0) dealToShares(left, counts, items);
  return counts.map((n, provider) => n - existing[provider]);
}

function lacksBase(counts: readonly number[], items: readonly StrategyItem[]): boolean {
  return items.some((item) => counts[item.provider] < item.base);
}

/** Deals `left` tasks towards the largest-remainder shares of all tasks beyond the base, the furthest below its share first. */
function dealToShares(left: number, counts: number[], items: readonly StrategyItem[]): void {
  const weighted = items.filter((item) => item.weight > 0);
  if (weighted.length === 0) {
    if (items.length === 1) counts[items[0].provider] += left;
    return;
  }
  const total = weighted.reduce((sum, item) => sum + counts[item.provider] - item.base, left);
  const missing = largestRemainderShares(
    total,
    weighted.map((item) => item.weight),
  ).map((share, i) => share - (counts[weighted[i].provider] - weighted[i].base));
  for (let n = left; n > 0; n--) {
    const neediest = missing.indexOf(Math.max(...missing));
    missing[neediest]--;
    counts[weighted[neediest].provider]++;
  }
}

/** Whole shares of `total` in the ratio of the weights: each rounded down, what is left over to the largest remainders, ties to the earlier. */
function largestRemainderShares(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b);
  const shares = weights.map((weight) => Math.floor((total * weight) / sum));
  const remainders = weights.map((weight) => (total * weight) % sum);
  const byRemainder = weights.map((_, i) => i).sort((a, b) => remainders[b] - remainders[a]);
  const leftOver = total - shares.reduce((a, b) => a + b);
  for (const i of byRemainder.slice(0, leftOver)) shares[i]++;
  return shares;
}
