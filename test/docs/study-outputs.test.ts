import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ADVICE_COLUMNS } from '../../src/studies/advise/answer/csv.js';
import { POINT_COLUMNS, SCORE_COLUMNS } from '../../src/studies/backtest/csv.js';
import { pointColumns } from '../../src/studies/optimise/csv.js';
import { CURVE_COLUMNS } from '../../src/studies/pack/csv.js';
import { METRIC_FORMS } from '../../src/studies/pack/metric-specs.js';
import { PAIR_COLUMNS } from '../../src/studies/pack/pairs.js';
import { taskColumns } from '../../src/studies/pack/task-columns.js';
import { SEED_CURVE_COLUMNS } from '../../src/studies/pack/write.js';
import { EFFECT_COLUMNS, runColumns, summaryColumns } from '../../src/studies/sweep/csv.js';
import { publishedColumns } from '../../src/studies/sweep/published.js';
import { ROOT } from './page.js';

const HEAD = `# Outputs of studies

The columns of CSV files that several runs, or a comparison with a recording, leave. Made from the code by \`npx vitest run --project node test/docs/study-outputs.test.ts -u\`. [outputs.md](outputs.md) has the files of one run.
`;

/** Of a column whose name depends on the study. */
const PATHS = ['PATH'];
const METRIC = { key: 'METRIC', label: '', unit: 'USD', shown: 2, better: 'lower', meaning: '' } as const;

type Described = readonly { readonly name: string; readonly unit?: string; readonly description: string }[];

function sectionOf(file: string, rows: string, columns: Described): string {
  const lines = columns.map(({ name, unit = '', description }) => `| \`${name}\` | ${unit} | ${description} |`);
  return [`### ${file}`, '', rows, '', '| column | unit | meaning |', '| --- | --- | --- |', ...lines, ''].join('\n');
}

/** The metrics of a packing by the form of their names. */
function metricSection(): string {
  const lines = METRIC_FORMS.map(({ names, unit, meaning }) => {
    const shown = names.split(', ').map((name) => `\`${name.replaceAll('|', '\\|')}\``);
    return `| ${shown.join(', ')} | ${unit} | ${meaning} |`;
  });
  return [
    '### Metrics',
    '',
    'A bar stands between the alternatives of a name.',
    '',
    '| in a name | the metric |',
    '| --- | --- |',
    '| `N` | when N percent of the demand have arrived: 100 and the last percent of the curve (130, or 100 times `--demand`) of allocation, 90 of fragmentation, and those of `--at` |',
    '| `End` | at the last percent at which something arrived; of nodes and stranded shares where nothing leaves |',
    '| `TimeAverage`, `Peak` | with lifetimes: time weighted from the first arrival to the last, and at most |',
    '',
    '| metric | unit | meaning |',
    '| --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}

it('docs/reference/study-outputs.md has the columns of the code', async () => {
  const page = [
    HEAD,
    '## Of advice\n\nOf [`drydock advise`](../advise.md).\n',
    sectionOf(
      'advice.csv',
      'A row a what-if, in the order of the table. `path.csv` has a row a step, after its number in `step`: 0 is all steps together.',
      ADVICE_COLUMNS,
    ),
    '## Of a sweep\n\nOf [`drydock sweep`](../experiments.md#sweeps). `PATH` stands for each varied path, `METRIC` for each metric, here one in USD.\n',
    sectionOf(
      'runs.csv',
      'A row a run. `runs.parquet` has the same with types, and null for an empty cell. An axis with values of several kinds has texts.',
      runColumns(PATHS, () => 'number', ['METRIC']),
    ),
    sectionOf('summary.csv', 'A row a point.', summaryColumns(PATHS, [METRIC])),
    sectionOf('main-effects.csv', 'A row for each metric, path and value.', EFFECT_COLUMNS),
    sectionOf('published.csv', 'A row for each published value.', publishedColumns(PATHS)),
    '## Of an optimisation\n\nOf [`drydock optimise`](../experiments.md#optimising). `runs.csv` and `runs.parquet` are as of a sweep, with the figures of the objectives.\n',
    sectionOf(
      'front.csv and summary.csv',
      'A row a finalist, the cheapest first: front.csv has the front, summary.csv all finalists, then the eliminated points. `METRIC` is the metric of `waiting`, `OBJECTIVE` each objective.',
      pointColumns({ paths: PATHS, objectives: ['OBJECTIVE'], waiting: METRIC }),
    ),
    '## Of a packing\n\nOf [`drydock pack`](../pack.md#output). In CSV files metrics are in snake case, as in `allocated_gpu_percent_100`.\n',
    metricSection(),
    sectionOf('curves.csv', 'A row for each policy and whole percent of arrived demand.', CURVE_COLUMNS),
    sectionOf('seed-curves.csv', 'The curves of each seed alone, also as `seed-curves.parquet`.', SEED_CURVE_COLUMNS),
    sectionOf('pairs.csv', 'A row for each two policies, and metric or percent of a curve at which they differ.', PAIR_COLUMNS),
    sectionOf('tasks.csv', 'With `--per-task`: a row for each policy, seed and arrival, also as `tasks.parquet`.', taskColumns(true)),
    '## Of a backtest\n\nOf [`drydock backtest`](../backtest.md).\n',
    sectionOf('backtest.csv', 'A row a recorded point, in order of time.', POINT_COLUMNS),
    sectionOf('backtest-summary.csv', 'A row a series.', SCORE_COLUMNS),
  ].join('\n');
  await expect(page).toMatchFileSnapshot(join(ROOT, 'docs/reference/study-outputs.md'));
});
