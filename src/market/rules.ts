import type { Ms } from '../kernel/event-loop.js';

/** From the notice to the end of the instance. */
export const NOTICE_MS: Ms = 120_000;

/** The price passes what an instance's owner pays at most, which without a word is the On-Demand price. */
export function isOutbid(usdPerHour: number, maxUsdPerHour: number): boolean {
  return usdPerHour > maxUsdPerHour;
}
