import type { Ms } from '../../kernel/event-loop.js';
import type { EquivalenceClass } from './equivalence-class.js';
import type { World } from './world.js';

/** From the exit of the containers of a task until ECS knows it: on Fargate that takes a while (V.17). */
export function exitNoticedMs({ platforms }: Pick<World, 'platforms'>, { isOnInstances, platform }: EquivalenceClass): Ms {
  return isOnInstances ? 0 : platforms.states[platform].exitNoticedMs;
}
