import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { TraceColumns } from '../../src/workload/pattern.js';
import { FOREVER, UNSPECIFIED } from '../../src/workload/source.js';
import { TraceFeed, type TraceRecord } from '../../src/workload/trace-feed.js';
import { TraceReader, type TraceReading } from '../../src/workload/trace-rows.js';
import { type TraceRow, TraceSource } from '../../src/workload/trace-source.js';

/** Columns of a trace of virtual machines: seconds, vCPU and GB, durations as bounds of a bin. */
const columns: TraceColumns = {
  arrival: 'arrival_s',
  arrivalUnitMs: 1000,
  duration: 'min_s',
  durationMax: 'max_s',
  durationUnitMs: 1000,
  cpu: 'vcpus',
  cpuScale: 1024,
  memory: 'gb',
  memoryScale: 1024,
  censored: 'censored',
  censoredRuns: 'forever',
};
/** Arrivals alone. */
const bare: TraceColumns = { ...columns, duration: null, durationMax: null, cpu: null, memory: null, censored: null };
const header = 'vm,arrival_s,vcpus,gb,min_s,max_s,censored';

const recordsOf = (csv: string) => parse(csv, { info: true, relax_column_count: true }) as unknown as TraceRecord[];

function read(csv: string, over: Partial<TraceReading> = {}): { rows: TraceRow[]; problems: string[]; reader: TraceReader } {
  const reader = new TraceReader({ columns, luck: { seed: 7, name: 'vms' }, originMs: null, ...over });
  const rows = recordsOf(csv).map(({ record, info }) => reader.read(record, info.lines));
  reader.end();
  const problems = reader.problems.map((p) => `${p.line} ${p.column}: ${p.message}`);
  return { rows: rows.filter((row) => row !== null), problems, reader };
}

describe('rows of a trace', () => {
  it('become times, CPU units, MiB and durations', () => {
    const { rows, problems } = read(`${header}\n0,1800000,8,14,300,300,0\n1,1800000.5,1,0.75,1200,1200,0\n`);
    expect(problems).toEqual([]);
    expect(rows).toEqual([
      { atMs: 0, cpuUnits: 8192, memoryMib: 14_336, durationMs: 300_000 },
      { atMs: 500, cpuUnits: 1024, memoryMib: 768, durationMs: 1_200_000 },
    ]);
  });

  it('count their time from the first row, or from a given one', () => {
    const csv = 'arrival_s\n10\n12\n';
    expect(read(csv, { columns: bare }).rows.map((r) => r.atMs)).toEqual([0, 2000]);
    expect(read(csv, { columns: bare, originMs: 4000 }).rows.map((r) => r.atMs)).toEqual([6000, 8000]);
  });

  it('leave to the workload what the trace does not say', () => {
    const unspecified = { cpuUnits: UNSPECIFIED, memoryMib: UNSPECIFIED, durationMs: UNSPECIFIED };
    expect(read('arrival_s\n0\n', { columns: bare }).rows).toEqual([{ atMs: 0, ...unspecified }]);
  });

  it('that are censored run for ever, or for the least that was seen', () => {
    const csv = `${header}\n0,0,1,1,300,600,1\n`;
    expect(read(csv).rows[0].durationMs).toBe(FOREVER);
    expect(read(csv, { columns: { ...columns, censoredRuns: 'minimum' } }).rows[0].durationMs).toBe(300_000);
  });

  it('that bound a duration have it drawn between the bounds, each row by itself', () => {
    const line = '0,0,1,1,300,600,0\n';
    const many = read(`${header}\n${line.repeat(2000)}`).rows.map((r) => r.durationMs);
    expect(Math.min(...many)).toBeGreaterThanOrEqual(300_000);
    expect(Math.max(...many)).toBeLessThanOrEqual(600_000);
    const mean = many.reduce((sum, ms) => sum + ms, 0) / many.length;
    expect(Math.abs(mean - 450_000)).toBeLessThan(7746); // Four deviations: 4 x 300,000 / sqrt(12 x 2000)
    const fewer = read(`${header}\n${line.repeat(3)}`).rows.map((r) => r.durationMs);
    expect(fewer).toEqual(many.slice(0, 3));
    const other = read(`${header}\n${line.repeat(3)}`, { luck: { seed: 8, name: 'vms' } }).rows.map((r) => r.durationMs);
    expect(other).not.toEqual(fewer);
  });

  it('that are censored or exact take no luck from those after them', () => {
    const [a, b, c] = ['0,0,1,1,300,600,0\n', '0,0,1,1,300,600,1\n', '0,0,1,1,300,300,0\n'];
    const durationOfThird = (csv: string) => read(`${header}\n${csv}`).rows[2].durationMs;
    expect(durationOfThird(b + c + a)).toBe(durationOfThird(a + a + a));
  });
});

