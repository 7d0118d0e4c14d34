import type { Attempt, PoolOfLaunch } from '../../../autoscaling/group/launch.js';
import { OnDemand, Spot } from '../../../autoscaling/group/purchase.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { type Fault, isOn, streamOf } from '../../fault.js';
import type { Setup } from '../../setup.js';
import { type Chance, drawnBy, Purpose } from '../chance.js';

export type LaunchFailure = Extract<Fault, { readonly kind: 'launchFailure' }>;

/** Launches of groups that fail with a probability. Each attempt of a group is drawn by its number. */
export class LaunchFailures {
  /** Whether the run has such faults: without them nothing is counted or drawn. */
  readonly isAny: boolean;
  private readonly faults: readonly { readonly fault: LaunchFailure; readonly chanceKeys: readonly number[] }[];
  private attempts: number[];

  constructor(
    { faults, capacityProviders }: Setup,
    private readonly chance: Chance,
  ) {
    this.faults = faults.flatMap((fault, index) => {
      if (fault.kind !== 'launchFailure') return [];
      return [
        { fault, chanceKeys: capacityProviders.map((provider) => chance.keyOf('fault', `${streamOf(fault, index)}/${drawnBy(provider)}`)) },
      ];
    });
    this.isAny = this.faults.length > 0;
    this.attempts = capacityProviders.map(() => 0);
  }

  /**
   * Makes the group's next attempt to launch an instance in a pool. `isStart`: of an instance that leaves its warm pool. `isReserved`: in a
   * place of a Capacity Reservation, which never lacks capacity (I.LF-6).
   */
  attempt(
    provider: number,
    pool: PoolOfLaunch,
    nowMs: Ms,
    { isStart = false, isReserved = false }: { readonly isStart?: boolean; readonly isReserved?: boolean } = {},
  ): Attempt {
    const nth = this.attempts[provider]++;
    let end: Attempt = 'launches';
    for (const { fault, chanceKeys } of this.faults) {
      if (!isOn(fault, nowMs) || !covers(fault, provider, pool) || (isStart && !fault.hitsStarts)) continue;
      if (isReserved && !fault.isInternal) continue;
      if (this.chance.uniform(chanceKeys[provider], Purpose.fault, nth) >= fault.share) continue;
      if (fault.isInternal) return 'internal-error';
      end = 'insufficient-capacity';
    }
    return end;
  }

  /** Returns whether InternalError may fail the start of a pooled instance now. */
  mayFailStarts(provider: number, nowMs: Ms): boolean {
    return this.faults.some(({ fault }) => {
      const isOfGroup = fault.provider === null || fault.provider === provider;
      return fault.isInternal && fault.hitsStarts && fault.purchase !== Spot && isOfGroup && isOn(fault, nowMs);
    });
  }

  save(): unknown {
    return [...this.attempts];
  }

  load(saved: unknown): void {
    this.attempts = [...(saved as number[])];
  }
}

export function covers(fault: LaunchFailure, provider: number | null, { purchase, type, zone }: PoolOfLaunch): boolean {
  return (
    (fault.provider === null || provider === null || fault.provider === provider) &&
    (fault.purchase ?? purchase) === purchase &&
    (fault.type ?? type) === type &&
    (fault.zone ?? zone) === zone
  );
}

/** The pool from which an instance that leaves its warm pool starts. */
export function poolOfStart(type: number, zone: number): PoolOfLaunch {
  return { purchase: OnDemand, type, zone };
}
