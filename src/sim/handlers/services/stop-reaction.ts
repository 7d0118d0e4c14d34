import type { Ms } from '../../../kernel/event-loop.js';
import { Purpose } from '../../cluster/chance.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { StopCause } from '../../facts.js';
import { registersTargets } from './registrations.js';

/** Returns the time from StopTask on a running task until the scheduler notices it. Until then no other starts, and a target serves. */
export function stopReactionMs(world: World, slot: number, { service }: EquivalenceClass, cause = world.tasks.cause[slot]): Ms {
  const { chance, setup, keys, tasks } = world;
  if (cause !== StopCause.userStopped || service === NONE) return 0;
  return chance.ms(setup.deploymentAndHealth.stopTaskReaction, keys.services[service], Purpose.stopTaskReaction, tasks.nth[slot]);
}

/** Returns whether a task that has exited by itself keeps its place at its service until it is STOPPED: it is no target (P.270). */
export function isReplacedOnceStopped({ setup, tasks }: World, slot: number, equivalence: EquivalenceClass): boolean {
  const isExit = tasks.cause[slot] === StopCause.crashed;
  return isExit && setup.deploymentAndHealth.replacesExited === 'stopped' && !registersTargets(equivalence);
}
