import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { refuseDevice } from '../text-file.js';

const READ_AT_ONCE = 2 ** 20;

/** The format of a file by its first bytes: its name may be wrong. */
export type FileKind = 'parquet' | 'json' | 'text' | 'other';
type Packing = 'gzip' | 'zstd' | null;

const MAGIC: readonly (readonly [Exclude<Packing, null>, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
];

/** The bytes of a file in their order, unpacked if it is a gzip or zstd file; `sha256` is that of the file itself, after the last byte. */
export interface FileBytes {
  readonly kind: FileKind;
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly sha256: () => string;
}

/** Opens a file and reads its beginning. Rejects with Node's error for an unreadable file. */
export async function openBytes(path: string): Promise<FileBytes> {
  const packing = await packingOf(path);
  const hash = createHash('sha256');
  const chunks = unpacked(hashed(path, hash), packing);
  const first = await chunks.next();
  const bytes = first.done === true ? new Uint8Array() : first.value;
  return { kind: kindOf(bytes), chunks: joined(bytes, chunks), sha256: () => hash.digest('hex') };
}

/** A packed file that cannot be unpacked. */
export class DamagedFile extends Error {}

async function packingOf(path: string): Promise<Packing> {
  const file = await open(path);
  try {
    refuseDevice(await file.stat());
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return MAGIC.find(([, magic]) => magic.every((byte, i) => buffer[i] === byte))?.[0] ?? null;
  } finally {
    await file.close();
  }
}

async function* hashed(path: string, hash: { update(bytes: Uint8Array): unknown }): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(path, { highWaterMark: READ_AT_ONCE })) {
    hash.update(chunk);
    yield chunk;
  }
}

async function* unpacked(chunks: AsyncGenerator<Uint8Array>, packing: Packing): AsyncGenerator<Uint8Array> {
  try {
    yield* packing === null ? chunks : packing === 'gzip' ? gunzipped(chunks) : unzstd(chunks);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // Errors of the file system have names in capitals: the others come from the unpacker.
    if (packing === null || (typeof code === 'string' && /^E[A-Z]+$/.test(code))) throw error;
    throw new DamagedFile(`this is a damaged ${packing} file (${message})`);
  }
}

async function* gunzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Readable } = await import('node:stream');
  const packed = Readable.from(chunks);
  const gunzip = createGunzip({ chunkSize: READ_AT_ONCE });
  packed.on('error', (error) => gunzip.destroy(error));
  yield* packed.pipe(gunzip);
}

async function* unzstd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import('fzstd');
  let ready: Uint8Array[] = [];
  const stream = new Decompress((chunk) => ready.push(chunk));
  const taken = () => {
    const all = ready;
    ready = [];
    return all;
  };
  for await (const chunk of chunks) {
    stream.push(chunk);
    yield* taken();
  }
  stream.push(new Uint8Array(), true);
  yield* taken();
}

async function* joined(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

const PARQUET = 'PAR1';
/** A text begins with none of these control characters. */
const CONTROL = /\p{Cc}/u;
const TEXT_CONTROL = /[\t\n\v\f\r\u0080-\u009f]/g;
const UTF16_MARK = /^(\xff\xfe|\xfe\xff)/;
const SEEN = 1024;

function kindOf(bytes: Uint8Array): FileKind {
  const start = Buffer.from(bytes.subarray(0, SEEN)).toString('latin1');
  if (start.startsWith(PARQUET)) return 'parquet';
  if (/^(\xef\xbb\xbf)?\s*[[{]/.test(start)) return 'json';
  return UTF16_MARK.test(start) || !CONTROL.test(start.replace(TEXT_CONTROL, '')) ? 'text' : 'other';
}
