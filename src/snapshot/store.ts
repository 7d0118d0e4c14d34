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
import { EXIT_FAILED, UserError } from '../run/failure.js';
import { takeLock } from '../run/journal/lock.js';
import { makeDirectory, reasonOf } from '../run/run-directory.js';
import type { CallName } from './calls.js';

/** What is asked for: a snapshot that goes on asks for the same. */
export interface Asked {
  readonly cluster: string;
  readonly region: string;
  readonly drydock_version: string;
  /** What is left as it is; all else that may be secret is redacted. */
  readonly kept: readonly string[];
  /** Of how long metrics are read; null: none. */
  readonly metrics: string | null;
}

interface Made {
  readonly file: string;
  readonly call: CallName;
  /** What it was asked, where that does not follow from its name. */
  readonly about: string;
  readonly at: string;
}

interface Head extends Asked {
  readonly snapshot: 1;
  /** Metrics end here, whenever they are read. */
  readonly begun_at: string;
  readonly is_complete: boolean;
  readonly calls: readonly Made[];
}

const HEAD = 'snapshot.json';
const PARTIAL = /^\..+\.partial$/;

/** A directory that fills call by call. A file appears whole or not at all, and what is listed in snapshot.json is not asked again. */
export class Store {
  private readonly made = new Map<string, Made>();
  private isComplete = false;

  private constructor(
    readonly path: string,
    private readonly asked: Asked,
    readonly begunAt: string,
    private readonly unlock: () => void,
  ) {}

  /** A UserError where the directory is another's, or cannot be written. */
  static open(path: string, asked: Asked): Store {
    let unlock = () => {};
    try {
      makeDirectory(path);
      unlock = takeLock(join(path, HEAD));
      const before = headIn(path);
      if (before === null) checkEmpty(path);
      else checkSame(path, before, asked);
      for (const name of readdirSync(path)) if (PARTIAL.test(name)) rmSync(join(path, name));
      const store = new Store(path, asked, before?.begun_at ?? new Date().toISOString(), unlock);
      for (const one of before?.calls ?? []) if (existsSync(join(path, one.file))) store.made.set(one.file, one);
      store.isComplete = before?.is_complete ?? false;
      if (before === null) store.writeHead();
      return store;
    } catch (error) {
      unlock();
      throw plainly(path, error);
    }
  }

  /** What was asked before; undefined: it was not. */
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

  /** Beside an answer, for who reads it: no call of its own. */
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
    // Nothing was answered: nothing is left.
    if (this.made.size > 0) return;
    rmSync(join(this.path, HEAD), { force: true });
    if (readdirSync(this.path).length === 0) rmdirSync(this.path);
  }

  private writeHead(): void {
    const head: Head = { snapshot: 1, ...this.asked, begun_at: this.begunAt, is_complete: this.isComplete, calls: [...this.made.values()] };
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
    // Said below.
  }
  throw new UserError([`${join(path, HEAD)}: this is no head of a snapshot; name another --out`]);
}

function checkEmpty(path: string): void {
  if (!statSync(path).isDirectory()) throw new UserError([`--out ${path}: there is a file of this name; name a directory`]);
  if (readdirSync(path).some((name) => !name.startsWith('.')))
    throw new UserError([`--out ${path}: this directory holds other files; name an empty one, or one of a snapshot that was stopped`]);
}

function checkSame(path: string, before: Head, asked: Asked): void {
  const differs = (Object.keys(asked) as (keyof Asked)[]).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(asked[key]));
  if (differs.length === 0) return;
  const lines = differs.map((key) => `${key} was ${shown(before[key])} and is ${shown(asked[key])}`);
  throw new UserError([`--out ${path}: there is another snapshot, begun ${before.begun_at}: ${lines.join('; ')}; name another --out`]);
}

function shown(value: unknown): string {
  return Array.isArray(value) ? value.join(' ') || 'nothing' : String(value ?? 'none');
}

function plainly(path: string, error: unknown): UserError {
  return error instanceof UserError ? error : new UserError([`--out ${path}: ${reasonOf(error)}`], EXIT_FAILED);
}
