import type { TargetChange, TargetCheck, TargetStatus } from '../load-balancing/target-health.js';
import type { ContainerCheck, HealthChange } from './container-check.js';

/** Times in which checks fail though the task is well, in milliseconds from its RUNNING. */
export interface FailingWindows {
  readonly windows: readonly { readonly fromMs: number; readonly untilMs: number }[];
  /** Whether the check that begins then fails. */
  fails(atMs: number): boolean;
}

/** The windows of the checks of a task's target, and of its containers. */
export interface TaskFailingWindows {
  readonly target: FailingWindows;
  readonly containers: FailingWindows;
}

/**
 * Returns the changes of a container's health whose own changes are `sound`. A check begins each interval, as one that fails in a window ends
 * at once.
 */
export function failingContainer(
  sound: readonly HealthChange[],
  { intervalMs, retries, startPeriodMs, startIntervalMs }: ContainerCheck,
  failing: FailingWindows,
  startedMs: number,
): HealthChange[] {
  const asTarget = sound.map(({ atMs, status }) => ({
    atMs,
    status: status === 'HEALTHY' ? ('healthy' as const) : ('unhealthy' as const),
  }));
  const terms = { intervalMs, healthyThreshold: 1, unhealthyThreshold: retries, countsFromMs: startedMs + startPeriodMs, startIntervalMs };
  const firstMs = startPeriodMs > 0 && startIntervalMs !== undefined ? startIntervalMs : intervalMs;
  const changes = failingTimeline(asTarget, terms, failing, startedMs + firstMs);
  return changes.map(({ atMs, status }) => ({ atMs, status: status === 'healthy' ? 'HEALTHY' : 'UNHEALTHY' }));
}

interface Terms extends Pick<TargetCheck, 'intervalMs' | 'healthyThreshold' | 'unhealthyThreshold'> {
  /** Failures before do not count until a check has passed; absent: all count. */
  readonly countsFromMs?: number;
  /** From one check to the next as long as failures do not count; absent: intervalMs. */
  readonly startIntervalMs?: number | undefined;
}

/**
 * Returns the changes of a target's health whose own changes are `sound`, when further checks fail in these windows. It goes through
 * all checks from the first window until the thresholds after the last one. `firstMs`: time of the first check.
 */
export function failingTimeline(
  sound: readonly TargetChange[],
  terms: Terms,
  { windows, fails }: FailingWindows,
  firstMs: number,
): readonly TargetChange[] {
  const { intervalMs, healthyThreshold, unhealthyThreshold, countsFromMs = 0, startIntervalMs = intervalMs } = terms;
  const lastMs = Math.max(...windows.map(({ untilMs }) => untilMs));
  const beginMs = Math.min(...windows.map(({ fromMs }) => fromMs));
  if (lastMs <= firstMs) return sound;
  const statusAt = (atMs: number): TargetStatus => sound.findLast((change) => change.atMs <= atMs)?.status ?? 'initial';
  let atMs = checkFrom(beginMs, sound, terms, firstMs);
  let beforeMs = atMs - intervalMs;
  const changes = sound.filter((change) => change.atMs < atMs);
  let status = changes.at(-1)?.status ?? 'initial';
  let [failed, passed] = [0, 0];
  const become = (atMs: number, next: TargetStatus) => {
    if (next !== status) changes.push({ atMs, status: next });
    status = next;
  };
  const doesNotCount = () => status === 'initial' && atMs < countsFromMs;
  const waitMs = () => (doesNotCount() ? startIntervalMs : intervalMs);
  for (let left = healthyThreshold; left > 0; beforeMs = atMs, atMs += waitMs()) {
    if (atMs >= lastMs) left--;
    // Its own checks have failed often enough: a window lets none of them pass.
    const failure = sound.findLast((change) => change.status === 'unhealthy' && change.atMs > beforeMs && change.atMs <= atMs);
    if (failure !== undefined) {
      failed = unhealthyThreshold;
      become(failure.atMs, 'unhealthy');
    }
    if (fails(atMs) || statusAt(atMs) !== 'healthy') {
      passed = 0;
      if (doesNotCount()) continue;
      if (++failed >= unhealthyThreshold) become(atMs, 'unhealthy');
    } else {
      failed = 0;
      if (status === 'initial' || ++passed >= healthyThreshold) become(atMs, 'healthy');
    }
  }
  return [...changes, ...sound.filter((change) => change.atMs >= atMs)];
}

/** Returns the first check from `beginMs` on; with a start interval the very first one, if none has passed by then. */
function checkFrom(beginMs: number, sound: readonly TargetChange[], { intervalMs, startIntervalMs }: Terms, firstMs: number): number {
  const passedMs = sound.find(({ status }) => status === 'healthy')?.atMs ?? Number.POSITIVE_INFINITY;
  if (startIntervalMs !== undefined && passedMs >= beginMs) return firstMs;
  const originMs = startIntervalMs === undefined ? firstMs : passedMs;
  return originMs + Math.max(0, Math.ceil((beginMs - originMs) / intervalMs)) * intervalMs;
}
