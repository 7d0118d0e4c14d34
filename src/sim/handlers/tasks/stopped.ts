import type { Ms } from '../../../kernel/event-loop.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { exitNoticedMs } from '../../cluster/exit-notice.js';
import { NONE } from '../../cluster/fleet.js';
import { NOT_KNOWN_MS } from '../../cluster/tasks.js';
import type { World } from '../../cluster/world.js';
import { EXITED_CAUSES, NO_DATA } from '../../facts.js';
import { stopReactionMs } from '../services/reactions.js';

/** Reports that the task is STOPPED, by how much its containers were cut short, and when it got SIGTERM and exited. */
export function reportStopped(world: World, slot: number, equivalence: EquivalenceClass): void {
  const { tasks, loop } = world;
  const exitsMs = tasks.exitsMs[slot];
  const cutShortMs = exitsMs === NOT_KNOWN_MS ? 0 : Math.max(0, exitsMs - loop.nowMs);
  const sigtermMs = tasks.sigtermMs[slot] > loop.nowMs ? NO_DATA : tasks.sigtermMs[slot];
  const times = { cutShortMs, sigtermMs, exitedMs: exitedMs(world, slot, equivalence) };
  world.facts.stopped(tasks.task[slot], tasks.cause[slot], tasks.instance[slot] === NONE ? 0 : 1, times);
}

/** Returns when the essential container exited; NO_DATA if it never ran, or its instance ended first. */
function exitedMs(world: World, slot: number, equivalence: EquivalenceClass): Ms {
  const { tasks, loop } = world;
  const cause = tasks.cause[slot];
  if (EXITED_CAUSES.includes(cause)) return tasks.stoppingMs[slot] - exitNoticedMs(world, equivalence);
  const isOver = tasks.runningMs[slot] !== NOT_KNOWN_MS && tasks.exitsMs[slot] <= loop.nowMs;
  return isOver ? tasks.exitsMs[slot] : NO_DATA;
}

/**
 * Removes a task whose desiredStatus becomes STOPPED from the count of its service. The scheduler notices it now; a user's call some time
 * later, with the end of the task at the latest.
 */
export function leaveService(world: World, slot: number, equivalence: EquivalenceClass, wasRunning: boolean): void {
  const { service, provider } = equivalence;
  const reactionMs = wasRunning ? stopReactionMs(world, slot, equivalence) : 0;
  const record = world.records.services[service];
  world.protectedTasks.forget(slot);
  record.alive--;
  record.stopping++;
  if (provider >= 0) record.byProvider[provider]--;
  if (reactionMs > 0) world.serviceDueAt(service, world.loop.nowMs + reactionMs);
  else world.serviceDue(service);
}

/** Removes a STOPPED task from the records of its service. */
export function forgetStopped(world: World, slot: number, equivalence: EquivalenceClass): void {
  const { service, deploymentSpec } = equivalence;
  const { records } = world;
  const record = records.services[service];
  record.stopping--;
  records.leave(record, slot);
  // The task counted towards the maximum until now (S.DEP-4), so a start may have waited for it.
  const mayStart = record.alive < record.desired || world.zoneEvenness.isOff(service);
  if (mayStart || world.isAnyLeaving || deploymentSpec !== null) world.serviceDue(service);
}
