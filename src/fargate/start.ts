import { sampleMs } from '../kernel/sample.js';

/** How long Fargate takes from a launch to RUNNING. AWS publishes no figures: what is known are a few times that users saw. */
export interface StartSettings {
  /** Everything but the image: a machine, its interface, the start of the containers. */
  readonly machineMs: number;
  /** Compressed MiB a second from the registry. */
  readonly pullMibPerSecond: number;
  /** Unpacked MiB to one compressed. */
  readonly unpackFactor: number;
  /** Unpacked MiB a second to disk. */
  readonly unpackMibPerSecond: number;
  /** What a container waits for an image with a SOCI index: "a few seconds" (C.FG-12). */
  readonly lazyPullMs: number;
  /** The 95th percentile over the median; 1: every start takes the median. */
  readonly p95OverMedian: number;
  /** Compressed MiB of an image of which nothing is known. */
  readonly unknownImageMib: number;
}

/** An image of 238 MiB starts in 57 s, one in 20 in more than 86 s: seen were about 60 s for 250 MB, 45 s and 90 s, 20 to 40 s from a near registry. */
export const START_DEFAULTS: StartSettings = {
  machineMs: 25_000,
  pullMibPerSecond: 25,
  unpackFactor: 2.5,
  unpackMibPerSecond: 26,
  lazyPullMs: 5_000,
  p95OverMedian: 1.5,
  unknownImageMib: 238,
};

export interface PulledImage {
  readonly compressedMib: number;
  /** Its containers start before it is there: it is in Amazon ECR with a SOCI index, and the task can use that (`canLoadLazily`). */
  readonly isLazy: boolean;
}

/** What decides whether a SOCI index is used; without it, or elsewhere, the image is pulled as any other (C.FG-12). */
export interface LazyImage {
  readonly hasIndex: boolean;
  readonly registry: 'ecrPrivate' | 'other';
  readonly compression: 'none' | 'gzip' | 'zstd';
}

export function canLoadLazily(image: LazyImage, platform: { readonly isLinux: boolean; readonly isFrom140: boolean }): boolean {
  return image.hasIndex && image.registry === 'ecrPrivate' && image.compression !== 'zstd' && platform.isLinux && platform.isFrom140;
}

/**
 * Milliseconds from launch to RUNNING at the median: the machine, then each image in turn, compressed over the network and unpacked to disk. A lazy image counts
 * `lazyPullMs`, or less when pulling it whole is quicker: small images win nothing.
 */
export function medianStartMs(images: readonly PulledImage[], settings: StartSettings): number {
  const { machineMs, pullMibPerSecond, unpackFactor, unpackMibPerSecond, lazyPullMs } = settings;
  const pulls = images.map(({ compressedMib, isLazy }) => {
    const wholeMs = (compressedMib / pullMibPerSecond + (compressedMib * unpackFactor) / unpackMibPerSecond) * 1_000;
    return isLazy ? Math.min(wholeMs, lazyPullMs) : wholeMs;
  });
  return Math.round(machineMs + pulls.reduce((sum, ms) => sum + ms, 0));
}

/** One start: the time that the share `uniform` of all starts stays below; lognormal about the median. */
export function startMs(images: readonly PulledImage[], settings: StartSettings, uniform: number): number {
  const medianMs = medianStartMs(images, settings);
  return sampleMs({ kind: 'lognormal', medianMs, p95Ms: Math.round(medianMs * settings.p95OverMedian) }, uniform);
}

/** One start in its two phases: PROVISIONING until the machine is there, PENDING while images are pulled. A task that is slow is slow in both. */
export function startOf(
  images: readonly PulledImage[],
  settings: StartSettings,
  uniform: number,
): { readonly machineMs: number; readonly pullMs: number } {
  const medianMs = medianStartMs(images, settings);
  if (medianMs === 0) return { machineMs: 0, pullMs: 0 };
  const totalMs = startMs(images, settings, uniform);
  const machineMs = Math.round((totalMs * settings.machineMs) / medianMs);
  return { machineMs, pullMs: totalMs - machineMs };
}

/** MiB of its storage that a task has left for itself: images lie there compressed and unpacked (C.VOL-05, T.STOR-2). Below 0 they do not fit: it cannot start. */
export function storageLeftMib(storageGib: number, images: readonly PulledImage[], unpackFactor: number): number {
  const imagesMib = images.reduce((sum, { compressedMib }) => sum + compressedMib * (1 + unpackFactor), 0);
  return Math.floor(storageGib * 1_024 - imagesMib);
}
