import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ADVICE_COLUMNS } from '../../src/studies/advise/answer/csv.js';
import { POINT_COLUMNS, SCORE_COLUMNS } from '../../src/studies/backtest/csv.js';
import { EFFECT_COLUMNS } from '../../src/studies/sweep/csv.js';
import { ROOT } from './page.js';

const HEAD = `# Outputs of studies

The columns of CSV files that several runs, or a comparison with a recording, leave. Made from the code by \`npx vitest run --project node test/docs/study-outputs.test.ts -u\`. [outputs.md](outputs.md) has the files of one run.
`;

type Described = readonly { readonly name: string; readonly unit: string; readonly description: string }[];

function sectionOf(file: string, rows: string, columns: Described): string {
  const lines = columns.map(({ name, unit, description }) => `| \`${name}\` | ${unit} | ${description} |`);
  return [`## ${file}`, '', rows, '', '| column | unit | meaning |', '| --- | --- | --- |', ...lines, ''].join('\n');
}

it('docs/reference/study-outputs.md has the columns of the code', async () => {
  const page = [
    HEAD,
    sectionOf(
      'advice.csv',
      'Of [`drydock advise`](../advise.md): a row a what-if, in the order of the table. `path.csv` has a row a step, after its number in `step`: 0 is all steps together.',
      ADVICE_COLUMNS,
    ),
    sectionOf('main-effects.csv', 'Of [`drydock sweep`](../experiments.md#sweeps): a row for each metric, path and value.', EFFECT_COLUMNS),
    sectionOf('backtest.csv', 'Of [`drydock backtest`](../backtest.md): a row a recorded point, in order of time.', POINT_COLUMNS),
    sectionOf('backtest-summary.csv', 'A row a series.', SCORE_COLUMNS),
  ].join('\n');
  await expect(page).toMatchFileSnapshot(join(ROOT, 'docs/reference/study-outputs.md'));
});
