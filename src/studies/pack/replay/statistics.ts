import jstat from 'jstat';
import { rounded, SHARE_DIGITS } from '../../../record/digits.js';
import type { Spread } from '../result.js';

const { jStat } = jstat;
/** Two-sided 95 %. */
const QUANTILE = 0.975;

/** Returns the summary of several seeds; null without values. */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  return {
    mean: rounded(jStat.mean(values), SHARE_DIGITS),
    min: rounded(Math.min(...values), SHARE_DIGITS),
    max: rounded(Math.max(...values), SHARE_DIGITS),
    halfWidth: halfWidthOf(values),
  };
}

/** Half width of Student's t interval for the mean: t(0.975, n - 1) s / sqrt(n). One value gives no error. */
function halfWidthOf(values: readonly number[]): number | null {
  const n = values.length;
  if (n < 2) return null;
  return rounded((jStat.studentt.inv(QUANTILE, n - 1) * jStat.stdev(values, true)) / Math.sqrt(n), SHARE_DIGITS);
}
