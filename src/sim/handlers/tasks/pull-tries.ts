import type { Ms } from '../../../kernel/event-loop.js';
import { pullEnds, type TriesEnd } from '../../../services/pulls/pull-tries.js';
import { Purpose } from '../../cluster/chance.js';
import type { EquivalenceClass } from '../../cluster/equivalence-class.js';
import { NONE } from '../../cluster/fleet.js';
import type { World } from '../../cluster/world.js';
import { StopCause } from '../../facts.js';

/**
 * Returns the wait for the images of a task on an instance while the registry may refuse them, or until the agent gives up and the task's
 * start fails. `pullMs` returns the length of a pull that begins at a time.
 */
export function pullByTries(world: World, slot: number, equivalence: EquivalenceClass, pullMs: (atMs: Ms) => Ms): Ms {
  const { fleet, loop, setup, tasks, conditions, chance } = world;
  const { registry } = conditions;
  const { pulls: settings, imagePullBehavior: behavior } = setup.timings;
  const instance = tasks.instance[slot];
  const first = fleet.rowOf[instance] * setup.images.length;
  const readyAt = (image: number) => fleet.imageReadyMs[first + image];
  const isCachedAt = (image: number, atMs: Ms) => readyAt(image) !== NONE && readyAt(image) <= atMs;
  const isStrict = behavior === 'always' || behavior === 'once';
  const spares = behavior === 'once' || behavior === 'prefer-cached';
  const pulled = registry.imagesOf(equivalence).filter(({ image }) => !spares || !isCachedAt(image, loop.nowMs));
  const draw = chance.draws(world.keyOf(equivalence), Purpose.pullRetry, tasks.nth[slot]);
  const ends = pullEnds(
    pulled.map((one) => ({ hasDigest: one.hasDigest, answer: (atMs: Ms) => registry.answer(one, atMs) })),
    loop.nowMs,
    registry.backOffOf(instance),
    { settings, behavior, draw },
  );
  // A container that cannot be created stops the task if it is essential; with `always` and `once` any failed pull does (N.PULL-3).
  const fatal = ends.flatMap((end, i) =>
    end?.end === 'failed' && (isStrict || (pulled[i].isEssential && !isCachedAt(pulled[i].image, end.atMs))) ? [end.atMs] : [],
  );
  if (fatal.length > 0) return fails(world, slot, Math.min(...fatal));
  let readyMs = loop.nowMs;
  for (const [i, end] of (ends as TriesEnd[]).entries()) {
    const { image } = pulled[i];
    const isPulled = end.end === 'pulled';
    if (isPulled && (behavior === 'always' || readyAt(image) === NONE)) fleet.imageReadyMs[first + image] = end.atMs + pullMs(end.atMs);
    readyMs = Math.max(readyMs, end.atMs, isPulled ? readyAt(image) : 0);
  }
  return readyMs - loop.nowMs;
}

/** Returns the pull time of a task on a platform while the registry may refuse its images (N.PULL-5). */
export function pullOnPlatform(world: World, slot: number, equivalence: EquivalenceClass, pullMs: (atMs: Ms) => Ms): Ms {
  const { conditions, loop, setup } = world;
  const { registry } = conditions;
  const { fargateFailureMs, fargateRefusalMs } = setup.timings.pulls;
  const backMs = registry.backMs(loop.nowMs, equivalence.images);
  if (registry.imagesOf(equivalence).some(({ isBad }) => isBad))
    return fails(world, slot, loop.nowMs + (backMs > loop.nowMs ? fargateFailureMs : fargateRefusalMs));
  if (backMs > loop.nowMs + fargateFailureMs) return fails(world, slot, loop.nowMs + fargateFailureMs);
  return backMs - loop.nowMs + pullMs(backMs);
}

/** Fails the task's start at that time, because its images cannot be pulled. Returns the wait until then. */
export function fails({ tasks, loop }: World, slot: number, atMs: Ms): Ms {
  tasks.fate[slot] = StopCause.pullFailed;
  return atMs - loop.nowMs;
}
