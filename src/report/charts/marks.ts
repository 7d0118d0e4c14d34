import type { Line } from './build.js';
import { ORANGE, PURPLE } from './palette.js';

/** Scaling activities as triangles on a line, where the interval has any. */
export function scalingMarks(
  { scaleOuts, scaleIns }: { readonly scaleOuts: readonly number[]; readonly scaleIns: readonly number[] },
  on: readonly (number | null)[],
): Line[] {
  return [
    { label: 'scale-out', values: where(scaleOuts, on), colour: PURPLE, mark: 'up' },
    { label: 'scale-in', values: where(scaleIns, on), colour: ORANGE, mark: 'down' },
  ];
}

/** The line's values in the intervals in which something happened. */
export function where(counts: readonly number[], on: readonly (number | null)[]): (number | null)[] {
  return counts.map((count, i) => (count > 0 ? on[i] : null));
}
