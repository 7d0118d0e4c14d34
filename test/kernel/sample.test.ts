import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../src/kernel/distribution.js';
import { MS_MAX } from '../../src/kernel/event-loop.js';
import { hashUniform } from '../../src/kernel/hash.js';
import { inverseNormal } from '../../src/kernel/inverse-normal.js';
import { sampleMs } from '../../src/kernel/sample.js';

/** The density's integral by Simpson's rule, without quantiles. */
function normalShareBelow(z: number): number {
  const steps = 4000;
  const h = z / steps;
  const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  let sum = density(0) + density(z);
  for (let i = 1; i < steps; i++) sum += density(i * h) * (i % 2 === 1 ? 4 : 2);
  return 0.5 + (sum * h) / 3;
}

describe('inverseNormal', () => {
  it.each([
    // Published points of the normal distribution, in each of the algorithm's three regions.
    [0.5, 0],
    [0.75, 0.6744897501960817],
    [0.95, 1.6448536269514722],
    [0.975, 1.959963984540054],
    [0.999, 3.090232306167813],
    [1e-9, -5.997807015007687],
    [1e-15, -7.941345326170997],
  ])('of %d is %d', (p, z) => expect(inverseNormal(p)).toBeCloseTo(z, 12));

  it('undoes the integral of the density', () => {
    for (let z = -5; z <= 5; z += 0.137) expect(inverseNormal(normalShareBelow(z))).toBeCloseTo(z, 7);
  });

  it('is odd around one half', () => {
    for (const tail of [0.4, 0.1, 2 ** -10, 2 ** -40]) expect(inverseNormal(1 - tail)).toBe(-inverseNormal(tail));
  });
});

const SMALLEST = 2 ** -53;
const LARGEST = 1 - 2 ** -53;
const all: Distribution[] = [
  { kind: 'constant', ms: 1500 },
  { kind: 'uniform', minMs: 300_000, maxMs: 600_000 },
  { kind: 'exponential', meanMs: 90_000 },
  { kind: 'lognormal', medianMs: 75_000, p95Ms: 140_000 },
  { kind: 'empirical', valuesMs: [100, 900, 200, 200, 4000] },
];

describe('sampleMs', () => {
  it.each([
    ['constant', all[0], [1500, 1500, 1500]],
    ['uniform', all[1], [315_000, 450_000, 585_000]], //           300,000 + p x 300,001, cut
    ['exponential', all[2], [4616, 62_383, 269_616]], //           -90,000 ln(1 - p)
    ['lognormal', all[3], [40_179, 75_000, 140_000]], //           75,000^2 / 140,000 = 40,178.57 below, as it is symmetric in the logarithm
    ['empirical', all[4], [100, 200, 4000]], //                    values by index: 0.05 x 5 = 0.25, 2.5, 4.75
  ] as const)('gives the 5th, 50th and 95th percentile: %s', (_, distribution, expected) => {
    expect([0.05, 0.5, 0.95].map((p) => sampleMs(distribution, p))).toEqual(expected);
  });

  it.each([
    ['constant', all[0], 1500],
    ['uniform', all[1], 450_000], //      (300,000 + 600,000) / 2
    ['exponential', all[2], 90_000],
    ['lognormal', all[3], 80_598.7], //   sigma = ln(140/75) / 1.644854 = 0.379459; 75,000 e^(sigma^2 / 2) = 75,000 e^0.071994
    ['empirical', all[4], 1080], //       5,400 / 5
  ] as const)('has the mean of its formula: %s', (_, distribution, expected) => {
    const n = 200_000;
    const draws = Array.from({ length: n }, (_, i) => sampleMs(distribution, hashUniform(1, 1, i, 0)));
    const mean = draws.reduce((sum, ms) => sum + ms, 0) / n;
    const deviation = Math.sqrt(draws.reduce((sum, ms) => sum + (ms - mean) ** 2, 0) / n);
    expect(Math.abs(mean - expected)).toBeLessThanOrEqual((4 * deviation) / Math.sqrt(n));
  });

  it.each(all)('has the stated share of draws below each quantile: $kind', (distribution) => {
    const n = 50_000;
    const draws = Array.from({ length: n }, (_, i) => sampleMs(distribution, hashUniform(2, 1, i, 0)));
    for (const p of [0.1, 0.5, 0.9, 0.99]) {
      const quantile = sampleMs(distribution, p);
      const slack = 4 * Math.sqrt((p * (1 - p)) / n);
      expect(draws.filter((ms) => ms < quantile).length / n).toBeLessThanOrEqual(p + slack);
      expect(draws.filter((ms) => ms <= quantile).length / n).toBeGreaterThanOrEqual(p - slack);
    }
  });

  it('is a whole number from 0 up that an event can have as its time, at both ends', () => {
    const wild: Distribution[] = [
      ...all,
      { kind: 'exponential', meanMs: 0 },
      { kind: 'exponential', meanMs: 2 ** 44 },
      { kind: 'lognormal', medianMs: 0, p95Ms: 0 },
      { kind: 'lognormal', medianMs: 1, p95Ms: 2 ** 44 },
      { kind: 'uniform', minMs: 0, maxMs: 0 },
      { kind: 'uniform', minMs: 5, maxMs: 7 },
      { kind: 'empirical', valuesMs: [0] },
    ];
    for (const distribution of wild)
      for (const u of [SMALLEST, 0.5, LARGEST]) {
        const ms = sampleMs(distribution, u);
        expect(Number.isInteger(ms) && ms >= 0 && ms <= MS_MAX).toBe(true);
      }
  });

  it('reaches both bounds of a uniform time and nothing beyond', () => {
    const distribution: Distribution = { kind: 'uniform', minMs: 5, maxMs: 7 };
    expect([SMALLEST, 0.34, 0.67, LARGEST].map((u) => sampleMs(distribution, u))).toEqual([5, 6, 7, 7]); // Thirds.
  });

  it('gives no shorter time for a greater uniform draw', () => {
    const u = fc.double({ min: SMALLEST, max: LARGEST, noNaN: true });
    fc.assert(
      fc.property(u, u, fc.constantFrom(...all.slice(0, 4)), (a, b, distribution) => {
        expect(sampleMs(distribution, Math.min(a, b))).toBeLessThanOrEqual(sampleMs(distribution, Math.max(a, b)));
      }),
    );
  });

  it('refuses a lognormal whose 95th percentile is below its median', () => {
    expect(() => sampleMs({ kind: 'lognormal', medianMs: 10, p95Ms: 9 }, 0.5)).toThrow('not below its median');
  });
});
