import {
  createReadStream,
  createWriteStream,
  existsSync,
  lstatSync,
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
import { EXIT_BAD_INPUT, EXIT_FAILED, reasonOf, UserError } from './failure.js';
import { takeLock } from './lock.js';

/** Files that mark a directory as written by Drydock. */
const MARKS = ['summary.json', 'comparison.json', 'export.json'];

/** Returns the path of what lies beside a directory and has its name, with an ending: `out.checkpoints` for `out/`. */
export function besideDirectory(directory: string, ending: string): string {
  return join(directory, '..', `${basename(resolve(directory))}${ending}`);
}

/** An open output file: accepts text or bytes at once; `drained` shows whether the disk lags behind. */
class FileSink {
  private readonly stream: WriteStream;
  private isFull = false;
  private failure: Error | null = null;
  /** The caller that waits for a drain or for the end: one at a time. */
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

  /** Resolves when all accepted data is in the file. */
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
 * A directory of results that appears whole or not at all: everything goes into a hidden sibling, which gets the directory's name at the
 * end. Only a directory of earlier results, or an empty one, is replaced, and only then. Until then no other process may write there.
 * Throws a UserError for a path that cannot be written (exit code 2), for one that another process writes, and for a disk that fails
 * during the run (1).
 */
export class RunDirectory {
  readonly path: string;
  private readonly hidden: string;
  private readonly sinks = new Map<string, FileSink>();
  private unlock = () => {};

  constructor(path: string) {
    this.path = resolve(path);
    this.hidden = this.sibling('partial');
    plainly(path, EXIT_BAD_INPUT, () => {
      const fault = whyNot(this.path);
      if (fault !== null) throw new UserError([`--out ${path}: ${fault}`]);
      makeDirectory(dirname(this.path));
      this.unlock = takeLock(this.path, `--out ${path}`);
      this.clearUp();
      mkdirSync(this.hidden);
    });
  }

  /** Opens a file that is written during the run, after its content from begin(). */
  stream(name: string): { write(chunk: string | Uint8Array): boolean } {
    const sink = new FileSink(this.ready(name));
    this.sinks.set(name, sink);
    return sink;
  }

  /** Writes the initial content of a file that is written during the run. */
  async begin(name: string, bytes: Readable): Promise<void> {
    await pipeline(bytes, createWriteStream(this.ready(name))).catch((error) => fail(this.path, EXIT_FAILED, error));
  }

  /** Yields the content so far of the files that are written during the run. */
  async *written(): AsyncGenerator<{ readonly name: string; readonly bytes: Readable }> {
    for (const [name, sink] of this.sinks) {
      await sink.flushed().catch((error) => fail(this.path, EXIT_FAILED, error));
      yield { name, bytes: createReadStream(join(this.hidden, name)) };
    }
  }

  /** Writes a whole file at once. */
  file(name: string, content: string | Uint8Array): void {
    plainly(this.path, EXIT_FAILED, () => writeFileSync(this.ready(name), content));
  }

  /** Resolves when the disk has caught up; undefined if it has. */
  drain(): Promise<void> | undefined {
    const full = [...this.sinks.values()].map((sink) => sink.drained()).filter((waiting) => waiting !== undefined);
    return full.length === 0
      ? undefined
      : Promise.all(full).then(
          () => {},
          (error) => fail(this.path, EXIT_FAILED, error),
        );
  }

  /** Gives the directory its name. An earlier one is renamed first, so that one of the two exists at every moment. */
  async finish(): Promise<void> {
    await Promise.all([...this.sinks.values()].map((sink) => sink.end())).catch((error) => fail(this.path, EXIT_FAILED, error));
    plainly(this.path, EXIT_FAILED, () => {
      const old = this.sibling('old');
      const isReplacing = existsSync(this.path);
      if (isReplacing) replaced(this.path, old);
      renameSync(this.hidden, this.path);
      if (isReplacing) rmSync(old, { recursive: true, force: true });
    });
    this.unlock();
  }

  /** Removes the unfinished directory and leaves an earlier one unchanged. */
  abandon(): void {
    rmSync(this.hidden, { recursive: true, force: true });
    this.unlock();
  }

  private sibling(word: string): string {
    return join(dirname(this.path), `.${basename(this.path)}.${word}-${process.pid}`);
  }

  /**
   * Removes the files that killed processes have left: no other process has the lock. A process that was killed between its last two renames had
   * written all files and moved the earlier directory away: its directory gets its name now.
   */
  private clearUp(): void {
    const folder = dirname(this.path);
    const left = (word: string) => {
      const stem = `.${basename(this.path)}.${word}-`;
      return readdirSync(folder).flatMap((name) => (name.startsWith(stem) && /^\d+$/.test(name.slice(stem.length)) ? [name] : []));
    };
    for (const old of left('old')) {
      const partial = join(folder, old.replace(/\.old-(\d+)$/, '.partial-$1'));
      if (!existsSync(this.path)) renameSync(existsSync(partial) ? partial : join(folder, old), this.path);
    }
    for (const name of [...left('old'), ...left('partial')]) rmSync(join(folder, name), { recursive: true, force: true });
  }

  private ready(name: string): string {
    const path = join(this.hidden, name);
    mkdirSync(dirname(path), { recursive: true });
    return path;
  }
}

/** It can be neither renamed nor replaced, which a run of hours would find out at its end. */
const MOUNTED = 'another file system is mounted there, such as a volume; name a directory inside it';

/** Returns why results may not replace the existing path; null if they may. */
function whyNot(path: string): string | null {
  if (`${process.cwd()}${sep}`.startsWith(path === sep ? sep : `${path}${sep}`)) return 'you are in this directory; name one inside it';
  if (!existsSync(path)) return null;
  if (!statSync(path).isDirectory()) return 'there is a file of this name; name a directory';
  // A link to another file system can be replaced.
  if (lstatSync(path).dev !== statSync(dirname(path)).dev) return MOUNTED;
  const names = readdirSync(path);
  if (names.length === 0 || MARKS.some((mark) => names.includes(mark) && /"engine_version"/.test(readFileSync(join(path, mark), 'utf8'))))
    return null;
  return 'this directory holds other files than results of drydock, which would be lost; name another';
}

/** Creates level by level, so that an error names the level that failed. */
export function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  makeDirectory(dirname(path));
  mkdirSync(path);
}

function replaced(path: string, old: string): void {
  try {
    renameSync(path, old);
  } catch (error) {
    // A bind mount of a directory of the same file system has no other sign.
    throw (error as NodeJS.ErrnoException).code === 'EBUSY' ? new UserError([`--out ${path}: ${MOUNTED}`], EXIT_FAILED) : error;
  }
}

/** Reports an error of the operating system in one line. */
function plainly(path: string, exitCode: number, work: () => void): void {
  try {
    work();
  } catch (error) {
    fail(path, exitCode, error);
  }
}

function fail(path: string, exitCode: number, error: unknown): never {
  if (error instanceof UserError) throw error;
  throw new UserError([`--out ${path}: ${reasonOf(error)}`], exitCode);
}
