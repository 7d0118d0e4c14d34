import { warmPoolSize } from '../../../autoscaling/group/warm-pool.js';
import type { Ms } from '../../../kernel/event-loop.js';
import type { Fault } from '../../fault.js';
import type { Setup } from '../../setup.js';
import type { SuspendedProcesses } from './suspended-processes.js';

interface Bounds {
  readonly minSize: number;
  readonly maxSize: number;
}

type Change = Extract<Fault, { readonly kind: 'groupSize' }>;

/** MinSize and MaxSize of groups, which a user may change in a run. */
export class GroupSizes {
  /** By group, in order of time. */
  private readonly changes: readonly (readonly Change[])[];

  constructor(
    private readonly setup: Pick<Setup, 'capacityProviders' | 'faults'>,
    suspended: SuspendedProcesses,
  ) {
    const isOff = ({ provider, isScheduled, fromMs }: Change) => isScheduled === true && suspended.is(provider, 'ScheduledActions', fromMs);
    const changes = setup.faults
      .filter((fault) => fault.kind === 'groupSize')
      .filter((change) => !isOff(change))
      .sort((a, b) => a.fromMs - b.fromMs);
    this.changes = setup.capacityProviders.map((_, provider) => changes.filter((change) => change.provider === provider));
  }

  at(provider: number, nowMs: Ms): Bounds {
    let bounds: Bounds = this.setup.capacityProviders[provider];
    for (const { fromMs, minSize, maxSize } of this.changes[provider])
      if (fromMs <= nowMs) bounds = { minSize: minSize ?? bounds.minSize, maxSize: maxSize ?? bounds.maxSize };
    return bounds;
  }

  /** Returns how many instances the group's warm pool should hold at this desired count. */
  pool(provider: number, desired: number, nowMs: Ms): number {
    const { warmPool } = this.setup.capacityProviders[provider];
    return warmPool === null ? 0 : warmPoolSize(warmPool, desired, this.at(provider, nowMs).maxSize);
  }
}
