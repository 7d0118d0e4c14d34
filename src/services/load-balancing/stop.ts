import { stopOf } from '../task-end.js';

/** deregistration_delay.timeout_seconds of a target group, unless it says otherwise (A.TM-11). */
export const DEREGISTRATION_DELAY_DEFAULT_MS = 300_000;
export const DEREGISTRATION_DELAY_MAX_MS = 3_600_000;

export interface StopTerms {
  /** The longest of the service's target groups; null: it has no load balancer. */
  readonly deregistrationDelayMs: number | null;
  readonly stopTimeoutMs: number;
}

/** How a task of a service stops; times in the same clock as the stop. */
export interface StopCourse {
  /** New requests come until then; those under way may go on until SIGTERM. */
  readonly deregisteredMs: number;
  readonly sigtermMs: number;
  readonly exitMs: number;
  readonly isKilled: boolean;
}

/**
 * Deregistered, connections drained, SIGTERM, and SIGKILL at the stopTimeout (S.LB-1). The whole delay passes even when no connection is left: the target is shown as
 * draining until then. `ownExitMs` is what the container would take from SIGTERM.
 */
export function stopCourse(atMs: number, { deregistrationDelayMs, stopTimeoutMs }: StopTerms, ownExitMs: number): StopCourse {
  const sigtermMs = atMs + (deregistrationDelayMs ?? 0);
  const { tookMs, isKilled } = stopOf(ownExitMs, stopTimeoutMs);
  return { deregisteredMs: atMs, sigtermMs, exitMs: sigtermMs + tookMs, isKilled };
}

/** Longest time from the decision to STOPPED: for so long the task takes its place under maximumPercent. */
export function longestStopMs({ deregistrationDelayMs, stopTimeoutMs }: StopTerms): number {
  return (deregistrationDelayMs ?? 0) + stopTimeoutMs;
}
