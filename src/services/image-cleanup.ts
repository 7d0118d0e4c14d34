import { MINUTE_MS } from '../kernel/durations.js';

/** Settings of the container agent for unused images: its ECS_... variables, in milliseconds. */
export interface ImageCleanup {
  /** ECS_DISABLE_IMAGE_CLEANUP is not true, and ECS_IMAGE_PULL_BEHAVIOR is not prefer-cached, with which nothing is removed. */
  readonly isEnabled: boolean;
  /** ECS_IMAGE_CLEANUP_INTERVAL */
  readonly intervalMs: number;
  /** ECS_IMAGE_MINIMUM_CLEANUP_AGE, since the image was pulled. */
  readonly minimumAgeMs: number;
  /** ECS_NUM_IMAGES_DELETE_PER_CYCLE */
  readonly perCycle: number;
  /** ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION: time for which a stopped container keeps its image. */
  readonly taskWaitMs: number;
}

/** Image settings of instances. */
export interface ImageCacheSpec {
  readonly cleanup: ImageCleanup;
  /** Compressed MiB per second including unpacking, and the ratio of the 95th percentile to the median of pull times. */
  readonly pullMibPerSecond: number;
  readonly p95OverMedian: number;
  /** Disk space for images on an instance, and the space taken per compressed MiB. */
  readonly diskMib: number;
  readonly unpackFactor: number;
}

/** Defaults and minimums of the agent (T.IMG-2). */
export const IMAGE_CLEANUP: ImageCleanup = {
  isEnabled: true,
  intervalMs: 30 * MINUTE_MS,
  minimumAgeMs: 60 * MINUTE_MS,
  perCycle: 5,
  taskWaitMs: 180 * MINUTE_MS,
};
export const IMAGE_CLEANUP_LEAST = { intervalMs: 10 * MINUTE_MS, perCycle: 1, taskWaitMs: 1_000 } as const;

/** An image on an instance: the end of its pull, and the time when the last task using it stopped; null while in use. */
export interface HeldImage {
  readonly pulledMs: number;
  readonly unusedMs: number | null;
}

/** Cleanup cycles of an agent running since `startMs`: those after `afterMs`, up to and including `toMs`. */
export interface Cycles {
  readonly startMs: number;
  readonly afterMs: number;
  readonly toMs: number;
}

/**
 * Returns the keys of the images that the cycles remove, in order (T.IMG-2): images that no running or stopped container refers to and that
 * are old enough, least recently used first, in the given order on a tie. No image may have been used again in between.
 */
export function removedImages<K>(
  images: Iterable<readonly [K, HeldImage]>,
  { startMs, afterMs, toMs }: Cycles,
  cleanup: ImageCleanup,
): K[] {
  if (!cleanup.isEnabled) return [];
  const { intervalMs, minimumAgeMs, perCycle, taskWaitMs } = cleanup;
  let left = [...images]
    .flatMap(([key, { pulledMs, unusedMs }]) =>
      unusedMs === null ? [] : [{ key, unusedMs, fromMs: Math.max(unusedMs + taskWaitMs, pulledMs + minimumAgeMs) }],
    )
    .filter(({ fromMs }) => fromMs <= toMs)
    .sort((a, b) => a.unusedMs - b.unusedMs);
  const removed: K[] = [];
  /** Returns the first cycle after `lastMs` that is not before `fromMs`. */
  const cycleAt = (lastMs: number, fromMs: number) =>
    startMs + intervalMs * Math.max(Math.floor((lastMs - startMs) / intervalMs) + 1, Math.ceil((fromMs - startMs) / intervalMs));
  for (let lastMs = Math.max(afterMs, startMs); left.length > 0; ) {
    const atMs = cycleAt(
      lastMs,
      left.reduce((least, { fromMs }) => Math.min(least, fromMs), Number.POSITIVE_INFINITY),
    );
    if (atMs > toMs) break;
    const goes = left.filter(({ fromMs }) => fromMs <= atMs).slice(0, perCycle);
    removed.push(...goes.map(({ key }) => key));
    left = left.filter((image) => !goes.includes(image));
    lastMs = atMs;
  }
  return removed;
}
