import { describe, expect, it } from 'vitest';
import { headerOf } from '../../src/record/tables/column.js';
import { POINT_COLUMNS, SCORE_COLUMNS } from '../../src/studies/backtest/csv.js';
import { codeIn, pageText, rowsOf } from './page.js';

describe('docs/backtest.md', () => {
  it('tells every column', () => {
    const rows = rowsOf(pageText('docs/backtest.md'));
    const columnsUnder = (heading: string) => rows.flatMap((row) => (row.heading === heading ? codeIn(row.cells[0]!) : []));
    expect(columnsUnder('### `backtest.csv`')).toEqual(headerOf(POINT_COLUMNS));
    expect(columnsUnder('### `backtest-summary.csv`')).toEqual(headerOf(SCORE_COLUMNS));
  });
});
