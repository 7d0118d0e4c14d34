import { requiredToScaleOut } from '../../../autoscaling/cluster-scaler.js';
import { alarmPoints } from '../../../autoscaling/cluster-scaler-settings.js';
import { type ScalingReason, scalingReasonName } from '../../../autoscaling/reasons.js';
import { compareWithTarget, requiredInstances, reservationPercent } from '../../../autoscaling/reservation.js';
import type { World } from '../../../sim/cluster/world.js';
import type { ScalerEvaluation } from '../../../sim/tracer.js';
import { ruleOf } from './rules.js';
import { type InstanceEligibility, standings } from './scale-in-eligibility.js';

/** One evaluation by the scaler of a capacity provider: its inputs, and its action or the reason for none. */
export type ScalerMinute = ReturnType<typeof scalerMinuteOf>;

/** The same, with how each instance stood towards scale-in. */
export interface Evaluation extends ScalerMinute {
  readonly instances: readonly InstanceEligibility[];
}

/** Returns an evaluation of a provider's scaler with its inputs, and the standing of each instance towards scale-in. */
export function evaluationOf(world: World, provider: number, evaluation: ScalerEvaluation): Evaluation {
  return { ...scalerMinuteOf(world, provider, evaluation), instances: standings(world, provider) };
}

export function scalerMinuteOf(world: World, provider: number, { measured, seen, decision }: ScalerEvaluation) {
  const { setup, records } = world;
  const { demand } = measured;
  const { state, desired, reason } = decision;
  const { managed } = seen;
  const { highDatapoints, lowDatapoints, scaleInWaitsFrom, scaleInAfterScaleOutMs, scaleInIntervalMs, scaleInShareMax } = setup.scaler;
  const highPoints = alarmPoints(state.highPoints, setup.scaler);
  const lowPoints = alarmPoints(state.lowPoints, setup.scaler);
  const before = records.groups[provider].scaler;
  const standing = compareWithTarget(seen, managed.targetPercent, setup.scaler);
  // One literal: ten spreads take 38 µs, this a fraction of one, and the studio makes one for each minute of each group.
  return {
    atMs: seen.atMs,
    /** When M and N were measured. */
    measuredMs: measured.atMs,
    capacityProvider: setup.capacityProviders[provider].name,
    /** M and N, and the parts of M (C.SOUT-04): instances with tasks, those that waiting tasks will go to, and those needed beyond. */
    needed: seen.needed,
    running: seen.running,
    busy: demand.busy,
    newlyBusy: demand.newlyBusy,
    add: demand.add,
    waitingTasks: measured.waiting,
    reservationPercent: reservationPercent(seen, managed.targetPercent, setup.scaler),
    targetPercent: managed.targetPercent,
    standing,
    /** The size at which the metric would meet the target. */
    wanted: standing === 'above' ? requiredToScaleOut(seen, setup.scaler) : requiredInstances(seen, managed.targetPercent, setup.scaler),
    fromDesired: seen.desired,
    toDesired: desired,
    minSize: seen.minSize,
    maxSize: seen.maxSize,
    isManaged: managed.isEnabled,
    isIncompatibleOnly: seen.isIncompatibleOnly,
    /** Consecutive points above and below the target that the alarms have counted, and those that each needs. */
    highPoints,
    highDatapoints,
    isHighAlarm: highPoints >= highDatapoints,
    lowPoints,
    lowDatapoints,
    isLowAlarm: lowPoints >= lowDatapoints,
    booting: seen.booting,
    /** Time of the latest arrival, by launch or out of the warm pool; null: all instances count as warm. */
    youngestLaunchMs: seen.youngestLaunchMs,
    warmupMs: managed.warmupMs,
    // Values at the time of the evaluation.
    lastRaiseMs: before.lastRaiseMs,
    /** Time at which all instances of that raise had registered; null: not yet. */
    raiseRegisteredMs: state.raiseRegisteredMs,
    scaleInWaitsFrom,
    scaleInAfterScaleOutMs,
    lastScaleInMs: before.lastScaleInMs,
    scaleInIntervalMs,
    /** The share of N that one step may remove; one instance always may go. */
    scaleInShareMax,
    reason: scalingReasonName(reason as ScalingReason),
    rule: ruleOf('scaling', reason),
  };
}
