import type { CodeDeployHook } from './code-deploy.js';
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
  /** Stages, or events of CodeDeploy, whose lifecycle hook answers FAILED. */
  readonly failedHooks: readonly (HookStage | CodeDeployHook)[];
}

export const SOUND: FailureMode = {
  failedStarts: 0,
  unhealthyAfterMs: null,
  crashesPerHour: 0,
  slowerStart: 1,
  slower: 1,
  failedHooks: [],
};
