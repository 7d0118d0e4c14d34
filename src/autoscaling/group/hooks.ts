/** A lifecycle hook of one transition, and whether whoever acts on it records heartbeats meanwhile. */
export interface LifecycleHook {
  /** `HeartbeatTimeout`, 30 to 7,200 seconds, and one hour unless given. */
  readonly heartbeatMs: number;
  readonly defaultResult: HookResult;
  readonly recordsHeartbeats: boolean;
}

type HookResult = 'CONTINUE' | 'ABANDON';

/** How long the instance waits, and with what result. */
export interface HookAnswer {
  readonly afterMs: number;
  readonly result: HookResult;
}

export const HOOK_DEFAULTS: LifecycleHook = { heartbeatMs: 3_600_000, defaultResult: 'ABANDON', recordsHeartbeats: false };

/** Its action never completes, and records no heartbeat either. */
export const NEVER = Number.POSITIVE_INFINITY;

const HOURS_48_MS = 48 * 3_600_000;

/** However many heartbeats are recorded, an instance waits no longer for a hook: 48 hours or 100 timeouts, whichever is less (A.ASG-14). */
export function longestWaitMs({ heartbeatMs }: Pick<LifecycleHook, 'heartbeatMs'>): number {
  return Math.min(HOURS_48_MS, 100 * heartbeatMs);
}

/** The action completes in time, at the very end too, or the default result stands for it. */
export function answerOf(hook: LifecycleHook, actionMs: number): HookAnswer {
  const limitMs = hook.recordsHeartbeats && actionMs !== NEVER ? longestWaitMs(hook) : hook.heartbeatMs;
  return actionMs <= limitMs ? { afterMs: actionMs, result: 'CONTINUE' } : { afterMs: limitMs, result: hook.defaultResult };
}

/** Hooks run side by side: the group waits for all, but the first ABANDON ends the wait of the others (C.MID-08). Without hooks it waits for nothing. */
export function answerOfAll(answers: readonly HookAnswer[]): HookAnswer {
  const times = (result: HookResult) => answers.filter((answer) => answer.result === result).map(({ afterMs }) => afterMs);
  const abandoned = times('ABANDON');
  if (abandoned.length > 0) return { afterMs: Math.min(...abandoned), result: 'ABANDON' };
  return { afterMs: Math.max(0, ...times('CONTINUE')), result: 'CONTINUE' };
}
