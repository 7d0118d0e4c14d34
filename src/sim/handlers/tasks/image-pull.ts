import type { Distribution } from '../../../kernel/distribution.js';
import type { Ms } from '../../../kernel/event-loop.js';
import { PULL_LONGEST_MS } from '../../../services/pulls/pull-settings.js';
import { Purpose } from '../../cluster/chance.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { StopCause } from '../../facts.js';
import { fails, pullByTries } from './pull-tries.js';
import { drawOf } from './task-draw.js';

interface Place {
  readonly equivalence: EquivalenceClass;
  readonly row: number;
  readonly images: readonly number[];
}

/**
 * Returns the wait for the task's images, or until their pull fails; the task's `fate` then has the cause. Images that the instance has not
 * cached are pulled; a pull in progress is shared (T.IMG-1).
 */
export function pullOnInstance(world: World, slot: number, equivalence: EquivalenceClass, images = equivalence.images): Ms {
  const row = world.fleet.rowOf[world.tasks.instance[slot]];
  const { conditions, loop, imageCache } = world;
  const isCalm = imageCache === undefined && !conditions.pulls.isAny && !conditions.registry.mayFail(equivalence, loop.nowMs);
  const readyMs = isCalm ? lastReadyMs(world, row, images) : NONE;
  if (readyMs !== NONE) return readyMs - loop.nowMs;
  const place = { equivalence, row, images };
  if (isCalm) return pullMissing(world, slot, place);
  if (!world.conditions.pulls.isAny) return pull(world, slot, place);
  const failedMs = failedPullMs(world, slot, place);
  return world.tasks.fate[slot] !== 0 ? failedMs : Math.max(failedMs, pull(world, slot, place));
}

/** Returns when all images are on the instance, or will be; NONE: one must be pulled. */
function lastReadyMs(world: World, row: number, images: readonly number[]): Ms {
  let lastMs = world.loop.nowMs;
  for (let i = 0; i < images.length; i++) {
    const readyMs = readyMsOf(world, row, images[i]);
    if (readyMs === NONE) return NONE;
    if (readyMs > lastMs) lastMs = readyMs;
  }
  return lastMs;
}

function pull(world: World, slot: number, place: Place): Ms {
  const { equivalence, row, images } = place;
  const { loop, imageCache, conditions } = world;
  if (imageCache !== undefined) {
    const missing = images.filter((image) => readyMsOf(world, row, image) === NONE);
    if (!imageCache.hasRoom(row, missing)) {
      world.tasks.fate[slot] = StopCause.cannotPull;
      return Math.max(1, conditions.pullMs(drawPull(world, slot, place), loop.nowMs, missing));
    }
  }
  if (conditions.registry.mayFail(equivalence, loop.nowMs))
    return pullByTries(world, slot, equivalence, (atMs) => pullMs(world, slot, place, atMs));
  const readyMs = lastReadyMs(world, row, images);
  return readyMs === NONE ? pullMissing(world, slot, place) : readyMs - loop.nowMs;
}

/**
 * Returns the wait for pulls that a fault fails. A task continues with an image that the agent has and may use; otherwise it fails
 * (ECS_IMAGE_PULL_BEHAVIOR). The fault does not affect a pull in progress.
 */
function failedPullMs(world: World, slot: number, { equivalence, row, images }: Place): Ms {
  const { fleet, setup, loop, conditions, tasks } = world;
  const { imagePullBehavior: behavior } = setup.timings;
  const draws = { key: world.keyOf(equivalence), nth: tasks.nth[slot] };
  let waitMs = 0;
  for (const image of images) {
    const readyMs = fleet.imageReadyMs[row * setup.images.length + image];
    const isCached = readyMs !== NONE && behavior !== 'always';
    if (isCached && (behavior !== 'default' || readyMs > loop.nowMs)) continue;
    const afterMs = conditions.pulls.failsAfterMs(image, draws, loop.nowMs);
    if (afterMs === null) continue;
    if (!isCached) return fails(world, slot, loop.nowMs + afterMs);
    waitMs = Math.max(waitMs, afterMs);
  }
  return waitMs;
}

/** Returns when the image is or will be on the instance; NONE: it must be pulled. */
function readyMsOf({ fleet, setup }: World, row: number, image: number): Ms {
  return setup.timings.imagePullBehavior === 'always' ? NONE : fleet.imageReadyMs[row * setup.images.length + image];
}

/** Pulls the images that the instance lacks, in one pull. Returns the wait for all images. */
function pullMissing(world: World, slot: number, place: Place): Ms {
  const { fleet, setup, loop } = world;
  const { row, images } = place;
  const pulledMs = pullMs(world, slot, place, loop.nowMs);
  if (pulledMs > PULL_LONGEST_MS) return fails(world, slot, loop.nowMs + PULL_LONGEST_MS);
  let lastMs = loop.nowMs;
  for (let i = 0; i < images.length; i++) {
    const at = row * setup.images.length + images[i];
    if (readyMsOf(world, row, images[i]) === NONE) fleet.imageReadyMs[at] = loop.nowMs + pulledMs;
    lastMs = Math.max(lastMs, fleet.imageReadyMs[at]);
  }
  return lastMs - loop.nowMs;
}

function pullMs(world: World, slot: number, place: Place, atMs: Ms): Ms {
  const usualMs = systemPull(world, place.row, drawPull(world, slot, place));
  if (!world.conditions.mayBeSlow) return usualMs;
  const missing = place.images.filter((image) => readyMsOf(world, place.row, image) === NONE);
  return world.conditions.pullMs(usualMs, atMs, missing);
}

/** Returns the wait for the image of a container that may start at `atMs`, after others (N.CTR-3). `key`: of its draw. */
export function pullLater(world: World, slot: number, image: number, { atMs, key }: { readonly atMs: Ms; readonly key: number }): Ms {
  const { fleet, setup, conditions, chance, tasks } = world;
  const row = fleet.rowOf[tasks.instance[slot]];
  const at = row * setup.images.length + image;
  const isFresh = setup.timings.imagePullBehavior === 'always';
  if (!isFresh && fleet.imageReadyMs[at] !== NONE) return Math.max(0, fleet.imageReadyMs[at] - atMs);
  const drawnMs = chance.ms(setup.timings.imagePull, key, Purpose.pull, tasks.nth[slot]);
  const pulledMs = conditions.pullMs(systemPull(world, row, drawnMs), atMs, [image]);
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
  const { setup, imageCache } = world;
  const usual = setup.timings.imagePull;
  if (imageCache === undefined) return drawOf(world, slot, usual, Purpose.pull);
  return imageCache.pullMs(
    equivalence.images.filter((image) => readyMsOf(world, row, image) === NONE),
    usual,
    (distribution: Distribution) => drawOf(world, slot, distribution, Purpose.pull),
  );
}
