import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/run/failure.js';
import { DamagedFile } from '../../../src/run/trace-file/bytes.js';
import { parseColumnMap, type TraceFormat } from '../../../src/workload/formats/column-map.js';
import { draws, seedOf } from '../../extent.js';
import { fixtureText } from './fixtures.js';
import { readTrace } from './read-trace.js';

const MAP = 'name=job,arrival=submit_s,duration=run_s,cpu=cores,memory=mem_mib,gpus=gpus';
const COLUMNS = parseColumnMap(MAP).map;
const VMTABLE = 'a,s,d,300,900,99.1,3.4,90.2,Unknown,2,3.5\nb,s,d,0,600,1,1,1,Interactive,>24,>64\n'.repeat(4);
const TEXTS: readonly (readonly [TraceFormat, string])[] = [
  ['openb', fixtureText('openb-pods.csv')],
  ['azure', fixtureText('azure.csv')],
  ['vmtable', VMTABLE],
  ['swf', fixtureText('log.swf')],
  ['csv', fixtureText('jobs.csv')],
];
/** Cells that have broken readers: numbers out of range, other notations, quotes, other alphabets, names of JavaScript's own. */
const NASTY = [
  ...['', ' ', '-1', '1e99', '-0', '0x10', 'NaN', 'Infinity', '1_000', '1,5', '"', '""', '"a', 'a"b', '\t', '\0', '\u2028', '\ufeff'],
  ...[
    '__proto__',
    'constructor',
    '>24',
    '99999999999999999999',
    '1e-320',
    'タスク',
    '\ud800',
    '🙂',
    ';',
    '\r',
    '\n',
    '2020-01-01',
    'x'.repeat(5000),
  ],
];

const change = fc.record({ kind: fc.constantFrom('cell', 'byte', 'cut', 'copy', 'drop', 'swap'), at: fc.nat(1e6), to: fc.nat(1e6) });
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** Changes a text at a place: a cell, a byte, its end, or the order and number of its lines. */
function changed(text: string, { kind, at, to }: Change): string {
  const place = at % (text.length + 1);
  if (kind === 'byte') return text.slice(0, place) + String.fromCharCode(to % 256) + text.slice(place + 1);
  if (kind === 'cut') return text.slice(0, place);
  const lines = text.split('\n');
  const [a, b] = [at % lines.length, to % lines.length];
  if (kind === 'copy') lines.splice(a, 0, lines[b]);
  else if (kind === 'drop') lines.splice(a, 1);
  else if (kind === 'swap') [lines[a], lines[b]] = [lines[b], lines[a]];
  else {
    const cells = lines[a].split(/([,\s]+)/);
    cells[(2 * to) % (cells.length + 1)] = NASTY[to % NASTY.length];
    lines[a] = cells.join('');
  }
  return lines.join('\n');
}

const PLACED = /^f(:\d+( \S.{0,60})?)?: .{3,}$/;
const UNPRINTABLE = /[\p{Cc}\u2028\u2029]/u;

/** Reads a content, which may be refused: by lines that begin with the file, name row and column, and show no byte that a terminal obeys. */
async function mustAnswer(content: string | Uint8Array, format: TraceFormat): Promise<void> {
  const columns = format === 'csv' || format === 'parquet' ? COLUMNS : null;
  try {
    const { tasks, lines, mistakes } = await readTrace(content, { format, columns });
    for (const line of lines) {
      expect(line).toMatch(PLACED);
      expect(line).not.toMatch(UNPRINTABLE);
      expect(line.length).toBeLessThan(1500);
    }
    expect(lines.length).toBeLessThanOrEqual(21);
    expect(tasks.count > 0 || mistakes.count > 0).toBe(true);
    for (let task = 0; task < tasks.count; task++)
      for (const value of [tasks.cpu[task], tasks.memoryMib[task], tasks.arrivalMs[task], tasks.durationMs[task]])
        expect(value).toBeGreaterThanOrEqual(0);
  } catch (error) {
    if (!(error instanceof DamagedFile || error instanceof UserError)) throw error;
    expect(error.message).not.toMatch(UNPRINTABLE);
  }
}

const seed = seedOf(23);
const RUNS = draws(10, 80);

describe(`a trace file that something has changed, seed ${seed}`, () => {
  it.each(TEXTS)('%s is read, or refused with row and column', async (format, text) => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => mustAnswer(changes.reduce(changed, text), format)),
      { seed, numRuns: RUNS },
    );
  });

  it.each(TEXTS)('%s of any bytes, plain or called gzip, is refused in one sentence or read', async (format) => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    const packed = bytes.map((some) => Uint8Array.of(0x1f, 0x8b, ...some));
    await fc.assert(
      fc.asyncProperty(fc.oneof(bytes, packed), (content) => mustAnswer(content, format)),
      { seed, numRuns: RUNS },
    );
  });

  it('gzip that ends early or has changed bytes is reported as damaged', async () => {
    const whole = gzipSync(fixtureText('jobs.csv'));
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, byte) => {
        await mustAnswer(whole.subarray(0, at), 'csv');
        await mustAnswer(
          Uint8Array.from(whole, (was, i) => (i === at ? byte : was)),
          'csv',
        );
      }),
      { seed, numRuns: RUNS },
    );
  });

  it('parquet with changed bytes is read, or refused in one sentence', async () => {
    const columnData = ['submit_s', 'run_s', 'cores', 'mem_mib', 'gpus'].map((name) => ({
      name,
      data: [1, 2, 3, 4],
      type: 'INT32' as const,
    }));
    const job = { name: 'job', data: ['a', 'b', 'c', 'd'], type: 'STRING' as const };
    const whole = new Uint8Array(parquetWriteBuffer({ columnData: [job, ...columnData] }));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 }), async (bytes) => {
        const content = whole.slice();
        for (const [at, byte] of bytes) content[at] = byte;
        await mustAnswer(content, 'parquet');
        await mustAnswer(whole.subarray(0, bytes[0][0]), 'parquet');
      }),
      { seed, numRuns: RUNS },
    );
  });
});
