import { foundUnhealthyMs, type HealthFailure } from '../../../autoscaling/group/health.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { Purpose } from '../../cluster/chance.js';
import type { World } from '../../cluster/world.js';

/** Returns when the provider's group finds the failed instance at one of its health checks. */
export function foundFailedMs({ setup, chance, keys }: World, provider: number, failure: HealthFailure): Ms {
  const { healthCheckIntervalMs: everyMs, healthCheckPhase } = setup.groups;
  const firstMs =
    healthCheckPhase === 'drawn'
      ? Math.floor(chance.uniform(keys.providers[provider], Purpose.groupCheckPhase, 0) * everyMs)
      : failure.inServiceMs;
  return foundUnhealthyMs(failure, setup.capacityProviders[provider].healthGraceMs, setup.groups, firstMs);
}
