import { type Cell, nameCell } from '../../record/tables/column.js';
import { rowRuns } from '../client/rows.js';
import { csvText } from '../csv/table.js';
import { inUnit } from './axes.js';
import type { BarDataset, Cells, ChartSpec, Point } from './chart-spec.js';

/**
 * The data of a chart as a table: a column for its places or times, and one for each line or set of bars, in the words and the order of the
 * legend.
 */
export function chartCsv({ config }: ChartSpec): string {
  const { labels = [], cells } = config.data as typeof config.data & { cells?: Cells };
  if (cells !== undefined) return cellsCsv(cells);
  if (rowsOf(config) !== null) return happenedCsv(config);
  const datasets = isPaintedBackwards(config) ? config.data.datasets.toReversed() : config.data.datasets;
  if (config.type === 'bar') return barsCsv(labels, datasets as BarDataset[]);
  const names = datasets.map(({ label = '' }) => nameCell(label));
  const rows = new Map<number, Cell[]>();
  for (const [column, { data }] of datasets.entries())
    for (const { x, y } of data as Point[]) {
      const row = rows.get(x) ?? [x, ...names.map(() => null)];
      row[column + 1] = y;
      rows.set(x, row);
    }
  return csvText([[axisName(config), ...names], ...[...rows.values()].sort((a, b) => Number(a[0]) - Number(b[0]))]);
}

function barsCsv(labels: readonly unknown[], datasets: readonly BarDataset[]): string {
  // A floating bar has two ends.
  const ends = (data: BarDataset['data'], i: number): Cell[] => [data[i] ?? null].flat();
  const heads = datasets.flatMap(({ label = '', data }) =>
    ends(data, 0).length === 2 ? [`${nameCell(label)} from`, `${nameCell(label)} to`] : [nameCell(label)],
  );
  const places = labels.map((label) => nameCell([label].flat().join(' ')));
  return csvText([['place', ...heads], ...places.map((place, i) => [place, ...datasets.flatMap(({ data }) => ends(data, i))])]);
}

/** The data of the fleet map: a row for each stretch of time in which the cells of a map row are equal. */
function cellsCsv({ everyMs, endMs, unitMs, words, lanes }: Cells): string {
  const timeOf = (column: number) => inUnit(Math.min(column * everyMs, endMs), unitMs);
  const rows = lanes.flatMap(({ name, rows: laneRows }) =>
    laneRows.flatMap((row, i) =>
      rowRuns(row).map(({ from, to, state, cpuPercent, memoryPercent }): Cell[] => [
        nameCell(name),
        i,
        timeOf(from),
        timeOf(to),
        words[state],
        cpuPercent,
        memoryPercent,
      ]),
    ),
  );
  const unit = TIME_NAMES.find(({ ms }) => ms === unitMs)!.name;
  return csvText([
    ['capacity_provider', 'row', `from_${unit}`, `to_${unit}`, 'state', 'cpu_reserved_percent', 'memory_reserved_percent'],
    ...rows,
  ]);
}

const TIME_NAMES = [
  { ms: 60_000, name: 'minutes' },
  { ms: 3_600_000, name: 'hours' },
  { ms: 86_400_000, name: 'days' },
];

/** Names of the rows of a timeline chart; null for any other chart. */
function rowsOf({ type, options }: ChartSpec['config']): string[] | null {
  const { labels } = (options?.scales?.y ?? {}) as { labels?: string[] };
  return type === 'line' ? (labels ?? null) : null;
}

function happenedCsv(config: ChartSpec['config']): string {
  const names = rowsOf(config)!;
  const happened = config.data.datasets.flatMap(({ label = '', data }) =>
    (data as Point[]).map(({ x, y, text = '' }): Cell[] => [x, nameCell(names[Math.round(y ?? 0)]), label, nameCell(text)]),
  );
  return csvText([[axisName(config), 'of', 'what', 'because'], ...happened.sort((a, b) => Number(a[0]) - Number(b[0]))]);
}

/** Lines that are not stacked are in reverse order: see charts/build.ts. */
function isPaintedBackwards({ type, options }: ChartSpec['config']): boolean {
  const { stacked } = (options?.scales?.y ?? {}) as { stacked?: boolean };
  return type === 'line' && stacked !== true;
}

/** Column name of an axis: `simulated time (hours)` becomes time_hours. */
function axisName({ options }: ChartSpec['config']): string {
  const { title } = (options?.scales?.x ?? {}) as { title?: { text?: string } };
  const text = title?.text ?? 'x';
  return text
    .replace(/^simulated /, '')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/_$/, '');
}
