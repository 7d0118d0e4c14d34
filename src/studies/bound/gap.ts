import type { TimeBound } from './over-time.js';

/** The use of a run, and its lower bound. */
export interface PolicyGap {
  readonly policy: string;
  readonly instanceHours: Gap;
  readonly peakInstances: Gap;
  readonly costUsd: Gap;
  /** Tasks that were never placed: neither the run nor the bound includes them. */
  readonly neverPlaced: number;
  readonly bounds: { readonly instances: TimeBound; readonly cost: TimeBound };
}

export interface Gap {
  readonly run: number;
  readonly bound: number;
  /** The excess of the run, in percent of the bound; null where nothing was needed. */
  readonly gapPercent: number | null;
}
