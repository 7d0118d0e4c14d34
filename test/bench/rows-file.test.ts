import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const { readRows, writeRows } = await import(new URL('../../bench/rows-file.mjs', import.meta.url).href);
const HEADER = 'arrival_ms,duration_ms,cpu_units,memory_mib';
let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'drydock-test-'));
  file = join(folder, 'rows.csv');
});
afterAll(() => rmSync(folder, { recursive: true }));

type Row = [atMs: number, durationMs: number, cpuUnits: number, memoryMib: number];

function columnsOf(rows: Row[]) {
  return {
    atMs: Float64Array.from(rows, (row) => row[0]),
    durationMs: Float64Array.from(rows, (row) => row[1]),
    cpuUnits: Int32Array.from(rows, (row) => row[2]),
    memoryMib: Int32Array.from(rows, (row) => row[3]),
  };
}

const time = fc.integer({ min: 0, max: 2 ** 45 });
const size = fc.integer({ min: 0, max: 2 ** 31 - 1 });

it('written rows are read again, whatever ends the lines and the file', () => {
  const rows = fc.array(fc.tuple(time, time, size, size), { maxLength: 30 });
  fc.assert(
    fc.property(rows, fc.constantFrom('\n', '\r\n'), fc.boolean(), (drawn, lineEnd, endsInOne) => {
      writeRows(file, columnsOf(drawn));
      const text = [HEADER, ...drawn.map((row) => row.join(','))].join('\n');
      expect(readFileSync(file, 'utf8')).toBe(`${text}\n`);
      writeFileSync(file, text.replaceAll('\n', lineEnd) + (endsInOne ? lineEnd : ''));
      expect(readRows(file, 40)).toEqual(columnsOf(drawn));
    }),
  );
});

it('a file longer than the buffer is read whole, or as many rows as were requested', () => {
  const rows = Array.from({ length: 20_000 }, (_, i): Row => [i * 1000, 7 * i + 1, i % 977, i % 31]);
  writeRows(file, columnsOf(rows));
  expect(readRows(file, 20_000)).toEqual(columnsOf(rows));
  expect(readRows(file, 12_345)).toEqual(columnsOf(rows.slice(0, 12_345)));
});

it('leaves no half-written file beside the one it wrote', () => {
  writeRows(file, columnsOf([[1, 2, 3, 4]]));
  expect(readdirSync(folder)).toEqual(['rows.csv']);
});

describe('a wrong row is reported by its line', () => {
  it.each([
    ['5,6,7', 'line 3: it has 3 values'],
    ['5,6,7,8,9', 'line 3: it has more than 4 values'],
    ['5,,7,8', 'line 3: value 2 is missing'],
    ['5,6,7.5,8', "line 3: '.' in value 3"],
    ['-5,6,7,8', "line 3: '-' in value 1"],
  ])('%s', (row, message) => {
    writeFileSync(file, `${HEADER}\n1,2,3,4\n${row}\n`);
    expect(() => readRows(file, 10)).toThrow(message);
  });
});
