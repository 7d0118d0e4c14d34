import { type BreakerCount, type BreakerRules, countOutcome, type TaskOutcome, tested, UNTRIED } from '../circuit-breaker.js';
import { nextRollout, RolloutState } from '../service-states.js';
import type { EarlySuccess } from './early-success.js';

/** One of the two failure detections of a rolling update (S.ALARM-2). */
export interface Detection {
  readonly enable: boolean;
  readonly rollback: boolean;
}

/** deploymentCircuitBreaker and alarms of the deployment configuration. */
export interface WatchRules {
  readonly circuitBreaker: BreakerRules;
  readonly alarms: Detection;
  /** How long the alarms are watched once the update is steady (S.ALARM-4, N.STRAT-5). */
  readonly bakeMs: number;
  /** Absent: off. */
  readonly earlySuccess?: EarlySuccess;
}

/** State of a watched deployment; plain data. */
export interface Watch {
  readonly breaker: BreakerCount;
  /** An alarm was in ALARM when the deployment began, so alarms are ignored (S.ALARM-3). */
  readonly ignoresAlarms: boolean;
  /** When the bake time began; null: the update is not steady yet. */
  readonly bakingSinceMs: number | null;
}

export function startWatch(isInAlarm: boolean): Watch {
  return { breaker: UNTRIED, ignoresAlarms: isInAlarm, bakingSinceMs: null };
}

/** The outcome of a task of the deployment's own revision, by its ordinal. */
export interface SeenOutcome {
  readonly atMs: number;
  readonly task: number;
  readonly outcome: TaskOutcome;
  /** From when on the breaker counts it; null: not known before the scheduler has seen the failed check, or has replaced the task. */
  readonly countsMs: number | null;
}

/** Divides the outcomes, in their order: those before the first that does not count yet, and the rest. */
export function countableAt(outcomes: readonly SeenOutcome[], nowMs: number): [now: readonly SeenOutcome[], later: SeenOutcome[]] {
  const inOrder = outcomes.toSorted((a, b) => a.atMs - b.atMs || a.task - b.task);
  const first = inOrder.findIndex(({ countsMs }) => countsMs === null || countsMs > nowMs);
  return first === -1 ? [inOrder, []] : [inOrder.slice(0, first), inOrder.slice(first)];
}

/** Counts outcomes in their order: by time, those of one millisecond in the order of the tasks' creation (N.CB-3). */
export function watchOutcomes(
  watch: Watch,
  inOrder: readonly SeenOutcome[],
  terms: { readonly rules: BreakerRules; readonly desiredCount: number },
): Watch {
  return { ...watch, breaker: inOrder.reduce((count, { outcome }) => countOutcome(count, outcome, terms), watch.breaker) };
}

export interface WatchObservation {
  readonly atMs: number;
  readonly desired: number;
  /** progressOf: whether the bake time begins, and whether nothing else is missing. */
  readonly isSteady: boolean;
  readonly mayComplete?: boolean;
  /** Any of the deployment's alarms is in ALARM. */
  readonly isInAlarm: boolean;
  /** A user has stopped the deployment; absent: no user has. */
  readonly stop?: UserStop | undefined;
}

/** StopServiceDeployment. */
export interface UserStop {
  readonly rollsBack: boolean;
}

export interface Verdict {
  readonly watch: Watch;
  readonly rollout: RolloutState;
  readonly failedBy: 'circuitBreaker' | 'alarm' | 'user' | null;
  /** Return to the latest COMPLETED deployment, if there is one (`rollbackTarget`); else the deployment stalls (S.CB-5). */
  readonly rollsBack: boolean;
  /** Time of the next call without any other change; null: at the next change. */
  readonly againMs: number | null;
}

/**
 * Returns the verdict on a deployment that is IN_PROGRESS. Call it after each task outcome, at each change of an alarm, when the deployment
 * becomes steady, and at `againMs`. A steady one is COMPLETED `completesAfterMs` later.
 */
export function judge(watch: Watch, rules: WatchRules, seen: WatchObservation, completesAfterMs = 0): Verdict {
  const breaker = tested(watch.breaker, rules.circuitBreaker, seen.desired);
  const failedBy = failure({ ...watch, breaker }, rules, seen);
  const bakingSinceMs = watch.bakingSinceMs ?? (seen.isSteady ? seen.atMs : null);
  // Without effective alarms there is no bake time.
  const bakeMs = Math.max(completesAfterMs, rules.alarms.enable && !watch.ignoresAlarms ? rules.bakeMs : 0);
  const bakedMs = bakingSinceMs === null ? null : bakingSinceMs + bakeMs;
  const isBaked = bakedMs !== null && seen.atMs >= bakedMs;
  return {
    watch: { ...watch, breaker, bakingSinceMs },
    rollout: nextRollout(RolloutState.IN_PROGRESS, { isSteady: seen.mayComplete ?? seen.isSteady, isBaked, isTripped: failedBy !== null }),
    failedBy,
    rollsBack: rollsBackAfter(failedBy, rules, seen.stop),
    againMs: failedBy === null && !isBaked ? bakedMs : null,
  };
}

function rollsBackAfter(failedBy: Verdict['failedBy'], { circuitBreaker, alarms }: WatchRules, stop: UserStop | undefined): boolean {
  if (failedBy === 'user') return stop!.rollsBack;
  return failedBy === 'circuitBreaker' ? circuitBreaker.rollback : failedBy === 'alarm' && alarms.rollback;
}

/** Returns the cause that fails the deployment: a user before the circuit breaker, and that before an alarm. */
function failure({ breaker, ignoresAlarms }: Watch, { circuitBreaker, alarms }: WatchRules, seen: WatchObservation): Verdict['failedBy'] {
  if (seen.stop !== undefined) return 'user';
  if (circuitBreaker.enable && breaker.isTripped) return 'circuitBreaker';
  return alarms.enable && !ignoresAlarms && seen.isInAlarm ? 'alarm' : null;
}
