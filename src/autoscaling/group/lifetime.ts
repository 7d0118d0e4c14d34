import type { GroupSettings } from './group-settings.js';

/** The least `MaxInstanceLifetime` that AWS takes: one day. */
export const LIFETIME_MIN_MS = 86_400_000;

/** Returns whether an instance has reached its maximum lifetime; null: no maximum. */
export function isOfAge(launchedMs: number, atMs: number, maxLifetimeMs: number | null): boolean {
  return maxLifetimeMs !== null && atMs - launchedMs >= maxLifetimeMs;
}

/** Returns how many instances beyond their maximum lifetime to replace now: usually one at a time, at most a share of the group. */
export function replacementsForAge(
  { ofAge, inProgress, desired }: { ofAge: number; inProgress: number; desired: number },
  { lifetimePercent }: Pick<GroupSettings, 'lifetimePercent'>,
): number {
  const atOnce = Math.max(1, Math.floor((desired * lifetimePercent) / 100));
  return Math.max(0, Math.min(ofAge, atOnce - inProgress));
}
