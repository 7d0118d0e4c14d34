import { gunzipSync } from 'node:zlib';
import type { ParquetFile } from '../../workload/formats/parquet.js';
import type { FileBytes } from './bytes.js';

/** Opens a Parquet file, whose pages may be packed with Snappy, gzip or zstd. Its parts are read when they are needed. */
export async function parquetFile(path: string, bytes: FileBytes): Promise<ParquetFile> {
  const [{ asyncBufferFromFile }, { decompress }] = await Promise.all([import('hyparquet'), import('fzstd')]);
  // The hash is that of all bytes, and a Parquet file is not read in their order.
  for await (const _ of bytes.chunks);
  return {
    file: await asyncBufferFromFile(path),
    compressors: { GZIP: (input) => gunzipSync(input), ZSTD: (input, size) => decompress(input, new Uint8Array(size)) },
  };
}
