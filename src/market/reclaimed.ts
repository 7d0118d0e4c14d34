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
export function poolDrawKey(seed: number, poolName: string): number {
  return hashText(`${seed}/taken/${poolName}`);
}

/**
 * Returns the rows that a reclaim interrupts, in ascending order. `ordinals` holds the permanent number of the instance in each row. The
 * result for an instance depends on neither its row nor the other instances:
 *
 * - by chance, each instance is interrupted with the share as probability, by a draw of its own for this event. A recommendation selects
 *   exactly the instances that its reclaim interrupts later, even when other instances have started or ended in between;
 * - counted, the instances with the smallest draws are interrupted. A fractional number is rounded up with its fraction as probability.
 */
export function reclaimedRows(ordinals: readonly number[], { event, share, isCounted }: Reclaim, drawKey: number): number[] {
  const draws = ordinals.map((ordinal) => hashUniform(drawKey, FATE, ordinal, event));
  const rows = ordinals.map((_, row) => row);
  if (!isCounted) return rows.filter((row) => draws[row] < share);
  const n = ordinals.length;
  const count = Math.min(n, Math.floor(share * n + hashUniform(drawKey, ROUNDING, 0, event)));
  return rows
    .sort((a, b) => draws[a] - draws[b] || ordinals[a] - ordinals[b])
    .slice(0, count)
    .sort((a, b) => a - b);
}
