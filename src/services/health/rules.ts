import type { ServiceProblem } from '../deployments/problem.js';

/** `healthCheck` of a container definition as RegisterTaskDefinition takes it, in seconds. */
export interface CheckText {
  readonly interval?: number | undefined;
  readonly timeout?: number | undefined;
  readonly retries?: number | undefined;
  readonly startPeriod?: number | undefined;
}

/** T.HC-1; one page of the console has an interval of at most 30. */
const RANGES = { interval: [5, 300], timeout: [2, 60], retries: [1, 10], startPeriod: [0, 300] } as const;

export function healthCheckProblems(check: CheckText): ServiceProblem[] {
  return Object.entries(RANGES).flatMap(([key, [min, max]]) => {
    const value = check[key as keyof CheckText];
    if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return [];
    return [{ path: ['healthCheck', key], message: `${value} is not possible: a whole number from ${min} to ${max}` }];
  });
}

const GRACE_MAX_S = 2_147_483_647;

/** S.HEALTH-7 */
export function gracePeriodProblems(seconds: number, hasLoadBalancer: boolean): ServiceProblem[] {
  const path = ['healthCheckGracePeriodSeconds'];
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > GRACE_MAX_S)
    return [{ path, message: `${seconds} is not possible: whole seconds from 0 to ${GRACE_MAX_S}` }];
  if (seconds === 0 || hasLoadBalancer) return [];
  return [{ path, message: 'is only for a service with a load balancer: leave it out, and give the health check a startPeriod' }];
}
