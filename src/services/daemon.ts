import { healthyMin } from './replica.js';

/** State of one instance for the reservation of room for a daemon. */
interface DaemonSite {
  readonly isActive: boolean;
  /** All placement constraints hold now; they are re-evaluated while the task runs (S.DAEMON-2). */
  readonly meetsConstraints: boolean;
  /** Tasks of this daemon service on the instance, without stopping ones. */
  readonly daemons: number;
}

/**
 * Returns whether the daemon reserves room on the instance, even room that is still too small: from the request until the daemon is placed,
 * so that freed resources accumulate for a daemon that has grown (S.DAEMON-6). An instance that no longer matches is released.
 */
export function holdsRoom({ isActive, meetsConstraints, daemons }: DaemonSite): boolean {
  return isActive && meetsConstraints && daemons === 0;
}

/** A daemon service during the update to another task definition. */
export interface DaemonRollout {
  /** Instances that should run the daemon. */
  readonly instances: number;
  /** Healthy daemons of the new definition, and of the old one. */
  readonly nextHealthy: number;
  readonly oldHealthy: number;
  readonly oldUnhealthy: number;
}

/**
 * Returns how many old daemons to stop now. The maximum is always 100, so an instance stops its daemon before it starts the new one, and
 * the minimum limits how many do so at a time.
 */
export function oldDaemonsToStop(
  rollout: DaemonRollout,
  minimumHealthyPercent: number,
): { readonly unhealthy: number; readonly healthy: number } {
  const { instances, nextHealthy, oldHealthy, oldUnhealthy } = rollout;
  const spare = nextHealthy + oldHealthy - healthyMin(instances, minimumHealthyPercent);
  return { unhealthy: oldUnhealthy, healthy: Math.max(0, Math.min(oldHealthy, spare)) };
}
