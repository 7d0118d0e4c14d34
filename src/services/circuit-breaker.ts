/** How many failures fail a deployment: a share of the desired count, with or without bounds, or a number (N.CB-1, July 2026). */
interface BreakerThreshold {
  readonly type: 'BOUNDED_PERCENT' | 'UNBOUNDED_PERCENT' | 'COUNT';
  readonly value: number;
}

/** When the circuit breaker counts failures: AWS documents no times. */
export interface BreakerTiming {
  /** A start that failed, or a task that exited before it was healthy: at once, or at the turn after its replacement was started. */
  readonly countsStarts: 'replaced' | 'replacedOnFargate' | 'atOnce';
  /** From a failed health check until it may fail the deployment. */
  readonly countsChecksAfterMs: number;
}

export const COUNTS_AT_ONCE: BreakerTiming = { countsStarts: 'atOnce', countsChecksAfterMs: 0 };

/** deploymentCircuitBreaker, and how the counts of its two stages are read. */
export interface BreakerRules {
  readonly enable: boolean;
  readonly rollback: boolean;
  readonly threshold: BreakerThreshold;
  /** The fewest failures of BOUNDED_PERCENT. */
  readonly thresholdMin: number;
  /** A task that becomes healthy sets the count to 0. */
  readonly resetsOnHealthy: boolean;
  /** Whether failed starts still count once a task of the deployment has been RUNNING. */
  readonly countsStartsInStage2: boolean;
  /** Whether stage 2 begins at 0, the reading of the guide of 2024 (S.CB-4). */
  readonly resetsInStage2: boolean;
  /** Images that were not found until the deployment fails, whatever the threshold (N.CB-7); absent: they are failures like others. */
  readonly digestAttempts?: number;
}

export const BREAKER_DEFAULTS: BreakerRules = {
  enable: false,
  rollback: false,
  threshold: { type: 'BOUNDED_PERCENT', value: 50 },
  thresholdMin: 3,
  resetsOnHealthy: true,
  countsStartsInStage2: true,
  resetsInStage2: false,
};

/** Failed attempts to resolve the digest of an image after which a deployment with a breaker fails (N.CB-7). */
export const DIGEST_ATTEMPTS = 3;

/** Of BOUNDED_PERCENT. */
const MOST = 200;

/** Returns the number of failed tasks at which a deployment fails (N.CB-2, S.CB-1). */
export function failureThreshold(desiredCount: number, rules: Pick<BreakerRules, 'threshold' | 'thresholdMin'> = BREAKER_DEFAULTS): number {
  const { type, value } = rules.threshold;
  if (type === 'COUNT') return value;
  const share = Math.ceil((desiredCount * value) / 100);
  return type === 'BOUNDED_PERCENT' ? Math.min(Math.max(share, rules.thresholdMin), MOST) : Math.max(share, 1);
}

/** Failures of a watched deployment. */
export interface BreakerCount {
  /** Stage 2 begins with the first RUNNING task (N.CB-5). */
  readonly stage: 1 | 2;
  readonly failures: number;
  /** Starts for which the registry had no such image; absent: none. */
  readonly unresolved?: number;
  /** The failures have reached the threshold once: the deployment is FAILED, whatever comes after. */
  readonly isTripped: boolean;
}

export const UNTRIED: BreakerCount = { stage: 1, failures: 0, isTripped: false };

/** The outcome of a task of the deployment; `exitedEarly`: it stopped by itself before it was healthy for the first time (N.CB-4). */
export type TaskOutcome = 'reachedRunning' | 'becameHealthy' | 'failedToStart' | 'imageNotFound' | 'exitedEarly' | 'failedHealthCheck';

/** Returns the count after one more task outcome (N.CB-3 to N.CB-5): failures in a row, unless healthy tasks reset nothing. */
export function countOutcome(
  count: BreakerCount,
  outcome: TaskOutcome,
  { rules, desiredCount }: { readonly rules: BreakerRules; readonly desiredCount: number },
): BreakerCount {
  if (outcome === 'becameHealthy') return rules.resetsOnHealthy ? { ...count, failures: 0 } : count;
  if (outcome === 'reachedRunning')
    return count.stage === 1 ? { ...count, stage: 2, failures: rules.resetsInStage2 ? 0 : count.failures } : count;
  const isNotFound = outcome === 'imageNotFound';
  if ((outcome === 'failedToStart' || isNotFound) && count.stage === 2 && !rules.countsStartsInStage2) return count;
  const unresolved = isNotFound ? { unresolved: (count.unresolved ?? 0) + 1 } : {};
  return tested({ ...count, ...unresolved, failures: count.failures + 1 }, rules, desiredCount);
}

/** Returns the count, tripped if it has reached the threshold of the desired count, or if too many images were not found. */
export function tested(count: BreakerCount, rules: BreakerRules, desiredCount: number): BreakerCount {
  const { digestAttempts = Number.POSITIVE_INFINITY } = rules;
  const hasTooMany = count.failures >= failureThreshold(desiredCount, rules) || (count.unresolved ?? 0) >= digestAttempts;
  return { ...count, isTripped: count.isTripped || hasTooMany };
}
