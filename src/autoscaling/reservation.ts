import type { ManagedScaling, ScalerSettings } from './cluster-scaler-settings.js';

/** Instances of one capacity provider, and the need of its waiting tasks in instances. */
export interface Demand {
  /** N: instances that count as running; booting ones by `countN`. */
  readonly running: number;
  /** Instances of N with at least one non-daemon task (C.SIN-01). */
  readonly busy: number;
  /** Instances of N without such a task that waiting tasks would use. */
  readonly newlyBusy: number;
  /** Instances that waiting tasks need beyond the free room of N: the maximum calculated instance count (C.SOUT-04). */
  readonly add: number;
}

/** The metric of one minute, as the two whole numbers of its ratio. */
export interface Reservation {
  /** M: instances needed. */
  readonly needed: number;
  /** N: instances running. */
  readonly running: number;
  /** All waiting tasks fit no empty instance; with `incompatibleOnly: freeze` the metric then equals the target (C.SOUT-05). */
  readonly isIncompatibleOnly: boolean;
}

/** The metric of a provider in one minute, with its parts. */
export interface CapacityMeasurement extends Reservation {
  readonly atMs: number;
  readonly demand: Demand;
  /** Tasks of the provider without an instance. */
  readonly waiting: number;
}

/** Result of the comparison with the target, the only input of alarms. */
export type TargetComparison = 'above' | 'at' | 'below';

/** Value for N = 0 when instances are needed (A.CAS-3): target tracking assumes a capacity of one, so 200 % requests two. */
const EMPTY_BUT_NEEDED_PERCENT = 200;
/** The size of the first scale-out of an empty group (C.SOUT-09). */
const FIRST_INSTANCES = 2;

/** Returns M. Running tasks are never repacked for it, so a fragmented fleet keeps its size. */
export function neededInstances(demand: Demand, managed: ManagedScaling, settings: ScalerSettings): number {
  const { running, busy, newlyBusy, add } = demand;
  if (add === 0) return busy + newlyBusy;
  const step = add < managed.minimumStep ? managed.minimumStep : Math.min(managed.maximumStep, add); // C.SOUT-06
  return (settings.whenAdding === 'all-plus-step' ? running : busy + newlyBusy) + step; // A.CAS-9
}

/** Compares 100 M / N with the target in whole numbers, so that 11 of 20 is not above 55 %. */
export function compareWithTarget(reservation: Reservation, targetPercent: number, settings: ScalerSettings): TargetComparison {
  const reserved = reservedPercents(reservation, targetPercent, settings);
  const required = targetPercent * countedInstances(reservation);
  return reserved > required ? 'above' : reserved < required ? 'below' : 'at';
}

/**
 * Returns the size at which the reservation meets the target: ceil(100 M / target); from zero, two or the same formula (A.CAS-15,
 * C.SOUT-09). `capacity`: the size that the metric multiplies, if it is not N.
 */
export function requiredInstances(
  reservation: Reservation,
  targetPercent: number,
  settings: ScalerSettings,
  capacity = countedInstances(reservation),
): number {
  const counted = countedInstances(reservation);
  if (reservation.running === 0 && capacity === counted && settings.fromZero === 'two') return FIRST_INSTANCES;
  // Whole over whole: the quotient is an integer only when it is exact.
  return Math.ceil((reservedPercents(reservation, targetPercent, settings) * capacity) / (targetPercent * counted));
}

/** Returns the metric as CloudWatch shows it, for reports only; decisions use the whole numbers. */
export function reservationPercent(reservation: Reservation, targetPercent: number, settings: ScalerSettings): number {
  return reservedPercents(reservation, targetPercent, settings) / countedInstances(reservation);
}

/** Returns the metric's numerator over max(N, 1): 100 M, or the value that AWS publishes for N = 0 (A.CAS-3). */
function reservedPercents(reservation: Reservation, targetPercent: number, settings: ScalerSettings): number {
  if (reservation.isIncompatibleOnly && settings.incompatibleOnly === 'freeze') return targetPercent * countedInstances(reservation);
  if (reservation.running > 0) return 100 * reservation.needed; // C.CAS-02
  if (reservation.needed > 0) return EMPTY_BUT_NEEDED_PERCENT;
  return settings.emptyGroup === 'aws2019' ? 100 : targetPercent;
}

function countedInstances(reservation: Reservation): number {
  return Math.max(reservation.running, 1);
}
