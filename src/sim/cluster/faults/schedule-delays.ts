import { SECOND_MS } from '../../../kernel/durations.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { type Fault, isOn, streamOf } from '../../fault.js';
import type { Setup } from '../../setup.js';
import { type Chance, Purpose } from '../chance.js';

type ScheduleDelay = Extract<Fault, { readonly kind: 'scheduleDelay' }>;

/** Tasks that EventBridge starts late, or not at all. */
export class ScheduleDelays {
  readonly isAny: boolean;
  private readonly faults: readonly { readonly fault: ScheduleDelay; readonly chanceKeys: readonly number[] }[];
  /** By workload: whether EventBridge starts its tasks. */
  private readonly isScheduled: readonly boolean[];

  constructor(
    { faults, workloads }: Setup,
    private readonly chance: Chance,
  ) {
    this.isScheduled = workloads.map(({ arrivals: { kind } }) => kind === 'cron' || kind === 'rate');
    this.faults = faults.flatMap((fault, index) => {
      if (fault.kind !== 'scheduleDelay') return [];
      return [{ fault, chanceKeys: workloads.map(({ name }) => chance.keyOf('fault', `${streamOf(fault, index)}/${name}`)) }];
    });
    this.isAny = this.faults.length > 0;
  }

  /** Returns when the tasks of the workload that fall due then come; null: they do not. Of faults that overlap the longest delay counts. */
  comeMs(workload: number, dueMs: Ms): Ms | null {
    if (!this.isScheduled[workload]) return dueMs;
    let delayMs = 0;
    for (const { fault, chanceKeys } of this.faults) {
      if (!isOn(fault, dueMs)) continue;
      if (this.chance.uniform(chanceKeys[workload], Purpose.fault, Math.round(dueMs / SECOND_MS)) < fault.dropShare) return null;
      delayMs = Math.max(delayMs, fault.delayMs);
    }
    return dueMs + delayMs;
  }
}
