/** A lifecycle hook of one transition, and whether its action records heartbeats. */
export interface LifecycleHook {
  /** `HeartbeatTimeout`, 30 to 7,200 seconds, by default one hour. */
  readonly heartbeatMs: number;
  readonly defaultResult: HookResult;
  readonly recordsHeartbeats: boolean;
}

export type HookResult = 'CONTINUE' | 'ABANDON';

/** Duration and result of an instance's wait. */
export interface HookAnswer {
  readonly afterMs: number;
  readonly result: HookResult;
}

export const HOOK_DEFAULTS: LifecycleHook = { heartbeatMs: 3_600_000, defaultResult: 'ABANDON', recordsHeartbeats: false };

/** Duration of an action that never completes and records no heartbeat. */
export const NEVER = Number.POSITIVE_INFINITY;

const HOURS_48_MS = 48 * 3_600_000;

/** Returns the longest wait for a hook, whatever the heartbeats: 48 hours or 100 timeouts, whichever is less (A.ASG-14). */
export function longestWaitMs({ heartbeatMs }: Pick<LifecycleHook, 'heartbeatMs'>): number {
  return Math.min(HOURS_48_MS, 100 * heartbeatMs);
}

/** Returns the action's result if it completes in time, including the very end, else the default result. */
export function answerOf(hook: LifecycleHook, actionMs: number): HookAnswer {
  const limitMs = hook.recordsHeartbeats && actionMs !== NEVER ? longestWaitMs(hook) : hook.heartbeatMs;
  return actionMs <= limitMs ? { afterMs: actionMs, result: 'CONTINUE' } : { afterMs: limitMs, result: hook.defaultResult };
}

/**
 * Combines hooks that run in parallel: the group waits for all, but the first ABANDON ends the wait (C.MID-08). Without hooks there is no
 * wait.
 */
export function answerOfAll(answers: readonly HookAnswer[]): HookAnswer {
  const times = (result: HookResult) => answers.filter((answer) => answer.result === result).map(({ afterMs }) => afterMs);
  const abandoned = times('ABANDON');
  if (abandoned.length > 0) return { afterMs: Math.min(...abandoned), result: 'ABANDON' };
  return { afterMs: Math.max(0, ...times('CONTINUE')), result: 'CONTINUE' };
}
