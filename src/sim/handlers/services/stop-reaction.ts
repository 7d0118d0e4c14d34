import type { Ms } from '../../../kernel/event-loop.js';
import { Purpose } from '../../cluster/chance.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { StopCause } from '../../facts.js';
import { registersTargets } from './registrations.js';

/** Returns how long after StopTask the scheduler notices the running task: its target serves until then, and so does no replacement. */
export function stopReactionMs({ chance, setup, keys, tasks }: World, slot: number, equivalence: EquivalenceClass, cause: number): Ms {
  const { service } = equivalence;
  if (cause !== StopCause.userStopped || service === NONE || !registersTargets(equivalence)) return 0;
  return chance.ms(setup.deploymentAndHealth.stopTaskReaction, keys.services[service], Purpose.stopTaskReaction, tasks.nth[slot]);
}
