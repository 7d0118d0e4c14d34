import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { gunzipSync } from 'node:zlib';
import { type ColumnMap, columnsOfFormat, namesGiven, type TraceFormat } from '../../workload/formats/column-map.js';
import { type TaskColumns, TaskColumnsBuilder, type TaskRow } from '../../workload/formats/columns.js';
import { mappedTasks } from '../../workload/formats/mapped-tasks.js';
import type { Mistakes } from '../../workload/formats/mistakes.js';
import { type ParquetFile, parquetTable } from '../../workload/formats/parquet.js';
import { swfTasks } from '../../workload/formats/swf.js';
import type { TaskRules } from '../../workload/formats/task-rules.js';
import { UserError, whyUnreadable } from '../failure.js';
import { DamagedFile, type FileBytes, type FileKind, openBytes } from './bytes.js';
import { csvStream } from './csv-stream.js';

/** The format in which a trace file is read. */
export interface TraceReading {
  readonly format: TraceFormat;
  /** Null: the columns of the format, or Drydock's own names. */
  readonly columns: ColumnMap | null;
  readonly rules: TaskRules;
  readonly mistakes: Mistakes;
  /** Columns of constraints, which a file in the format swf has none of; default: none. */
  readonly labels?: readonly string[];
  /** The memory that the tasks may take; default: that of the machine. */
  readonly memoryBytes?: number;
}

/** The columns of a task, and what a replay keeps for it beside them. */
const BYTES_OF_TASK = 72;
/** Bytes of a task at once under a limit of addresses: the longest columns are copied, and a replay follows. */
const BYTES_OF_GROWTH = 48;
/** Addresses left to V8 and its threads: where its heap cannot grow, V8 ends the process, which no program can catch. */
const ADDRESSES_OF_V8 = 400 * 2 ** 20;

/**
 * Reads the tasks of a file of any size, plain or packed with gzip or zstd. Rows with mistakes are skipped and reported. Rejects with Node's
 * error for an unreadable file, and with a UserError when the tasks need more memory than there is.
 */
export async function readTasks(path: string, reading: TraceReading): Promise<{ tasks: TaskColumns; sha256: string }> {
  const { mistakes } = reading;
  const memoryBytes = reading.memoryBytes ?? memoryOfMachine();
  const bytes = await openBytes(path);
  const builder = new TaskColumnsBuilder(reading.labels);
  for await (const batch of await tasksIn(path, bytes, reading)) {
    if (!addAll(builder, batch) || builder.count * BYTES_OF_GROWTH > addressesLeft() - ADDRESSES_OF_V8)
      throw new UserError([`${path}: ${noMemoryAt(builder.count)}`]);
    if (builder.count * BYTES_OF_TASK > memoryBytes) throw new UserError([`${path}: ${tooLarge(builder.count, memoryBytes)}`]);
  }
  if (builder.count === 0 && mistakes.count === 0)
    mistakes.refuseFile(reading.format === 'swf' ? 'there is no job in it' : 'there is no task in it');
  return { tasks: builder.finish(), sha256: bytes.sha256() };
}

/** Returns false when a column cannot grow: the system gives no more memory, or names have reached their 4 GiB. */
function addAll(builder: TaskColumnsBuilder, tasks: readonly TaskRow[]): boolean {
  try {
    for (const task of tasks) builder.add(task);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

async function tasksIn(
  path: string,
  bytes: FileBytes,
  { format, columns, rules, mistakes, labels = [] }: TraceReading,
): Promise<AsyncIterable<readonly TaskRow[]>> {
  const wrong = wrongKind(format, bytes.kind);
  if (wrong !== undefined) {
    mistakes.refuseFile(wrong);
    return nothing();
  }
  if (format === 'swf') return swfTasks(lineBatches(bytes.chunks), rules, mistakes);
  const map = columnsOfFormat(format, columns);
  const names = [...Object.values(map).map(({ column }) => column), ...labels];
  const table =
    format === 'parquet'
      ? await parquetTable(await parquetFile(path, bytes), names, mistakes)
      : await csvStream(bytes.chunks, mistakes, namesGiven(format, map));
  return mappedTasks(table, { map, rules, labels }, mistakes);
}

/** Returns why a trace cannot be read; throws an error that is not of a file. */
export function whyNotRead(error: NodeJS.ErrnoException): string {
  if (error instanceof DamagedFile) return error.message;
  if (error.code === undefined) throw error;
  return whyUnreadable(error);
}

async function* nothing(): AsyncGenerator<readonly TaskRow[]> {}

const KINDS: Readonly<Record<FileKind, string>> = {
  parquet: 'a Parquet file',
  json: 'JSON',
  text: 'a text',
  other: 'neither text nor Parquet',
};

/** Returns why a file of this kind is not read in a format; undefined if it may be. */
function wrongKind(format: TraceFormat, kind: FileKind): string | undefined {
  const expected: FileKind = format === 'parquet' ? 'parquet' : 'text';
  if (kind === expected) return undefined;
  if (kind === 'parquet') return `this is a Parquet file, and ${format} is text: write the format parquet`;
  return `this is ${KINDS[kind]}, and the format is ${format}`;
}

function memoryOfMachine(): number {
  const limit = process.constrainedMemory?.() ?? 0;
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

function tooLarge(count: number, memoryBytes: number): string {
  const gib = (memoryBytes / 2 ** 30).toFixed(1);
  return `its first ${count.toLocaleString('en-US')} tasks alone need more than the ${gib} GiB of memory here: take a part of it, or a larger machine`;
}

function noMemoryAt(count: number): string {
  return `after ${count.toLocaleString('en-US')} tasks this process may take no more memory: take a part of it, raise its limit (ulimit -v), or take a larger machine`;
}

/** Yields the lines of a text, those of a chunk together. */
async function* lineBatches(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
    rest = lines.pop()!;
    yield lines;
  }
  yield [rest + decoder.decode()];
}

/** Opens a Parquet file, whose pages may be packed with Snappy, gzip or zstd. Its parts are read when they are needed. */
async function parquetFile(path: string, bytes: FileBytes): Promise<ParquetFile> {
  const [{ asyncBufferFromFile }, { decompress }] = await Promise.all([import('hyparquet'), import('fzstd')]);
  // The hash is that of all bytes, and a Parquet file is not read in their order.
  for await (const _ of bytes.chunks);
  return {
    file: await asyncBufferFromFile(path),
    compressors: { GZIP: (input) => gunzipSync(input), ZSTD: (input, size) => decompress(input, new Uint8Array(size)) },
  };
}

const BYTES_PER_KIB = 1024;

/** The bytes of addresses that this process may still take under `ulimit -v`; Infinity if there is no limit or none is known. */
function addressesLeft(): number {
  const limit = limitOfAddresses();
  if (limit === Number.POSITIVE_INFINITY) return limit;
  const size = /^VmSize:\s+(\d+) kB$/m.exec(textOrEmpty('/proc/self/status'))?.[1];
  return size === undefined ? Number.POSITIVE_INFINITY : limit - BYTES_PER_KIB * Number(size);
}

let known: number | null = null;

/** Returns the soft limit in bytes, read once. */
function limitOfAddresses(): number {
  known ??= Number(/^Max address space\s+(\d+)/m.exec(textOrEmpty('/proc/self/limits'))?.[1] ?? Number.POSITIVE_INFINITY);
  return known;
}

/** Empty where there is no such file: outside of Linux. */
function textOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
