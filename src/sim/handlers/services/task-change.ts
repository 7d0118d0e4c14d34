import type { Ms } from '../../../kernel/event-loop.js';
import type { ConditionChange } from '../../../services/health/condition-timeline.js';
import type { TargetHealth } from '../../cluster/services/measured-service.js';
import { Condition } from '../../facts.js';

/** A change of a task's health, `atMs` after RUNNING: its condition in the low two bits of `code`, and the health of its target above. */
export interface TaskChange {
  readonly atMs: Ms;
  readonly code: number;
}

const CONDITION_MASK = 3;
/** `waiting` though its checks fail, in its grace period; beside the values of Condition. */
const FAILING_IN_GRACE = 3;
const TARGETS: readonly (TargetHealth | null)[] = [null, 'healthy', 'unhealthy'];

/** The change to a task that fails all of its checks. */
export const UNHEALTHY = Condition.unhealthy | (TARGETS.indexOf('unhealthy') * (CONDITION_MASK + 1));

/**
 * Returns the changes as codes. Those of the target alone matter only to a load. In the grace period an unhealthy target has not answered
 * yet, so that it counts as not checked.
 */
export function taskChanges(timeline: readonly ConditionChange[], isLoaded: boolean): TaskChange[] {
  const changes = timeline.map(({ atMs, condition, failsInGrace, target }) => {
    const health = target === 'initial' || (failsInGrace && target === 'unhealthy') ? null : target;
    const code = (failsInGrace ? FAILING_IN_GRACE : Condition[condition]) | (TARGETS.indexOf(health) * (CONDITION_MASK + 1));
    return { atMs, code };
  });
  if (isLoaded) return changes;
  const conditionBefore = (nth: number) => (nth === 0 ? Condition.waiting : changes[nth - 1]!.code & CONDITION_MASK);
  return changes.filter(({ code }, nth) => (code & CONDITION_MASK) !== conditionBefore(nth));
}

/** Returns the Condition after a change. */
export function conditionAfter(code: number): number {
  return failsInGrace(code) ? Condition.waiting : code & CONDITION_MASK;
}

/** Whether the task's checks fail after the change, within its grace period. */
export function failsInGrace(code: number): boolean {
  return (code & CONDITION_MASK) === FAILING_IN_GRACE;
}

/** Returns how its load balancer finds the task's target after a change; null: it is not checked yet. */
export function targetAfter(code: number): TargetHealth | null {
  return TARGETS[code >> 2]!;
}
