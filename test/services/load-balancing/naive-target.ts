import type { TargetCheck, TargetStatus } from '../../../src/services/load-balancing/target-health.js';

/** The rule of a load balancer, check by check: what the closed form comes to. */

/** Plain data. */
export interface TargetState {
  readonly status: TargetStatus;
  /** Results in a row that speak against the status. */
  readonly against: number;
}

export const REGISTERED: TargetState = { status: 'initial', against: 0 };

/** The state after one more check. */
export function afterTargetCheck({ status, against }: TargetState, check: TargetCheck, isSuccess: boolean): TargetState {
  if (status === 'initial' && isSuccess) return { status: 'healthy', against: 0 };
  if (status === (isSuccess ? 'healthy' : 'unhealthy')) return { status, against: 0 };
  const needed = status === 'unhealthy' ? check.healthyThreshold : check.unhealthyThreshold;
  if (against + 1 < needed) return { status, against: against + 1 };
  return { status: isSuccess ? 'healthy' : 'unhealthy', against: 0 };
}
