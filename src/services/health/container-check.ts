/** `healthCheck` of a container definition, in milliseconds. */
export interface ContainerCheck {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly retries: number;
  /** Failures in it do not count, and the first success ends it; 0 is off. */
  readonly startPeriodMs: number;
  /** From the end of a check to the next one while the start period lasts and none has passed; absent: intervalMs. */
  readonly startIntervalMs?: number | undefined;
  /** It is the check of a proxy, which fails with no container. */
  readonly isProxy?: true;
}

/** T.HC-1 */
export const CHECK_DEFAULTS: ContainerCheck = { intervalMs: 30_000, timeoutMs: 5_000, retries: 3, startPeriodMs: 0 };

/** The proxy outlives all failures of the task's own containers, so it never counts as failed. */
const PROXY_RETRIES = 1_000_000_000;

/** Returns the check of a proxy whose first check passes so long after its start. Timeout and start period are AWS's advice for Envoy in App Mesh. */
export function proxyCheck(startMs: number): ContainerCheck {
  return { intervalMs: Math.max(1, startMs), timeoutMs: 2_000, retries: PROXY_RETRIES, startPeriodMs: 10_000, isProxy: true };
}

/** UNKNOWN: being evaluated, or no check is defined. */
export type HealthStatus = 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN';

/** Results of a container's check, in milliseconds from its start. */
export interface CheckedContainer {
  /** From then on the command succeeds; null: never. */
  readonly passesFromMs: number | null;
  /** From then on it fails again; null: never. */
  readonly failsFromMs: number | null;
  /** Duration of the command when it succeeds, and when it fails; longer than the timeout is a failure at the timeout. */
  readonly passMs: number;
  readonly failMs: number;
}

export interface HealthChange {
  /** Since the container's start. */
  readonly atMs: number;
  readonly status: HealthStatus;
}

/**
 * Returns all changes of the container's health in closed form: UNHEALTHY first if readiness takes too long, HEALTHY, and UNHEALTHY again.
 * As in Docker, the first check begins one interval after the start, and each other one an interval after the end of the previous check.
 * Intervals that begin within the start period may be shorter (`startIntervalMs`).
 */
export function healthTimeline(check: ContainerCheck, container: CheckedContainer): HealthChange[] {
  const { intervalMs, timeoutMs, retries, startPeriodMs } = check;
  const passMs = Math.min(container.passMs, timeoutMs);
  const failMs = Math.min(container.failMs, timeoutMs);
  const failing = failingChecks(check, failMs);
  const passesMs = firstPass(container, check, failing);
  // As in Docker, a failure counts once its check begins no earlier than the end of the start period (moby, daemon/health.go).
  const countedMs = firstFrom(failing, startPeriodMs);
  const lastStrikeMs = countedMs + (retries - 1) * failing.everyMs;
  const early: HealthChange[] = passesMs === null || lastStrikeMs < passesMs ? [{ atMs: lastStrikeMs + failMs, status: 'UNHEALTHY' }] : [];
  if (passesMs === null) return early;
  const healthy: HealthChange = { atMs: passesMs + passMs, status: 'HEALTHY' };
  if (container.failsFromMs === null) return [...early, healthy];
  const failsMs = firstFrom({ firstMs: passesMs, everyMs: intervalMs + passMs }, container.failsFromMs);
  return [...early, healthy, { atMs: failsMs + (retries - 1) * failing.everyMs + failMs, status: 'UNHEALTHY' }];
}

interface Checks {
  readonly firstMs: number;
  readonly everyMs: number;
  /** Those before the first; absent: none. */
  readonly early?: Checks;
}

/** Returns when the checks begin that fail from the container's start on. */
function failingChecks({ intervalMs, startPeriodMs, startIntervalMs }: ContainerCheck, failMs: number): Checks {
  const everyMs = intervalMs + failMs;
  if (startIntervalMs === undefined || startPeriodMs === 0) return { firstMs: intervalMs, everyMs };
  const early = { firstMs: startIntervalMs, everyMs: startIntervalMs + failMs };
  // The last one whose interval began within the start period.
  const lastMs = firstFrom(early, startPeriodMs - failMs);
  return { firstMs: lastMs, everyMs, early };
}

/** The beginning of the first check that succeeds; null when none does. */
function firstPass({ passesFromMs, failsFromMs, passMs }: CheckedContainer, { timeoutMs }: ContainerCheck, failing: Checks): number | null {
  if (passesFromMs === null || passMs > timeoutMs) return null;
  const passesMs = firstFrom(failing, passesFromMs);
  return failsFromMs === null || passesMs < failsFromMs ? passesMs : null;
}

/** Returns the first check at a time or later. */
function firstFrom({ firstMs, everyMs, early }: Checks, fromMs: number): number {
  if (early !== undefined && fromMs < firstMs) return firstFrom(early, fromMs);
  return firstMs + Math.max(0, Math.ceil((fromMs - firstMs) / everyMs)) * everyMs;
}
