import { significant } from '../../../record/digits.js';
import { METRICS } from '../../../record/metrics.js';
import { type Column, column } from '../../../record/tables/column.js';
import { tableText } from '../../../report/csv/table.js';
import type { DrawnSetting, Worlds } from '../../../run/uncertain/worlds.js';
import { meanOf } from '../../../statistics/interval.js';
import type { Played, WorldRun } from './uncertainty.js';

interface WorldRow {
  readonly world: number;
  readonly scenario: string;
  /** Null: the world could not be run. */
  readonly runs: readonly WorldRun[] | null;
}

const FIRST: readonly Column<WorldRow>[] = [
  column('world', '', 'Number of the plausible ECS, from 1.', ({ world }) => world + 1),
  column('scenario', '', 'Name of the scenario.', ({ scenario }) => scenario),
  column(
    'failed_runs',
    '',
    'Runs of this world in which the scenario did not do its work; empty: the world could not be run.',
    ({ runs }) => (runs === null ? null : runs.filter(({ failures }) => failures.length > 0).length),
  ),
];

/** uncertainty.csv: a row a world and scenario, with the drawn values and the mean of each headline metric over the runs of the world. */
export function uncertaintyCsv(scenarios: readonly string[], { settings, assignments }: Worlds, { runs }: Played): string {
  const rows = assignments.flatMap((_, world) => scenarios.map((scenario, s): WorldRow => ({ world, scenario, runs: runs[s][world] })));
  return tableText([...FIRST, ...settings.map(settingColumn), ...METRICS.map(metricColumn)], rows);
}

function settingColumn({ path, figures }: DrawnSetting): Column<WorldRow> {
  return column(
    path,
    '',
    'The drawn value; of times in seconds, of distributions the median, the longest or the only value.',
    ({ world }) => figures[world],
  );
}

function metricColumn({ key, unit, label }: (typeof METRICS)[number]): Column<WorldRow> {
  return column(key, unit, `${label.trim()}: mean of the runs of the world.`, ({ runs }) => {
    const values = (runs ?? []).map(({ headline }) => headline[key]);
    return values.length === 0 || values.includes(null) ? null : significant(meanOf(values as number[])!);
  });
}
