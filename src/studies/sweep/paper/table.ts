import type { MetricSpec } from '../../../record/metrics.js';
import { metricText } from '../../../report/metric-text.js';
import { meanText } from '../../compare/texts/comparison-texts.js';
import { shownMetrics } from '../curves.js';
import { errorText } from '../published.js';
import { labelsOf, type SweepPoint, type SweepResult, valueText } from '../result.js';
import { knownInterval } from '../sweep-texts.js';

/** A table for a paper: texts without any markup. */
export interface PaperTable {
  readonly caption: string;
  readonly head: readonly string[];
  /** Columns of texts stand left, those of numbers right. */
  readonly texts: number;
  readonly rows: readonly (readonly string[])[];
}

/** A row a point: its values, and of each metric the mean with half of its interval, the published value and the error. */
export function paperTable(result: SweepResult): PaperTable {
  const { points, paths, identity } = result;
  const publishedOf = (metric: MetricSpec) => result.published?.reproduced.filter((one) => one.metric === metric) ?? [];
  // The other metrics of a curve are in the figures.
  const metrics = shownMetrics(result);
  const published = metrics.map(publishedOf);
  const head = [
    ...labelsOf(paths),
    ...metrics.flatMap(({ label }, m) => [label.trim(), ...(published[m].length === 0 ? [] : ['Published', 'Error'])]),
  ];
  const cells = (point: SweepPoint, metric: MetricSpec, m: number) => {
    const here = meanText(metric, knownInterval(point.means[result.metrics.indexOf(metric)]));
    if (published[m].length === 0) return [here];
    const theirs = published[m].find((one) => one.point === point.point);
    return [
      here,
      theirs === undefined ? '–' : metricText(metric, theirs.value),
      theirs?.error == null ? '–' : signed(metric, theirs.error),
    ];
  };
  const half = identity.seeds.length > 1 ? `, ± half of the 95 % interval over ${identity.seeds.length} seeds` : ', of one seed';
  return {
    caption: `${identity.name}: means${half}.${result.published === undefined ? '' : ` Published: ${result.published.source}. Error: here less published.`}`,
    head,
    texts: paths.length,
    rows: points.map((point) => [
      ...paths.map((path) => fileName(valueText(point.values[path]))),
      ...metrics.flatMap((metric, m) => cells(point, metric, m)),
    ]),
  };
}

/** A path of a file by its name, as a paper has it. */
export function fileName(text: string): string {
  return /^[^\s,]*[\\/][^\s,]*$/.test(text) ? text.replace(/^.*[\\/]/, '').replace(/\.(csv|parquet|swf|json)(\.(gz|zst))?$/, '') : text;
}

function signed(metric: MetricSpec, error: number): string {
  return `${error < 0 ? '−' : '+'}${errorText(metric, Math.abs(error))}`;
}

export function markdownTable({ caption, head, texts, rows }: PaperTable): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replace(/[\\`*_|<>[\]~]/g, '\\$&')).join(' | ')} |`;
  const rule = `| ${head.map((_, i) => (i < texts ? '---' : '---:')).join(' | ')} |`;
  return `${[caption, '', line(head), rule, ...rows.map(line)].join('\n')}\n`;
}

/** Returns a table environment that needs no package. */
export function latexTable({ caption, head, texts, rows }: PaperTable, label: string): string {
  const line = (cells: readonly string[]) => `    ${cells.map(latexText).join(' & ')} \\\\`;
  return `${[
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${latexText(caption)}}`,
    `  \\label{tab:${label.replace(/[^A-Za-z0-9.-]+/g, '-')}}`,
    `  \\begin{tabular}{${head.map((_, i) => (i < texts ? 'l' : 'r')).join('')}}`,
    '    \\hline',
    line(head),
    '    \\hline',
    ...rows.map(line),
    '    \\hline',
    '  \\end{tabular}',
    '\\end{table}',
  ].join('\n')}\n`;
}

const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '±': '$\\pm$',
  '−': '$-$',
  '≤': '$\\leq$',
  '≥': '$\\geq$',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '–': '--',
};

function latexText(text: string): string {
  return text.replace(/[\\~^±−≤≥<>|–#$%&_{}]/g, (sign) => LATEX[sign] ?? `\\${sign}`).replace(/\s+/g, ' ');
}
