import { rounded } from '../../record/digits.js';
import { type Cell, nameCell } from '../../record/tables/column.js';
import { csvText } from '../../report/csv/table.js';
import type { BacktestResult } from './result.js';
import { countedPercent } from './words.js';

/** The columns of backtest.csv and backtest-summary.csv. docs/backtest.md says what they mean, and a test holds it to that. */
export const POINT_COLUMNS = ['time_ms', 'metric', 'name', 'minutes', 'observed', 'simulated', 'difference'] as const;
export const SCORE_COLUMNS = [
  'metric',
  'name',
  'minutes',
  'counted_minutes',
  'counted_percent',
  'mean_observed',
  'mean_simulated',
  'bias',
  'mae',
  'within_one_percent',
  'lag_minutes',
  'correlation',
  'series',
  'file',
] as const;

const DIGITS = 6;

/** A row per point and series, in order of time. */
export function pointsCsv({ lines }: BacktestResult): string {
  const rows = lines.flatMap(({ metric, of, points }, line) =>
    points.map(({ endMs, minutes, observed, simulated }) => ({
      endMs,
      line,
      cells: [endMs, metric, nameCell(of), minutes, digits(observed), digits(simulated), digits(simulated - observed)],
    })),
  );
  rows.sort((a, b) => a.endMs - b.endMs || a.line - b.line);
  return csvText([POINT_COLUMNS, ...rows.map(({ cells }) => cells)]);
}

/** A row per series. */
export function scoresCsv({ lines }: BacktestResult): string {
  const rows = lines.map(({ metric, of, score, series, file }): Cell[] => [
    metric,
    nameCell(of),
    score.minutes,
    score.countedMinutes,
    digits(countedPercent(score)),
    digits(score.meanObserved),
    digits(score.meanSimulated),
    digits(score.bias),
    digits(score.mae),
    metric === 'reservation' || metric === 'cost' ? null : digits(100 * score.withinOneShare),
    score.lagMinutes,
    score.correlation === null ? null : digits(score.correlation),
    nameCell(series),
    nameCell(file),
  ]);
  return csvText([SCORE_COLUMNS, ...rows]);
}

function digits(value: number): number {
  return rounded(value, DIGITS);
}
