import { createWriteStream, mkdirSync, renameSync, rmSync, type WriteStream, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** A file being written: takes text at once, tells through `drained` when the disk lags behind. */
class FileSink {
  private readonly stream: WriteStream;
  private isFull = false;
  private failure: Error | null = null;

  constructor(path: string) {
    this.stream = createWriteStream(path);
    this.stream.on('drain', () => {
      this.isFull = false;
    });
    this.stream.on('error', (error) => {
      this.failure = error;
    });
  }

  write(chunk: string): boolean {
    const hasRoom = this.stream.write(chunk);
    if (!hasRoom) this.isFull = true;
    return hasRoom;
  }

  drained(): Promise<void> | undefined {
    if (this.failure !== null) return Promise.reject(this.failure);
    return this.isFull ? new Promise((ok, fail) => this.stream.once('drain', ok).once('error', fail)) : undefined;
  }

  end(): Promise<void> {
    if (this.failure !== null) return Promise.reject(this.failure);
    return new Promise((ok, fail) => this.stream.once('error', fail).end(ok));
  }
}

/**
 * A directory of results that appears whole or not at all: everything goes into a hidden sibling, which takes the directory's name at
 * the end. An earlier directory of that name is replaced only then.
 */
export class RunDirectory {
  readonly path: string;
  private readonly hidden: string;
  private readonly sinks: FileSink[] = [];

  constructor(path: string) {
    this.path = resolve(path);
    this.hidden = join(dirname(this.path), `.${basename(this.path)}.partial-${process.pid}`);
    rmSync(this.hidden, { recursive: true, force: true });
    mkdirSync(this.hidden, { recursive: true });
  }

  /** A file that is written while the run goes on. */
  stream(name: string): { write(chunk: string): boolean } {
    const sink = new FileSink(this.ready(name));
    this.sinks.push(sink);
    return sink;
  }

  /** A file that is written at once. */
  file(name: string, content: string | Uint8Array): void {
    writeFileSync(this.ready(name), content);
  }

  /** Resolves when the disk has caught up; undefined when it has. */
  drain(): Promise<void> | undefined {
    const full = this.sinks.map((sink) => sink.drained()).filter((waiting) => waiting !== undefined);
    return full.length === 0 ? undefined : Promise.all(full).then(() => {});
  }

  /** Gives the directory its name. */
  async finish(): Promise<void> {
    await Promise.all(this.sinks.map((sink) => sink.end()));
    rmSync(this.path, { recursive: true, force: true });
    renameSync(this.hidden, this.path);
  }

  /** Leaves nothing behind, and what was there before as it was. */
  async abandon(): Promise<void> {
    await Promise.allSettled(this.sinks.map((sink) => sink.end()));
    rmSync(this.hidden, { recursive: true, force: true });
  }

  private ready(name: string): string {
    const path = join(this.hidden, name);
    mkdirSync(dirname(path), { recursive: true });
    return path;
  }
}
