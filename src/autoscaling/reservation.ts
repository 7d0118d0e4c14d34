import type { ManagedScaling, ScalerSettings } from './settings.js';

/** What one capacity provider has and what its waiting tasks lack, counted in instances. */
export interface Demand {
  /** N: instances that count as running; `countN` says whether booting ones do. */
  readonly running: number;
  /** Those of N with at least one non-daemon task (C.SIN-01). */
  readonly busy: number;
  /** Those of N without one that waiting tasks would go to. */
  readonly newlyBusy: number;
  /** What waiting tasks need beyond the free room of N: the maximum calculated instance count (C.SOUT-04). */
  readonly add: number;
}

/** The metric of one minute, kept as the whole numbers it is the ratio of. */
export interface Reservation {
  /** M: instances needed. */
  readonly needed: number;
  /** N: instances running. */
  readonly running: number;
  /** Tasks wait and none of them fits an empty instance: with `incompatibleOnly: freeze` the metric is the target (C.SOUT-05). */
  readonly isIncompatibleOnly: boolean;
}

/** How the reservation stands to the target: the whole of what an alarm may know. */
export type Standing = 'above' | 'at' | 'below';

/** Shown for N = 0 when something is needed (A.CAS-3): target tracking takes the capacity to be one, so 200 % asks for two. */
const EMPTY_BUT_NEEDED_PERCENT = 200;
/** The size of the first scale-out of an empty group (C.SOUT-09). */
const FIRST_INSTANCES = 2;

/** M. Running tasks are never repacked to compute it: a fragmented fleet stays as large as it is. */
export function neededInstances(demand: Demand, managed: ManagedScaling, settings: ScalerSettings): number {
  const { running, busy, newlyBusy, add } = demand;
  if (add === 0) return busy + newlyBusy;
  const step = add < managed.minimumStep ? managed.minimumStep : Math.min(managed.maximumStep, add); // C.SOUT-06
  return (settings.whenAdding === 'all-plus-step' ? running : busy + newlyBusy) + step; // A.CAS-9
}

/** Compares 100 M / N with the target in whole numbers, so that 11 of 20 is not above 55 %. */
export function compareWithTarget(reservation: Reservation, targetPercent: number, settings: ScalerSettings): Standing {
  const reserved = reservedPercents(reservation, targetPercent, settings);
  const wanted = targetPercent * countedInstances(reservation);
  return reserved > wanted ? 'above' : reserved < wanted ? 'below' : 'at';
}

/** The size at which the reservation would meet the target: ceil(100 M / target), and from zero two or the same formula (A.CAS-15, C.SOUT-09). */
export function wantedInstances(reservation: Reservation, targetPercent: number, settings: ScalerSettings): number {
  if (reservation.running === 0 && settings.fromZero === 'two') return FIRST_INSTANCES;
  return Math.ceil(reservedPercents(reservation, targetPercent, settings) / targetPercent); // Whole over whole: the quotient is an integer only when it is exact.
}

/** The metric as CloudWatch would show it: for reports only, decisions never read it. */
export function reservationPercent(reservation: Reservation, targetPercent: number, settings: ScalerSettings): number {
  return reservedPercents(reservation, targetPercent, settings) / countedInstances(reservation);
}

/** The metric's numerator over max(N, 1): 100 M, or what AWS publishes in place of a division by zero (A.CAS-3). */
function reservedPercents(reservation: Reservation, targetPercent: number, settings: ScalerSettings): number {
  if (reservation.isIncompatibleOnly && settings.incompatibleOnly === 'freeze') return targetPercent * countedInstances(reservation);
  if (reservation.running > 0) return 100 * reservation.needed; // C.CAS-02
  if (reservation.needed > 0) return EMPTY_BUT_NEEDED_PERCENT;
  return settings.emptyGroup === 'aws2019' ? 100 : targetPercent;
}

function countedInstances(reservation: Reservation): number {
  return Math.max(reservation.running, 1);
}
