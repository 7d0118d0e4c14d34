import { Purpose } from '../cluster/chance.js';
import { NONE } from '../cluster/fleet.js';
import type { Line } from '../cluster/line.js';
import type { World } from '../cluster/world.js';
import type { Ms } from '../kernel/event-loop.js';

/** Images that the instance has not cached are pulled; a pull under way is shared (T.IMG-1). Returns the wait. */
export function pullOnInstance(world: World, slot: number, { line, row }: { readonly line: Line; readonly row: number }): Ms {
  const { fleet, loop, setup, conditions, chance, tasks } = world;
  const { images } = line;
  if (images.length === 0) return 0;
  const first = row * setup.images.length;
  const now = loop.nowMs;
  const isFresh = setup.timings.imagePullBehavior === 'always';
  let readyMs = now;
  let pulledMs = NONE;
  for (const image of images) {
    const at = first + image;
    if (isFresh || fleet.imageReadyMs[at] === NONE) {
      if (pulledMs === NONE) {
        const usualMs = chance.ms(setup.timings.imagePull, world.keyOf(line), Purpose.pull, tasks.nth[slot]);
        const isWindows = setup.instanceTypes[fleet.type[row]].operatingSystem === 'windows';
        pulledMs = conditions.pullMs(isWindows ? Math.round(usualMs * setup.timings.windowsPullFactor) : usualMs, now);
      }
      fleet.imageReadyMs[at] = now + pulledMs;
    }
    readyMs = Math.max(readyMs, fleet.imageReadyMs[at]);
  }
  return readyMs - now;
}
