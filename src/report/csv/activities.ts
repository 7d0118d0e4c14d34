import { type ScalingReason, scalingReasonName, tellScaling } from '../../autoscaling/reasons.js';
import { LaunchReason } from '../../sim/facts.js';
import type { Ms } from '../../sim/kernel/event-loop.js';
import type { Setup } from '../../sim/setup.js';
import type { Group } from '../ledger/group.js';
import { durationText, plural } from '../text.js';
import { launchReasonName } from './names.js';
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

/** A launch that found no capacity, as its fact tells it; `retryAtMs` is negative when nobody tries again. */
export interface LaunchFailure {
  readonly reason: number;
  readonly missing: number;
  readonly retryAtMs: Ms;
}

export function launchFailureCells(group: Group, atMs: Ms, failure: LaunchFailure): Cell[] {
  const { name, desired, needed, running } = group;
  return [atMs, nameCell(name), desired, desired, launchReasonName(failure.reason), needed, running, tellFailure(failure)];
}

function tellFailure({ reason, missing, retryAtMs }: LaunchFailure): string {
  const why = reason === LaunchReason.priceAboveMax ? 'Spot costs more than the group pays at most' : 'no pool has capacity';
  const next = retryAtMs < 0 ? 'the group does not try again' : `tries again at ${durationText(retryAtMs)}`;
  return `${plural(missing, 'instance')} not launched: ${why}: ${next}`;
}
