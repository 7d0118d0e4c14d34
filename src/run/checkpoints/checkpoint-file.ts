import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { createGzip, gunzipSync, gzip } from 'node:zlib';
import { z } from 'zod';
import { engineVersion } from '../engine-version.js';
import { UserError, whyUnreadable } from '../failure.js';
import { STREAMED_FILES } from '../run-files.js';
import { refuseDevice } from '../text-file.js';
import type { Checkpoint, CheckpointHead } from './checkpoint.js';
import { fromText, toText } from './plain-data.js';

/**
 * A checkpoint in a file. The first line has the format, the version of the engine, and the SHA-256 of the rest. A line of JSON lists the
 * sections with their sizes. The gzipped sections follow: `head`, `state`, and each output file begun so far.
 */
const FIRST_LINE = /^drydock checkpoint 1, engine (\S{1,40}), sha256 ([0-9a-f]{64})\n/;
const FIRST_LINE_MAX = 200;
/** The fastest level: the run pauses for it. */
const LEVEL = 1;
/** The longest string of V8. */
const TEXT_MAX = 2 ** 29 - 24;

const listSchema = z.array(z.strictObject({ name: z.string(), bytes: z.int().min(0) })).max(2 + STREAMED_FILES.length);
const hash = z.string().max(64);
const forkedFromSchema = z.strictObject({
  timeMs: z.int().min(0),
  digest: hash,
  scenarioHash: hash,
  changes: z.array(z.string()),
  get forkedFrom() {
    return z.nullable(forkedFromSchema);
  },
});
const headSchema: z.ZodType<CheckpointHead> = z.strictObject({
  name: z.string(),
  atMs: z.int().min(0),
  scenarioHash: hash,
  digest: hash,
  events: z.int().min(0),
  scenario: z.strictObject({
    path: z.string(),
    folder: z.string(),
    inputs: z.array(z.tuple([z.string(), z.string()])).min(1),
    assignments: z.array(z.strictObject({ path: z.string(), value: z.string() })),
    seed: z.nullable(z.int()),
    policyModule: z.nullable(z.strictObject({ path: z.string(), sha256: hash })),
    traces: z.array(z.tuple([z.string(), hash])),
  }),
  withEvents: z.boolean(),
  withEcsEvents: z.boolean(),
  forkedFrom: z.nullable(forkedFromSchema),
});

/** Compresses a stream, so that memory holds little of a long file. */
export function gzipped(bytes: Readable): Promise<Uint8Array> {
  return buffer(bytes.pipe(createGzip({ level: LEVEL })));
}

/** Writes the file whole or not at all, waits until it is on disk, and returns its size. */
export async function writeCheckpoint(path: string, { head, state, files }: Checkpoint): Promise<number> {
  const pack = promisify<string, { level: number }, Buffer>(gzip);
  const sections = new Map<string, Uint8Array>([
    ['head', await pack(toText(head), { level: LEVEL })],
    ['state', await pack(toText(state), { level: LEVEL })],
    ...files,
  ]);
  const list = Buffer.from(`${JSON.stringify([...sections].map(([name, bytes]) => ({ name, bytes: bytes.length })))}\n`);
  const rest = [list, ...sections.values()];
  const sha = createHash('sha256');
  for (const part of rest) sha.update(part);
  const parts = [Buffer.from(`drydock checkpoint 1, engine ${engineVersion()}, sha256 ${sha.digest('hex')}\n`), ...rest];
  const partial = join(dirname(path), `.${basename(path)}.partial-${process.pid}`);
  try {
    const file = openSync(partial, 'w');
    try {
      for (const part of parts) writeAll(file, part);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
  return parts.reduce((sum, part) => sum + part.length, 0);
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

/** Reads a file of unknown origin. Throws a UserError for a file that is no checkpoint, of another version or damaged. */
export function readCheckpoint(path: string): Checkpoint {
  const bytes = bytesOf(path);
  const first = FIRST_LINE.exec(bytes.toString('latin1', 0, FIRST_LINE_MAX));
  if (first === null) throw new UserError([`${path}: this is no checkpoint of drydock`]);
  const [line, version, sha] = first;
  if (version !== engineVersion())
    throw new UserError([
      `${path}: drydock ${version} made this checkpoint and this is ${engineVersion()}; a state is read by its own build only`,
    ]);
  const rest = bytes.subarray(line.length);
  if (createHash('sha256').update(rest).digest('hex') !== sha) throw damaged(path, 'its SHA-256 is another');
  try {
    return contentOf(rest);
  } catch (error) {
    throw damaged(path, (error as Error).message.split('\n', 1)[0]);
  }
}

function damaged(path: string, why: string): UserError {
  return new UserError([`${path}: this checkpoint is damaged: ${why}`]);
}

function bytesOf(path: string): Buffer {
  try {
    refuseDevice(statSync(path));
    return readFileSync(path);
  } catch (error) {
    throw new UserError([`${path}: ${whyUnreadable(error as NodeJS.ErrnoException)}`]);
  }
}

function contentOf(bytes: Buffer): Checkpoint {
  const end = bytes.indexOf('\n');
  const sections = new Map<string, Uint8Array>();
  let at = end + 1;
  for (const { name, bytes: size } of checked(listSchema, JSON.parse(bytes.toString('utf8', 0, end)))) {
    sections.set(name, bytes.subarray(at, at + size));
    at += size;
  }
  if (at !== bytes.length) throw new Error('a section is missing');
  const text = (name: string) => gunzipSync(sections.get(name) ?? Buffer.of(), { maxOutputLength: TEXT_MAX }).toString('utf8');
  const head = checked(headSchema, fromText(text('head')));
  const state = fromText(text('state'));
  for (const name of ['head', 'state']) sections.delete(name);
  for (const name of sections.keys()) if (!STREAMED_FILES.includes(name)) throw new Error('it holds a file that no run streams');
  return { head, state, files: sections };
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  throw new Error(`there is something else at ${error.issues[0].path.join('.')}`);
}
