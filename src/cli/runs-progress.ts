import { durationText, numberText, plural } from '../kernel/quantity-text.js';

const BAR_WIDTH = 24;
const REDRAW_MS = 100;
const LINE_MS = 60_000;

export interface RunsDone {
  readonly done: number;
  /** Total number of runs, as far as known. */
  readonly of: number;
  readonly failed?: number;
  /** Describes the best result so far. */
  readonly best?: () => string | undefined;
}

/** Shows the progress of many runs: one line that is redrawn on a terminal, a line a minute in a pipe. */
export class RunsProgress {
  private readonly isTerminal = process.stderr.isTTY === true;
  private readonly startedMs = performance.now();
  private shownMs = this.isTerminal ? 0 : this.startedMs;
  private before: number | null = null;

  show(state: RunsDone): void {
    const nowMs = performance.now();
    // Runs already in the journal do not count for the speed.
    this.before ??= Math.max(0, state.done - 1);
    if (nowMs - this.shownMs < (this.isTerminal ? REDRAW_MS : LINE_MS)) return;
    this.shownMs = nowMs;
    const text = this.textOf(state, (nowMs - this.startedMs) / 1000);
    const bar = '█'.repeat(Math.round((state.done / state.of) * BAR_WIDTH)).padEnd(BAR_WIDTH, '░');
    process.stderr.write(this.isTerminal ? `\r\x1b[2K${bar} ${text}`.slice(0, 9 + (process.stderr.columns ?? 120)) : `${text}\n`);
  }

  /** Prints a separate line. */
  tell(line: string): void {
    this.clear();
    console.error(line);
  }

  clear(): void {
    if (this.isTerminal) process.stderr.write('\r\x1b[2K');
  }

  private textOf({ done, of, failed = 0, best }: RunsDone, seconds: number): string {
    const perSecond = (done - this.before!) / seconds;
    const bestText = best?.();
    const parts = [
      `${numberText(done, 0)} of ${plural(of, 'run')}`,
      ...(failed > 0 ? [`${numberText(failed, 0)} failed`] : []),
      `${numberText(perSecond, perSecond < 10 ? 1 : 0)} runs/s`,
      `${durationText((1000 * (of - done)) / perSecond)} left`,
      ...(bestText === undefined ? [] : [`best so far: ${bestText}`]),
    ];
    return parts.join(', ');
  }
}
