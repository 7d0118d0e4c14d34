import { rounded } from '../../record/digits.js';
import { countedPercent, verdict } from './backtest-texts.js';
import { patchOf, undeterminedTexts } from './fit/fit-texts.js';
import { type FitResult, PLAUSIBLE_WORLDS } from './fit/result.js';
import type { BacktestResult } from './result.js';
import { BACKTEST_METRICS } from './series.js';

/** Returns summary.json of a backtest. */
export function backtestJson(result: BacktestResult): string {
  const { lines, name, seed, scenarioHash, engineVersion, startsAt, durationMs, notes, fit } = result;
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
  const content = { ...identity, verdict: verdict(result), notes, scores, ...(fit === undefined ? {} : { fit: fitJson(fit) }) };
  const text = JSON.stringify(content, null, 2);
  return `${fit === undefined ? text : text.replace('"values": []', () => `"values": [\n${worldLines(fit)}\n      ]`)}\n`;
}

/** Returns the worlds as JSON, a line each. */
function worldLines({ worlds: { settings } }: FitResult): string {
  const row = (w: number) => settings.map(({ values }) => values[w]);
  return Array.from({ length: PLAUSIBLE_WORLDS }, (_, w) => `        ${JSON.stringify(row(w))}`).join(',\n');
}

function fitJson(fit: FitResult): object {
  const { numbers, evaluations, runs, fittedMinutes, misfit, heldOut } = fit;
  return {
    patch: Object.fromEntries(patchOf(fit).map(({ path, value }) => [path, value])),
    numbers: numbers.map(({ name, unit, start, value, range, with: other }) => ({
      name,
      unit,
      scenario: rounded(start, 4),
      fitted: value === null ? null : rounded(value, 4),
      low: range === null ? null : rounded(range.low, 4),
      high: range === null ? null : rounded(range.high, 4),
      standard_error_of_logarithm: range === null ? null : rounded(range.error, 4),
      indistinguishable_from: other,
    })),
    undetermined: undeterminedTexts(fit),
    fitted_minutes: fittedMinutes,
    points: evaluations,
    runs_a_point: runs,
    misfit_before: rounded(misfit.before, 4),
    misfit_after: rounded(misfit.after, 4),
    misfit_per_series: rounded(misfit.perSeries, 4),
    explained_shares: fit.worlds.settings.map(({ path, explainedShare }) => ({
      setting: path,
      share_of_variance: rounded(explainedShare, 4),
    })),
    worlds: { is_unlike_recording: fit.worlds.isUnlike, settings: fit.worlds.settings.map(({ path }) => path), values: [] },
    held_out_mae: heldOut.map(({ metric, of, before, after }) => ({
      name: `${metric} ${of}`,
      before: rounded(before, 6),
      after: rounded(after, 6),
    })),
  };
}
