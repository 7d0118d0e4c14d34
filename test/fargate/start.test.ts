import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canLoadLazily,
  medianStartMs,
  type PulledImage,
  START_DEFAULTS,
  type StartSettings,
  startOf,
  storageLeftMib,
} from '../../src/fargate/start.js';

const image = (compressedMib: number, isLazy = false): PulledImage => ({ compressedMib, isLazy, isAssumed: false });
const median = (...images: PulledImage[]) => medianStartMs(images, START_DEFAULTS, 256);
const assumed: PulledImage = { compressedMib: 94, isLazy: false, isAssumed: true };
const startMs = (images: readonly PulledImage[], settings: StartSettings, uniform: number) => {
  const { machineMs, pullMs, startMs: containersMs } = startOf(images, settings, 256, uniform);
  return machineMs + pullMs + containersMs;
};

describe('the start of a task on Fargate', () => {
  it('takes the machine, then each image, downloaded and unpacked at the same time', () => {
    const settings = {
      ...START_DEFAULTS,
      machineMs: 8_000,
      containersMs: 2_000,
      pullMibPerSecond: 10,
      unpackFactor: 3,
      unpackMibPerSecond: 20,
    };
    expect(medianStartMs([], settings, 256)).toBe(10_000);
    // 100 / 10 = 10 s of download; 100 x 3 / 20 = 15 s of unpacking, 3.75 s with a vCPU.
    expect(medianStartMs([image(100)], settings, 256)).toBe(10_000 + 15_000);
    expect(medianStartMs([image(100)], settings, 1_024)).toBe(10_000 + 10_000);
    expect(medianStartMs([image(100), image(40)], settings, 256)).toBe(10_000 + 15_000 + 6_000);
  });

  it('takes 13 s, the pull and 2 s: 40 s with 250 MB by default (V.16, V.18)', () => {
    // 238 x 2.5 / 23.6 = 25.212, more than 238 / 27 = 8.815
    expect(median(image(238))).toBe(13_000 + 25_212 + 2_000);
    expect(startMs([image(238)], START_DEFAULTS, 0.5)).toBe(median(image(238)));
    // The machine and the containers are drawn, as one, and so is an image of unknown size; a known one takes its time.
    expect(startMs([image(238)], START_DEFAULTS, 0.95)).toBeCloseTo(1.45 * 15_000 + 25_212, -1);
    expect(startMs([assumed], START_DEFAULTS, 0.95)).toBeCloseTo(1.45 * median(assumed), -1);
  });

  it('[P.194] unpacks in proportion to its vCPUs until the download is slower, and an image of unknown size as a quarter vCPU does', () => {
    // 238 x 2.5 / 94.4 = 6.303, less than 238 / 27 = 8.815
    expect(medianStartMs([image(238)], START_DEFAULTS, 1_024)).toBe(13_000 + 8_815 + 2_000);
    expect(medianStartMs([assumed], START_DEFAULTS, 1_024)).toBe(median(assumed));
  });

  it('[C.FG-12] waits a few seconds for a lazy image, however large, and gains nothing with a small one', () => {
    expect(median(image(5_000, true))).toBe(20_000);
    expect(median(image(250, true))).toBe(20_000);
    expect(median(image(20, true))).toBe(median(image(20)));
    expect(median(image(5_000))).toBeGreaterThan(500_000);
  });

  it('[C.FG-12] loads lazily with an index, from Amazon ECR, gzip or not compressed, on Linux 1.4.0, and else pulls', () => {
    const good = { hasIndex: true, registry: 'ecrPrivate', compression: 'gzip' } as const;
    const platform = { isLinux: true, isFrom140: true };
    expect(canLoadLazily(good, platform)).toBe(true);
    expect(canLoadLazily({ ...good, compression: 'none' }, platform)).toBe(true);
    expect(canLoadLazily({ ...good, hasIndex: false }, platform)).toBe(false);
    expect(canLoadLazily({ ...good, registry: 'other' }, platform)).toBe(false);
    expect(canLoadLazily({ ...good, compression: 'zstd' }, platform)).toBe(false);
    expect(canLoadLazily(good, { ...platform, isLinux: false })).toBe(false);
    expect(canLoadLazily(good, { ...platform, isFrom140: false })).toBe(false);
  });

  it('takes longer with a larger image and with a greater draw', () => {
    const draw = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    const mib = fc.integer({ min: 0, max: 20_000 });
    fc.assert(
      fc.property(mib, mib, draw, draw, (a, b, u, v) => {
        const of = (size: number, uniform: number) => startMs([image(size)], START_DEFAULTS, uniform);
        expect(of(Math.max(a, b), u)).toBeGreaterThanOrEqual(of(Math.min(a, b), u));
        expect(of(a, Math.max(u, v))).toBeGreaterThanOrEqual(of(a, Math.min(u, v)));
        expect(Number.isInteger(of(a, u))).toBe(true);
      }),
    );
  });

  it('is the same whatever the draw when there is no spread', () => {
    const settings = { ...START_DEFAULTS, p95OverMedian: 1 };
    expect([0.01, 0.5, 0.99].map((uniform) => startMs([image(100)], settings, uniform))).toEqual(
      Array(3).fill(medianStartMs([image(100)], settings, 256)),
    );
  });

  it('leaves whole MiB of storage', () => {
    expect(storageLeftMib(20, [], 2.5)).toBe(20_480);
    expect(storageLeftMib(20, [image(1)], 2.5)).toBe(20_476);
    expect(storageLeftMib(21, [image(6_144)], 2.5)).toBe(0);
  });
});
