import type { Ms } from '../../../kernel/event-loop.js';
import { type Fault, isOn, streamOf } from '../../fault.js';
import type { Setup } from '../../setup.js';
import { type Chance, Purpose } from '../chance.js';

type PlatformLaunchFailure = Extract<Fault, { readonly kind: 'platformLaunchFailure' }>;

/** An attempt to launch a task on a platform. `key`: of the draws of its service or workload. */
export interface PlatformAttempt {
  readonly key: number;
  readonly provider: number;
  readonly zone: number;
  readonly cpuUnits: number;
}

/** Launches of tasks on platforms that fail with a chance, and the attempts of each service and workload so far. */
export class PlatformLaunchFailures {
  readonly isAny: boolean;
  private readonly faults: readonly { readonly fault: PlatformLaunchFailure; readonly chanceKey: number }[];
  private attempts = new Map<number, number>();

  constructor(
    { faults }: Setup,
    private readonly chance: Chance,
  ) {
    this.faults = faults.flatMap((fault, index) =>
      fault.kind === 'platformLaunchFailure' ? [{ fault, chanceKey: chance.keyOf('fault', streamOf(fault, index)) }] : [],
    );
    this.isAny = this.faults.length > 0;
  }

  /**
   * Makes the next attempt. Returns whether it finds capacity, whether another one might have, and after what time the task then fails (null:
   * it does not).
   */
  attempt(
    { key, provider, zone, cpuUnits }: PlatformAttempt,
    nowMs: Ms,
  ): { readonly hasCapacity: boolean; readonly isChance: boolean; readonly failsAfterMs: Ms | null } {
    const nth = this.attempts.get(key) ?? 0;
    this.attempts.set(key, nth + 1);
    let failsAfterMs: Ms | null = null;
    for (const { fault, chanceKey } of this.faults) {
      const isMeant =
        (fault.provider ?? provider) === provider && (fault.zone ?? zone) === zone && (fault.cpuUnits?.includes(cpuUnits) ?? true);
      if (!isOn(fault, nowMs) || !isMeant || this.chance.uniform(key ^ chanceKey, Purpose.fault, nth) >= fault.share) continue;
      if (fault.failAfterMs === null) return { hasCapacity: false, isChance: fault.share < 1, failsAfterMs: null };
      failsAfterMs ??= fault.failAfterMs;
    }
    return { hasCapacity: true, isChance: false, failsAfterMs };
  }

  save(): unknown {
    return structuredClone(this.attempts);
  }

  load(saved: unknown): void {
    this.attempts = structuredClone(saved) as typeof this.attempts;
  }
}
