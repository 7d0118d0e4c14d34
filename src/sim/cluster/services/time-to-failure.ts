import type { Distribution } from '../../../kernel/distribution.js';
import { HOUR_MS } from '../../../kernel/durations.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { SOUND } from '../../../services/deployments/failure-modes.js';
import { Purpose } from '../chance.js';
import type { World } from '../world.js';

/** Returns the time to failure of a new task: its own, or that of a crashing revision, whichever is shorter. */
export function timeToFailure(world: World, service: number, revision: number, nth: number): Ms {
  const { timeToFailure: distribution, deploymentSpec } = world.setup.services[service];
  if (deploymentSpec !== null) return totalTimeToFailure(world, service, revision, { nth, ageMs: 0 });
  return distribution === null
    ? Number.POSITIVE_INFINITY
    : world.chance.ms(distribution, world.keys.services[service], Purpose.failure, nth);
}

/** Returns the same for a task that has run for `ageMs`, from its start on. */
export function totalTimeToFailure(
  { setup, chance, keys }: World,
  service: number,
  revision: number,
  { nth, ageMs }: { readonly nth: number; readonly ageMs: Ms },
): Ms {
  const { timeToFailure, deploymentSpec } = setup.services[service];
  const timeTo = (distribution: Distribution, purpose: Purpose) =>
    ageMs === 0
      ? chance.ms(distribution, keys.services[service], purpose, nth)
      : ageMs + chance.remainingMs(distribution, keys.services[service], purpose, { nth, ageMs });
  const failsMs = timeToFailure === null ? Number.POSITIVE_INFINITY : timeTo(timeToFailure, Purpose.failure);
  const { crashesPerHour, exitsAfterMs } = deploymentSpec?.revisions[revision].mode ?? SOUND;
  const usual = exitsAfterMs === null ? failsMs : Math.min(failsMs, Math.max(ageMs, exitsAfterMs));
  if (crashesPerHour === 0) return usual;
  return Math.min(usual, timeTo({ kind: 'exponential', meanMs: HOUR_MS / crashesPerHour }, Purpose.crash));
}
