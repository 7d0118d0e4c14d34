/** A container of a task: essential unless the definition says otherwise (S.TASK-7). */
export interface TaskContainer {
  readonly essential?: boolean;
  readonly hasStopped: boolean;
}

/** The first essential container to stop, for any reason, ends the task; the others never do (T.CTR-1). */
export function isTaskOver(containers: readonly TaskContainer[]): boolean {
  return containers.some((container) => (container.essential ?? true) && container.hasStopped);
}

const STOP_TIMEOUT_DEFAULT_S = 30;

/** The time from SIGTERM to SIGKILL: the task definition's, else on EC2 the agent's ECS_CONTAINER_STOP_TIMEOUT, else 30 s (S.TASK-8). */
export function stopTimeoutSeconds(ofDefinition: number | null, ofAgent: number | null): number {
  return ofDefinition ?? ofAgent ?? STOP_TIMEOUT_DEFAULT_S;
}

/** What a container that would take `exitMs` from SIGTERM to its exit does under a timeout. One that is just in time is not killed. */
export function stopOf(exitMs: number, timeoutMs: number): { readonly tookMs: number; readonly isKilled: boolean } {
  return { tookMs: Math.min(exitMs, timeoutMs), isKilled: exitMs > timeoutMs };
}
