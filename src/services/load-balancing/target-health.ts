import type { TargetSettings } from './target-settings.js';

/** Health check of a target group, in milliseconds. */
export interface TargetCheck {
  /** From the beginning of one check to that of the next. */
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /**
   * Successes in a row that make an unhealthy target healthy; a new one needs a single success (A.TM-10), unless `slowFirstMs` is given.
   */
  readonly healthyThreshold: number;
  /** Failures in a row that make a target unhealthy. */
  readonly unhealthyThreshold: number;
  /**
   * Of a Network Load Balancer: its first check comes this long after the registration, and a new target needs the whole threshold (P.19).
   */
  readonly slowFirstMs?: number;
}

/** Of an Application Load Balancer (A.TM-10, T.LB-2). */
export const TARGET_CHECK_DEFAULTS: TargetCheck = { intervalMs: 30_000, timeoutMs: 5_000, healthyThreshold: 5, unhealthyThreshold: 2 };

export type TargetStatus = 'initial' | 'healthy' | 'unhealthy';

/** Returns the time from the registration of a target to its first check. */
export function firstCheckMs({ intervalMs, slowFirstMs }: TargetCheck, settings: Pick<TargetSettings, 'firstCheckMs'>): number {
  return slowFirstMs ?? settings.firstCheckMs ?? intervalMs;
}

/** Results of a target's checks, in milliseconds from its registration. */
export interface CheckedTarget {
  /** Null: never. */
  readonly passesFromMs: number | null;
  /** From then on it fails again; null: never. */
  readonly failsFromMs: number | null;
  /** Time until a check fails: at once for a refused connection, at the timeout without an answer. */
  readonly failMs: number;
  /** When the nodes of its load balancer check it, in shares of the interval after its first check; absent: all with that. */
  readonly phases?: readonly number[];
}

export interface TargetChange {
  /** Since the registration. */
  readonly atMs: number;
  readonly status: TargetStatus;
}

/** Returns all changes of the target's health in closed form: unhealthy if readiness takes too long, healthy, and unhealthy again. */
export function targetTimeline(check: TargetCheck, target: CheckedTarget, settings: Pick<TargetSettings, 'firstCheckMs'>): TargetChange[] {
  const { intervalMs, timeoutMs, healthyThreshold, unhealthyThreshold } = check;
  const firstMs = firstCheckMs(check, settings);
  const failMs = Math.min(target.failMs, timeoutMs);
  /** The number of the first check at a time or later. */
  const checkFrom = (fromMs: number | null) =>
    fromMs === null ? Number.POSITIVE_INFINITY : Math.max(0, Math.ceil((fromMs - firstMs) / intervalMs));
  const unhealthy = (nth: number): TargetChange => ({ atMs: firstMs + nth * intervalMs + failMs, status: 'unhealthy' });
  /** Returns when the last node finds a target unhealthy that fails from `fromMs` on; each node has its own checks. */
  const lastNodeMs = (fromMs: number) =>
    Math.max(
      ...(target.phases ?? [0]).map((phase) => {
        const beginMs = firstMs + Math.round(phase * intervalMs);
        const nth = Math.max(0, Math.ceil((fromMs - beginMs) / intervalMs));
        return unhealthy(nth + unhealthyThreshold - 1).atMs + beginMs - firstMs;
      }),
    );
  const fails = checkFrom(target.failsFromMs);
  const passes = checkFrom(target.passesFromMs);
  if (passes >= fails) return [unhealthy(unhealthyThreshold - 1)];
  const isLate = passes >= unhealthyThreshold;
  const healthy = isLate || check.slowFirstMs !== undefined ? passes + healthyThreshold - 1 : passes;
  const changes: TargetChange[] = isLate ? [unhealthy(unhealthyThreshold - 1)] : [];
  if (healthy >= fails || !Number.isFinite(passes)) return changes;
  changes.push({ atMs: firstMs + healthy * intervalMs, status: 'healthy' });
  if (target.failsFromMs !== null) changes.push({ ...unhealthy(unhealthyThreshold - 1), atMs: lastNodeMs(target.failsFromMs) });
  return changes;
}
