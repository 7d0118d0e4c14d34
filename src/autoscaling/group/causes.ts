import type { GroupSettings } from './settings.js';

/** Why a group ends an instance, or loses it. */
export type EndCause =
  | 'scale-in'
  | 'zone-rebalance'
  | 'instance-refresh'
  | 'max-lifetime'
  | 'health-check'
  | 'capacity-rebalance'
  | 'interruption';

/** Whether scale-in protection keeps an instance from this end. An instance refresh has a preference of its own for protected ones. */
export function isKeptByProtection(cause: EndCause, { lifetimeProtected }: Pick<GroupSettings, 'lifetimeProtected'>): boolean {
  return cause === 'scale-in' || cause === 'zone-rebalance' || (cause === 'max-lifetime' && lifetimeProtected === 'kept');
}
