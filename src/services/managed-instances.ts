/** A capacity provider's two protections, and what the instance does. */
export interface EndingInstance {
  /** managedTerminationProtection. */
  readonly isProtected: boolean;
  /** managedDraining. */
  readonly isDraining: boolean;
  /** It has at least one non-daemon task (C.MTP-03). */
  readonly isBusy: boolean;
}

/** `kept`: not chosen. `drained`: DRAINING until its tasks have gone. `ended`: at once, and service tasks are replaced after. */
export type Ending = 'kept' | 'drained' | 'ended';

/** Scale-in: protection decides whether a busy instance may be chosen, draining whether the chosen one is emptied first (C.MID-05). */
export function onScaleIn(instance: EndingInstance): Ending {
  if (instance.isProtected && instance.isBusy) return 'kept';
  return onForcedEnd(instance);
}

/** Spot interruption, instance refresh, maximum lifetime, failed health check: protection does not help, draining does (A.CAS-19). */
export function onForcedEnd({ isDraining }: Pick<EndingInstance, 'isDraining'>): Ending {
  return isDraining ? 'drained' : 'ended';
}
