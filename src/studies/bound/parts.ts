import { type BoundProblem, offersFor } from './problem.js';

/** A part of a problem whose tasks share no instance with another part, with the indexes of its offers and sizes in the whole. */
export interface Part {
  readonly problem: BoundProblem;
  readonly offers: readonly number[];
  readonly sizes: readonly number[];
}

/**
 * Splits a problem where no instance could serve both sides, such as two capacity providers. Bounds and packings of the parts add up, and
 * they are sharper than those of the whole. An offer that no task could use is in no part.
 */
export function partsOf(problem: BoundProblem): Part[] {
  const partOfOffer = problem.offers.map((_, offer) => offer);
  const find = (offer: number): number => {
    if (partOfOffer[offer] !== offer) partOfOffer[offer] = find(partOfOffer[offer]);
    return partOfOffer[offer];
  };
  const able = problem.sizes.map((size) => offersFor(problem, size));
  for (const offers of able) for (const offer of offers) partOfOffer[find(offer)] = find(offers[0]);
  const roots = [...new Set(able.filter((offers) => offers.length > 0).map((offers) => find(offers[0])))];
  return roots.map((root) => {
    const sizes = [...problem.sizes.keys()].filter((size) => able[size].length > 0 && find(able[size][0]) === root);
    const offers = [...new Set(sizes.flatMap((size) => able[size]))].sort((a, b) => a - b);
    return { problem: partOf(problem, offers, sizes), offers, sizes };
  });
}

function partOf(problem: BoundProblem, offers: readonly number[], sizes: readonly number[]): BoundProblem {
  return {
    resources: problem.resources,
    offers: offers.map((offer) => problem.offers[offer]),
    sizes: sizes.map((index) => {
      const size = problem.sizes[index];
      return size.offers === undefined
        ? size
        : { ...size, offers: size.offers.flatMap((offer) => (offers.includes(offer) ? [offers.indexOf(offer)] : [])) };
    }),
  };
}
