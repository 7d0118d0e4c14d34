import { NO_POLICY } from '../../autoscaling/policies/choose.js';
import { AlarmState } from '../../metrics/alarm.js';

/** Reason of a service scaler's decision, as a code for facts. */
export const ServiceScalingReason = {
  /** No alarm calls for a change. */
  steady: 1,
  /** No policy has data to judge by. */
  insufficientData: 2,
  scaledOut: 3,
  scaledIn: 4,
  /** A forecast raised it. */
  forecast: 5,
  /** The bounds of a scheduled action moved it. */
  scheduled: 6,
  /** More is wanted than runs, and desired already. */
  onTheWay: 7,
  /** No more is wanted than was added since the cooldown began. */
  heldByScaleOutCooldown: 8,
  atMaximum: 9,
  scaleOutSuspended: 10,
  /** One task less would bring the metric above the target. */
  nothingToRemove: 11,
  /** Some target tracking policies would remove tasks, and some would not. */
  notAllReady: 12,
  atMinimum: 13,
  scaleInSuspended: 14,
  heldByDeployment: 15,
  /** A cooldown after a scale-out blocks scale-in too. */
  heldAfterScaleOut: 16,
  heldByScaleInCooldown: 17,
  /** The forecast requires as many as are desired. */
  keptByForecast: 18,
} as const;
export type ServiceScalingReason = (typeof ServiceScalingReason)[keyof typeof ServiceScalingReason];

export const SERVICE_SCALING_REASON_NAMES: readonly string[] = ['', ...Object.keys(ServiceScalingReason)];

/** Reasons of a steady state. */
const CALM: readonly ServiceScalingReason[] = [
  ServiceScalingReason.steady,
  ServiceScalingReason.insufficientData,
  ServiceScalingReason.nothingToRemove,
  ServiceScalingReason.atMinimum,
  ServiceScalingReason.onTheWay,
];

/** The desired count changed, or a rule kept it from changing. */
export function isReportable(reason: ServiceScalingReason): boolean {
  return !CALM.includes(reason);
}

/** Decision of a scaler with its numbers. Each scaler reuses one record. */
export class ScalingDecision {
  reason: ServiceScalingReason = ServiceScalingReason.steady;
  /** The deciding policy, or the first one without a decision, by its place among the policies. */
  policy = NO_POLICY;
  /** Last value of its alarm; NaN: none. */
  metric = Number.NaN;
  alarm: AlarmState = AlarmState.INSUFFICIENT_DATA;
  running = 0;
  /** DesiredCount before and after; equal when nothing changes. */
  fromDesired = 0;
  toDesired = 0;
  /** Capacity requested by the policy, before cooldown and bounds; the desired count without a request. */
  wanted = 0;
  /** Tasks already added in a scale-out cooldown; only capacity beyond these takes effect (S.SAS-4). */
  added = 0;
  minCapacity = 0;
  maxCapacity = 0;
  /** Until when each cooldown lasts; a time that has come is no cooldown. */
  scaleOutCooldownUntilMs = 0;
  scaleInCooldownUntilMs = 0;
}
