import { closeSync, existsSync, fdatasync, fsyncSync, openSync, readSync, rmSync, write, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { engineVersion } from '../engine-version.js';
import { EXIT_FAILED, reasonOf, UserError } from '../failure.js';
import { isDone, type RunResult, readRunResult } from '../jobs/run-job.js';
import { takeLock } from '../lock.js';
import { makeDirectory } from '../run-directory.js';
import { type JournalHead, type Kept, readJournal } from './journal-file.js';

export interface JournalOptions {
  readonly path: string;
  readonly head: Omit<JournalHead, 'engine'>;
  /** True: continues an existing journal. */
  readonly isResuming: boolean;
}

const writeAt = promisify(write);
const toDisk = promisify(fdatasync);
/** Results that may wait for the disk before writers must wait. */
const WAITING_MOST = 200;
/** A failed run is not final: it runs again. */
const RUNS: Kept<RunResult> = { read: readRunResult, isFinal: isDone };

/**
 * The finished runs of a study, one line each, in the order in which they ended. Lines on disk survive the end of the process and of the
 * machine. Memory holds the offset of each line, not its content.
 */
export class Journal<Result = RunResult> {
  /** A missing run has length 0. */
  private readonly offsets: number[] = [];
  private readonly lengths: number[] = [];
  /** Number of runs in it. */
  finished = 0;
  private end = 0;
  private onDisk = 0;
  private waiting: string[] = [];
  private writing: Promise<void> | null = null;
  private failure: UserError | null = null;

  /** One buffer for all lines: one per line would wait for garbage collection. */
  private line = Buffer.alloc(0);
  private isOpen = true;

  private constructor(
    readonly path: string,
    private readonly file: number,
    private readonly unlock: () => void,
    private readonly kept: Kept<Result>,
  ) {}

  /** Opens a journal of runs: see `of`. */
  static open(options: JournalOptions): Journal {
    return Journal.of(options, RUNS);
  }

  /**
   * Throws a UserError if another process uses the journal, if it belongs to another study, if one exists and the caller does not resume,
   * or if none can be written.
   */
  static of<Result>({ path, head, isResuming }: JournalOptions, kept: Kept<Result>): Journal<Result> {
    let unlock = () => {};
    try {
      makeDirectory(dirname(path));
      unlock = takeLock(path);
      const isThere = existsSync(path);
      if (isThere && !isResuming)
        throw new UserError([`${path}: there is a journal of finished runs; go on with --resume, or remove it to begin again`]);
      const journal = new Journal(path, openSync(path, isThere ? 'r+' : 'wx+'), unlock, kept);
      const before = isThere ? journal.readAll() : null;
      if (before !== null && before.engine !== engineVersion()) throw new UserError([ofOtherEngine(path, before)]);
      if (before !== null && before.experiment !== head.experiment) throw new UserError([notOurs(path, before)]);
      if (before === null) journal.writeHead({ journal: head.journal, engine: engineVersion(), experiment: head.experiment });
      return journal;
    } catch (error) {
      unlock();
      throw plainly(path, error);
    }
  }

  has(run: number): boolean {
    return (this.lengths[run] ?? 0) > 0;
  }

  /** Adds a result; `flushed` resolves when it is on disk. The caller waits for a returned promise, because the disk lags behind. */
  add(run: number, result: Result): Promise<void> | undefined {
    const line = `${JSON.stringify({ run, result })}\n`;
    this.note(run, { offset: this.end, length: Buffer.byteLength(line) });
    this.waiting.push(line);
    this.writing ??= this.pump();
    return this.waiting.length > WAITING_MOST || this.failure !== null ? this.flushed() : undefined;
  }

  /** Resolves when all added results are on disk; rejects with a UserError if they cannot be written. */
  async flushed(): Promise<void> {
    await this.writing;
    if (this.failure !== null) throw this.failure;
  }

  /** Returns a result that is on disk. */
  read(run: number): Result {
    const length = this.lengths[run];
    if (this.line.length < length) this.line = Buffer.alloc(2 * length);
    readSync(this.file, this.line, 0, length, this.offsets[run]);
    return (JSON.parse(this.line.toString('utf8', 0, length)) as { result: Result }).result;
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    closeSync(this.file);
    this.unlock();
  }

  /** Removes the journal of a complete study whose files are written. */
  remove(): void {
    rmSync(this.path, { force: true });
    this.close();
  }

  private note(run: number, { offset, length }: { readonly offset: number; readonly length: number }): void {
    if (!this.has(run)) this.finished++;
    this.end = offset + length;
    this.offsets[run] = offset;
    this.lengths[run] = length;
  }

  /** Writes all waiting results at once, until none waits: the next batch gathers while the disk is busy. */
  private async pump(): Promise<void> {
    try {
      while (this.waiting.length > 0) {
        const bytes = Buffer.from(this.waiting.join(''));
        this.waiting = [];
        for (let at = 0; at < bytes.length; ) at += (await writeAt(this.file, bytes, at, bytes.length - at, this.onDisk + at)).bytesWritten;
        await toDisk(this.file);
        this.onDisk += bytes.length;
      }
      this.writing = null;
    } catch (error) {
      this.failure = plainly(this.path, error);
    }
  }

  private readAll(): JournalHead | null {
    const found = readJournal(this.file, this.kept, ({ run, result, ...place }) => {
      if (this.kept.isFinal(result)) this.note(run, place);
    });
    this.end = found?.end ?? 0;
    this.onDisk = this.end;
    return found?.head ?? null;
  }

  private writeHead(head: JournalHead): void {
    const line = `${JSON.stringify(head)}\n`;
    writeSync(this.file, line, 0);
    fsyncSync(this.file);
    this.end = Buffer.byteLength(line);
    this.onDisk = this.end;
  }
}

function notOurs(path: string, { journal }: JournalHead): string {
  return `${path}: this journal belongs to another experiment, begun by "${journal}": its scenario, points or seeds were other ones. Remove it to begin again, or name another --out`;
}

function ofOtherEngine(path: string, { journal, engine }: JournalHead): string {
  return `${path}: drydock ${engine} began this journal by "${journal}" and this is ${engineVersion()}; an experiment is finished by its own build only. Remove it to begin again, or name another --out`;
}

function plainly(path: string, error: unknown): UserError {
  return error instanceof UserError ? error : new UserError([`${path}: ${reasonOf(error)}`], EXIT_FAILED);
}
