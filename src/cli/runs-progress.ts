import { durationText, numberText, plural } from '../kernel/quantity-text.js';
import type { RunsState } from '../run/jobs/finish-runs.js';
import { bar, RedrawnLine } from './redrawn-line.js';

const REDRAW_MS = 100;
const LINE_MS = 60_000;

export interface RunsDone extends RunsState {
  /** Describes the best result so far. */
  readonly best?: () => string | undefined;
}

/** Shows the progress of many runs: one line that is redrawn on a terminal, a line a minute in a pipe. */
export class RunsProgress {
  private readonly line = new RedrawnLine();
  private readonly startedMs = performance.now();
  private shownMs = this.line.isOn ? 0 : this.startedMs;
  private doneBefore: number | null = null;

  show(state: RunsDone): void {
    const nowMs = performance.now();
    // Runs already in the journal do not count for the speed.
    this.doneBefore ??= Math.max(0, state.done - 1);
    if (nowMs - this.shownMs < (this.line.isOn ? REDRAW_MS : LINE_MS)) return;
    this.shownMs = nowMs;
    const text = this.textOf(state, (nowMs - this.startedMs) / 1000);
    if (this.line.isOn) this.line.show(`${bar(state.done / state.total)} ${text}`.slice(0, 4 + (process.stderr.columns ?? 120)));
    else process.stderr.write(`${text}\n`);
  }

  /** Prints a separate line. */
  report(line: string): void {
    this.clear();
    console.error(line);
  }

  clear(): void {
    this.line.clear();
  }

  private textOf({ done, total, failed = 0, best }: RunsDone, seconds: number): string {
    const perSecond = (done - this.doneBefore!) / seconds;
    const bestText = best?.();
    const parts = [
      `${numberText(done, 0)} of ${plural(total, 'run')}`,
      ...(failed > 0 ? [`${numberText(failed, 0)} failed`] : []),
      `${numberText(perSecond, perSecond < 10 ? 1 : 0)} runs/s`,
      `${durationText((1000 * (total - done)) / perSecond)} left`,
      ...(bestText === undefined ? [] : [`best so far: ${bestText}`]),
    ];
    return parts.join(', ');
  }
}
