import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  type WriteStream,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EXIT_BAD_INPUT, EXIT_FAILED, UserError } from './failure.js';

/** Files by which a directory is known as one that Drydock wrote. */
const MARKS = ['summary.json', 'comparison.json', 'export.json'];

/** A file being written: takes text or bytes at once, tells through `drained` when the disk lags behind. */
class FileSink {
  private readonly stream: WriteStream;
  private isFull = false;
  private failure: Error | null = null;
  /** Who waits for a drain or for the end: one at a time. */
  private waiter: { readonly ok: () => void; readonly fail: (error: Error) => void } | null = null;

  constructor(path: string) {
    this.stream = createWriteStream(path, { flags: 'a' });
    this.stream.on('drain', () => {
      this.isFull = false;
      this.waiter?.ok();
    });
    this.stream.on('error', (error) => {
      this.failure = error;
      this.waiter?.fail(error);
    });
  }

  write(chunk: string | Uint8Array): boolean {
    const hasRoom = this.stream.write(chunk);
    if (!hasRoom) this.isFull = true;
    return hasRoom;
  }

  drained(): Promise<void> | undefined {
    if (this.failure === null && !this.isFull) return undefined;
    return this.wait(() => {});
  }

  /** Resolves when all that it took is in the file. */
  async flushed(): Promise<void> {
    await this.drained();
    await this.wait((ok) => this.stream.write('', () => ok()));
  }

  end(): Promise<void> {
    return this.wait((ok) => this.stream.end(ok));
  }

  private wait(begin: (ok: () => void) => void): Promise<void> {
    return new Promise((ok, fail) => {
      if (this.failure !== null) return fail(this.failure);
      this.waiter = { ok, fail };
      begin(ok);
    });
  }
}

/**
 * A directory of results that appears whole or not at all: everything goes into a hidden sibling, which takes the directory's name at
 * the end. Only a directory of earlier results, or an empty one, is replaced, and only then. Throws a UserError for a path that
 * cannot be written (exit code 2) and for a disk that fails on the way (1).
 */
export class RunDirectory {
  readonly path: string;
  private readonly hidden: string;
  private readonly sinks = new Map<string, FileSink>();

  constructor(path: string) {
    this.path = resolve(path);
    this.hidden = this.sibling('partial');
    plainly(path, EXIT_BAD_INPUT, () => {
      const fault = whyNot(this.path);
      if (fault !== null) throw new UserError([`--out ${path}: ${fault}`]);
      makeDirectory(dirname(this.path));
      this.removeStale();
      mkdirSync(this.hidden);
    });
  }

  /** A file that is written while the run goes on; what begin() has put into it stays. */
  stream(name: string): { write(chunk: string | Uint8Array): boolean } {
    const sink = new FileSink(this.ready(name));
    this.sinks.set(name, sink);
    return sink;
  }

  /** What a file begins with that is then written while the run goes on. */
  async begin(name: string, bytes: Readable): Promise<void> {
    await pipeline(bytes, createWriteStream(this.ready(name))).catch((error) => fail(this.path, EXIT_FAILED, error));
  }

  /** Everything that has been written so far of the files that are written while the run goes on. */
  async *written(): AsyncGenerator<{ readonly name: string; readonly bytes: Readable }> {
    for (const [name, sink] of this.sinks) {
      await sink.flushed().catch((error) => fail(this.path, EXIT_FAILED, error));
      yield { name, bytes: createReadStream(join(this.hidden, name)) };
    }
  }

  /** A file that is written at once. */
  file(name: string, content: string | Uint8Array): void {
    plainly(this.path, EXIT_FAILED, () => writeFileSync(this.ready(name), content));
  }

  /** Resolves when the disk has caught up; undefined when it has. */
  drain(): Promise<void> | undefined {
    const full = [...this.sinks.values()].map((sink) => sink.drained()).filter((waiting) => waiting !== undefined);
    return full.length === 0
      ? undefined
      : Promise.all(full).then(
          () => {},
          (error) => fail(this.path, EXIT_FAILED, error),
        );
  }

  /** Gives the directory its name. An earlier one steps aside first, so that at every moment one of the two is there. */
  async finish(): Promise<void> {
    await Promise.all([...this.sinks.values()].map((sink) => sink.end())).catch((error) => fail(this.path, EXIT_FAILED, error));
    plainly(this.path, EXIT_FAILED, () => {
      const old = this.sibling('old');
      const isReplacing = existsSync(this.path);
      if (isReplacing) renameSync(this.path, old);
      renameSync(this.hidden, this.path);
      if (isReplacing) rmSync(old, { recursive: true, force: true });
    });
  }

  /** Leaves nothing behind, and what was there before as it was. */
  abandon(): void {
    rmSync(this.hidden, { recursive: true, force: true });
  }

  private sibling(word: string): string {
    return join(dirname(this.path), `.${basename(this.path)}.${word}-${process.pid}`);
  }

  /** What processes left behind that were killed. */
  private removeStale(): void {
    const stem = basename(this.sibling('partial')).slice(0, -String(process.pid).length);
    for (const name of readdirSync(dirname(this.path))) {
      const pid = name.startsWith(stem) ? Number(name.slice(stem.length)) : 0;
      if (pid === process.pid || (pid > 0 && !isAlive(pid))) rmSync(join(dirname(this.path), name), { recursive: true, force: true });
    }
  }

  private ready(name: string): string {
    const path = join(this.hidden, name);
    mkdirSync(dirname(path), { recursive: true });
    return path;
  }
}

/** Why results may not take the place of what is there; null when they may. */
function whyNot(path: string): string | null {
  if (`${process.cwd()}${sep}`.startsWith(path === sep ? sep : `${path}${sep}`)) return 'you are in this directory; name one inside it';
  if (!existsSync(path)) return null;
  if (!statSync(path).isDirectory()) return 'there is a file of this name; name a directory';
  const names = readdirSync(path);
  if (names.length === 0 || MARKS.some((mark) => names.includes(mark) && /"engine_version"/.test(readFileSync(join(path, mark), 'utf8'))))
    return null;
  return 'this directory holds other files than results of drydock, which would be lost; name another';
}

/** Only to ask: signal 0 is none. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Level by level: where a level cannot be made, that one is told. */
export function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  makeDirectory(dirname(path));
  mkdirSync(path);
}

/** What the operating system refuses is told in a line. */
function plainly(path: string, exitCode: number, work: () => void): void {
  try {
    work();
  } catch (error) {
    fail(path, exitCode, error);
  }
}

const REASONS: Record<string, string> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'that file system is read-only',
  ENOTDIR: 'a part of the path is a file',
  ENOENT: 'a directory of the path cannot be made',
  ENOSPC: 'the disk is full',
  EFBIG: 'the file has become as large as it may',
  ENAMETOOLONG: 'the name is too long',
};

/** Why the operating system refuses, in words. */
export function reasonOf(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
}

function fail(path: string, exitCode: number, error: unknown): never {
  if (error instanceof UserError) throw error;
  throw new UserError([`--out ${path}: ${reasonOf(error)}`], exitCode);
}
