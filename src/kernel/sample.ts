import { assert } from './assert.js';
import type { Distribution } from './distribution.js';
import { MS_MAX, type Ms } from './event-loop.js';
import { uniformOf } from './hash.js';
import { inverseNormal } from './inverse-normal.js';

const Z95 = inverseNormal(0.95);
/** Upper limit of draws from a heavy tail: longer than any run, and still a valid event time. */
const LONGEST_MS = Math.floor(MS_MAX / 2);

/**
 * Returns the quantile `uniform`, strictly between 0 and 1, of the distribution: a random draw for a uniform number. Rounded to whole
 * milliseconds, never negative. Each draw uses one uniform number and increases with it, so runs with common random numbers stay comparable
 * when parameters change. Math.log and the power function are not specified exactly, but Node and Chromium share V8's implementation, so a
 * run repeats in both. Another engine may differ in the last bit, which rounding to milliseconds hides except at a boundary.
 */
export function sampleMs(distribution: Distribution, uniform: number): Ms {
  switch (distribution.kind) {
    case 'constant':
      return distribution.ms;
    case 'uniform': {
      const { minMs, maxMs } = distribution;
      return Math.min(maxMs, minMs + Math.floor(uniform * (maxMs - minMs + 1)));
    }
    case 'exponential':
      return Math.min(LONGEST_MS, Math.round(-Math.log1p(-uniform) * distribution.meanMs));
    case 'lognormal':
      return Math.min(LONGEST_MS, Math.round(distribution.medianMs * spread(distribution) ** (inverseNormal(uniform) / Z95)));
    case 'empirical': {
      const { valuesMs } = distribution;
      return valuesMs[Math.min(valuesMs.length - 1, Math.floor(uniform * valuesMs.length))];
    }
  }
}

/** Draws as sampleMs() does, from the two words of a hashed draw. */
export function sampleWordsMs(distribution: Distribution, high: number, low: number): Ms {
  return sampleMs(distribution, uniformOf(high, low));
}

/** Ratio of p95 to median, e^(sigma x z95). A median of zero is a constant zero. */
function spread({ medianMs, p95Ms }: { medianMs: Ms; p95Ms: Ms }): number {
  assert(p95Ms >= medianMs, 'the 95th percentile of a lognormal time is not below its median');
  return medianMs === 0 ? 1 : p95Ms / medianMs;
}
