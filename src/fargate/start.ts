import type { Distribution } from '../kernel/distribution.js';
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
  /** Unpacked MiB a second to disk, by a task of a quarter vCPU. */
  readonly unpackMibPerSecond: number;
  /** Wait of a container for an image with a SOCI index: "a few seconds" (C.FG-12). */
  readonly lazyPullMs: number;
  /** Ratio of the 95th percentile to the median; 1: every start takes the median. */
  readonly p95OverMedian: number;
  /** Assumed compressed MiB of all images of a task whose size is unknown. */
  readonly unknownImageMib: number;
  /** The pull of those images, where it is known: it takes the place of their size at the rates. */
  readonly unknownPullMs?: number;
  /** The whole start, whatever its images, in place of the parts, which only divide it. */
  readonly whole?: Distribution;
}

/**
 * With these an image of unknown size starts in 25 s, and one start in 20 takes more than 32 s. Records of four tasks (V.16): 10 to 14 s
 * before the pull and 2 to 6 s after it. Nine pulls of 2019 to 2025 took 0.6 to 25.5 s, 9.9 s at the median. Ten starts with 394 MiB took
 * 57 s (V.18). Pulls of 918 MiB with a vCPU took 27 to 32 s (P.194).
 */
export const START_DEFAULTS: StartSettings = {
  machineMs: 13_000,
  containersMs: 2_000,
  pullMibPerSecond: 27,
  unpackFactor: 2.5,
  unpackMibPerSecond: 23.6,
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
  /** Its size is not known: that is `unknownImageMib`. */
  readonly isAssumed: boolean;
}

/** Returns the images of a task whose size is not known, as one. */
export function unknownImage({ unknownImageMib }: StartSettings): PulledImage {
  return { compressedMib: unknownImageMib, isLazy: false, isAssumed: true };
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

/** CPU units of the smallest task. */
const QUARTER_VCPU = 256;

/**
 * Returns the median milliseconds from launch to RUNNING: the machine, each image in sequence, and the start of the containers. An image is unpacked
 * while its later layers are downloaded, so the slower of both counts; a task with more CPU units unpacks faster. A lazy image takes `lazyPullMs`, or
 * less where the whole pull is faster.
 */
export function medianStartMs(images: readonly PulledImage[], settings: StartSettings, cpuUnits: number): number {
  const { machineMs, containersMs, pullMibPerSecond, unpackFactor, unpackMibPerSecond, lazyPullMs, unknownPullMs } = settings;
  const pulls = images.map(({ compressedMib, isLazy, isAssumed }) => {
    if (isAssumed && unknownPullMs !== undefined) return unknownPullMs;
    const unpackRate = unpackMibPerSecond * (isAssumed ? 1 : cpuUnits / QUARTER_VCPU);
    const wholeMs = compressedMib * Math.max(1 / pullMibPerSecond, unpackFactor / unpackRate) * 1_000;
    return isLazy ? Math.min(wholeMs, lazyPullMs) : wholeMs;
  });
  return Math.round(machineMs + pulls.reduce((sum, ms) => sum + ms, 0) + containersMs);
}

/** One start in phases. */
export interface FargateStart {
  /** PROVISIONING. */
  readonly machineMs: number;
  /** PENDING: image pulls, then the start of the containers. */
  readonly pullMs: number;
  readonly startMs: number;
}

/**
 * Returns one start in phases at quantile `uniform`; lognormal around the medians. A pull of known size takes its median: ten starts of one image
 * were 9 s apart, as much as their machines were (V.18).
 */
export function startOf(images: readonly PulledImage[], settings: StartSettings, cpuUnits: number, uniform: number): FargateStart {
  const { whole } = settings;
  if (whole !== undefined) return divided(settings, medianStartMs([unknownImage(settings)], settings, cpuUnits), sampleMs(whole, uniform));
  const sized = images.filter(({ isAssumed }) => !isAssumed);
  const sizedMs = medianStartMs(sized, { ...settings, machineMs: 0, containersMs: 0 }, cpuUnits);
  const medianMs = medianStartMs(images, settings, cpuUnits) - sizedMs;
  if (medianMs === 0) return { machineMs: 0, pullMs: sizedMs, startMs: 0 };
  const drawnMs = sampleMs({ kind: 'lognormal', medianMs, p95Ms: Math.round(medianMs * settings.p95OverMedian) }, uniform);
  const drawn = divided(settings, medianMs, drawnMs);
  return { ...drawn, pullMs: sizedMs + drawn.pullMs };
}

/** Returns a start of `drawnMs` in phases, in the proportions of a median one. */
function divided(settings: StartSettings, medianMs: number, drawnMs: number): FargateStart {
  const machineMs = Math.round((drawnMs * settings.machineMs) / medianMs);
  const containersMs = Math.round((drawnMs * settings.containersMs) / medianMs);
  return { machineMs, pullMs: drawnMs - machineMs - containersMs, startMs: containersMs };
}

/**
 * Returns the storage, in MiB, left for the task: images occupy it both compressed and unpacked (C.VOL-05, T.STOR-2). Below 0 the task
 * cannot start.
 */
export function storageLeftMib(storageGib: number, images: readonly PulledImage[], unpackFactor: number): number {
  const imagesMib = images.reduce((sum, { compressedMib }) => sum + compressedMib * (1 + unpackFactor), 0);
  return Math.floor(storageGib * 1_024 - imagesMib);
}
