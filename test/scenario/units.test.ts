import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distribution, formatDuration, parseDuration, parseRate } from '../../src/scenario/units.js';

describe('a duration', () => {
  it.each([
    ['0s', 0],
    ['250ms', 250],
    ['90s', 90_000],
    ['1.5h', 5_400_000], // 1.5 x 3,600,000
    ['1h30m', 5_400_000],
    ['7d', 604_800_000], // 7 x 86,400,000
    ['1w', 604_800_000],
    ['0.001s', 1],
    ['3660d', 316_224_000_000], // ten years and their leap days: the longest
  ])('%s is %i ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(['', '7', '7 d', 'd', '-1s', '1e3s', '1.5ms', '3661d', '1h 30m', '1H', '9'.repeat(50), '1m'.repeat(30)])('%j is none', (text) =>
    expect(parseDuration(text)).toBeUndefined(),
  );

  it('reads back as it is written', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 316_224_000_000 }), (ms) => parseDuration(formatDuration(ms)) === ms));
  });
});

describe('a rate', () => {
  it.each([
    ['40/s', 144_000], // 40 x 3,600
    ['120/h', 120],
    ['2/d', 2 / 24],
    ['0.5/m', 30], // 0.5 x 60
  ])('%s is %d an hour', (text, perHour) => expect(parseRate(text)).toBeCloseTo(perHour, 12));

  it.each(['40', '0/s', '-1/s', '40/ms', '40 / s', '999999999999/s'])('%j is none', (text) => expect(parseRate(text)).toBeUndefined());
});

describe('a distribution', () => {
  it.each([
    ['75s', { kind: 'constant', ms: 75_000 }],
    [{ constant: '75s' }, { kind: 'constant', ms: 75_000 }],
    [{ uniform: { min: '1s', max: '2s' } }, { kind: 'uniform', minMs: 1_000, maxMs: 2_000 }],
    [{ exponential: { mean: '1m' } }, { kind: 'exponential', meanMs: 60_000 }],
    [{ lognormal: { median: '75s', p95: '140s' } }, { kind: 'lognormal', medianMs: 75_000, p95Ms: 140_000 }],
    [{ empirical: ['1s', '3s'] }, { kind: 'empirical', valuesMs: [1_000, 3_000] }],
  ] as const)('%j is in milliseconds', (text, expected) => expect(distribution(text)).toEqual(expected));
});
