import { MINUTE_MS } from '../../kernel/durations.js';
import type { ObservedCosts } from '../../observed/costs.js';
import type { Window } from '../../observed/minutes.js';
import type { Pair } from './compared.js';
import type { RunMinutes } from './minute-log.js';
import type { BacktestSeries } from './result.js';
import { scoreOf } from './scores.js';

/** Compares recorded costs with the bill of the run in the same periods; only periods that lie wholly in the run count. */
export function costLine({ file, times }: ObservedCosts, { costUsd }: RunMinutes, { fromMs, minutes }: Window): BacktestSeries[] {
  const soFar = (minute: number) => (minute === 0 ? 0 : costUsd[minute - 1]);
  const pairs = times.flatMap((time): Pair[] => {
    const [from, to] = [time.fromMs, time.toMs].map((ms) => Math.round((ms - fromMs) / MINUTE_MS)) as [number, number];
    if (from < 0 || to > costUsd.length) return [];
    return [{ minute: from, minutes: to - from, observed: time.usd, simulated: soFar(to) - soFar(from) }];
  });
  const score = scoreOf(pairs, minutes);
  if (score === null) return [];
  const points = pairs.map(({ minute, observed, simulated, ...pair }) => ({
    endMs: (minute + pair.minutes) * MINUTE_MS,
    minutes: pair.minutes,
    observed,
    simulated,
  }));
  return [{ metric: 'cost', of: 'cluster', series: 'what was paid', file, points, score }];
}
