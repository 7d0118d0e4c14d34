import { type ScalingReason, scalingReasonName } from '../../../autoscaling/reasons.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { launchReasonName } from '../../../record/tables/names.js';
import type { World } from '../../../sim/cluster/world.js';
import { Fact, type FactKind } from '../../../sim/facts.js';
import { ruleOf } from './rules.js';

/** A decision of a capacity provider's scaler, in the terms of scaling-activities.csv. */
export interface ScalerMove {
  readonly atMs: Ms;
  readonly fromDesired: number;
  readonly toDesired: number;
  readonly reason: string;
  readonly rule: string;
  readonly needed: number;
  readonly running: number;
}

export interface NewInstance {
  readonly instance: number;
  readonly launchedMs: Ms;
  readonly registeredMs: Ms;
}

export interface LaunchFailureSpan {
  readonly atMs: Ms;
  readonly reason: string;
  readonly missing: number;
  /** Null: no further attempt. */
  readonly retryAtMs: Ms | null;
}

/** Records the actions of one Auto Scaling group from its first fact on. */
export class GroupWatch {
  readonly moves: ScalerMove[] = [];
  readonly registered: NewInstance[] = [];
  readonly launchFailures: LaunchFailureSpan[] = [];

  constructor(private readonly provider: number) {}

  onFact(world: World, kind: FactKind, atMs: Ms, [a, b, c, d, e, f]: readonly number[]): void {
    if (kind === Fact.scalingDecided && a === this.provider) this.moves.push(moveOf(atMs, [a, b, c, d, e, f]));
    if (kind === Fact.launchFailed && a === this.provider)
      this.launchFailures.push({ atMs, reason: launchReasonName(b), missing: c, retryAtMs: d < 0 ? null : d });
    if (kind !== Fact.instanceRegistered) return;
    const { fleet } = world;
    const row = fleet.rowOf[a];
    if (fleet.provider[row] === this.provider)
      this.registered.push({ instance: a, launchedMs: Math.max(0, fleet.launchedMs[row]), registeredMs: atMs });
  }
}

export function moveOf(atMs: Ms, [, fromDesired, toDesired, reason, needed, running]: readonly number[]): ScalerMove {
  return {
    atMs,
    fromDesired,
    toDesired,
    reason: scalingReasonName(reason as ScalingReason),
    rule: ruleOf('scaling', reason),
    needed,
    running,
  };
}
