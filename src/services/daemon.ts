import { healthyMin } from './replica.js';

/** What the scheduler sees of one instance when it asks whether room there is the daemon's. */
interface DaemonSite {
  readonly isActive: boolean;
  /** All placement constraints hold now; they are asked again while the task runs (S.DAEMON-2). */
  readonly meetsConstraints: boolean;
  /** Tasks of this daemon service here, not counting those that stop. */
  readonly daemons: number;
}

/**
 * Room on the instance that is the daemon's and nobody else's, whether or not it is enough yet: from when the daemon is wanted until it is there, so that what comes free
 * adds up for a daemon that has grown (S.DAEMON-6). An instance that no longer matches is released.
 */
export function holdsRoom({ isActive, meetsConstraints, daemons }: DaemonSite): boolean {
  return isActive && meetsConstraints && daemons === 0;
}

/** A daemon service on its way to another task definition. */
export interface DaemonRollout {
  /** Instances that are to have the daemon. */
  readonly instances: number;
  /** Healthy daemons of the new definition, and of the old one. */
  readonly nextHealthy: number;
  readonly oldHealthy: number;
  readonly oldUnhealthy: number;
}

/** Old daemons to stop now: as the maximum is always 100, an instance loses its daemon before it gets the new one, and the minimum limits how many do at a time. */
export function oldDaemonsToStop(
  rollout: DaemonRollout,
  minimumHealthyPercent: number,
): { readonly unhealthy: number; readonly healthy: number } {
  const { instances, nextHealthy, oldHealthy, oldUnhealthy } = rollout;
  const spare = nextHealthy + oldHealthy - healthyMin(instances, minimumHealthyPercent);
  return { unhealthy: oldUnhealthy, healthy: Math.max(0, Math.min(oldHealthy, spare)) };
}
