import type { Distribution } from './distribution.js';
import type { Ms } from './event-loop.js';
import { sampleMs } from './sample.js';

/** Halvings of the interval from 0 to 1: as fine as a double. */
const HALVINGS = 53;

/**
 * A draw of the distribution among those that are longer than `thanMs`: what is left of something that has taken so long is that, less so long. A greater
 * uniform number never gives a shorter time, so the longer draws are those of the numbers above one, which halving finds. Null: none is longer.
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
