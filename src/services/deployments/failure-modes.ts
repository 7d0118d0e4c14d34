import type { CodeDeployHook } from './code-deploy.js';
import type { HookStage } from './native.js';

/**
 * The behaviour of a task whose checks fail. `hang`: it answers nothing; a check fails at its timeout. `refusal`: it answers checks and
 * requests with an error at once. `check`: its checks alone fail, at once; it serves its requests. `containerCheck`: so do the checks of
 * its containers alone, as for a command that the image lacks.
 */
export type Failing = 'hang' | 'refusal' | 'check' | 'containerCheck';

/** Returns whether a task that fails so still serves its requests. */
export function servesWhileFailing(by: Failing): boolean {
  return by === 'check' || by === 'containerCheck';
}

/** Difference between a faulty task definition and a sound one. Shares are from 0 to 1, times in milliseconds. */
export interface FailureMode {
  /** Share of starts that fail before RUNNING: a missing image, an unreadable secret. */
  readonly failedStarts: number;
  /** Time from RUNNING until health checks can pass. */
  readonly answersAfterMs: number;
  /** Time from RUNNING until health checks fail; null: never. Without checks it goes unnoticed. */
  readonly unhealthyAfterMs: number | null;
  readonly unhealthyBy: Failing;
  /** Time from RUNNING until an essential container exits by itself; null: never. */
  readonly exitsAfterMs: number | null;
  /** Crashes of a running task per hour, independent of its age. */
  readonly crashesPerHour: number;
  /** Factor on the start time. */
  readonly slowerStart: number;
  /** Factor on the time per request or message, including CPU time. */
  readonly slower: number;
  /** Containers whose image the registry does not have, by their place in the task definition. */
  readonly badImages: readonly number[];
  /** Stages, or events of CodeDeploy, whose lifecycle hook answers FAILED. */
  readonly failedHooks: readonly (HookStage | CodeDeployHook)[];
}

export const SOUND: FailureMode = {
  failedStarts: 0,
  answersAfterMs: 0,
  unhealthyAfterMs: null,
  unhealthyBy: 'check',
  exitsAfterMs: null,
  crashesPerHour: 0,
  slowerStart: 1,
  slower: 1,
  badImages: [],
  failedHooks: [],
};
