import { hashText, hashUniform } from '../kernel/hash.js';

/** Purpose number of the draws. */
const FATE = 1;
const ROUNDING = 2;

/** A reclaim of a pool, or the recommendation before it. */
export interface Reclaim {
  /** Number within the pool. */
  readonly event: number;
  readonly share: number;
  /** True: the share determines the number of instances. False: each instance has the share as its probability. */
  readonly isCounted: boolean;
}

/** Seed of the draws in a pool, from the run's seed and the pool's name. */
export function poolLuck(seed: number, poolName: string): number {
  return hashText(`${seed}/taken/${poolName}`);
}

/**
 * The rows that a reclaim takes, in their order. `ordinals` are the numbers of the instances for good, a row each; which row an instance
 * has and who else is there does not matter to it:
 *
 * - by chance, each is taken with the probability of the share, by a draw of its own for this event. A recommendation names exactly
 *   those whom its reclaim takes later, even when others have come and gone;
 * - counted, those with the least draws are taken. Of a share that is no whole number of instances, the fraction is the chance of one more.
 */
export function rowsTaken(ordinals: readonly number[], { event, share, isCounted }: Reclaim, luck: number): number[] {
  const fates = ordinals.map((ordinal) => hashUniform(luck, FATE, ordinal, event));
  const rows = ordinals.map((_, row) => row);
  if (!isCounted) return rows.filter((row) => fates[row] < share);
  const n = ordinals.length;
  const count = Math.min(n, Math.floor(share * n + hashUniform(luck, ROUNDING, 0, event)));
  return rows
    .sort((a, b) => fates[a] - fates[b] || ordinals[a] - ordinals[b])
    .slice(0, count)
    .sort((a, b) => a - b);
}
