import type { Distribution } from './distribution.js';
import type { Ms } from './event-loop.js';
import { sampleMs } from './sample.js';

/** Halvings of the interval from 0 to 1, to the precision of a double. */
const HALVINGS = 53;

/**
 * Returns a draw of the distribution among values longer than `thanMs`; subtracting `thanMs` gives the remaining time. Draws increase with
 * the uniform number, so bisection finds the numbers whose draws are long enough. Null: no value is longer.
 */
export function sampleLongerMs(distribution: Distribution, thanMs: Ms, uniform: number): Ms | null {
  const isLonger = (at: number) => sampleMs(distribution, at) > thanMs;
  let [shorter, longer] = [0, 1 - 2 ** -HALVINGS];
  if (!isLonger(longer)) return null;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (shorter + longer) / 2;
    if (isLonger(middle)) longer = middle;
    else shorter = middle;
  }
  return Math.max(thanMs + 1, sampleMs(distribution, longer + (1 - longer) * uniform));
}
