import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LiveRows, NONE } from '../../src/record/ledger/live-rows.js';
import { reread } from '../reread.js';

const COLUMNS = { first: 0, second: 0, untouched: NONE };

/** How far ahead the next ordinal is, and which of the living ends then; none if the number is beyond them. */
const step = fc.record({ ahead: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 5000 })), ends: fc.nat({ max: 400 }) });

function saved(rows: LiveRows<keyof typeof COLUMNS>) {
  const again = new LiveRows(COLUMNS);
  again.load(reread(rows.save()));
  return again;
}

describe('the rows of the living', () => {
  it('are those of a map, whatever comes and goes, and after a save and a load', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 600 }), (steps) => {
        const rows = new LiveRows(COLUMNS);
        const living = new Map<number, number>();
        let ordinal = -1;
        for (const { ahead, ends } of steps) {
          ordinal += ahead;
          const row = rows.open(ordinal);
          rows.columns.first[row] = ordinal;
          rows.columns.second[row] = 2 * ordinal;
          living.set(ordinal, row);
          const ended = [...living.keys()][ends];
          if (ended === undefined) continue;
          rows.columns.untouched[rows.find(ended)] = 7;
          rows.close(rows.find(ended));
          living.delete(ended);
          expect(rows.find(ended)).toBe(NONE);
        }
        for (const table of [rows, saved(rows)]) {
          expect(table.living).toBe(living.size);
          expect(table.inOrder().map((row) => table.ordinal[row])).toEqual([...living.keys()]);
          for (const [one, row] of living)
            expect([table.find(one), table.columns.first[row], table.columns.second[row], table.columns.untouched[row]]).toEqual([
              row,
              one,
              2 * one,
              NONE,
            ]);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('have the first values of columns that are seldom set, whatever the row had before, after a save and a load too', () => {
    const first = { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, rare: NONE, rarer: 9 };
    const rows = new LiveRows(first, 'rare');
    const row = rows.open(0);
    rows.setSeldom(row, 'rare', 5);
    rows.setSeldom(row, 'rarer', 6);
    const again = new LiveRows(first, 'rare');
    again.load(reread(rows.save()));
    for (const table of [rows, again]) {
      expect([table.columns.rare[row], table.columns.rarer[row]]).toEqual([5, 6]);
      table.close(row);
      for (const ordinal of [1, 2]) {
        const next = table.open(ordinal);
        expect([table.columns.g[next], table.columns.rare[next], table.columns.rarer[next]]).toEqual([7, NONE, 9]);
      }
      expect(table.find(1)).toBe(row);
    }
    expect(() => new LiveRows(first, 'b')).toThrow('begin a line');
  });

  it('take no more room than lived at once', () => {
    const rows = new LiveRows(COLUMNS);
    for (let ordinal = 0; ordinal < 10_000; ordinal++) {
      rows.open(ordinal);
      if (ordinal >= 10) rows.close(rows.find(ordinal - 10));
    }
    expect([rows.living, rows.rows / rows.step]).toEqual([10, 11]);
  });
});
