import { MINUTE_MS } from '../../kernel/durations.js';
import type { Window } from '../../observed/minutes.js';
import { seriesText } from '../../observed/series.js';
import { type Compared, type Pair, pairsOf } from './compared.js';
import type { RunMinutes } from './minute-log.js';
import type { BacktestSeries } from './result.js';
import { scoreOf } from './scores.js';

/** Compares the run with each series that has at least one point in it. */
export function linesOf(compared: readonly Compared[], run: RunMinutes, window: Window): BacktestSeries[] {
  return compared.flatMap((one) => lineOf(one, pairsOf(one, one.simulatedIn(run), window), window));
}

function lineOf(
  { metric, of, observed }: Pick<Compared, 'metric' | 'of' | 'observed'>,
  pairs: readonly Pair[],
  window: Window,
): BacktestSeries[] {
  const score = scoreOf(pairs, window.minutes);
  if (score === null) return [];
  const points = pairs.map((pair) => ({ ...pair, endMs: (pair.minute + pair.minutes) * MINUTE_MS }));
  const drawn = points.map(({ endMs, minutes, observed: seen, simulated }) => ({ endMs, minutes, observed: seen, simulated }));
  return [{ metric, of, series: seriesText(observed), file: observed.file, points: drawn, score }];
}
