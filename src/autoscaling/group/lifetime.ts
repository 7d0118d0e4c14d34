import type { GroupSettings } from './settings.js';

/** The least `MaxInstanceLifetime` that AWS takes: one day. */
export const LIFETIME_MIN_MS = 86_400_000;

/** An instance is of age when its age equals the maximum; null: none. */
export function isOfAge(launchedMs: number, atMs: number, maxLifetimeMs: number | null): boolean {
  return maxLifetimeMs !== null && atMs - launchedMs >= maxLifetimeMs;
}

/** When the next of the rows comes of age, the oldest first; null: never. Rows are in order of launch. */
export function nextOfAgeMs(
  { count, isCandidate, launchedMs }: { count: number; isCandidate: ArrayLike<number>; launchedMs: ArrayLike<number> },
  maxLifetimeMs: number | null,
): number | null {
  if (maxLifetimeMs === null) return null;
  for (let row = 0; row < count; row++) if (isCandidate[row] === 1) return launchedMs[row] + maxLifetimeMs;
  return null;
}

/** How many of those that are of age are replaced now: usually one at a time, at most a share of the group. */
export function replacementsForAge(
  { ofAge, inProgress, desired }: { ofAge: number; inProgress: number; desired: number },
  { lifetimePercent }: Pick<GroupSettings, 'lifetimePercent'>,
): number {
  const atOnce = Math.max(1, Math.floor((desired * lifetimePercent) / 100));
  return Math.max(0, Math.min(ofAge, atOnce - inProgress));
}
