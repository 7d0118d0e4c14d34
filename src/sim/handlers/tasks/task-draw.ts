import type { Distribution } from '../../../kernel/distribution.js';
import type { Ms } from '../../../kernel/event-loop.js';
import type { Purpose } from '../../cluster/chance.js';
import type { World } from '../../cluster/world.js';

/** Returns the task's own draw of a time. */
export function drawOf(world: World, slot: number, distribution: Distribution, purpose: Purpose): Ms {
  if (distribution.kind === 'constant') return distribution.ms;
  const { tasks, equivalences, chance } = world;
  return chance.ms(distribution, world.keyOf(equivalences.all[tasks.equivalence[slot]]), purpose, tasks.nth[slot]);
}
