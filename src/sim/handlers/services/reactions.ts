import type { Ms } from '../../../kernel/event-loop.js';
import { Purpose } from '../../cluster/chance.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { NONE } from '../../cluster/fleet.js';
import { Failing } from '../../cluster/tasks.js';
import type { World } from '../../cluster/world.js';
import { Condition, StopCause } from '../../facts.js';

/** Returns the time from StopTask on a running task until the scheduler notices it. Until then no other starts, and a target serves. */
export function stopReactionMs(world: World, slot: number, { service }: EquivalenceClass, cause = world.tasks.cause[slot]): Ms {
  const { chance, setup, keys, tasks } = world;
  if (cause !== StopCause.userStopped || service === NONE) return 0;
  return chance.ms(setup.deploymentAndHealth.stopTaskReaction, keys.services[service], Purpose.stopTaskReaction, tasks.nth[slot]);
}

/** Schedules the service of a task whose health has changed: after a delay for an unhealthy target, then at its next turn. */
export function noticeHealth(world: World, slot: number, { service, deploymentSpec }: EquivalenceClass): void {
  const { chance, setup, keys, tasks, loop, records } = world;
  const failsInGrace = (tasks.failing[slot] & Failing.inGrace) !== 0;
  // It ends an unhealthy task, or nothing changes.
  if (failsInGrace && records.services[service].deploymentState.unhealthy === 0) return;
  const isTarget = (failsInGrace || tasks.condition[slot] === Condition.unhealthy) && deploymentSpec!.targetGroup !== null;
  const { unhealthyReaction } = setup.deploymentAndHealth;
  const waitMs = isTarget ? chance.ms(unhealthyReaction, keys.services[service], Purpose.unhealthyReaction, tasks.nth[slot]) : 0;
  if (waitMs > 0) world.serviceDueAt(service, loop.nowMs + waitMs);
  else world.serviceDue(service);
}
