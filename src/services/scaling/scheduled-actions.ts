import type { ScalableTarget } from './policies.js';
import type { Schedule } from './schedule.js';

/** New bounds at a time; null leaves a bound as it is (S.SCHEDSC-1). */
export interface ScheduledAction {
  readonly schedule: Schedule;
  readonly minCapacity: number | null;
  readonly maxCapacity: number | null;
  /** Not before and not after; null: at any time. */
  readonly startMs: number | null;
  readonly endMs: number | null;
}

export interface ScheduledActionsSaved {
  readonly refused: number;
  /** Null: never again. */
  readonly dueMs: readonly (number | null)[];
}

/** The scheduled actions of one service. Actions due together apply in order of time, then of the list (A.SAS-9). */
export class ScheduledActions {
  /** The earliest time at which one acts; Infinity: none any more. */
  nextMs = Number.POSITIVE_INFINITY;
  /** Actions that would have left a minimum above the maximum: AWS lets them fail and changes nothing. */
  refused = 0;

  private readonly dueMs: number[];

  /** Each acts `delayMs` after it is due, also where the run has begun meanwhile. */
  constructor(
    private readonly actions: readonly ScheduledAction[],
    private readonly delayMs = 0,
  ) {
    this.dueMs = actions.map((action) => this.dueAfter(action, Math.max(action.startMs ?? Number.NEGATIVE_INFINITY, -delayMs) - 1));
    this.nextMs = this.earliestMs();
  }

  /**
   * Returns the target after all due actions; the same object when none is due. `onChange` gets the target after each. While scheduled
   * scaling is suspended, due actions have no effect.
   */
  apply(atMs: number, target: ScalableTarget, onChange?: (target: ScalableTarget) => void): ScalableTarget {
    let now = target;
    while (this.nextMs <= atMs) {
      const dueMs = Math.min(...this.dueMs);
      const index = this.dueMs.indexOf(dueMs);
      const action = this.actions[index]!;
      this.dueMs[index] = this.dueAfter(action, dueMs);
      this.nextMs = this.earliestMs();
      const next = target.scheduledScalingSuspended ? now : this.changed(now, action);
      if (next !== now) onChange?.(next);
      now = next;
    }
    return now;
  }

  private earliestMs(): number {
    return Math.min(...this.dueMs) + this.delayMs;
  }

  private changed(target: ScalableTarget, action: ScheduledAction): ScalableTarget {
    const minCapacity = action.minCapacity ?? target.minCapacity;
    const maxCapacity = action.maxCapacity ?? target.maxCapacity;
    if (minCapacity <= maxCapacity) return { ...target, minCapacity, maxCapacity };
    this.refused++;
    return target;
  }

  private dueAfter({ schedule, endMs }: ScheduledAction, afterMs: number): number {
    const next = schedule.nextMs(afterMs) ?? Number.POSITIVE_INFINITY;
    return endMs !== null && next > endMs ? Number.POSITIVE_INFINITY : next;
  }

  save(): ScheduledActionsSaved {
    return { refused: this.refused, dueMs: this.dueMs.map((dueMs) => (dueMs === Number.POSITIVE_INFINITY ? null : dueMs)) };
  }

  load({ refused, dueMs }: ScheduledActionsSaved): void {
    this.refused = refused;
    dueMs.forEach((due, i) => {
      this.dueMs[i] = due ?? Number.POSITIVE_INFINITY;
    });
    this.nextMs = this.earliestMs();
  }
}
