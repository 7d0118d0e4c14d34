import type { CodeDeployHook } from './code-deploy.js';
import type { HookStage } from './native.js';

/** Difference between a faulty task definition and a sound one. Shares are from 0 to 1, times in milliseconds. */
export interface FailureMode {
  /** Share of starts that fail before RUNNING: a missing image, an unreadable secret. */
  readonly failedStarts: number;
  /** Time from RUNNING until health checks fail; null: never. Without checks it has no effect. */
  readonly unhealthyAfterMs: number | null;
  /** Crashes of a running task per hour, independent of its age. */
  readonly crashesPerHour: number;
  /** Factor on the start time. */
  readonly slowerStart: number;
  /** Factor on the time per request or message, including CPU time. */
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
