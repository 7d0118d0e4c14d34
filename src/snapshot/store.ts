import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { EXIT_FAILED, reasonOf, UserError } from '../run/failure.js';
import { takeLock } from '../run/lock.js';
import { makeDirectory } from '../run/run-directory.js';
import type { CallName } from './calls.js';

/** Parameters of the snapshot; a resumed snapshot must have the same ones. */
export interface SnapshotRequest {
  readonly cluster: string;
  readonly region: string;
  readonly drydock_version: string;
  /** Categories kept unredacted. */
  readonly kept: readonly string[];
  /** Length of the metrics window; null: no metrics. */
  readonly metrics: string | null;
}

interface Made {
  readonly file: string;
  readonly call: CallName;
  /** The request, where the file name does not determine it. */
  readonly about: string;
  readonly at: string;
}

interface Head extends SnapshotRequest {
  readonly snapshot: 1;
  /** End of the metrics window, whenever the metrics are read. */
  readonly begun_at: string;
  readonly is_complete: boolean;
  readonly calls: readonly Made[];
}

const HEAD = 'snapshot.json';
const PARTIAL = /^\..+\.partial$/;

/** A snapshot directory that fills call by call. Files appear atomically, and calls listed in snapshot.json are not repeated. */
export class Store {
  private readonly made = new Map<string, Made>();
  private isComplete = false;

  private constructor(
    readonly path: string,
    private readonly request: SnapshotRequest,
    readonly begunAt: string,
    private readonly unlock: () => void,
  ) {}

  /** Opens the directory. Throws a UserError when it belongs to another snapshot or is not writable. */
  static open(path: string, request: SnapshotRequest): Store {
    let unlock = () => {};
    try {
      makeDirectory(path);
      unlock = takeLock(join(path, HEAD));
      const before = headIn(path);
      if (before === null) checkEmpty(path);
      else checkSame(path, before, request);
      for (const name of readdirSync(path)) if (PARTIAL.test(name)) rmSync(join(path, name));
      const store = new Store(path, request, before?.begun_at ?? new Date().toISOString(), unlock);
      for (const one of before?.calls ?? []) if (existsSync(join(path, one.file))) store.made.set(one.file, one);
      store.isComplete = before?.is_complete ?? false;
      if (before === null) store.writeHead();
      return store;
    } catch (error) {
      unlock();
      throw plainly(path, error);
    }
  }

  /** Returns a recorded answer; undefined when the call was not made yet. */
  read(file: string): Record<string, unknown> | undefined {
    if (!this.made.has(file)) return undefined;
    try {
      return JSON.parse(readFileSync(join(this.path, file), 'utf8')) as Record<string, unknown>;
    } catch {
      return undefined;
    }
  }

  keep(file: string, { call, about }: { readonly call: CallName; readonly about: string }, answer: unknown): void {
    try {
      this.write(file, answer);
      this.made.set(file, { file, call, about, at: new Date().toISOString() });
      this.writeHead();
    } catch (error) {
      throw plainly(this.path, error);
    }
  }

  /** Writes an explanatory file beside an answer; it corresponds to no call. */
  beside(file: string, value: unknown): void {
    try {
      this.write(file, value);
    } catch (error) {
      throw plainly(this.path, error);
    }
  }

  complete(): void {
    this.isComplete = true;
    this.writeHead();
  }

  close(): void {
    this.unlock();
    // A directory without any answer is removed.
    if (this.made.size > 0) return;
    rmSync(join(this.path, HEAD), { force: true });
    if (readdirSync(this.path).length === 0) rmdirSync(this.path);
  }

  private writeHead(): void {
    const head: Head = {
      snapshot: 1,
      ...this.request,
      begun_at: this.begunAt,
      is_complete: this.isComplete,
      calls: [...this.made.values()],
    };
    this.write(HEAD, head);
  }

  private write(file: string, value: unknown): void {
    const partial = join(this.path, `.${file}.partial`);
    const handle = openSync(partial, 'w');
    try {
      writeSync(handle, `${JSON.stringify(value, null, 2)}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(partial, join(this.path, file));
  }
}

function headIn(path: string): Head | null {
  if (!existsSync(join(path, HEAD))) return null;
  try {
    const head = JSON.parse(readFileSync(join(path, HEAD), 'utf8')) as Head;
    if (head.snapshot === 1 && typeof head.begun_at === 'string' && Array.isArray(head.calls)) return head;
  } catch {
    // The error below covers this case.
  }
  throw new UserError([`${join(path, HEAD)}: this is no head of a snapshot; name another --out`]);
}

function checkEmpty(path: string): void {
  if (!statSync(path).isDirectory()) throw new UserError([`--out ${path}: there is a file of this name; name a directory`]);
  if (readdirSync(path).some((name) => !name.startsWith('.')))
    throw new UserError([`--out ${path}: this directory holds other files; name an empty one, or one of a snapshot that was stopped`]);
}

function checkSame(path: string, before: Head, request: SnapshotRequest): void {
  const differs = (Object.keys(request) as (keyof SnapshotRequest)[]).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(request[key]),
  );
  if (differs.length === 0) return;
  const lines = differs.map((key) => `${key} was ${settingText(before[key])} and is ${settingText(request[key])}`);
  throw new UserError([`--out ${path}: there is another snapshot, begun ${before.begun_at}: ${lines.join('; ')}; name another --out`]);
}

function settingText(value: unknown): string {
  return Array.isArray(value) ? value.join(' ') || 'nothing' : String(value ?? 'none');
}

function plainly(path: string, error: unknown): UserError {
  return error instanceof UserError ? error : new UserError([`--out ${path}: ${reasonOf(error)}`], EXIT_FAILED);
}
