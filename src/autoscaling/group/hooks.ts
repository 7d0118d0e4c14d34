/** A lifecycle hook of one transition. */
export interface LifecycleHook {
  /** `HeartbeatTimeout`, 30 to 7,200 seconds, and one hour unless given. */
  readonly heartbeatMs: number;
  readonly defaultResult: HookResult;
}

export type HookResult = 'CONTINUE' | 'ABANDON';

export const HOOK_DEFAULTS: LifecycleHook = { heartbeatMs: 3_600_000, defaultResult: 'ABANDON' };

const HOURS_48_MS = 48 * 3_600_000;

/** However many heartbeats are recorded, an instance waits no longer for a hook: 48 hours or 100 timeouts, whichever is less (A.ASG-14). */
export function longestWaitMs({ heartbeatMs }: Pick<LifecycleHook, 'heartbeatMs'>): number {
  return Math.min(HOURS_48_MS, 100 * heartbeatMs);
}

/** An instance in a Wait state: where each hook of the transition stands. Hooks run side by side. */
export interface HookWait {
  readonly sinceMs: number;
  readonly deadlinesMs: readonly number[];
  readonly results: readonly (HookResult | null)[];
}

export function startWait(hooks: readonly LifecycleHook[], atMs: number): HookWait {
  return { sinceMs: atMs, deadlinesMs: hooks.map(({ heartbeatMs }) => atMs + heartbeatMs), results: hooks.map(() => null) };
}

/** RecordLifecycleActionHeartbeat: the timeout starts anew, within the longest wait. */
export function recordHeartbeat(wait: HookWait, index: number, hook: LifecycleHook, atMs: number): HookWait {
  const deadlineMs = Math.min(atMs + hook.heartbeatMs, wait.sinceMs + longestWaitMs(hook));
  return { ...wait, deadlinesMs: wait.deadlinesMs.with(index, deadlineMs) };
}

/** CompleteLifecycleAction; what a hook has answered once stands. */
export function completeHook(wait: HookWait, index: number, result: HookResult): HookWait {
  return { ...wait, results: wait.results.with(index, wait.results[index] ?? result) };
}

/** Hooks whose timeout has come get their default result. */
export function timeOutHooks(wait: HookWait, hooks: readonly LifecycleHook[], atMs: number): HookWait {
  const results = wait.results.map((result, i) => result ?? (atMs >= wait.deadlinesMs[i] ? hooks[i].defaultResult : null));
  return { ...wait, results };
}

/** When the next of the hooks that have not answered times out; null: all have. */
export function nextTimeoutMs({ deadlinesMs, results }: HookWait): number | null {
  const open = deadlinesMs.filter((_, i) => results[i] === null);
  return open.length === 0 ? null : Math.min(...open);
}

/** The group waits for all hooks; one ABANDON ends the wait of the others (C.MID-08). Null: it waits. */
export function outcomeOf({ results }: HookWait): HookResult | null {
  if (results.includes('ABANDON')) return 'ABANDON';
  return results.includes(null) ? null : 'CONTINUE';
}
