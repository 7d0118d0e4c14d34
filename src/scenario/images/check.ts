import { IMAGE_CLEANUP_LEAST } from '../../services/image-cleanup.js';
import type { Context } from '../context.js';
import { durationMs, formatDuration } from '../units.js';

/** Checks the minimum that the agent accepts (T.IMG-2). */
export function checkImageCache(context: Context): void {
  const { imageCache } = context.scenario;
  if (imageCache === undefined) return;
  const least = { cleanupInterval: IMAGE_CLEANUP_LEAST.intervalMs, taskCleanupWait: IMAGE_CLEANUP_LEAST.taskWaitMs };
  for (const key of ['cleanupInterval', 'taskCleanupWait'] as const)
    if (durationMs(imageCache[key]) < least[key])
      context.error(['imageCache', key], `${imageCache[key]} is out of range: the agent takes at least ${formatDuration(least[key])}`);
}
