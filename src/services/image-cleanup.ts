/** What the container agent does about images that nobody uses: its ECS_... variables, in milliseconds. */
export interface ImageCleanup {
  /** ECS_DISABLE_IMAGE_CLEANUP is not true, and ECS_IMAGE_PULL_BEHAVIOR is not prefer-cached, with which nothing is removed. */
  readonly isEnabled: boolean;
  /** ECS_IMAGE_CLEANUP_INTERVAL */
  readonly intervalMs: number;
  /** ECS_IMAGE_MINIMUM_CLEANUP_AGE, since the image was pulled. */
  readonly minimumAgeMs: number;
  /** ECS_NUM_IMAGES_DELETE_PER_CYCLE */
  readonly perCycle: number;
  /** ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION: a stopped container keeps its image for so long. */
  readonly taskWaitMs: number;
}

/** What instances do with images, besides pulling those that they lack. */
export interface ImageCacheSpec {
  readonly cleanup: ImageCleanup;
  /** Compressed MiB a second, unpacked and all; and the 95th percentile of these times over their median. */
  readonly pullMibPerSecond: number;
  readonly p95OverMedian: number;
  /** Room for images on an instance, and what a compressed MiB takes of it. */
  readonly diskMib: number;
  readonly unpackFactor: number;
}

const MINUTE_MS = 60_000;

/** The agent's own values, and the least that it takes (T.IMG-2). */
export const IMAGE_CLEANUP: ImageCleanup = {
  isEnabled: true,
  intervalMs: 30 * MINUTE_MS,
  minimumAgeMs: 60 * MINUTE_MS,
  perCycle: 5,
  taskWaitMs: 180 * MINUTE_MS,
};
export const IMAGE_CLEANUP_LEAST = { intervalMs: 10 * MINUTE_MS, perCycle: 1, taskWaitMs: 1_000 } as const;

/** An image on an instance: when its pull ended, and when the last task that used it stopped; null while one uses it. */
export interface HeldImage {
  readonly pulledMs: number;
  readonly unusedMs: number | null;
}

/** The cycles of an agent that runs since `startMs`: those after `afterMs`, up to and including `toMs`. */
export interface Cycles {
  readonly startMs: number;
  readonly afterMs: number;
  readonly toMs: number;
}

/**
 * Which images the cycles remove, by their keys, in order (T.IMG-2): only those that no container refers to, running or stopped, and that are old enough; those first that
 * were referred to least recently, and of equals those that come first. No image may have been used anew meanwhile.
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
  /** The first cycle after one time that is not before another. */
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
