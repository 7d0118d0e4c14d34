import type { Ms } from '../kernel/event-loop.js';

/** Time from the interruption notice to the end of the instance. */
export const NOTICE_MS: Ms = 120_000;

/** Returns whether the price exceeds the maximum price, by default the On-Demand price. */
export function isOutbid(usdPerHour: number, maxUsdPerHour: number): boolean {
  return usdPerHour > maxUsdPerHour;
}
