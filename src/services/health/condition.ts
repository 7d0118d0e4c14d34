import type { HealthStatus } from './container-check.js';
import type { HealthSettings } from './health-settings.js';

/**
 * A container of a task; `status` is null without a check in the task definition, because checks of the image do not count (S.HEALTH-6).
 */
export interface ContainerHealth {
  readonly isEssential: boolean;
  readonly status: HealthStatus | null;
}

/**
 * Returns the healthStatus of a task from its checked essential containers: UNHEALTHY if any is, else UNKNOWN if any is or none is checked
 * (T.CTR-7).
 */
export function taskHealth(containers: readonly ContainerHealth[]): HealthStatus {
  const statuses = checked(containers);
  if (statuses.includes('UNHEALTHY')) return 'UNHEALTHY';
  return statuses.length === 0 || statuses.includes('UNKNOWN') ? 'UNKNOWN' : 'HEALTHY';
}

function checked(containers: readonly ContainerHealth[]): (HealthStatus | null)[] {
  return containers.filter(({ isEssential, status }) => isEssential && status !== null).map(({ status }) => status);
}

/** Health signs of a service's task. */
export interface HealthSigns {
  /** Null: it is not RUNNING. */
  readonly runningSinceMs: number | null;
  /** healthStatus of the task; null: none of its essential containers has a check. */
  readonly containers: HealthStatus | null;
  /** The worst of its targets; null: the service has no load balancer. */
  readonly target: 'initial' | 'healthy' | 'unhealthy' | null;
}

/** Condition of a task for the service scheduler: `waiting` and `healthy` as in ReplicaCounts; `unhealthy` tasks are replaced. */
export type Condition = 'waiting' | 'healthy' | 'unhealthy';

export interface TaskCondition {
  readonly condition: Condition;
  /** Time of the next call without any other change; null: at the next change. */
  readonly againMs: number | null;
  /** It waits although its checks fail, because of the grace period. */
  readonly failsInGrace?: true;
}

/**
 * Returns whether a task counts towards minimumHealthyPercent and whether it must be replaced (S.HEALTH-1 to S.HEALTH-4, T.HC-6). Checked
 * tasks must be healthy; unchecked ones count as healthy some time after RUNNING. Behind a load balancer, failures of any kind are ignored
 * during the grace period (T.HC-7).
 */
export function conditionOf(signs: HealthSigns, graceMs: number, nowMs: number, settings: HealthSettings): TaskCondition {
  const { runningSinceMs, containers, target } = signs;
  if (runningSinceMs === null) return { condition: 'waiting', againMs: null };
  if (containers === 'UNHEALTHY' || target === 'unhealthy') {
    const graceEndMs = runningSinceMs + (target === null ? 0 : graceMs);
    if (nowMs >= graceEndMs) return { condition: 'unhealthy', againMs: null };
    return { condition: 'waiting', againMs: graceEndMs, failsInGrace: true };
  }
  const healthyMs = runningSinceMs + settings.healthyAfterMs;
  if (containers === null && target === null && nowMs < healthyMs) return { condition: 'waiting', againMs: healthyMs };
  const isPassed = containers !== 'UNKNOWN' && target !== 'initial';
  return { condition: isPassed ? 'healthy' : 'waiting', againMs: null };
}
