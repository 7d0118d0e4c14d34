import type { Ms } from '../../../kernel/event-loop.js';
import type { ReplicaCounts } from '../../../services/replica.js';
import { TaskState } from '../../../services/task-states.js';
import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import type { ServiceSpec } from '../../setup.js';
import { keptPlaces } from './kept-places.js';

/**
 * Returns whether the task serves from where it may not stay. A task that still starts there counts as waiting, as in
 * countWithoutConditions().
 */
export function isOnDraining(world: World, slot: number): boolean {
  return world.tasks.state[slot] === TaskState.RUNNING && world.isLeaving(slot);
}

/**
 * Counts the tasks of a service without deployment and health settings. Unless instances drain, their number is enough, because all stay.
 * In a drain a task is healthy some time after RUNNING; a minimum of 0 waits for none (N.HLTH-1, N.HLTH-2).
 */
export function countWithoutConditions(world: World, service: number, { minimumHealthyPercent }: ServiceSpec): ReplicaCounts {
  const { tasks, records, loop, setup } = world;
  const record = records.services[service];
  const counts = {
    waiting: 0,
    healthy: record.alive,
    unhealthy: 0,
    onDraining: 0,
    stopping: record.stopping,
    keepingPlace: keptPlaces(world, service),
  };
  if (!world.isAnyLeaving) return counts;
  counts.healthy = 0;
  const { healthyAfterMs } = setup.deploymentAndHealth.health;
  const oldMs = minimumHealthyPercent === 0 ? Number.POSITIVE_INFINITY : loop.nowMs - healthyAfterMs;
  let youngMs = Number.POSITIVE_INFINITY;
  for (let slot = record.newest; slot !== NONE; slot = tasks.nextOfService[slot]) {
    if (tasks.cause[slot] !== 0) continue;
    if (tasks.state[slot] !== TaskState.RUNNING) counts.waiting++;
    else if (isOnDraining(world, slot)) counts.onDraining++;
    else if (tasks.runningMs[slot] <= oldMs) counts.healthy++;
    else {
      counts.waiting++;
      youngMs = Math.min(youngMs, tasks.runningMs[slot]);
    }
  }
  if (counts.onDraining > 0) scheduleHealth(world, service, youngMs + healthyAfterMs);
  return counts;
}

/** Schedules the service for when the next task is healthy. Only services with tasks to replace wait for that. */
function scheduleHealth(world: World, service: number, healthyMs: Ms): void {
  const record = world.records.services[service];
  if (healthyMs === Number.POSITIVE_INFINITY || record.healthyMs === healthyMs) return;
  record.healthyMs = healthyMs;
  world.serviceDueAt(service, healthyMs);
}
