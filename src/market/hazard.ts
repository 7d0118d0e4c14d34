import { assert } from '../kernel/assert.js';
import type { ShareLaw } from './market-settings.js';

/** The trailing month of the Spot Advisor. */
export const MONTH_MS = 30 * 24 * 3_600_000;

/**
 * The mean time between reclaims of a pool, so that an instance is interrupted within 30 days with probability `interrupted`.
 *
 * Reclaims are a Poisson process, and each takes an instance with the probability of its share, so an instance lives through 30 days
 * with probability exp(-reclaims x mean share): the reclaims that make this 1 - interrupted are -ln(1 - interrupted) / mean share.
 * Infinity where nothing is ever reclaimed.
 */
export function reclaimGapMs(interrupted: number, law: ShareLaw): number {
  assert(interrupted >= 0 && interrupted < 1, 'an instance is interrupted within 30 days with a probability from 0 to below 1');
  return (MONTH_MS * meanShare(law)) / -Math.log1p(-interrupted);
}

export function meanShare(law: ShareLaw): number {
  if (law.kind === 'uniform') return (law.min + law.max) / 2;
  return law.shares.reduce((sum, share) => sum + share, 0) / law.shares.length;
}

/** Returns the share below which a fraction `uniform` of all draws lies. */
export function shareAt(law: ShareLaw, uniform: number): number {
  if (law.kind === 'uniform') return law.min + (law.max - law.min) * uniform;
  return law.shares[Math.floor(uniform * law.shares.length)];
}
