import type { Pair } from './compared.js';
import type { Score } from './result.js';

/** The longest lag examined, in minutes, in both directions; never more than a quarter of the pairs. */
const LAG_MAX_MINUTES = 30;

/**
 * Returns the distance of a run from the recording; every pair counts for its minutes. Bias is the mean of simulated less observed, so
 * above 0 the run has too much; MAE is the mean of its size. Null without pairs.
 */
export function scoreOf(pairs: readonly Pair[], minutes: number): Score | null {
  const counted = pairs.reduce((sum, pair) => sum + pair.minutes, 0);
  if (counted === 0) return null;
  const mean = (amountOf: (pair: Pair) => number) => pairs.reduce((sum, pair) => sum + amountOf(pair) * pair.minutes, 0) / counted;
  const { lagMinutes, correlation } = lagOf(pairs);
  return {
    minutes,
    countedMinutes: counted,
    meanObserved: mean(({ observed }) => observed),
    meanSimulated: mean(({ simulated }) => simulated),
    bias: mean(({ observed, simulated }) => simulated - observed),
    mae: mean(({ observed, simulated }) => Math.abs(simulated - observed)),
    withinOneShare: mean(({ observed, simulated }) => (Math.abs(simulated - observed) <= 1 ? 1 : 0)),
    lagMinutes,
    correlation,
  };
}

/**
 * Returns by how many minutes the run is late: the L for which simulated at t + L correlates best with observed at t (Pearson's r over at
 * least half of all pairs). Among equal correlations the lag nearest to 0 wins. Null where one of the two series never changes.
 */
export function lagOf(pairs: readonly Pair[]): { lagMinutes: number | null; correlation: number | null } {
  const step = pairs[0]?.minutes ?? 1;
  const simulated = new Map(pairs.map((pair) => [pair.minute, pair.simulated]));
  const most = Math.min(Math.floor(LAG_MAX_MINUTES / step), Math.floor(pairs.length / 4));
  let lagMinutes: number | null = null;
  let correlation: number | null = null;
  for (let size = 0; size <= most; size++)
    for (const lag of size === 0 ? [0] : [size * step, -size * step]) {
      const r = pearson(pairs, (minute) => simulated.get(minute + lag));
      if (r === null || (correlation !== null && r <= correlation + 1e-12)) continue;
      lagMinutes = lag;
      correlation = r;
    }
  return { lagMinutes, correlation };
}

/**
 * Sums differences from the means, not squares of the values: for a series that hardly changes, squares would leave only rounding errors.
 */
function pearson(pairs: readonly Pair[], simulatedAt: (minute: number) => number | undefined): number | null {
  const both = pairs.flatMap(({ minute, observed }) => {
    const simulated = simulatedAt(minute);
    return simulated === undefined ? [] : [{ x: observed, y: simulated }];
  });
  const n = both.length;
  if (n < 3 || 2 * n < pairs.length) return null;
  const [meanX, meanY] = [both.reduce((sum, { x }) => sum + x, 0) / n, both.reduce((sum, { y }) => sum + y, 0) / n];
  let [xx, yy, xy] = [0, 0, 0];
  for (const { x, y } of both) {
    xx += (x - meanX) ** 2;
    yy += (y - meanY) ** 2;
    xy += (x - meanX) * (y - meanY);
  }
  const isFlat = xx <= 1e-9 * n * Math.max(1, meanX ** 2) || yy <= 1e-9 * n * Math.max(1, meanY ** 2);
  return isFlat ? null : xy / Math.sqrt(xx * yy);
}
