import { ALPHA, meanOf } from './interval.js';
import { betaQuantile, studentQuantile } from './student.js';

/** Differences of two scenarios in worlds that all ran the same seeds, with the effect of the world apart from that of the seed. */
export interface WorldSpread {
  /** The mean difference of each world, over its seeds. */
  readonly means: readonly number[];
  readonly mean: number;
  /** 90 % of the worlds lie between them. */
  readonly low: number;
  readonly high: number;
  /** Share of the variance between worlds that comes from their few runs; null with one seed. */
  readonly chanceShare: number | null;
  /** Half of the 95 % interval of a world's mean, from its few runs; null with one seed. */
  readonly chanceHalfWidth: number | null;
}

const TAIL = 0.05;

/**
 * Separates worlds from seeds. Every world ran every seed, so the effect of a seed in all worlds cancels in their differences. The rest
 * beside worlds and seeds is the chance of a world (two-way layout without replication; H. Scheffé, The Analysis of Variance, 1959).
 * `values`: by world and seed; at least one world.
 */
export function worldSpread(values: readonly (readonly number[])[]): WorldSpread {
  const worlds = values.length;
  const seeds = values[0].length;
  const means = values.map((world) => meanOf(world)!);
  const mean = meanOf(means)!;
  const [low, high] = [TAIL, 1 - TAIL].map((share) => quantile(means, share));
  if (seeds < 2 || worlds < 2) return { means, mean, low, high, chanceShare: null, chanceHalfWidth: null };
  const bySeed = values[0].map((_, r) => meanOf(values.map((world) => world[r]))!);
  const free = (worlds - 1) * (seeds - 1);
  const left =
    values.reduce((sum, world, w) => sum + world.reduce((s, value, r) => s + (value - means[w] - bySeed[r] + mean) ** 2, 0), 0) / free;
  const between = (seeds * means.reduce((sum, one) => sum + (one - mean) ** 2, 0)) / (worlds - 1);
  return {
    ...{ means, mean, low, high },
    chanceShare: between === 0 ? 0 : Math.min(1, left / between),
    chanceHalfWidth: studentQuantile(ALPHA, free) * Math.sqrt(left / seeds),
  };
}

/** Linear between the order statistics, as type 7 of R. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

/** Returns the exact interval of a share that `held` of `total` worlds show (C. J. Clopper and E. S. Pearson, Biometrika 26, 1934). */
export function shareInterval(held: number, total: number, alpha = ALPHA): { readonly low: number; readonly high: number } {
  return {
    low: held === 0 ? 0 : betaQuantile(alpha / 2, held, total - held + 1),
    high: held === total ? 1 : betaQuantile(1 - alpha / 2, held + 1, total - held),
  };
}
