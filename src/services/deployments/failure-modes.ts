import type { HookStage } from './native.js';

/** How a new task definition differs from a sound one. Shares are from 0 to 1, times in milliseconds. */
export interface FailureMode {
  /** Share of its starts that end before RUNNING: an image that is not there, a secret that cannot be read. */
  readonly failedStarts: number;
  /** From RUNNING until its health checks fail; null: never. Where there are no checks nobody notices. */
  readonly unhealthyAfterMs: number | null;
  /** Crashes of a running task per hour, at any age alike. */
  readonly crashesPerHour: number;
  /** How many times as long as usual it takes to start. */
  readonly slowerStart: number;
  /** How many times as long it takes for a request or message, CPU time too. */
  readonly slower: number;
  /** Stages whose lifecycle hook answers FAILED. */
  readonly failedHooks: readonly HookStage[];
}

export const SOUND: FailureMode = {
  failedStarts: 0,
  unhealthyAfterMs: null,
  crashesPerHour: 0,
  slowerStart: 1,
  slower: 1,
  failedHooks: [],
};

/** What happens to one task of it, if nobody stops it before. */
export interface TaskFate {
  readonly failsToStart: boolean;
  readonly unhealthyAfterMs: number | null;
  /** From RUNNING until the essential container exits; null: never. */
  readonly crashAfterMs: number | null;
  readonly startMs: number;
}

const HOUR_MS = 3_600_000;

/** The fate of one task that would usually start in `startMs`, by two draws that are its own, each from 0 to 1, 1 excluded. */
export function taskFate(mode: FailureMode, startMs: number, draws: { readonly start: number; readonly crash: number }): TaskFate {
  const isCrashing = mode.crashesPerHour > 0;
  return {
    failsToStart: draws.start < mode.failedStarts,
    unhealthyAfterMs: mode.unhealthyAfterMs,
    // Exponential: a crash is as likely in one minute as in the next.
    crashAfterMs: isCrashing ? Math.round((-Math.log1p(-draws.crash) / mode.crashesPerHour) * HOUR_MS) : null,
    startMs: Math.round(startMs * mode.slowerStart),
  };
}