describe('mistakes in a trace', () => {
  it('are told by line, column and value, all of them, and their rows are left out', () => {
    const { rows, problems } = read(
      [
        header,
        '0,0,1,1,300,300,0', //
        '1,x,1,1,300,300,0',
        '2,10,-1,1,300,300,0',
        '3,10,1,,300,300,0',
        '4,10,1,1,300,200,0',
        '5,10,1,1,300,300,yes',
        '6,10,1,1,0x10,1e999,0',
        '7,20,1,1,300,300,0',
      ].join('\n'),
    );
    expect(problems).toEqual([
      "3 arrival_s: 'x' is not a decimal number from 0 to 35184372088",
      "4 vcpus: '-1' is not a decimal number from 0 to 2097151",
      "5 gb: '' is not a decimal number from 0 to 2097151",
      "6 max_s: '200' is less than 'min_s', '300'",
      "7 censored: 'yes' is neither 0 nor 1",
      "8 min_s: '0x10' is not a decimal number from 0 to 35184372088",
      "8 max_s: '1e999' is not a decimal number from 0 to 35184372088",
    ]);
    expect(rows.map((r) => r.atMs)).toEqual([0, 20_000]);
  });

  it('name the line of the file, also after a field of several lines', () => {
    expect(read('vm,arrival_s\n"a\nb",0\nc,x\n', { columns: bare }).problems).toEqual([expect.stringMatching(/^4 arrival_s: 'x'/)]);
  });

  it('include a row that is earlier than the one before, and the rows after it are judged by the latest', () => {
    const { rows, problems } = read('arrival_s\n10\n30\n20\n25\n30\n', { columns: bare });
    expect(problems).toEqual([
      "4 arrival_s: '20' is earlier than in the row before: rows must be in order of time",
      "5 arrival_s: '25' is earlier than in the row before: rows must be in order of time",
    ]);
    expect(rows.map((r) => r.atMs)).toEqual([0, 20_000, 20_000]);
  });

  it('include a row before the beginning', () => {
    expect(read('arrival_s\n1\n3\n', { columns: bare, originMs: 2000 }).problems).toEqual([
      "2 arrival_s: '1' is before the time at which the simulation begins",
    ]);
  });

  it('include a column that is not there, once and not again in every row', () => {
    const { rows, problems } = read('arrival,vcpus\n1,2\n3,4\n', { columns: { ...bare, cpu: 'vcpus' } });
    expect(problems).toEqual(["1 arrival_s: there is no column 'arrival_s'; the header has 'arrival', 'vcpus'"]);
    expect(rows).toEqual([]);
  });

  it('include a row of another length', () => {
    expect(read('vm,arrival_s\n1,0\n2\n3,1,9\n', { columns: bare }).problems).toEqual([
      '3 null: the row has 1 fields; the header has 2',
      '4 null: the row has 3 fields; the header has 2',
    ]);
  });

  it('include a file with nothing in it', () => {
    expect(read('').problems).toEqual(['1 null: the file is empty: the first row must be a header that names the columns']);
  });

  it('are all counted, though only the first are kept', () => {
    const { reader } = read(`arrival_s\n${'x\n'.repeat(1000)}`, { columns: bare });
    expect([reader.problemCount, reader.problems.length]).toEqual([1000, 20]);
  });
});

describe('TraceFeed', () => {
  const csv = `arrival_s\n${Array.from({ length: 1000 }, (_, i) => i).join('\n')}\n`;
  const reader = () => new TraceReader({ columns: bare, luck: { seed: 7, name: 'vms' }, originMs: null });

  /** Counts what is read. */
  function counted(records: readonly TraceRecord[]): { stream: AsyncIterable<TraceRecord>; read: () => number } {
    let n = 0;
    async function* stream() {
      for (const record of records) {
        n++;
        yield record;
      }
    }
    return { stream: stream(), read: () => n };
  }

  /** Takes up to n arrivals, filling whenever the source says later. */
  async function replay(source: TraceSource, feed: TraceFeed, n: number): Promise<number[]> {
    const found: number[] = [];
    while (found.length < n) {
      const answer = source.peek();
      if (answer === 'done') break;
      if (answer === 'later') await feed.fill();
      else {
        found.push(source.atMs / 1000);
        source.take();
      }
    }
    return found;
  }

  it('replays a stream to its end through a small buffer, reading no further ahead than that', async () => {
    const source = new TraceSource(16);
    const { stream, read } = counted(recordsOf(csv));
    const feed = new TraceFeed(source, reader(), stream);
    expect(await replay(source, feed, 20)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(read()).toBe(1 + 32); // The header and two buffers full.
    expect(await replay(source, feed, 2000)).toEqual(Array.from({ length: 980 }, (_, i) => i + 20));
    expect(source.peek()).toBe('done');
  });

  it('goes on from a checkpoint by passing over what had been accepted', async () => {
    const source = new TraceSource(16);
    const feed = new TraceFeed(source, reader(), recordsOf(csv));
    await replay(source, feed, 500);
    const resumed = new TraceSource(16);
    resumed.load(JSON.parse(JSON.stringify(source.save())));
    const again = new TraceFeed(resumed, reader(), recordsOf(csv));
    expect(await replay(resumed, again, 2000)).toEqual(await replay(source, feed, 2000));
  });

  it('passes over rows with a mistake and leaves them with the reader', async () => {
    const source = new TraceSource(4);
    const judge = reader();
    const feed = new TraceFeed(source, judge, recordsOf('arrival_s\n0\nx\n2\n'));
    expect(await replay(source, feed, 9)).toEqual([0, 2]);
    expect(judge.problems.map((p) => p.line)).toEqual([3]);
  });
});
