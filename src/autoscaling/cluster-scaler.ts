import { alarmPoints, type ManagedScaling, type ScalerSettings } from './cluster-scaler-settings.js';
import { ScalingReason } from './reasons.js';
import { compareWithTarget, type Reservation, requiredInstances, type TargetComparison } from './reservation.js';

/** State of a scaler between evaluations; plain data, stored by the caller. */
export interface ScalerState {
  /** Consecutive points below and above the target, with the newest. */
  readonly lowPoints: number;
  readonly highPoints: number;
  /** Time of the last increase of DesiredCapacity; null: never. */
  readonly lastRaiseMs: number | null;
  /** Time at which all instances of that increase were first seen as registered; null: not yet. */
  readonly raiseRegisteredMs: number | null;
  readonly lastScaleInMs: number | null;
}

export function initialScalerState(): ScalerState {
  return { lowPoints: 0, highPoints: 0, lastRaiseMs: null, raiseRegisteredMs: null, lastScaleInMs: null };
}

/** Measurements of a capacity provider and its group for one evaluation. */
export interface ScalerObservation extends Reservation {
  readonly atMs: number;
  readonly managed: ManagedScaling;
  /** DesiredCapacity, with the bounds that the scaler never changes (C.CAP-16). */
  readonly desired: number;
  readonly minSize: number;
  readonly maxSize: number;
  /** Launch time of the youngest living instance, including booting ones; null: all count as warm. */
  readonly youngestLaunchMs: number | null;
  /** Living instances that have not registered yet. */
  readonly booting: number;
  /** Time of the last registration in the group; null: none since the start. */
  readonly lastRegisteredMs: number | null;
}

export interface ScalerDecision {
  readonly state: ScalerState;
  /** The new DesiredCapacity; the observed one for no change. */
  readonly desired: number;
  readonly reason: ScalingReason;
}

/** Shares have a precision of a millionth, so that 0.29 of 100 is 29 and not the floor of 28.999999999999996. */
const SHARE_PARTS = 1_000_000;

/** Evaluates the metric: counts alarm points, then raises, lowers or holds DesiredCapacity and gives the reason. */
export function evaluateScaler(state: ScalerState, seen: ScalerObservation, settings: ScalerSettings): ScalerDecision {
  if (!seen.managed.isEnabled) return { state, desired: seen.desired, reason: ScalingReason.notManaged }; // C.CAP-14
  const standing = compareWithTarget(seen, seen.managed.targetPercent, settings);
  const next = countPoint(state, seen, standing);
  if (standing === 'above') return scaleOut(next, seen, settings);
  if (standing === 'below') return scaleIn(next, seen, settings);
  const isFrozen = seen.isIncompatibleOnly && settings.incompatibleOnly === 'freeze';
  return hold(next, seen, isFrozen ? ScalingReason.frozenIncompatible : ScalingReason.steady);
}

/** Alarm points count whatever the decision: only a point on the other side or at the target resets a count (C.SIN-05). */
function countPoint(state: ScalerState, seen: ScalerObservation, standing: TargetComparison): ScalerState {
  return {
    lowPoints: standing === 'below' ? state.lowPoints + 1 : 0,
    highPoints: standing === 'above' ? state.highPoints + 1 : 0,
    lastRaiseMs: state.lastRaiseMs,
    raiseRegisteredMs: registeredMs(state, seen),
    lastScaleInMs: state.lastScaleInMs,
  };
}

/** Fixed once observed: an instance that registers later, such as a replacement, does not belong to that increase. */
function registeredMs({ lastRaiseMs, raiseRegisteredMs }: ScalerState, { booting, lastRegisteredMs }: ScalerObservation): number | null {
  if (lastRaiseMs === null || raiseRegisteredMs !== null) return raiseRegisteredMs;
  if (booting > 0) return null;
  return Math.max(lastRaiseMs, lastRegisteredMs ?? lastRaiseMs);
}

