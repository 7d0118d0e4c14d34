import { assert } from '../../kernel/assert.js';
import type { BoundProblem, Counts } from './problem.js';

/**
 * The argument of a bound: `volume` (a resource, or a mix of them, is used up), `L2` (large tasks do not share), `farley` (prices of the
 * configuration LP before a proof that no better ones exist), `configuration LP` (its optimum).
 */
export type BoundName = 'volume' | 'L2' | 'farley' | 'configuration LP';

/**
 * The form of every lower bound here: a charge per task such that no instance, however full, takes in more than `takings` while it costs
 * `cost`. A fleet that runs all tasks then costs at least `cost` for every `takings` of their total charge.
 *
 * This is linear programming duality: the best of all tariffs is worth the configuration LP. A tariff holds for any number of tasks of each
 * size, so a tariff of one moment bounds every other.
 */
export interface Tariff {
  readonly name: BoundName;
  /** By size; whole numbers, so that sums are exact. */
  readonly charge: Float64Array;
  readonly takings: number;
  readonly cost: number;
}

/** Takings of an instance when charges come from fractions: sums over a cluster then stay below 2^53. */
export const TAKINGS_SCALE = 2 ** 30;

/** Returns the tariff of these charges; `takings` returns the most that an instance of each offer takes in. */
export function tariffOf(
  name: BoundName,
  charge: Float64Array,
  { takings, costs }: { takings: readonly number[]; costs: readonly number[] },
): Tariff | null {
  // The offer with the greatest takings per cost limits the worth of a charge.
  let worst = -1;
  for (const offer of takings.keys()) {
    if (takings[offer] <= 0) continue;
    if (worst < 0 || BigInt(takings[offer]) * BigInt(costs[worst]) > BigInt(takings[worst]) * BigInt(costs[offer])) worst = offer;
  }
  return worst < 0 ? null : { name, charge, takings: takings[worst], cost: costs[worst] };
}

/** Returns the total charge of the tasks. */
export function chargesOf({ charge }: Tariff, counts: Counts): number {
  let sum = 0;
  for (let size = 0; size < charge.length; size++) sum += charge[size] * counts[size];
  assert(Number.isSafeInteger(sum), 'charges add up exactly');
  return sum;
}

/** Returns the least cost of tasks with this total charge, rounded up to a multiple of `step`. Exact. */
export function costAtLeast({ takings, cost }: Tariff, charges: number, step: number): number {
  if (charges === 0) return 0;
  const unit = BigInt(takings) * BigInt(step);
  return Number((BigInt(charges) * BigInt(cost) + unit - 1n) / unit) * step;
}

/** Returns the tariff with the greatest worth for these tasks, and that worth. */
export function bestTariff(
  tariffs: readonly Tariff[],
  counts: Counts,
  step: number,
): { readonly tariff: Tariff; readonly cost: number } | null {
  let best: { tariff: Tariff; cost: number } | null = null;
  for (const tariff of tariffs) {
    const cost = costAtLeast(tariff, chargesOf(tariff, counts), step);
    if (best === null || cost > best.cost) best = { tariff, cost };
  }
  return best;
}

/** Returns the largest room of a resource over the offers. */
export function mostRoom({ offers }: BoundProblem, resource: number): number {
  return offers.reduce((most, { room }) => Math.max(most, room[resource]), 0);
}
