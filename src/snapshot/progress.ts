import { RedrawnLine } from '../cli/redrawn-line.js';
import { numberText } from '../kernel/quantity-text.js';

const LINE_MS = 60_000;

/** Shows the current call: a line redrawn in place on a terminal, or one line per minute in a pipe. */
export class SnapshotProgress {
  /** Completed calls. */
  made = 0;
  private readonly line = new RedrawnLine();
  private shownMs = performance.now();

  show(file: string, made: number): void {
    this.made = made;
    const text = `${numberText(made, 0)} calls made, now ${file}`;
    if (this.line.isOn) this.line.show(text);
    else if (performance.now() - this.shownMs >= LINE_MS) {
      this.shownMs = performance.now();
      process.stderr.write(`${text}\n`);
    }
  }

  clear(): void {
    this.line.clear();
  }
}
