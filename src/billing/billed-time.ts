import { HOUR_MS } from '../kernel/durations.js';
import type { Ms } from '../kernel/event-loop.js';
import type { BillingSettings } from './billing-settings.js';

/** Returns the end of the billed time of a run from `fromMs` to `toMs`: whole seconds from the start, rounded up. */
export function billedUntil(fromMs: Ms, toMs: Ms, minimumSeconds: number): Ms {
  return fromMs + 1000 * Math.max(minimumSeconds, Math.ceil((toMs - fromMs) / 1000));
}

/** One period of running: from the launch, or a start out of a warm pool, to the stop or the end. */
export interface InstanceRun {
  readonly fromMs: Ms;
  readonly toMs: Ms;
  readonly isSpot: boolean;
  /** Interrupted by EC2, not by the user or the Auto Scaling group. */
  readonly isInterrupted: boolean;
  /** Running time before the simulation began; absent: none. */
  readonly ageMs?: Ms | undefined;
}

/** Returns the end of the billed time; the start itself for a free run. */
export function instanceBilledUntil(run: InstanceRun, settings: BillingSettings): Ms {
  const isFree =
    run.isSpot && run.isInterrupted && settings.spotInterruptedFirstHour === 'free' && run.toMs - run.fromMs + (run.ageMs ?? 0) < HOUR_MS;
  return isFree ? run.fromMs : billedUntil(run.fromMs, run.toMs, settings.ec2MinimumSeconds);
}

/** Returns the end of the hour of the run that contains `ms`, for resources billed by the started hour. */
export function hourBegunUntil(ms: Ms): Ms {
  return HOUR_MS * Math.ceil(ms / HOUR_MS);
}
