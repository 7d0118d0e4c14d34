import type { Ms } from '../../../kernel/event-loop.js';
import type { PlannedContainer } from '../../../services/containers/container-plan.js';
import { Purpose } from '../../cluster/chance.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { StopCause } from '../../facts.js';
import { pendingMs, planOf, slower } from './container-order.js';
import { pullOnInstance } from './image-pull.js';
import { pullOnPlatform } from './pull-tries.js';

/** A task's time in PENDING: until it is RUNNING, or until its start fails, as its `fate` says. */
export interface TaskStart {
  readonly pullMs: Ms;
  readonly startMs: Ms;
}

/** Returns how the task that is PENDING from now on starts. */
export function startOf(world: World, slot: number, equivalence: EquivalenceClass): TaskStart {
  if (world.conditions.hasStartFaults) {
    const failsMs = startFailsMs(world, slot, equivalence);
    if (failsMs !== NONE) return { pullMs: 0, startMs: failsMs };
  }
  const plan = planOf(world, equivalence);
  if (plan !== undefined) return startInOrder(world, slot, equivalence, plan);
  if (!equivalence.isOnInstances) return { pullMs: pullThere(world, slot, equivalence), startMs: 0 };
  const pullMs = equivalence.images.length === 0 ? 0 : pullOnInstance(world, slot, equivalence);
  return { pullMs, startMs: world.tasks.fate[slot] !== 0 ? 0 : containerStartMs(world, slot, equivalence) };
}

function startInOrder(world: World, slot: number, equivalence: EquivalenceClass, plan: readonly PlannedContainer[]): TaskStart {
  const first = plan.flatMap(({ dependsOn, image }) => (dependsOn.length === 0 ? [image] : []));
  const pullMs = equivalence.isOnInstances
    ? pullOnInstance(world, slot, equivalence, [...new Set(first)])
    : pullThere(world, slot, equivalence);
  if (world.tasks.fate[slot] !== 0) return { pullMs, startMs: 0 };
  return { pullMs, startMs: Math.max(0, pendingMs(world, slot, equivalence, pullMs) - pullMs) };
}

/** A fault may keep the task from its secrets or the like: its start fails before any container is created (N.PULL-7). */
function startFailsMs(world: World, slot: number, equivalence: EquivalenceClass): Ms {
  const { conditions, tasks, loop } = world;
  const afterMs = conditions.startFailsAfterMs(world.keyOf(equivalence), tasks.nth[slot], loop.nowMs);
  if (afterMs === NONE) return NONE;
  tasks.fate[slot] = StopCause.notInitialized;
  return Math.max(1, afterMs);
}

/** The pull on a platform; the start of the containers is included in the machine's time. */
function pullThere(world: World, slot: number, equivalence: EquivalenceClass): Ms {
  const { conditions, loop, tasks } = world;
  const platform = world.platforms.states[equivalence.platform];
  if (!platform.holdsImages(equivalence)) tasks.fate[slot] = StopCause.cannotPull;
  const usualMs = slower(equivalence, platform.start(slot, equivalence).pullMs);
  const pullMs = (atMs: Ms) => conditions.pullMs(usualMs, atMs);
  return conditions.registry.isTroubled(equivalence, loop.nowMs) ? pullOnPlatform(world, slot, equivalence, pullMs) : pullMs(loop.nowMs);
}

function containerStartMs(world: World, slot: number, equivalence: EquivalenceClass): Ms {
  const { setup, chance, tasks } = world;
  return slower(equivalence, chance.ms(setup.timings.containerStart, world.keyOf(equivalence), Purpose.start, tasks.nth[slot]));
}
