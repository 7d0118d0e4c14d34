import { GROUP_SCALING_REASON_NAMES } from '../../../autoscaling/policies/group-reasons.js';
import { type ScalingReason, scalingReasonName } from '../../../autoscaling/reasons.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { launchReasonName } from '../../../record/tables/names.js';
import { groupScalingText } from '../../../record/tables/scaling-activities.js';
import type { World } from '../../../sim/cluster/world.js';
import { Fact, type FactKind } from '../../../sim/facts.js';
import type { Setup } from '../../../sim/setup.js';
import { ruleOf } from './rules.js';

/** A decision of a capacity provider's scaler, in the terms of scaling-activities.csv. */
export interface ScalerMove {
  readonly atMs: Ms;
  readonly fromDesired: number;
  readonly toDesired: number;
  readonly reason: string;
  readonly rule: string;
  /** M and N of managed scaling; null: a scaling policy of the group decided. */
  readonly needed: number | null;
  readonly running: number | null;
  /** The decision of a scaling policy in a sentence; absent: managed scaling decided. */
  readonly sentence?: string;
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
    if (kind === Fact.groupScaled && a === this.provider) this.moves.push(groupMoveOf(world.setup, atMs, [a, b, c, d, e, f]));
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

/** Returns the decision of a scaling policy of the group's own. */
export function groupMoveOf(setup: Setup, atMs: Ms, args: readonly number[]): ScalerMove {
  const [, fromDesired, toDesired, code] = args as [number, number, number, number];
  const reason = GROUP_SCALING_REASON_NAMES[code]!;
  return {
    ...{ atMs, fromDesired, toDesired, reason, rule: ruleOf('groupScaling', code), needed: null, running: null },
    sentence: groupScalingText(setup, args),
  };
}
