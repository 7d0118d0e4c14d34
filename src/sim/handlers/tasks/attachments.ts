import type { Ms } from '../../../kernel/event-loop.js';
import { ENI_LONGEST_MS } from '../../../services/pulls/pull-settings.js';
import { Purpose } from '../../cluster/chance.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import type { World } from '../../cluster/world.js';
import { StopCause } from '../../facts.js';
import { zoneOf } from '../services/targets.js';
import { startHeldMs } from './held-in-zone.js';
import { drawOf } from './task-draw.js';

/** The agent's default wait for a volume (N.EBS-5). */
const VOLUME_LONGEST_MS = 300_000;

/** Time after which a task fails whose interface cannot be attached, on an instance and on a platform. */
const FAILS_AFTER_MS = { onInstance: 60_000, onPlatform: 180_000 };

/** Returns how long the interface of a task takes to attach from now on; `usualMs` without a fault. */
function interfaceMs(world: World, slot: number, equivalence: EquivalenceClass, usualMs: Ms): Ms {
  const { conditions, tasks, fleet, loop } = world;
  if (!conditions.networks.isAny) return usualMs;
  const { isOnInstances } = equivalence;
  const provider = isOnInstances ? fleet.provider[fleet.rowOf[tasks.instance[slot]]] : null;
  const place = { provider, zone: zoneOf(world, slot), key: world.keyOf(equivalence), nth: tasks.nth[slot] };
  const { fromMs, fails } = conditions.networks.ofAttachment(place, loop.nowMs);
  if (!fails) return Math.max(usualMs, fromMs - loop.nowMs);
  tasks.fate[slot] = StopCause.notInitialized;
  return isOnInstances ? FAILS_AFTER_MS.onInstance : FAILS_AFTER_MS.onPlatform;
}

/** Returns how long a placed task is in PROVISIONING: until ECS starts it, and its interface and EBS volume are attached. */
export function attachMs(world: World, slot: number, equivalence: EquivalenceClass): Ms {
  return startHeldMs(world, slot, equivalence) + partsMs(world, slot, equivalence);
}

/**
 * Returns how long the interface and the EBS volume of a task take to attach, side by side; 0 for a task that has neither. Sets the fate of
 * a task whose attachment fails.
 */
function partsMs(world: World, slot: number, equivalence: EquivalenceClass): Ms {
  const { eni, hasVolume } = equivalence.origin;
  if (eni === 0 && hasVolume !== true) return 0;
  const { timings } = world.setup;
  const usualMs = eni === 0 ? 0 : cut(world, slot, drawOf(world, slot, timings.eniAttach, Purpose.eniAttach), ENI_LONGEST_MS);
  const attachedMs = eni === 0 ? 0 : interfaceMs(world, slot, equivalence, usualMs);
  if (hasVolume !== true) return attachedMs;
  if (world.fleet.volumes?.isFailing(slot)) world.tasks.fate[slot] = StopCause.notInitialized;
  return Math.max(attachedMs, cut(world, slot, drawOf(world, slot, timings.volumeAttach, Purpose.volumeAttach), VOLUME_LONGEST_MS));
}

/** Returns the time until the attachment is done, or ECS gives up. */
function cut({ tasks }: World, slot: number, ms: Ms, longestMs: Ms): Ms {
  if (ms <= longestMs) return ms;
  tasks.fate[slot] = StopCause.notInitialized;
  return longestMs;
}

/** Returns how long the machine of a task on a platform takes, with its interface and volume, or after what time the task fails. */
export function machineMs(world: World, slot: number, equivalence: EquivalenceClass, failsAfterMs: Ms | null): Ms {
  if (failsAfterMs !== null) {
    world.tasks.fate[slot] = StopCause.notInitialized;
    return Math.max(1, failsAfterMs);
  }
  const { machineMs: usualMs } = world.platforms.states[equivalence.platform].start(slot, equivalence);
  const withVolumeMs = equivalence.hasVolume ? Math.max(usualMs, partsMs(world, slot, equivalence)) : usualMs;
  return startHeldMs(world, slot, equivalence) + interfaceMs(world, slot, equivalence, withVolumeMs);
}
