import type { Ms } from '../../../kernel/event-loop.js';
import { REFUSALS, Refusal } from '../../../placement/fit.js';
import { refusalName } from '../../../record/tables/names.js';
import type { RefusalCount } from './refusal-log.js';
import { ruleOf } from './rules.js';

/** Minutes in which equal tasks of a service were refused alike. */
export interface WaitingSpan {
  readonly fromMs: Ms;
  readonly toMs: Ms;
  readonly minutes: number;
  /** The most waiting tasks. */
  readonly waiting: number;
  /** Instances that would have taken a task. */
  readonly fitting: number;
  readonly counts: readonly RefusalCount[];
}

/** The explanations of one task class in one minute; its tasks may wait for several capacity providers. */
interface Minute {
  readonly atMs: Ms;
  waiting: number;
  fitting: number;
  readonly counts: RefusalCount[];
  readonly providers: number[];
}

/** Why the tasks of a service waited. Each task class has spans of its own: an instance may refuse the tasks of one revision only. */
export class ServiceWaits {
  private readonly all: { readonly taskClass: number; span: WaitingSpan }[] = [];
  private readonly minutes = new Map<number, Minute>();

  constructor(private readonly intervalMs: Ms) {}

  explained(atMs: Ms, [taskClass, waiting, reason, instances, provider, fitting]: readonly number[]): void {
    const minute = this.minuteOf(atMs, taskClass);
    // Each reason of one class and provider carries the number of waiting tasks.
    if (!minute.providers.includes(provider)) {
      minute.providers.push(provider);
      minute.waiting += waiting;
      minute.fitting += fitting;
    }
    if (reason === Refusal.otherProvider) return;
    const name = REFUSALS[reason]?.name ?? refusalName(reason);
    const known = minute.counts.findIndex((count) => count.reason === name);
    if (known < 0) minute.counts.push({ reason: name, rule: ruleOf('refusal', reason), instances });
    else minute.counts[known] = { ...minute.counts[known], instances: minute.counts[known].instances + instances };
  }

  finish(): readonly WaitingSpan[] {
    for (const taskClass of this.minutes.keys()) this.minuteEnded(taskClass);
    return this.all.map(({ span }) => span).sort((a, b) => a.fromMs - b.fromMs);
  }

  private minuteOf(atMs: Ms, taskClass: number): Minute {
    const known = this.minutes.get(taskClass);
    if (known?.atMs === atMs) return known;
    this.minuteEnded(taskClass);
    const minute: Minute = { atMs, waiting: 0, fitting: 0, counts: [], providers: [] };
    this.minutes.set(taskClass, minute);
    return minute;
  }

  private minuteEnded(taskClass: number): void {
    const minute = this.minutes.get(taskClass);
    this.minutes.delete(taskClass);
    if (minute === undefined) return;
    const { atMs, waiting, fitting } = minute;
    const counts = [...minute.counts].sort((a, b) => b.instances - a.instances);
    const last = this.all.findLast((one) => one.taskClass === taskClass);
    if (last !== undefined && atMs - last.span.toMs <= this.intervalMs && isAlike(last.span, { fitting, counts }))
      last.span = { ...last.span, toMs: atMs, minutes: last.span.minutes + 1, waiting: Math.max(last.span.waiting, waiting) };
    else this.all.push({ taskClass, span: { fromMs: atMs, toMs: atMs, minutes: 1, waiting, fitting, counts } });
  }
}

function isAlike(a: Pick<WaitingSpan, 'fitting' | 'counts'>, b: Pick<WaitingSpan, 'fitting' | 'counts'>): boolean {
  return a.fitting === b.fitting && JSON.stringify(a.counts) === JSON.stringify(b.counts);
}
