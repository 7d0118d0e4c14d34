import type { Ms } from '../../../kernel/event-loop.js';
import { ENI_LONGEST_MS } from '../../../services/pulls/pull-settings.js';
import { Purpose } from '../../cluster/chance.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import type { World } from '../../cluster/world.js';
import { StopCause } from '../../facts.js';
import { drawOf } from './task-draw.js';

/** The agent's default wait for a volume (N.EBS-5). */
const VOLUME_LONGEST_MS = 300_000;

/**
 * Returns how long the interface and the EBS volume of a task take to attach, side by side; 0 for a task that has neither. A task whose
 * attachment does not come gets its fate.
 */
export function attachMs(world: World, slot: number, equivalence: EquivalenceClass): Ms {
  if (equivalence.eni === 0 && !equivalence.hasVolume) return 0;
  const { timings } = world.setup;
  const cut = (ms: Ms, longestMs: Ms) => {
    if (ms > longestMs) world.tasks.fate[slot] = StopCause.notInitialized;
    return Math.min(ms, longestMs);
  };
  const interfaceMs = equivalence.eni === 0 ? 0 : cut(drawOf(world, slot, timings.eniAttach, Purpose.eniAttach), ENI_LONGEST_MS);
  if (!equivalence.hasVolume) return interfaceMs;
  if (world.fleet.volumes?.isFailing(slot)) world.tasks.fate[slot] = StopCause.notInitialized;
  return Math.max(interfaceMs, cut(drawOf(world, slot, timings.volumeAttach, Purpose.volumeAttach), VOLUME_LONGEST_MS));
}
