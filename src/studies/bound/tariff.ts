import { assert } from '../../kernel/assert.js';
import type { BoundProblem, Counts } from './problem.js';

/**
 * By which argument a bound holds: `volume` (a resource, or a mix of them, is used up), `L2` (large tasks do not share), `farley` (prices of
 * the configuration LP before it is known that no better ones exist), `configuration LP` (its optimum).
 */
export type BoundName = 'volume' | 'L2' | 'farley' | 'configuration LP';

/**
 * What every lower bound here is: a charge per task such that no instance, however it is filled, takes in more than `takings` while it costs
 * `cost`. Then whoever runs all tasks pays at least `cost` for every `takings` that they are charged together.
 *
 * This is duality of linear programming in words: the best tariff of all is worth the configuration LP. A tariff holds for any number
 * of tasks of each size, so one that was found for one moment bounds every other.
 */
export interface Tariff {
  readonly name: BoundName;
  /** By size; whole numbers, so that sums are exact. */
  readonly charge: Float64Array;
  readonly takings: number;
  readonly cost: number;
}

/** What an instance should take in at most when charges are made from fractions: sums over a cluster then stay below 2^53. */
export const TAKINGS_SCALE = 2 ** 30;

/** The tariff of these charges, when `takings` says how much an instance of each offer takes in at most. */
export function tariffOf(
  name: BoundName,
  charge: Float64Array,
  { takings, costs }: { takings: readonly number[]; costs: readonly number[] },
): Tariff | null {
  // The offer whose instances take in the most for their cost limits what a charge is worth.
  let worst = -1;
  for (const offer of takings.keys()) {
    if (takings[offer] <= 0) continue;
    if (worst < 0 || BigInt(takings[offer]) * BigInt(costs[worst]) > BigInt(takings[worst]) * BigInt(costs[offer])) worst = offer;
  }
  return worst < 0 ? null : { name, charge, takings: takings[worst], cost: costs[worst] };
}

/** All that the tasks are charged. */
export function chargesOf({ charge }: Tariff, counts: Counts): number {
  let sum = 0;
  for (let size = 0; size < charge.length; size++) sum += charge[size] * counts[size];
  assert(Number.isSafeInteger(sum), 'charges add up exactly');
  return sum;
}

/** The least cost of running tasks that are charged so much together, rounded up to a multiple of `step`. Exact. */
export function costAtLeast({ takings, cost }: Tariff, charges: number, step: number): number {
  if (charges === 0) return 0;
  const unit = BigInt(takings) * BigInt(step);
  return Number((BigInt(charges) * BigInt(cost) + unit - 1n) / unit) * step;
}

/** The tariff that is worth the most for these tasks, and what it is worth. */
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

/** Largest room of a resource over the offers. */
export function mostRoom({ offers }: BoundProblem, resource: number): number {
  return offers.reduce((most, { room }) => Math.max(most, room[resource]), 0);
}
