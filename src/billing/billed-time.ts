import type { Ms } from '../kernel/event-loop.js';
import { HOUR_MS } from './money.js';
import type { BillingSettings } from './settings.js';

/** When the billed time of what ran from `fromMs` to `toMs` ends: whole seconds from its start, a begun one counts. */
export function billedUntil(fromMs: Ms, toMs: Ms, minimumSeconds: number): Ms {
  return fromMs + 1000 * Math.max(minimumSeconds, Math.ceil((toMs - fromMs) / 1000));
}

/** One stretch of running: from launch, or from a start out of a warm pool, to the stop or the end. */
export interface InstanceRun {
  readonly fromMs: Ms;
  readonly toMs: Ms;
  readonly isSpot: boolean;
  /** EC2 took it back, and not the user or the Auto Scaling group. */
  readonly isInterrupted: boolean;
  /** How long it had run when the run began that bills it; absent: not at all. */
  readonly ageMs?: Ms | undefined;
}

/** Where its billed time ends; at its start if it costs nothing. */
export function instanceBilledUntil(run: InstanceRun, settings: BillingSettings): Ms {
  const isFree =
    run.isSpot && run.isInterrupted && settings.spotInterruptedFirstHour === 'free' && run.toMs - run.fromMs + (run.ageMs ?? 0) < HOUR_MS;
  return isFree ? run.fromMs : billedUntil(run.fromMs, run.toMs, settings.ec2MinimumSeconds);
}

/** The end of the hour of the run that `ms` falls in: what is paid by the begun hour is paid up to here. */
export function hourBegunUntil(ms: Ms): Ms {
  return HOUR_MS * Math.ceil(ms / HOUR_MS);
}
