import { alarmPoints, type ManagedScaling, type ScalerSettings } from './cluster-scaler-settings.js';
import { reservationPercent } from './reservation.js';

/** Reason of a scaling decision, as a code for facts. */
export const ScalingReason = {
  notManaged: 1,
  steady: 2,
  frozenIncompatible: 3,
  aboveNotYet: 4,
  heldByWarmup: 5,
  clampedByMax: 6,
  onTheWay: 7,
  scaledOut: 8,
  scaledOutToMax: 9,
  belowNotYet: 10,
  heldAfterScaleOut: 11,
  heldByInterval: 12,
  scaledIn: 13,
  nothingToRemove: 14,
  atMinimum: 15,
  awaitingTerminations: 16,
} as const;
export type ScalingReason = (typeof ScalingReason)[keyof typeof ScalingReason];

/** When a decision has each reason. */
export const SCALING_REASON_MEANINGS: Readonly<Record<keyof typeof ScalingReason, string>> = {
  notManaged: 'managed scaling is off',
  steady: 'the metric is at the target',
  frozenIncompatible: 'only tasks wait that fit no instance of the group, so the metric stays at the target',
  aboveNotYet: 'above the target, and the high alarm has counted fewer such points than `highDatapoints`',
  onTheWay: 'above, and DesiredCapacity is the wanted size already',
  clampedByMax: 'above, and the group is at its maximum',
  heldByWarmup: 'above, and an instance is younger than the warm-up',
  scaledOut: 'DesiredCapacity was raised',
  scaledOutToMax: 'it was raised to the maximum, which is less than wanted',
  belowNotYet: 'below the target, and the low alarm has counted fewer such points than `lowDatapoints`',
  nothingToRemove: 'below, and one instance less would be above',
  atMinimum: 'below, and the group is at its minimum',
  awaitingTerminations: 'below, and DesiredCapacity is as low as one step allows, while more instances live until they may go',
  heldAfterScaleOut: 'below, and the last raise is too recent',
  heldByInterval: 'below, and the last step is too recent',
  scaledIn: 'DesiredCapacity was lowered',
};

const NAMES = new Map<number, string>(Object.entries(ScalingReason).map(([name, code]) => [code, name]));

/** Returns the name of a code, for columns of a file. */
export function scalingReasonName(reason: ScalingReason): string {
  return NAMES.get(reason)!;
}

const CHANGES: readonly ScalingReason[] = [ScalingReason.scaledOut, ScalingReason.scaledOutToMax, ScalingReason.scaledIn];
const HOLDS: readonly ScalingReason[] = [
  ScalingReason.frozenIncompatible,
  ScalingReason.heldByWarmup,
  ScalingReason.clampedByMax,
  ScalingReason.heldAfterScaleOut,
  ScalingReason.heldByInterval,
  ScalingReason.awaitingTerminations,
];

/** Returns whether DesiredCapacity changed or a rule prevented a change; other reasons describe a steady state. */
export function isReportable(reason: ScalingReason): boolean {
  return CHANGES.includes(reason) || HOLDS.includes(reason);
}

/** Numbers behind one decision. */
export interface ScalingNumbers {
  readonly needed: number;
  readonly running: number;
  readonly fromDesired: number;
  readonly toDesired: number;
  /** Consecutive points below the target, including this one. */
  readonly lowPoints: number;
}

/** Settings that applied to the decision. */
export interface ScalingTerms {
  readonly managed: ManagedScaling;
  readonly settings: ScalerSettings;
}

/** Returns one sentence: the metric against the target, and the result. */
export function scalingText(reason: ScalingReason, numbers: ScalingNumbers, terms: ScalingTerms): string {
  if (reason === ScalingReason.notManaged) return 'managed scaling is off';
  if (reason === ScalingReason.frozenIncompatible)
    return `no waiting task fits an instance of this group: the metric stays at the target of ${terms.managed.targetPercent} %`;
  return `M = ${numbers.needed} of N = ${numbers.running}: ${metricText(numbers, terms)}: ${outcomeText(reason, numbers, terms)}`;
}

function metricText({ needed, running }: ScalingNumbers, { managed: { targetPercent }, settings }: ScalingTerms): string {
  const percent = reservationPercent({ needed, running, isIncompatibleOnly: false }, targetPercent, settings);
  const sign = percent > targetPercent ? '>' : percent < targetPercent ? '<' : '=';
  return `${percentText(percent, targetPercent)} % ${sign} ${targetPercent} %`;
}

/** Uses as few digits as distinguish it from the target: 133, but 100.1 against 100. */
function percentText(percent: number, targetPercent: number): string {
  let digits = 0;
  while (percent !== targetPercent && Number(percent.toFixed(digits)) === targetPercent) digits++;
  return percent.toFixed(digits);
}

function outcomeText(
  reason: ScalingReason,
  { fromDesired, toDesired, lowPoints }: ScalingNumbers,
  { managed, settings }: ScalingTerms,
): string {
  switch (reason) {
    case ScalingReason.aboveNotYet:
      return `above, but not yet for ${settings.highDatapoints} points in a row`;
    case ScalingReason.heldByWarmup:
      return `no scale-out while an instance is younger than the warm-up of ${managed.warmupMs / 1000} s`;
    case ScalingReason.clampedByMax:
      return `DesiredCapacity ${fromDesired} is the most that maxSize allows`;
    case ScalingReason.onTheWay:
      return `DesiredCapacity is ${fromDesired} already, the instances are on their way`;
    case ScalingReason.scaledOutToMax:
      return `DesiredCapacity ${fromDesired} -> ${toDesired}, the most that maxSize allows`;
    case ScalingReason.belowNotYet:
      return `point ${alarmPoints(lowPoints, settings)} of ${settings.lowDatapoints} in a row below`;
    case ScalingReason.heldAfterScaleOut:
      return `no scale-in for ${settings.scaleInAfterScaleOutMs / 1000} s after a scale-out`;
    case ScalingReason.heldByInterval:
      return `one step of scale-in every ${settings.scaleInIntervalMs / 1000} s`;
    case ScalingReason.nothingToRemove:
      return `DesiredCapacity ${fromDesired} is the least that does not exceed the target`;
    case ScalingReason.atMinimum:
      return `DesiredCapacity ${fromDesired} is the least that minSize allows`;
    case ScalingReason.awaitingTerminations:
      return `DesiredCapacity is ${fromDesired} already, more instances live until they may go`;
    case ScalingReason.scaledOut:
    case ScalingReason.scaledIn:
      return `DesiredCapacity ${fromDesired} -> ${toDesired}`;
    default:
      return 'steady';
  }
}
