import { type ScalingReason, scalingReasonName, tellScaling } from '../../autoscaling/reasons.js';
import type { Ms } from '../../sim/kernel/event-loop.js';
import type { Setup } from '../../sim/setup.js';
import { type Cell, nameCell } from './table.js';

/** One scaling decision, as its fact tells it. */
export interface Decision {
  readonly provider: number;
  readonly fromDesired: number;
  readonly toDesired: number;
  readonly reason: number;
  readonly needed: number;
  readonly running: number;
  readonly lowPoints: number;
}

export function activityCells(setup: Setup, atMs: Ms, decision: Decision): Cell[] {
  const { name, managedScaling } = setup.capacityProviders[decision.provider];
  const reason = decision.reason as ScalingReason;
  return [
    atMs,
    nameCell(name),
    decision.fromDesired,
    decision.toDesired,
    scalingReasonName(reason),
    decision.needed,
    decision.running,
    tellScaling(reason, decision, { managed: managedScaling, settings: setup.scaler }),
  ];
}
