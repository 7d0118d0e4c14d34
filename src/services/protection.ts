/** Scale-in protection of a task: until when, or null. Whatever asks compares it with its time: nothing needs to happen when it expires. */
export type ProtectedUntilMs = number | null;

/** expiresInMinutes (S.PROT-1). */
export const PROTECTION_MINUTES = { min: 1, max: 2_880, default: 120 } as const;

const MINUTE_MS = 60_000;

/** Sets the protection, or sets it anew: the period counts from now (S.PROT-2). */
export function protect(nowMs: number, minutes: number = PROTECTION_MINUTES.default): ProtectedUntilMs {
  return nowMs + minutes * MINUTE_MS;
}

export function isProtected(untilMs: ProtectedUntilMs, nowMs: number): boolean {
  return untilMs !== null && nowMs < untilMs;
}

/** A service with so many protected tasks cannot get down to its desired count (S.PROT-4). */
export function isScaleInBlocked(protectedTasks: number, desired: number): boolean {
  return protectedTasks > desired;
}

/**
 * Why UpdateTaskProtection refuses to protect a task: standalone tasks cannot be protected (S.PROT-3), and a blocked service gets no more of it (S.PROT-4). To take
 * protection off is what unblocks it, and always possible.
 */
export function protectionFailure(
  task: { readonly isService: boolean },
  service: { readonly protectedTasks: number; readonly desired: number },
): 'TASK_NOT_VALID' | 'DEPLOYMENT_BLOCKED' | null {
  if (!task.isService) return 'TASK_NOT_VALID';
  return isScaleInBlocked(service.protectedTasks, service.desired) ? 'DEPLOYMENT_BLOCKED' : null;
}
