import type { ScalingProcess } from '../../../autoscaling/group/processes.js';
import type { Ms } from '../../../kernel/event-loop.js';
import type { Fault } from '../../fault.js';
import type { Setup } from '../../setup.js';

type Change = Extract<Fault, { readonly kind: 'suspendProcesses' }>;

/** Scaling processes that groups have suspended: from the start, or by calls. */
export class SuspendedProcesses {
  private readonly changes: readonly Change[];
  private readonly isAny: boolean;

  constructor(private readonly setup: Pick<Setup, 'capacityProviders' | 'faults'>) {
    this.changes = setup.faults.filter((fault) => fault.kind === 'suspendProcesses').sort((a, b) => a.fromMs - b.fromMs);
    this.isAny = this.changes.length > 0 || setup.capacityProviders.some(({ suspended }) => suspended !== undefined);
  }

  is(provider: number, which: ScalingProcess, nowMs: Ms): boolean {
    if (!this.isAny) return false;
    let is = this.setup.capacityProviders[provider].suspended?.includes(which) ?? false;
    for (const change of this.changes)
      if (change.provider === provider && change.fromMs <= nowMs && change.processes.includes(which)) is = change.isSuspended;
    return is;
  }
}
