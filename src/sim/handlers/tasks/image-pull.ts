import type { Distribution } from '../../../kernel/distribution.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { PULL_LONGEST_MS } from '../../../services/pulls/pull-settings.js';
import { Purpose } from '../../cluster/chance.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { StopCause } from '../../facts.js';
import { fails, pullByTries } from './pull-tries.js';

interface Place {
  readonly equivalence: EquivalenceClass;
  readonly row: number;
}

/**
 * Returns the wait for images of the task, or until their pull fails; `fate` of the task then says why. Images that the instance has not
 * cached are pulled; a pull in progress is shared (T.IMG-1).
 */
export function pullOnInstance(world: World, slot: number, equivalence: EquivalenceClass, images = equivalence.images): Ms {
  const { fleet, loop, setup, conditions, imageCache } = world;
  const place: Place = { equivalence, row: fleet.rowOf[world.tasks.instance[slot]] };
  const first = place.row * setup.images.length;
  const now = loop.nowMs;
  const isFresh = setup.timings.imagePullBehavior === 'always';
  const isMissing = (image: number) => isFresh || fleet.imageReadyMs[first + image] === NONE;
  if (imageCache !== undefined) {
    const missing = images.filter(isMissing);
    if (!imageCache.hasRoom(place.row, missing)) {
      world.tasks.fate[slot] = StopCause.cannotPull;
      return Math.max(1, conditions.pullMs(drawPull(world, slot, place), now));
    }
  }
  const pullMs = (atMs: Ms) => conditions.pullMs(systemPull(world, place.row, drawPull(world, slot, place)), atMs);
  if (world.conditions.registry.isTroubled(equivalence, now)) return pullByTries(world, slot, equivalence, pullMs);
  let readyMs = now;
  let pulledMs = NONE;
  for (const image of images) {
    if (isMissing(image)) {
      if (pulledMs === NONE) pulledMs = pullMs(now);
      if (pulledMs > PULL_LONGEST_MS) return fails(world, slot, now + PULL_LONGEST_MS);
      fleet.imageReadyMs[first + image] = now + pulledMs;
    }
    readyMs = Math.max(readyMs, fleet.imageReadyMs[first + image]);
  }
  return readyMs - now;
}

/** Returns the wait for the image of a container that may start then, because it waited for others (N.CTR-3). `key`: of its draw. */
export function pullLater(world: World, slot: number, image: number, { atMs, key }: { readonly atMs: Ms; readonly key: number }): Ms {
  const { fleet, setup, conditions, chance, tasks } = world;
  const row = fleet.rowOf[tasks.instance[slot]];
  const at = row * setup.images.length + image;
  const isFresh = setup.timings.imagePullBehavior === 'always';
  if (!isFresh && fleet.imageReadyMs[at] !== NONE) return Math.max(0, fleet.imageReadyMs[at] - atMs);
  const drawnMs = chance.ms(setup.timings.imagePull, key, Purpose.pull, tasks.nth[slot]);
  const pulledMs = conditions.pullMs(systemPull(world, row, drawnMs), atMs);
  fleet.imageReadyMs[at] = atMs + pulledMs;
  return pulledMs;
}

/** Multiplies the pull time by the factor for Windows, whose images are large (C.AGT-03). */
function systemPull({ setup, fleet }: World, row: number, usualMs: Ms): Ms {
  const isWindows = setup.instanceTypes[fleet.type[row]].operatingSystem === 'windows';
  return isWindows ? Math.round(usualMs * setup.timings.windowsPullFactor) : usualMs;
}

/** Returns the time of a pull of the images that the instance lacks. */
function drawPull(world: World, slot: number, { equivalence, row }: Place): Ms {
  const { setup, chance, tasks, fleet, imageCache } = world;
  const usual = setup.timings.imagePull;
  const draw = (distribution: Distribution) => chance.ms(distribution, world.keyOf(equivalence), Purpose.pull, tasks.nth[slot]);
  if (imageCache === undefined) return draw(usual);
  const isFresh = setup.timings.imagePullBehavior === 'always';
  const first = row * setup.images.length;
  return imageCache.pullMs(
    equivalence.images.filter((image) => isFresh || fleet.imageReadyMs[first + image] === NONE),
    usual,
    draw,
  );
}
