import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, it } from 'vitest';
import { Mistakes } from '../../../src/workload/formats/mistakes.js';
import { parquetTable } from '../../../src/workload/formats/parquet.js';

/** Among these are the numbers and the types of fields of a page's header. */
const BYTES = [0, 1, 2, 5, 12, 21, 22, 24, 28, 41, 64, 127, 128, 200, 254, 255];

// A header without the length of its levels made the library read the page for ever.
it('ends for a Parquet file with any one byte changed, read or refused', async () => {
  const columnData = ['submit_s', 'run_s'].map((name) => ({ name, data: [1, 2, 3, 4], type: 'INT32' as const }));
  const whole = new Uint8Array(parquetWriteBuffer({ columnData }));
  let refused = 0;
  let read = 0;
  for (let at = 0; at < whole.length; at++)
    for (const byte of BYTES) {
      const content = whole.slice();
      content[at] = byte;
      const file = { byteLength: content.length, slice: (from: number, to?: number) => content.buffer.slice(from, to) };
      const mistakes = new Mistakes();
      const { batches } = await parquetTable({ file, compressors: {} }, ['submit_s', 'run_s'], mistakes);
      for await (const batch of batches) read += batch.length;
      refused += mistakes.count;
    }
  expect(refused).toBeGreaterThan(1000);
  expect(read).toBeGreaterThan(1000);
});
