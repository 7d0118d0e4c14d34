import type { BoundProblem } from '../../../src/studies/bound/problem.js';

/** One entry per task: its size. */
function tasksOf(counts: ArrayLike<number>): number[] {
  return Array.from(counts).flatMap((count, size) => Array.from({ length: count }, () => size));
}

/**
 * The least cost of all ways to divide the tasks among instances: for every subset of them, the cheapest instance that holds it, then the
 * cheapest partition. Every possibility is tried, so it takes 3^tasks steps.
 */
export function leastCost(problem: BoundProblem, counts: ArrayLike<number>, costs: readonly number[]): number {
  const tasks = tasksOf(counts);
  const all = 2 ** tasks.length;
  const alone = new Float64Array(all);
  for (let subset = 1; subset < all; subset++) {
    const members = tasks.filter((_, i) => (subset >> i) & 1);
    let cheapest = Number.POSITIVE_INFINITY;
    for (const [offer, { room }] of problem.offers.entries()) {
      const isAllowed = members.every((size) => problem.sizes[size].offers?.includes(offer) ?? true);
      const fits = room.every((most, r) => members.reduce((sum, size) => sum + problem.sizes[size].needs[r], 0) <= most);
      if (isAllowed && fits) cheapest = Math.min(cheapest, costs[offer]);
    }
    alone[subset] = cheapest;
  }
  const least = new Float64Array(all);
  for (let set = 1; set < all; set++) {
    const oldest = set & -set;
    least[set] = Number.POSITIVE_INFINITY;
    for (let subset = set; subset > 0; subset = (subset - 1) & set) {
      if ((subset & oldest) !== 0) least[set] = Math.min(least[set], alone[subset] + least[set ^ subset]);
    }
  }
  return least[all - 1];
}
