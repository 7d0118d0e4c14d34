import type { Ms } from '../../kernel/event-loop.js';
import { rounded } from '../../record/digits.js';
import { type Column, column, nameCell } from '../../record/tables/column.js';
import { tableText } from '../../report/csv/table.js';
import { countedPercent } from './backtest-texts.js';
import type { BacktestResult, BacktestSeries } from './result.js';

interface PointRow {
  readonly endMs: Ms;
  /** Index of its series. */
  readonly series: number;
  readonly line: BacktestSeries;
  readonly point: BacktestSeries['points'][number];
}

/** Columns of backtest.csv. */
export const POINT_COLUMNS: readonly Column<PointRow>[] = [
  column('time_ms', 'ms', 'End of the period of the point, since `startsAt`.', ({ endMs }) => endMs),
  column(
    'metric',
    '',
    '`reservation` in per cent, `instances`, `desired_instances`, `running_tasks`, `pending_tasks`, `desired_tasks`, `cost` in USD.',
    ({ line }) => line.metric,
  ),
  column('name', '', 'Capacity provider or service; `cluster` for all of it.', ({ line }) => nameCell(line.of)),
  column('minutes', 'minutes', 'Length of the period.', ({ point }) => point.minutes),
  column('observed', '', 'The recorded value.', ({ point }) => digits(point.observed)),
  column('simulated', '', 'The value of the run.', ({ point }) => digits(point.simulated)),
  column('difference', '', 'Simulated less observed.', ({ point }) => digits(point.simulated - point.observed)),
];

/** Columns of backtest-summary.csv. */
export const SCORE_COLUMNS: readonly Column<BacktestSeries>[] = [
  column('metric', '', 'As in backtest.csv.', ({ metric }) => metric),
  column('name', '', 'As in backtest.csv.', ({ of }) => nameCell(of)),
  column('minutes', 'minutes', 'Minutes of the run.', ({ score }) => score.minutes),
  column('counted_minutes', 'minutes', 'Minutes that both sides have.', ({ score }) => score.countedMinutes),
  column('counted_percent', '%', 'The same as a share of the run.', ({ score }) => digits(countedPercent(score))),
  column('mean_observed', '', 'Mean of the recorded values over the counted minutes.', ({ score }) => digits(score.meanObserved)),
  column('mean_simulated', '', 'The same of the run.', ({ score }) => digits(score.meanSimulated)),
  column('bias', '', 'Mean of simulated less observed.', ({ score }) => digits(score.bias)),
  column('mae', '', 'Mean of the absolute differences.', ({ score }) => digits(score.mae)),
  column(
    'within_one_percent',
    '%',
    'Share of the minutes no further than one instance or task away. Empty for reservation and cost.',
    ({ metric, score }) => (metric === 'reservation' || metric === 'cost' ? null : digits(100 * score.withinOneShare)),
  ),
  column('lag_minutes', 'minutes', 'Above 0 the run is late. Empty where one side never changes.', ({ score }) => score.lagMinutes),
  column('correlation', '', "Pearson's r at that lag.", ({ score }) => (score.correlation === null ? null : digits(score.correlation))),
  column('series', '', 'The series of CloudWatch.', ({ series }) => nameCell(series)),
  column('file', '', 'The file of the series.', ({ file }) => nameCell(file)),
];

const DIGITS = 6;

/** A row per point and series, in order of time. */
export function pointsCsv({ lines }: BacktestResult): string {
  const rows = lines.flatMap((line, series) => line.points.map((point): PointRow => ({ endMs: point.endMs, series, line, point })));
  rows.sort((a, b) => a.endMs - b.endMs || a.series - b.series);
  return tableText(POINT_COLUMNS, rows);
}

/** Returns scores.csv, a row per series. */
export function scoresCsv({ lines }: BacktestResult): string {
  return tableText(SCORE_COLUMNS, lines);
}

function digits(value: number): number {
  return rounded(value, DIGITS);
}
