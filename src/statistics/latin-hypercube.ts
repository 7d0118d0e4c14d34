import { RandomStream } from '../kernel/random.js';

export interface HypercubeOptions {
  readonly points: number;
  /** An axis draws from a stream of its name, so one more axis moves no point along the others. */
  readonly axes: readonly string[];
  readonly seed: number;
  /** Number of designs drawn; the one whose nearest two points are farthest apart is used. 1: the first. */
  readonly candidates?: number;
}

/**
 * A Latin hypercube sample (M. D. McKay, R. J. Beckman, W. J. Conover, Technometrics 21 (1979), 239-245): for each point its place along
 * each axis, 0 <= u < 1. Cut into as many equal strata as there are points, every axis has one point in each.
 */
export function latinHypercube({ points, axes, seed, candidates = 1 }: HypercubeOptions): number[][] {
  let best = oneDesign(points, axes, seed, 0);
  let bestDistance = candidates > 1 ? nearestSquared(best) : 0;
  for (let candidate = 1; candidate < candidates; candidate++) {
    const design = oneDesign(points, axes, seed, candidate);
    const distance = nearestSquared(design);
    if (distance > bestDistance) [best, bestDistance] = [design, distance];
  }
  return best;
}

function oneDesign(points: number, axes: readonly string[], seed: number, candidate: number): number[][] {
  const columns = axes.map((axis) => column(points, new RandomStream(seed, `latin-hypercube/${candidate}/${axis}`)));
  return Array.from({ length: points }, (_, point) => columns.map((places) => places[point]));
}

/** The strata in random order, and a random place within each. */
function column(points: number, stream: RandomStream): number[] {
  const strata = Array.from({ length: points }, (_, stratum) => stratum);
  for (let i = points - 1; i > 0; i--) {
    const j = stream.below(i + 1);
    [strata[i], strata[j]] = [strata[j], strata[i]];
  }
  return strata.map((stratum) => (stratum + stream.uniform()) / points);
}

/** Returns the square of the least distance between two points. */
function nearestSquared(design: readonly (readonly number[])[]): number {
  let least = Number.POSITIVE_INFINITY;
  design.forEach((a, i) => {
    for (let j = 0; j < i; j++) {
      const b = design[j];
      let squared = 0;
      for (let axis = 0; axis < a.length; axis++) squared += (a[axis] - b[axis]) ** 2;
      if (squared < least) least = squared;
    }
  });
  return least;
}
