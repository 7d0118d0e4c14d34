import type { Ms } from '../../kernel/event-loop.js';
import type { EquivalenceClass } from './equivalence-class.js';
import { NONE } from './fleet-columns.js';
import type { World } from './world.js';

/** Returns the time from the exit of a task's containers until ECS notices: none on instances, some on Fargate (V.17). */
export function exitNoticedMs({ platforms }: Pick<World, 'platforms'>, { origin: { platform } }: EquivalenceClass): Ms {
  return platform === NONE ? 0 : platforms.states[platform].exitNoticedMs;
}
