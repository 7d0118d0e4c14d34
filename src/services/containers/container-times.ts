import { healthTimeline } from '../health/container-check.js';
import { isRestarted, PENDING_LONGEST_MS, type PlannedContainer } from './container-plan.js';

/** The behaviour of one container in one task. Times in milliseconds. */
export interface ContainerFate {
  /** From the time at which it may be created until its image is there. */
  readonly pullMs: (atMs: number) => number;
  readonly startMs: number;
  /** From an exit to its next start, where it is restarted. */
  readonly restartMs: number;
  /** A start that takes longer has failed by then (N.CTR-9). */
  readonly startLimitMs: number;
  /** From its nth start to its exit; Infinity: it runs until it is stopped. */
  readonly runMs: (nth: number) => number;
  readonly exitCode: number;
  /** From its start until its check's command succeeds; null: never. */
  readonly healthyFromMs: number | null;
  /** Of its check (ContainerCheck). */
  readonly startIntervalMs?: number;
}

/** `runningMs` null: it never starts. `stoppedMs`: its last exit, or when it is given up; null: it runs on. */
export interface ContainerTimes {
  readonly runningMs: number | null;
  readonly stoppedMs: number | null;
}

/** A task's containers from PENDING on. */
export interface TaskTimes {
  readonly containers: readonly ContainerTimes[];
  /** When the task is RUNNING; null: it fails at `endMs` before. */
  readonly runningMs: number | null;
  /** When an essential container has stopped for good, or ECS gives the task up; Infinity: never. */
  readonly endMs: number;
}

/**
 * Returns when the containers of a task start and stop, and when the task is RUNNING, in closed form: every container has started or
 * stopped, and no essential one has stopped (N.CTR-1 to N.CTR-5, N.CTR-8). `horizonMs`: later exits do not matter.
 */
export function taskTimes(plan: readonly PlannedContainer[], fates: readonly ContainerFate[], horizonMs: number): TaskTimes {
  const times: (ContainerTimes & { readonly healthyMs: number })[] = [];
  const stopOf = (i: number) => times[i].stoppedMs ?? Number.POSITIVE_INFINITY;
  for (const i of inOrder(plan)) times[i] = timesOf(i);
  const runningMs = Math.max(...times.map(({ runningMs: at }, i) => at ?? stopOf(i)));
  const endMs = Math.min(...plan.map(({ isEssential }, i) => (isEssential ? stopOf(i) : Number.POSITIVE_INFINITY)));
  const containers = times.map(({ runningMs, stoppedMs }) => ({ runningMs, stoppedMs }));
  const failsMs = Math.min(endMs, PENDING_LONGEST_MS);
  return runningMs < failsMs ? { containers, runningMs, endMs } : { containers, runningMs: null, endMs: failsMs };

  function timesOf(i: number) {
    const never = Number.POSITIVE_INFINITY;
    const conditions = plan[i].dependsOn.map(({ on, condition }) => holds(on, condition));
    const givenUpMs = Math.min(never, ...conditions.map(({ neverFromMs }) => neverFromMs));
    if (givenUpMs < never) return { runningMs: null, stoppedMs: givenUpMs, healthyMs: never };
    const mayStartMs = Math.max(0, ...conditions.map(({ fromMs }) => fromMs));
    if (mayStartMs >= PENDING_LONGEST_MS) return { runningMs: null, stoppedMs: PENDING_LONGEST_MS, healthyMs: never };
    const { pullMs, startMs, startLimitMs, healthyFromMs, startIntervalMs } = fates[i];
    const runningMs = mayStartMs + pullMs(mayStartMs) + Math.min(startMs, startLimitMs);
    if (startMs > startLimitMs) return { runningMs: null, stoppedMs: runningMs, healthyMs: never };
    const stoppedMs = lastExitMs(plan[i], fates[i], { runningMs, horizonMs });
    const { check } = plan[i];
    const passes = { passesFromMs: healthyFromMs, failsFromMs: null, passMs: 0, failMs: 0 };
    const healthy =
      check === null ? undefined : healthTimeline({ ...check, startIntervalMs }, passes).find(({ status }) => status === 'HEALTHY');
    return {
      runningMs,
      stoppedMs: stoppedMs === never ? null : stoppedMs,
      healthyMs: healthy === undefined ? never : runningMs + healthy.atMs,
    };
  }

  /** Returns when the condition on a container holds, or has become impossible; Infinity: neither happens. */
  function holds(on: number, condition: PlannedContainer['dependsOn'][number]['condition']) {
    const never = Number.POSITIVE_INFINITY;
    const { runningMs, healthyMs } = times[on];
    const stoppedMs = stopOf(on);
    if (runningMs === null) return { fromMs: never, neverFromMs: stoppedMs };
    if (condition === 'START') return { fromMs: runningMs, neverFromMs: never };
    const { startTimeoutMs } = plan[on];
    // Passed when now > start + startTimeout: a millisecond later.
    const lateMs = startTimeoutMs === null ? never : runningMs + startTimeoutMs + 1;
    const isHealth = condition === 'HEALTHY';
    const fromMs = isHealth ? healthyMs : stoppedMs;
    const isInTime = fromMs < lateMs && (!isHealth || healthyMs <= stoppedMs);
    if (isInTime && (condition !== 'SUCCESS' || fates[on].exitCode === 0)) return { fromMs, neverFromMs: never };
    return { fromMs: never, neverFromMs: Math.min(lateMs, stoppedMs) };
  }
}

/** The exit after which the container is not restarted; Infinity if none comes before the horizon. */
function lastExitMs(
  { restart }: PlannedContainer,
  { runMs, restartMs, exitCode }: ContainerFate,
  { runningMs, horizonMs }: { readonly runningMs: number; readonly horizonMs: number },
): number {
  let lastMs = runningMs;
  let atMs = runningMs;
  for (let nth = 0; atMs < horizonMs; nth++) {
    const exitMs = atMs + Math.max(1, runMs(nth));
    if (exitMs === Number.POSITIVE_INFINITY || !isRestarted(restart, exitCode, exitMs - lastMs)) return exitMs;
    lastMs = exitMs;
    atMs = exitMs + restartMs;
  }
  return Number.POSITIVE_INFINITY;
}

/**
 * Returns how long the containers that run take to stop. Each gets SIGTERM when all that name it in dependsOn have stopped (N.CTR-6), unless it has
 * exited by itself by then. `leftMs`: until that exit; 0: it does not run. `takesMs`: from its SIGTERM on, at most its stopTimeout (N.CTR-7).
 */
export function stopSpanMs(plan: readonly PlannedContainer[], leftMs: (i: number) => number, takesMs: (i: number) => number): number {
  const stoppedMs: number[] = [];
  for (const i of inOrder(plan).reverse()) {
    const dependents = plan.flatMap(({ dependsOn }, j) => (dependsOn.some(({ on }) => on === i) ? [stoppedMs[j]] : []));
    const toldMs = Math.max(0, ...dependents);
    stoppedMs[i] = leftMs(i) <= toldMs ? leftMs(i) : toldMs + takesMs(i);
  }
  return Math.max(...stoppedMs);
}

/** Returns the containers, each after those that it depends on. */
function inOrder(plan: readonly PlannedContainer[]): number[] {
  const order = new Set<number>();
  const visit = (i: number) => {
    for (const { on } of plan[i].dependsOn) visit(on);
    order.add(i);
  };
  for (const i of plan.keys()) visit(i);
  return [...order];
}
