import type { ImageCacheSpec } from '../../services/image-cleanup.js';
import { pullRate } from '../../services/pulls/pull-settings.js';
import type { ImageSpec } from '../../sim/setup.js';
import type { Scenario } from '../schema.js';
import { durationMs } from '../units.js';

/** Returns the settings of the images in task definitions. */
export function imagesOf({ images }: Scenario, names: readonly string[]): ImageSpec[] {
  return names.map((name) => {
    const entry = images.find(({ image }) => image === name);
    return { name, mib: entry?.sizeMib ?? null, hasSociIndex: entry?.sociIndex ?? false };
  });
}

/** The image cache of a completed scenario. With prefer-cached the agent removes no images. */
export function imageCacheOf({ imageCache, imagePullBehavior }: Scenario): ImageCacheSpec | null {
  if (imageCache === undefined) return null;
  const { pullMibPerSecond = pullRate(imageCache), p95OverMedian, diskMib, unpackFactor } = imageCache;
  return {
    cleanup: {
      isEnabled: imageCache.cleanup === 'ENABLED' && imagePullBehavior !== 'prefer-cached',
      intervalMs: durationMs(imageCache.cleanupInterval),
      minimumAgeMs: durationMs(imageCache.minimumCleanupAge),
      perCycle: imageCache.imagesDeletedPerCycle,
      taskWaitMs: durationMs(imageCache.taskCleanupWait),
    },
    ...{ pullMibPerSecond, p95OverMedian, diskMib, unpackFactor },
  };
}
