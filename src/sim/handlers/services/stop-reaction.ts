import type { Ms } from '../../../kernel/event-loop.js';
import { Purpose } from '../../cluster/chance.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { StopCause } from '../../facts.js';
import { registersTargets } from './registrations.js';

/** Returns the time from StopTask on a running task until the scheduler notices it. Until then the target serves, and no replacement starts. */
export function stopReactionMs(world: World, slot: number, equivalence: EquivalenceClass, cause = world.tasks.cause[slot]): Ms {
  return cause === StopCause.userStopped && registersTargets(equivalence) ? reactionMs(world, slot, equivalence) : 0;
}

/** Returns the time from the end of a task that a user stopped until the scheduler notices it, where the task is no target. */
export function endReactionMs(world: World, slot: number, equivalence: EquivalenceClass): Ms {
  return world.tasks.cause[slot] === StopCause.userStopped && !registersTargets(equivalence) ? reactionMs(world, slot, equivalence) : 0;
}

/** Returns whether a task that has exited by itself keeps its place at its service until it is STOPPED: it is no target (P.270). */
export function isReplacedOnceStopped({ setup, tasks }: World, slot: number, equivalence: EquivalenceClass): boolean {
  const isExit = tasks.cause[slot] === StopCause.crashed;
  return isExit && setup.deploymentAndHealth.replacesExited === 'stopped' && !registersTargets(equivalence);
}

function reactionMs({ chance, setup, keys, tasks }: World, slot: number, { service }: EquivalenceClass): Ms {
  if (service === NONE) return 0;
  return chance.ms(setup.deploymentAndHealth.stopTaskReaction, keys.services[service], Purpose.stopTaskReaction, tasks.nth[slot]);
}
