import { MINUTE_MS } from '../kernel/durations.js';

/** Expiry of a task's scale-in protection, or null. Readers compare it with the present time, so expiry needs no event. */
export type ProtectedUntilMs = number | null;

/** expiresInMinutes (S.PROT-1). */
export const PROTECTION_MINUTES = { min: 1, max: 2_880, default: 120 } as const;

/** Sets or renews the protection; the period begins now (S.PROT-2). */
export function protect(nowMs: number, minutes: number = PROTECTION_MINUTES.default): ProtectedUntilMs {
  return nowMs + minutes * MINUTE_MS;
}

export function isProtected(untilMs: ProtectedUntilMs, nowMs: number): boolean {
  return untilMs !== null && nowMs < untilMs;
}

/** Returns whether protected tasks keep a service above its desired count (S.PROT-4). */
export function isScaleInBlocked(protectedTasks: number, desired: number): boolean {
  return protectedTasks > desired;
}

/**
 * Returns why UpdateTaskProtection refuses to protect a task: standalone tasks cannot be protected (S.PROT-3), and a blocked service gets
 * no further protection (S.PROT-4). Removing protection is always possible and unblocks the service.
 */
export function protectionFailure(
  task: { readonly isService: boolean },
  service: { readonly protectedTasks: number; readonly desired: number },
): 'TASK_NOT_VALID' | 'DEPLOYMENT_BLOCKED' | null {
  if (!task.isService) return 'TASK_NOT_VALID';
  return isScaleInBlocked(service.protectedTasks, service.desired) ? 'DEPLOYMENT_BLOCKED' : null;
}