/** Raises DesiredCapacity to the required size within the group's bounds; never lowers it (A.CAS-15, C.SOUT-07). */
function scaleOut(state: ScalerState, seen: ScalerObservation, settings: ScalerSettings): ScalerDecision {
  if (alarmPoints(state.highPoints, settings) < settings.highDatapoints) return hold(state, seen, ScalingReason.aboveNotYet); // A.CAS-14
  const required = requiredToScaleOut(seen, settings);
  const desired = Math.min(seen.maxSize, Math.max(seen.minSize, required));
  if (desired <= seen.desired) return hold(state, seen, required > seen.desired ? ScalingReason.clampedByMax : ScalingReason.onTheWay);
  if (settings.warmup === 'blocks' && isWarmingUp(seen)) return hold(state, seen, ScalingReason.heldByWarmup);
  const raised = { ...state, lastRaiseMs: seen.atMs, raiseRegisteredMs: null };
  return { state: raised, desired, reason: desired < required ? ScalingReason.scaledOutToMax : ScalingReason.scaledOut };
}

/** Returns the size that a scale-out requires, before any bound. */
export function requiredToScaleOut(seen: ScalerObservation, settings: ScalerSettings): number {
  const capacity = settings.scaleOutFrom === 'desired' ? Math.max(1, seen.running, seen.desired) : undefined;
  return requiredInstances(seen, seen.managed.targetPercent, settings, capacity);
}

/** An instance is warm when its age equals the warm-up (A.CAS-12, C.SOUT-08). */
function isWarmingUp({ atMs, youngestLaunchMs, managed }: ScalerObservation): boolean {
  return youngestLaunchMs !== null && atMs - youngestLaunchMs < managed.warmupMs;
}

/** Takes one step towards the required size; reports a hold only when it prevented a step. */
function scaleIn(state: ScalerState, seen: ScalerObservation, settings: ScalerSettings): ScalerDecision {
  if (alarmPoints(state.lowPoints, settings) < settings.lowDatapoints) return hold(state, seen, ScalingReason.belowNotYet); // C.SIN-02
  const required = requiredInstances(seen, seen.managed.targetPercent, settings);
  const desired = Math.max(seen.running - removableAtOnce(seen.running, settings), required, seen.minSize); // C.SIN-03
  if (desired >= seen.desired) return hold(state, seen, whyNothingGoes(seen, required));
  if (waitsAfterScaleOut(state, seen, settings)) return hold(state, seen, ScalingReason.heldAfterScaleOut); // C.SIN-04
  if (isWithin(settings.scaleInIntervalMs, state.lastScaleInMs, seen.atMs)) return hold(state, seen, ScalingReason.heldByInterval);
  return { state: { ...state, lastScaleInMs: seen.atMs }, desired, reason: ScalingReason.scaledIn };
}

/** At least one instance per step, at most the share (A.CAS-16). */
function removableAtOnce(running: number, { scaleInShareMax, scaleInRounding }: ScalerSettings): number {
  const instances = (Math.round(scaleInShareMax * SHARE_PARTS) * running) / SHARE_PARTS;
  return Math.max(1, scaleInRounding === 'floor' ? Math.floor(instances) : Math.ceil(instances));
}

function whyNothingGoes({ desired, minSize }: ScalerObservation, required: number): ScalingReason {
  if (required >= desired) return ScalingReason.nothingToRemove;
  return minSize >= desired ? ScalingReason.atMinimum : ScalingReason.awaitingTerminations;
}

function waitsAfterScaleOut(state: ScalerState, { atMs }: ScalerObservation, settings: ScalerSettings): boolean {
  if (settings.scaleInWaitsFrom === 'decision') return isWithin(settings.scaleInAfterScaleOutMs, state.lastRaiseMs, atMs);
  const isPending = state.lastRaiseMs !== null && state.raiseRegisteredMs === null;
  return isPending || isWithin(settings.scaleInAfterScaleOutMs, state.raiseRegisteredMs, atMs);
}

/** The full wait counts as elapsed. */
function isWithin(waitMs: number, sinceMs: number | null, atMs: number): boolean {
  return sinceMs !== null && atMs - sinceMs < waitMs;
}

function hold(state: ScalerState, seen: ScalerObservation, reason: ScalingReason): ScalerDecision {
  return { state, desired: seen.desired, reason };
}
