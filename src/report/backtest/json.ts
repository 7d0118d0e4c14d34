import { rounded } from '../digits.js';
import { BACKTEST_METRICS, type BacktestResult } from './result.js';
import { countedPercent, verdict } from './words.js';

/** summary.json of a backtest. */
export function backtestJson(result: BacktestResult): string {
  const { lines, name, seed, scenarioHash, engineVersion, startsAt, durationMs, notes } = result;
  const scores = lines.map(({ metric, of, series, file, score }) => ({
    metric,
    name: of,
    unit: BACKTEST_METRICS[metric].unit,
    counted_percent: rounded(countedPercent(score), 3),
    mean_observed: rounded(score.meanObserved, 6),
    mean_simulated: rounded(score.meanSimulated, 6),
    bias: rounded(score.bias, 6),
    mae: rounded(score.mae, 6),
    within_one_percent: rounded(100 * score.withinOneShare, 3),
    lag_minutes: score.lagMinutes,
    correlation: score.correlation === null ? null : rounded(score.correlation, 6),
    series,
    file,
  }));
  const identity = {
    scenario: name,
    seed,
    scenario_hash: scenarioHash,
    engine_version: engineVersion,
    starts_at: startsAt,
    duration_ms: durationMs,
  };
  return `${JSON.stringify({ ...identity, verdict: verdict(result), notes, scores }, null, 2)}\n`;
}
