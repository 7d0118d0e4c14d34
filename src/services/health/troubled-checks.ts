import type { TargetChange, TargetCheck, TargetStatus } from '../load-balancing/target-health.js';
import type { ContainerCheck, HealthChange } from './container-check.js';

/** Times in which checks fail though the task is well, in milliseconds from its RUNNING. */
export interface Trouble {
  readonly windows: readonly { readonly fromMs: number; readonly untilMs: number }[];
  /** Whether the check that begins then fails. */
  fails(atMs: number): boolean;
}

/** The troubles of the checks of a task's target, and of its containers. */
export interface Troubles {
  readonly target: Trouble;
  readonly containers: Trouble;
}

/**
 * Returns the changes of a container's health whose own changes are `sound`. A check begins each interval, as one that a trouble fails ends
 * at once.
 */
export function troubledContainer(
  sound: readonly HealthChange[],
  { intervalMs, retries, startPeriodMs }: ContainerCheck,
  trouble: Trouble,
  startedMs: number,
): HealthChange[] {
  const asTarget = sound.map(({ atMs, status }) => ({
    atMs,
    status: status === 'HEALTHY' ? ('healthy' as const) : ('unhealthy' as const),
  }));
  const terms = { intervalMs, healthyThreshold: 1, unhealthyThreshold: retries, countsFromMs: startedMs + startPeriodMs };
  const changes = troubledTimeline(asTarget, terms, trouble, startedMs + intervalMs);
  return changes.map(({ atMs, status }) => ({ atMs, status: status === 'healthy' ? 'HEALTHY' : 'UNHEALTHY' }));
}

/**
 * Returns the changes of a target's health whose own changes are `sound`, when a trouble makes further checks fail at once. It goes through
 * all checks from the first trouble until the thresholds after the last one. `firstMs`: time of the first check. Failures before
 * `countsFromMs` do not count until a check has passed.
 */
export function troubledTimeline(
  sound: readonly TargetChange[],
  {
    intervalMs,
    healthyThreshold,
    unhealthyThreshold,
    countsFromMs = 0,
  }: Pick<TargetCheck, 'intervalMs' | 'healthyThreshold' | 'unhealthyThreshold'> & { readonly countsFromMs?: number },
  { windows, fails }: Trouble,
  firstMs: number,
): readonly TargetChange[] {
  const lastMs = Math.max(...windows.map(({ untilMs }) => untilMs));
  const beginMs = Math.min(...windows.map(({ fromMs }) => fromMs));
  if (lastMs <= firstMs) return sound;
  const statusAt = (atMs: number): TargetStatus => sound.findLast((change) => change.atMs <= atMs)?.status ?? 'initial';
  const nthFrom = Math.max(0, Math.ceil((beginMs - firstMs) / intervalMs));
  const nthTo = Math.ceil((lastMs - firstMs) / intervalMs) + healthyThreshold;
  const changes = sound.filter(({ atMs }) => atMs < firstMs + nthFrom * intervalMs);
  let status = changes.at(-1)?.status ?? 'initial';
  let [failed, passed] = [0, 0];
  const become = (atMs: number, next: TargetStatus) => {
    if (next !== status) changes.push({ atMs, status: next });
    status = next;
  };
  for (let nth = nthFrom; nth < nthTo; nth++) {
    const atMs = firstMs + nth * intervalMs;
    // Its own checks have failed often enough: a trouble lets none of them pass.
    const own = sound.findLast((change) => change.status === 'unhealthy' && change.atMs > atMs - intervalMs && change.atMs <= atMs);
    if (own !== undefined) {
      failed = unhealthyThreshold;
      become(own.atMs, 'unhealthy');
    }
    if (fails(atMs) || statusAt(atMs) !== 'healthy') {
      passed = 0;
      if (status === 'initial' && atMs < countsFromMs) continue;
      if (++failed >= unhealthyThreshold) become(atMs, 'unhealthy');
    } else {
      failed = 0;
      if (status === 'initial' || ++passed >= healthyThreshold) become(atMs, 'healthy');
    }
  }
  return [...changes, ...sound.filter(({ atMs }) => atMs >= firstMs + nthTo * intervalMs)];
}
