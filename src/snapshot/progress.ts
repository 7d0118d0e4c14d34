import { numberText } from '../report/text.js';

const LINE_MS = 60_000;

/** Which call is made: a line that is drawn over and over on a terminal, in a pipe a line a minute. */
export class SnapshotProgress {
  /** Calls that are over. */
  made = 0;
  private readonly isTerminal = process.stderr.isTTY === true;
  private toldMs = performance.now();

  show(file: string, made: number): void {
    this.made = made;
    const text = `${numberText(made, 0)} calls made, now ${file}`;
    if (this.isTerminal) process.stderr.write(`\r\x1b[2K${text}`);
    else if (performance.now() - this.toldMs >= LINE_MS) {
      this.toldMs = performance.now();
      process.stderr.write(`${text}\n`);
    }
  }

  clear(): void {
    if (this.isTerminal) process.stderr.write('\r\x1b[2K');
  }
}
