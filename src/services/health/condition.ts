import type { HealthStatus } from './container-check.js';
import type { HealthSettings } from './settings.js';

/** A container of a task; `status` of one without a check in the task definition is null: checks of the image do not count (S.HEALTH-6). */
export interface ContainerHealth {
  readonly isEssential: boolean;
  readonly status: HealthStatus | null;
}

/** healthStatus of a task, by its essential containers that are checked: one UNHEALTHY makes it so, then one UNKNOWN; without any it is UNKNOWN (T.CTR-7). */
export function taskHealth(containers: readonly ContainerHealth[]): HealthStatus {
  const statuses = checked(containers);
  if (statuses.includes('UNHEALTHY')) return 'UNHEALTHY';
  return statuses.length === 0 || statuses.includes('UNKNOWN') ? 'UNKNOWN' : 'HEALTHY';
}

function checked(containers: readonly ContainerHealth[]): (HealthStatus | null)[] {
  return containers.filter(({ isEssential, status }) => isEssential && status !== null).map(({ status }) => status);
}

/** What is known of a service's task. */
export interface HealthSigns {
  /** Null: it is not RUNNING. */
  readonly runningSinceMs: number | null;
  /** healthStatus of the task; null: none of its essential containers has a check. */
  readonly containers: HealthStatus | null;
  /** The worst of its targets; null: the service has no load balancer. */
  readonly target: 'initial' | 'healthy' | 'unhealthy' | null;
}

/** A task as the service scheduler counts it: `waiting` and `healthy` as in ReplicaCounts, `unhealthy` is to be replaced. */
export type Condition = 'waiting' | 'healthy' | 'unhealthy';

export interface TaskCondition {
  readonly condition: Condition;
  /** When to ask again although no sign has changed; null: at the next sign. */
  readonly againMs: number | null;
}

/**
 * Whether the task counts towards minimumHealthyPercent, and whether it is to be replaced (S.HEALTH-1 to S.HEALTH-4, T.HC-6). What is checked must be healthy, and what
 * nobody checks is so some time after RUNNING. Behind a load balancer bad news of any kind is ignored during the grace period (T.HC-7).
 */
export function conditionOf(signs: HealthSigns, graceMs: number, nowMs: number, settings: HealthSettings): TaskCondition {
  const { runningSinceMs, containers, target } = signs;
  if (runningSinceMs === null) return { condition: 'waiting', againMs: null };
  if (containers === 'UNHEALTHY' || target === 'unhealthy') {
    const graceEndMs = runningSinceMs + (target === null ? 0 : graceMs);
    return nowMs < graceEndMs ? { condition: 'waiting', againMs: graceEndMs } : { condition: 'unhealthy', againMs: null };
  }
  const healthyMs = runningSinceMs + settings.healthyAfterRunningMs;
  if (containers === null && target === null && nowMs < healthyMs) return { condition: 'waiting', againMs: healthyMs };
  const isPassed = containers !== 'UNKNOWN' && target !== 'initial';
  return { condition: isPassed ? 'healthy' : 'waiting', againMs: null };
}
