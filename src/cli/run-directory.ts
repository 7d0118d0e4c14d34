import { createWriteStream, mkdirSync, renameSync, rmSync, type WriteStream, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A CSV file being written: takes text at once, tells through `drain` when the disk lags behind. */
class FileSink {
  private readonly stream: WriteStream;
  private isFull = false;

  constructor(path: string) {
    this.stream = createWriteStream(path);
    this.stream.on('drain', () => {
      this.isFull = false;
    });
  }

  write(chunk: string): boolean {
    const hasRoom = this.stream.write(chunk);
    if (!hasRoom) this.isFull = true;
    return hasRoom;
  }

  drained(): Promise<void> | undefined {
    return this.isFull ? new Promise((resolve) => this.stream.once('drain', () => resolve())) : undefined;
  }

  end(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.stream.once('error', reject);
      this.stream.end(resolve);
    });
  }
}

/**
 * A directory of results that appears whole or not at all: everything goes into a hidden sibling, which takes the directory's name at
 * the end. An earlier directory of that name is replaced only then.
 */
export class RunDirectory {
  private readonly hidden: string;
  private readonly sinks: FileSink[] = [];

  constructor(readonly path: string) {
    this.hidden = join(dirname(path), `.${basename(path)}.partial-${process.pid}`);
    rmSync(this.hidden, { recursive: true, force: true });
    mkdirSync(this.hidden, { recursive: true });
  }

  /** A file that is written while the run goes on. */
  stream(name: string): { write(chunk: string): boolean } {
    const sink = new FileSink(join(this.hidden, name));
    this.sinks.push(sink);
    return sink;
  }

  /** A file that is written at once. */
  file(name: string, content: string | Uint8Array): void {
    mkdirSync(dirname(join(this.hidden, name)), { recursive: true });
    writeFileSync(join(this.hidden, name), content);
  }

  /** Resolves when the disk has caught up; undefined when it has. */
  drain(): Promise<void> | undefined {
    const full = this.sinks.map((sink) => sink.drained()).filter((waiting) => waiting !== undefined);
    return full.length === 0 ? undefined : Promise.all(full).then(() => {});
  }

  async finish(): Promise<void> {
    await Promise.all(this.sinks.map((sink) => sink.end()));
    rmSync(this.path, { recursive: true, force: true });
    renameSync(this.hidden, this.path);
  }

  async abandon(): Promise<void> {
    await Promise.all(this.sinks.map((sink) => sink.end()));
    rmSync(this.hidden, { recursive: true, force: true });
  }
}
