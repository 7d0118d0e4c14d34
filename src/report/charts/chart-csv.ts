import { type Cell, csvText, nameCell } from '../csv/table.js';
import type { BarDataset, ChartSpec, Point } from './chart-spec.js';

/**
 * What a chart draws, as a table: a column for its places or times, and one for each of its lines or sets of bars, under the words of the
 * legend and in its order.
 */
export function chartCsv({ config }: ChartSpec): string {
  const { labels = [] } = config.data;
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
  // A bar that floats has two ends.
  const ends = (data: BarDataset['data'], i: number): Cell[] => [data[i] ?? null].flat();
  const heads = datasets.flatMap(({ label = '', data }) =>
    ends(data, 0).length === 2 ? [`${nameCell(label)} from`, `${nameCell(label)} to`] : [nameCell(label)],
  );
  const places = labels.map((label) => nameCell([label].flat().join(' ')));
  return csvText([['place', ...heads], ...places.map((place, i) => [place, ...datasets.flatMap(({ data }) => ends(data, i))])]);
}

/** Lines that do not stack come last first: see charts/build.ts. */
function isPaintedBackwards({ type, options }: ChartSpec['config']): boolean {
  const { stacked } = (options?.scales?.y ?? {}) as { stacked?: boolean };
  return type === 'line' && stacked !== true;
}

/** `simulated time (hours)` is time_hours. */
function axisName({ options }: ChartSpec['config']): string {
  const { title } = (options?.scales?.x ?? {}) as { title?: { text?: string } };
  const text = title?.text ?? 'x';
  return text
    .replace(/^simulated /, '')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/_$/, '');
}
