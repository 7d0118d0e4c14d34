import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/run/failure.js';
import { parseColumnMap } from '../../src/workload/formats/column-map.js';
import { readTrace } from '../workload/formats/read-trace.js';

const columns = (text: string) => parseColumnMap(text).map;
const PLAIN = { format: 'csv', columns: null } as const;
const TEXT = 'name,cpu,arrival_s,duration_s\nb,1,30,5\na,2,10,7\n';
/** TEXT as `zstd` 1.5 packs it. */
const ZSTD = Buffer.from('KLUv/QRYgQEAbmFtZSxjcHUsYXJyaXZhbF9zLGR1cmF0aW9uX3MKYiwxLDMwLDUKYSwyLDEwLDcKg1rGFg==', 'base64');

describe('a trace file', () => {
  it('is read as it is: plain, gzip or zstd, whatever its name', async () => {
    const plain = await readTrace(TEXT, PLAIN);
    expect(plain.names).toEqual(['b', 'a']);
    for (const packed of [gzipSync(TEXT), ZSTD]) expect(await readTrace(packed, PLAIN)).toMatchObject({ tasks: plain.tasks, lines: [] });
  });

  it('may have rows in any order: times count from the earliest arrival', async () => {
    const { tasks } = await readTrace(TEXT, PLAIN);
    expect([...tasks.arrivalMs]).toEqual([20_000, 0]);
  });

  it('counts tasks without an arrival, which come at the start, and without an end, which stay', async () => {
    const text = 'from,to,cpu\n100,160,1\n,130,1\n40,,1\n,,1\n';
    const { tasks, lines } = await readTrace(text, { format: 'csv', columns: columns('arrival=from,end=to,cpu=cpu') });
    expect(lines).toEqual([]);
    // The earliest arrival is 40 s: the second task is there from then until 130 s, for 90 s.
    expect([...tasks.arrivalMs]).toEqual([60_000, 0, 0, 0]);
    expect([...tasks.durationMs]).toEqual([60_000, 90_000, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect([tasks.emptyArrivals, tasks.emptyEnds]).toEqual([2, 2]);
  });

  it('names the line of a mistake also after cells of several lines and empty lines', async () => {
    const text = `name,cpu\r\n"two\r\nlines",1\r\n\r\nx,much\r\n`;
    const { names, lines } = await readTrace(text, PLAIN);
    expect(names).toEqual(['two\r\nlines']);
    expect(lines).toEqual(["f:5 cpu: 'much' is not a number from 0 to 2147483"]);
  });

  it('keeps names of any script, and more of them than a block of memory holds', async () => {
    const names = Array.from({ length: 70_000 }, (_, i) => `タスク-${i}-é`);
    expect((await readTrace(`name,cpu\n${names.map((name) => `${name},1\n`).join('')}`, PLAIN)).names).toEqual(names);
  });

  const parquet = Buffer.from(parquetWriteBuffer({ columnData: [{ name: 'cpu', data: [1, 2], type: 'DOUBLE' }] }));
  it.each([
    ['Parquet as CSV', parquet, PLAIN, 'this is a Parquet file, and csv is text: write the format parquet'],
    [
      'Parquet as SWF',
      parquet,
      { format: 'swf', columns: null } as const,
      'this is a Parquet file, and swf is text: write the format parquet',
    ],
    ['JSON', '{"cpu": 1}', PLAIN, 'this is JSON, and the format is csv'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000', 'hex'), PLAIN, 'this is neither text nor Parquet, and the format is csv'],
    ['CSV as Parquet', TEXT, { format: 'parquet', columns: null } as const, 'this is a text, and the format is parquet'],
  ])('is described in one sentence, without its bytes: %s', async (_, content, reading, message) =>
    expect((await readTrace(content, reading)).lines).toEqual([`f: ${message}`]),
  );

  it('reads Parquet pages in zstd and gzip, row group by row group', async () => {
    const columnData = [{ name: 'cpu', data: Array.from({ length: 1000 }, (_, i) => i % 7), type: 'INT32' as const }];
    const fromText = await readTrace(`cpu\n${columnData[0].data.join('\n')}\n`, PLAIN);
    const written = new Uint8Array(
      parquetWriteBuffer({ columnData, rowGroupSize: 300, codec: 'GZIP', compressors: { GZIP: (bytes) => gzipSync(bytes) } }),
    );
    expect(await readTrace(written, { format: 'parquet', columns: null })).toMatchObject({ tasks: fromText.tasks, lines: [] });
  });

  it('ends in a sentence where its tasks need more memory than there is', async () => {
    const reading = readTrace(`cpu\n${'1\n'.repeat(5000)}`, { ...PLAIN, memoryBytes: 100_000 });
    await expect(reading).rejects.toThrow(UserError);
    await expect(reading).rejects.toThrow(/its first [\d,]+ tasks alone need more than the 0\.0 GiB of memory here/);
  });
});
