import type { ContainerCheck, HealthStatus } from '../../../src/services/health/container-check.js';

/** Docker's rule, check by check: what the closed form comes to. */

/** Plain data. */
export interface CheckState {
  readonly status: HealthStatus;
  /** Failures in a row that count. */
  readonly failures: number;
  readonly hasPassed: boolean;
}

export const UNCHECKED: CheckState = { status: 'UNKNOWN', failures: 0, hasPassed: false };

/**
 * The state after one run of the check's command, which began so long after the container. Exit code 0 within the timeout is a success (T.HC-2). A failure
 * counts once its check begins no earlier than the end of the start period.
 */
export function afterCheck(state: CheckState, check: ContainerCheck, startedMs: number, isSuccess: boolean): CheckState {
  if (isSuccess) return { status: 'HEALTHY', failures: 0, hasPassed: true };
  if (!state.hasPassed && startedMs < check.startPeriodMs) return state;
  const failures = state.failures + 1;
  return { ...state, failures, status: failures >= check.retries ? 'UNHEALTHY' : state.status };
}
