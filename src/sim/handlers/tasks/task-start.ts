import type { Ms } from '../../../kernel/event-loop.js';
import type { PlannedContainer } from '../../../services/containers/container-plan.js';
import { Purpose } from '../../cluster/chance.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { StopCause } from '../../facts.js';
import { pendingMs, slower } from './container-order.js';
import { pullOnInstance } from './image-pull.js';
import { fails, pullOnPlatform } from './pull-tries.js';
import { drawOf } from './task-draw.js';

/** A task's time in PENDING: until it is RUNNING, or until its start fails by its `fate`. */
export interface TaskStart {
  readonly pullMs: Ms;
  readonly startMs: Ms;
}

const AT_ONCE: TaskStart = { pullMs: 0, startMs: 0 };

/** Returns the start of the task, which is PENDING from now on. */
export function startOf(world: World, slot: number, equivalence: EquivalenceClass): TaskStart {
  if (equivalence.origin.startsAtOnce && !world.conditions.concernStarts) return AT_ONCE;
  const start = soundStart(world, slot, equivalence);
  const { conditions, tasks, loop } = world;
  if (!conditions.loadImpairments.isAny || tasks.fate[slot] !== 0) return start;
  const task = { key: world.keyOf(equivalence), nth: tasks.nth[slot], zone: tasks.zone[slot] };
  const failsMs = conditions.loadImpairments.startFailsAfterMs(equivalence.service, task, loop.nowMs + start.pullMs);
  if (failsMs === null) return start;
  tasks.fate[slot] = StopCause.failedToStart;
  return { pullMs: start.pullMs, startMs: failsMs };
}

function soundStart(world: World, slot: number, equivalence: EquivalenceClass): TaskStart {
  if (world.conditions.hasStartFaults) {
    const failsMs = startFailsMs(world, slot, equivalence);
    if (failsMs !== NONE) return { pullMs: 0, startMs: failsMs };
  }
  const { startsAtOnce, definition } = equivalence.origin;
  if (startsAtOnce) return AT_ONCE;
  const plan = definition.order;
  if (plan !== undefined) return startInOrder(world, slot, equivalence, plan);
  const start = startTogether(world, slot, equivalence);
  const proxyMs = world.tasks.fate[slot] === 0 ? proxyStartMs(equivalence) : 0;
  return proxyMs === 0 ? start : { pullMs: start.pullMs, startMs: start.startMs + proxyMs };
}

/** Returns how long the proxy of a task delays its other containers. */
function proxyStartMs({ origin: { deploymentSpec } }: EquivalenceClass): Ms {
  return deploymentSpec?.proxy?.startMs ?? 0;
}

/** The start of containers that do not wait for each other. */
function startTogether(world: World, slot: number, equivalence: EquivalenceClass): TaskStart {
  const { platform, images } = equivalence.origin;
  if (platform !== NONE) return startThere(world, slot, equivalence);
  const pullMs = images.length === 0 ? 0 : pullOnInstance(world, slot, equivalence);
  const startMs = world.tasks.fate[slot] !== 0 ? 0 : containerStartMs(world, slot, equivalence);
  return pullMs + startMs === 0 ? AT_ONCE : { pullMs, startMs };
}

function startInOrder(world: World, slot: number, equivalence: EquivalenceClass, plan: readonly PlannedContainer[]): TaskStart {
  const first = plan.flatMap(({ dependsOn, image }) => (dependsOn.length === 0 ? [image] : []));
  const pullMs = equivalence.isOnInstances
    ? pullOnInstance(world, slot, equivalence, [...new Set(first)])
    : startThere(world, slot, equivalence).pullMs;
  if (world.tasks.fate[slot] !== 0) return { pullMs, startMs: 0 };
  return { pullMs, startMs: Math.max(0, pendingMs(world, slot, equivalence, pullMs + proxyStartMs(equivalence)) - pullMs) };
}

/** Returns the time after which a fault, such as of its secrets, fails the start before any container is created (N.PULL-7). */
function startFailsMs(world: World, slot: number, equivalence: EquivalenceClass): Ms {
  const { conditions, tasks, loop } = world;
  const afterMs = conditions.startFailsAfterMs(world.keyOf(equivalence), tasks.nth[slot], loop.nowMs);
  if (afterMs === NONE) return NONE;
  tasks.fate[slot] = StopCause.notInitialized;
  return Math.max(1, afterMs);
}

/** The start on a platform whose machine is ready. */
function startThere(world: World, slot: number, equivalence: EquivalenceClass): TaskStart {
  const { conditions, loop, tasks } = world;
  const platform = world.platforms.states[equivalence.platform];
  if (!platform.holdsImages(equivalence)) tasks.fate[slot] = StopCause.cannotPull;
  const start = platform.start(slot, equivalence);
  const failsMs = conditions.pulls.isAny ? pullFailsMs(world, slot, equivalence) : NONE;
  if (failsMs !== NONE) return { pullMs: fails(world, slot, loop.nowMs + failsMs), startMs: 0 };
  const pullAt = (atMs: Ms) => conditions.pullMs(slower(equivalence, start.pullMs), atMs, equivalence.images);
  const isTroubled = conditions.registry.mayFail(equivalence, loop.nowMs);
  const pullMs = isTroubled ? pullOnPlatform(world, slot, equivalence, pullAt) : pullAt(loop.nowMs);
  return { pullMs, startMs: tasks.fate[slot] !== 0 ? 0 : start.startMs };
}

/** Returns the time after which a fault fails the pull, and with it the task, since a platform caches no image; NONE: none does. */
function pullFailsMs(world: World, slot: number, equivalence: EquivalenceClass): Ms {
  const { conditions, loop, tasks } = world;
  const draws = { key: world.keyOf(equivalence), nth: tasks.nth[slot] };
  for (const image of equivalence.images) {
    const afterMs = conditions.pulls.failsAfterMs(image, draws, loop.nowMs);
    if (afterMs !== null) return afterMs;
  }
  return NONE;
}

function containerStartMs(world: World, slot: number, equivalence: EquivalenceClass): Ms {
  const { setup, tasks } = world;
  const startMs = slower(equivalence, drawOf(world, slot, setup.timings.containerStart, Purpose.start));
  const { startLimitMs = startMs } = equivalence.definition;
  if (startMs > startLimitMs) tasks.fate[slot] = StopCause.failedToStart;
  return Math.min(startMs, startLimitMs);
}
