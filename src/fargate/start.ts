import { sampleMs } from '../kernel/sample.js';

/** Time from launch to RUNNING on Fargate. AWS publishes no figures; only a few reports of users are known. */
export interface StartSettings {
  /** Before the pull: machine and network interface. */
  readonly machineMs: number;
  /** From the last image to RUNNING. */
  readonly containersMs: number;
  /** Compressed MiB a second from the registry. */
  readonly pullMibPerSecond: number;
  /** Ratio of unpacked to compressed size. */
  readonly unpackFactor: number;
  /** Unpacked MiB a second to disk. */
  readonly unpackMibPerSecond: number;
  /** Wait of a container for an image with a SOCI index: "a few seconds" (C.FG-12). */
  readonly lazyPullMs: number;
  /** Ratio of the 95th percentile to the median; 1: every start takes the median. */
  readonly p95OverMedian: number;
  /** Assumed compressed MiB of all images of a task whose size is unknown. */
  readonly unknownImageMib: number;
}

/**
 * With these an image of unknown size starts in 25 s, and one start in 20 takes more than 32 s. Records of four tasks (V.16): 10 to 14 s before
 * the pull and 2 to 6 s after it. Nine pulls of 2019 to 2025 took 0.6 to 25.5 s, 9.9 s at the median. Ten starts with 394 MiB took 57 s (V.18).
 */
export const START_DEFAULTS: StartSettings = {
  machineMs: 13_000,
  containersMs: 2_000,
  pullMibPerSecond: 25,
  unpackFactor: 2.5,
  unpackMibPerSecond: 38,
  lazyPullMs: 5_000,
  p95OverMedian: 1.45,
  unknownImageMib: 94,
};

export interface PulledImage {
  readonly compressedMib: number;
  /**
   * Containers start before the image is loaded: it is in Amazon ECR with a SOCI index, and the task supports lazy loading
   * (`canLoadLazily`).
   */
  readonly isLazy: boolean;
}

/** Conditions for the use of a SOCI index; otherwise the whole image is pulled (C.FG-12). */
export interface LazyImage {
  readonly hasIndex: boolean;
  readonly registry: 'ecrPrivate' | 'other';
  readonly compression: 'none' | 'gzip' | 'zstd';
}

export function canLoadLazily(image: LazyImage, platform: { readonly isLinux: boolean; readonly isFrom140: boolean }): boolean {
  return image.hasIndex && image.registry === 'ecrPrivate' && image.compression !== 'zstd' && platform.isLinux && platform.isFrom140;
}

/**
 * Returns the median milliseconds from launch to RUNNING: the machine, each image in sequence, downloaded compressed and unpacked to disk,
 * and the start of the containers. A lazy image takes `lazyPullMs`, or less where the whole pull is faster.
 */
export function medianStartMs(images: readonly PulledImage[], settings: StartSettings): number {
  const { machineMs, containersMs, pullMibPerSecond, unpackFactor, unpackMibPerSecond, lazyPullMs } = settings;
  const pulls = images.map(({ compressedMib, isLazy }) => {
    const wholeMs = (compressedMib / pullMibPerSecond + (compressedMib * unpackFactor) / unpackMibPerSecond) * 1_000;
    return isLazy ? Math.min(wholeMs, lazyPullMs) : wholeMs;
  });
  return Math.round(machineMs + pulls.reduce((sum, ms) => sum + ms, 0) + containersMs);
}

/** Returns the start time at quantile `uniform`; lognormal around the median. */
export function startMs(images: readonly PulledImage[], settings: StartSettings, uniform: number): number {
  const medianMs = medianStartMs(images, settings);
  return sampleMs({ kind: 'lognormal', medianMs, p95Ms: Math.round(medianMs * settings.p95OverMedian) }, uniform);
}

/** One start in phases. */
export interface FargateStart {
  /** PROVISIONING. */
  readonly machineMs: number;
  /** PENDING: image pulls, then the start of the containers. */
  readonly pullMs: number;
  readonly startMs: number;
}

/** Returns one start in phases, which share the same quantile. */
export function startOf(images: readonly PulledImage[], settings: StartSettings, uniform: number): FargateStart {
  const medianMs = medianStartMs(images, settings);
  if (medianMs === 0) return { machineMs: 0, pullMs: 0, startMs: 0 };
  const totalMs = startMs(images, settings, uniform);
  const machineMs = Math.round((totalMs * settings.machineMs) / medianMs);
  const containersMs = Math.round((totalMs * settings.containersMs) / medianMs);
  return { machineMs, pullMs: totalMs - machineMs - containersMs, startMs: containersMs };
}

/**
 * Returns the storage, in MiB, left for the task: images occupy it both compressed and unpacked (C.VOL-05, T.STOR-2). Below 0 the task
 * cannot start.
 */
export function storageLeftMib(storageGib: number, images: readonly PulledImage[], unpackFactor: number): number {
  const imagesMib = images.reduce((sum, { compressedMib }) => sum + compressedMib * (1 + unpackFactor), 0);
  return Math.floor(storageGib * 1_024 - imagesMib);
}
