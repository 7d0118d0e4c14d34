import type { Ms } from '../sim/kernel/event-loop.js';
import { HOUR_MS } from './money.js';
import type { Split } from './split-cost.js';

/**
 * What owners were given of a Spot Instance that may still turn out to be free, by owner. After its first hour it cannot, and the tally
 * is empty and stays so.
 */
export type SpotTally = Map<number, Split>;

export function tally(tallied: SpotTally, split: Split, { owner, ageMs }: { readonly owner: number; readonly ageMs: Ms }): void {
  if (ageMs >= HOUR_MS) {
    tallied.clear();
    return;
  }
  const before = tallied.get(owner) ?? { used: 0n, unused: 0n };
  tallied.set(owner, { used: before.used + split.used, unused: before.unused + split.unused });
}
