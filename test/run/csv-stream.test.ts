import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvStream } from '../../src/run/trace-file/csv-stream.js';
import { Mistakes } from '../../src/workload/formats/mistakes.js';
import { csvTable } from '../../src/workload/formats/table.js';

/** The rows of a text that comes in chunks of so many bytes. */
async function streamed(text: string, chunkBytes: number) {
  const bytes = new TextEncoder().encode(text);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  const mistakes = new Mistakes();
  const { header, batches } = await csvStream(chunks(), mistakes);
  const rows: unknown[] = [];
  for await (const batch of batches) rows.push(...batch.map(({ row, cells }) => ({ row, cells: cells.map(String) })));
  return { header, rows, mistakes: mistakes.lines('f') };
}

/** The same by the parser alone, of the text as a whole. */
function parsed(text: string) {
  const mistakes = new Mistakes();
  const { header, rows } = csvTable(text, mistakes);
  return { header, rows: [...rows], mistakes: mistakes.lines('f') };
}

const cell = fc.constantFrom('', 'a', '1.5', 'タスク', ' b ', 'é', '0', '7', '007', '-1', '42 ', '999999999999999', '9007199254740993');
const quoted = fc.constantFrom('"c"', '"two\nlines"', '"a,b"', '"x ""y"""', 'plain');
const row = fc.array(fc.oneof({ weight: 9, arbitrary: cell }, { weight: 1, arbitrary: quoted }), { minLength: 1, maxLength: 4 });
const texts = fc
  .record({ rows: fc.array(row, { maxLength: 12 }), end: fc.constantFrom('\n', '\r\n'), hasEnd: fc.boolean(), bom: fc.boolean() })
  .map(
    ({ rows, end, hasEnd, bom }) =>
      `${bom ? '\ufeff' : ''}name,cpu${end}${rows.map((cells) => cells.join(',')).join(end)}${hasEnd ? end : ''}`,
  );

describe('a CSV text in chunks', () => {
  it('gives the rows, lines and mistakes that the parser gives, split or parsed, wherever its chunks end', async () => {
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 40 }), async (text, chunkBytes) => {
        expect(await streamed(text, chunkBytes)).toEqual(parsed(text));
      }),
      { numRuns: 400 },
    );
  });

  it('has whole numbers as such, where no digit is lost', async () => {
    const { rows } = await streamed('name,cpu\n12,0\n012,9007199254740993\n', 100);
    expect(rows).toEqual([
      { row: 2, cells: ['12', '0'] },
      { row: 3, cells: ['012', '9007199254740993'] },
    ]);
  });

  it('goes on by the parser from the first quote, at the right line', async () => {
    const text = 'name,cpu\na,1\nb,2\n"c\nd",3\ne\n';
    for (const chunkBytes of [3, 12, 100])
      expect(await streamed(text, chunkBytes)).toMatchObject({
        rows: [{ row: 2 }, { row: 3 }, { row: 5, cells: ['c\nd', '3'] }],
        mistakes: ['f:6: the row has 1 fields; the header names 2'],
      });
  });
});
