import { grouped } from '../../kernel/grouped.js';
import type { BoundProblem, Counts, TaskSize } from './problem.js';
import type { Tariff } from './tariff.js';

/** A problem with fewer sizes; each is at most as large as the sizes that it represents. */
export interface Coarse {
  readonly problem: BoundProblem;
  /** By size of the fine problem: its size here. */
  readonly sizeOf: Int32Array;
  /** False: the sizes are those of the fine problem. */
  readonly isRounded: boolean;
}

/** Leading bits of a need that the first attempt keeps. */
const BITS_MAX = 31;

/**
 * Returns a problem with at most `sizesMax` sizes, for work that grows with the sizes. Needs keep their leading bits, as many as the limit
 * allows. Sizes that become equal merge into one with the least need of each resource among them. Smaller tasks are never harder to place,
 * so lower bounds of the result hold.
 */
export function coarsened(problem: BoundProblem, sizesMax: number): Coarse {
  const { sizes } = problem;
  if (sizes.length <= sizesMax) return { problem, sizeOf: Int32Array.from(sizes.keys()), isRounded: false };
  for (let bits = BITS_MAX; ; bits--) {
    const keys = sizes.map(({ needs, offers }) => `${offers ?? ''};${needs.map((need) => leading(need, bits))}`);
    const groups = grouped(sizes.keys(), (index) => keys[index]);
    if (groups.size <= sizesMax || bits === 0) return merged(problem, [...groups.values()]);
  }
}

/** Clears all but the leading bits of the number; without bits, 0. */
function leading(need: number, bits: number): number {
  if (bits === 0) return 0;
  const unit = 2 ** Math.max(0, 31 - Math.clz32(need) - bits + 1);
  return Math.floor(need / unit) * unit;
}

function merged(problem: BoundProblem, groups: readonly number[][]): Coarse {
  const sizeOf = new Int32Array(problem.sizes.length);
  const sizes = groups.map((members, index): TaskSize => {
    for (const member of members) sizeOf[member] = index;
    const first = problem.sizes[members[0]];
    const needs = first.needs.map((_, r) =>
      members.reduce((least, member) => Math.min(least, problem.sizes[member].needs[r]), Number.POSITIVE_INFINITY),
    );
    return { ...first, needs };
  });
  return { problem: { ...problem, sizes }, sizeOf, isRounded: true };
}

export function coarseCounts({ problem, sizeOf }: Coarse, counts: Counts): Float64Array {
  const sums = new Float64Array(problem.sizes.length);
  for (let size = 0; size < sizeOf.length; size++) sums[sizeOf[size]] += counts[size];
  return sums;
}

/** Returns the same tariff for the sizes of the fine problem. */
export function refined({ sizeOf }: Coarse, tariff: Tariff): Tariff {
  return { ...tariff, charge: Float64Array.from(sizeOf, (size) => tariff.charge[size]) };
}
