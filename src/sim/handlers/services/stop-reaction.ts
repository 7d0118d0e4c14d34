import type { Ms } from '../../../kernel/event-loop.js';
import { Purpose } from '../../cluster/chance.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { StopCause } from '../../facts.js';

/** Returns the time from StopTask on a running task until the scheduler notices it. Until then no other starts, and a target serves. */
export function stopReactionMs(world: World, slot: number, { service }: EquivalenceClass, cause = world.tasks.cause[slot]): Ms {
  const { chance, setup, keys, tasks } = world;
  if (cause !== StopCause.userStopped || service === NONE) return 0;
  return chance.ms(setup.deploymentAndHealth.stopTaskReaction, keys.services[service], Purpose.stopTaskReaction, tasks.nth[slot]);
}
