import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POINT_COLUMNS, SCORE_COLUMNS } from '../../src/report/backtest/csv.js';
import { built } from '../built.js';
import { codeIn, pageText, ROOT, rowsOf } from './page.js';

const { program, build } = built('docs-backtest-test');
const checkout = mkdtempSync(join(tmpdir(), 'drydock-backtest-page-'));
const text = pageText('docs/backtest.md');
/** Commands with what they print, where the page shows it; it leaves out where the page of the run lies. */
const shown = [...text.matchAll(/```sh\nnpx drydock (.*)\n```\n(?:\n```(?:text|yaml)\n([\s\S]*?)```)?/g)].map(
  (match) => [match[1]!, match[2]] as const,
);

beforeAll(async () => {
  await build();
  symlinkSync(join(ROOT, 'scenarios'), join(checkout, 'scenarios'));
}, 300_000);
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

/** A fit takes its time: test/system/fit.test.ts runs it. */
const quick = shown.filter(([command]) => !command.includes('--fit'));

describe('docs/backtest.md', () => {
  it.each(quick)(
    'drydock %s',
    (command, output) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...command.split(' ')], { cwd: checkout, encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      if (output !== undefined) expect(stdout.replace(/\nPage: .*\n$/, '')).toBe(output);
    },
    300_000,
  );

  it('tells every column', () => {
    const columnsUnder = (heading: string) => rowsOf(text).flatMap((row) => (row.heading === heading ? codeIn(row.cells[0]!) : []));
    expect(columnsUnder('### `backtest.csv`')).toEqual([...POINT_COLUMNS]);
    expect(columnsUnder('### `backtest-summary.csv`')).toEqual([...SCORE_COLUMNS]);
  });
});
