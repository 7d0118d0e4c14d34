import { describe, expect, it } from 'vitest';
import { hash32, hashText, hashUniform } from '../../src/kernel/hash.js';
import { chiSquare } from './chi-square.js';

/** Chi-square of 255 degrees of freedom exceeds this once in a million; the words are fixed, so the tests do not flicker. */
const BOUND_255 = 371;
const words = (n: number) => Array.from({ length: n }, (_, i) => i);

describe('hash32', () => {
  it('gives the same draws on every platform and for ever', () => {
    expect([hash32(0, 0, 0, 0), hash32(7, 1, 0, 0), hash32(7, 1, 1, 0), hash32(-1, 2 ** 31, 3, 4)]).toEqual([
      2902878354, 3146572799, 127332022, 1640704653,
    ]);
    expect([hashText(''), hashText('boot'), hashText('tobo')]).toEqual([968997276, 1724781662, 699241312]);
    expect(hashUniform(7, 1, 0, 0)).toBe(0.7326185701744093);
  });

  it.each([0, 1, 2, 3])('flips each output bit half of the time when one bit of word %i flips', (word) => {
    const flips = new Uint32Array(32 * 32);
    const samples = 1000;
    for (let i = 0; i < samples; i++) {
      const key: [number, number, number, number] = [i, i * 3, i * 7, i * 11];
      const before = hash32(...key);
      for (let bit = 0; bit < 32; bit++) {
        const other: typeof key = [...key];
        other[word] ^= 1 << bit;
        const changed = hash32(...other) ^ before;
        for (let out = 0; out < 32; out++) flips[bit * 32 + out] += (changed >>> out) & 1;
      }
    }
    // 1,024 counts of mean 500 and deviation 15.8: five deviations are 79.
    expect(Math.min(...flips)).toBeGreaterThan(samples / 2 - 80);
    expect(Math.max(...flips)).toBeLessThan(samples / 2 + 80);
  });

  it.each([0, 8, 16, 24])('is even in its bits %i and up over consecutive ordinals', (shift) => {
    const counts = new Uint32Array(256);
    for (const i of words(65_536)) counts[(hash32(7, 1, i, 0) >>> shift) & 255]++;
    expect(chiSquare(counts)).toBeLessThan(BOUND_255);
  });

  it.each([
    ['ordinals next to each other', (i: number) => [hash32(7, 1, i, 0), hash32(7, 1, i + 1, 0)]],
    ['purposes next to each other', (i: number) => [hash32(7, 1, i, 0), hash32(7, 2, i, 0)]],
    ['seeds next to each other', (i: number) => [hash32(7, 1, i, 0), hash32(8, 1, i, 0)]],
    ['attempts next to each other', (i: number) => [hash32(7, 1, i, 0), hash32(7, 1, i, 1)]],
    ['words that change places', (i: number) => [hash32(7, i, 9, 0), hash32(7, 9, i, 0)]],
  ])('draws independently for %s', (_, pair) => {
    const counts = new Uint32Array(256);
    for (const i of words(65_536)) {
      const [a, b] = pair(i);
      counts[((a >>> 28) << 4) | (b >>> 28)]++;
    }
    expect(chiSquare(counts)).toBeLessThan(BOUND_255);
  });

  it('never gives two ordinals of one purpose the same draw', () => {
    expect(new Set(words(200_000).map((i) => hash32(7, 1, i, 0))).size).toBe(200_000);
  });
});

describe('hashUniform', () => {
  it('is even, over the whole of its 52 bits', () => {
    const high = new Uint32Array(256);
    const low = new Uint32Array(256);
    for (const i of words(65_536)) {
      const bits = hashUniform(3, 1, i, 0) * 2 ** 52 - 0.5;
      expect(Number.isInteger(bits)).toBe(true);
      high[Math.floor(bits / 2 ** 44)]++;
      low[bits % 256]++;
    }
    expect(chiSquare(high)).toBeLessThan(BOUND_255);
    expect(chiSquare(low)).toBeLessThan(BOUND_255);
  });
});

describe('hashText', () => {
  it('distinguishes names that differ by order, length or one letter', () => {
    const names = ['', 'a', 'aa', 'ab', 'ba', 'b', '7/boot/a', '7/boot/b', '17/boot/a', '\u0000', '\u0000\u0000'];
    expect(new Set(names.map(hashText)).size).toBe(names.length);
  });

  it('is even over numbered names', () => {
    const counts = new Uint32Array(256);
    for (const i of words(65_536)) counts[hashText(`7/workload/batch-${i}`) >>> 24]++;
    expect(chiSquare(counts)).toBeLessThan(BOUND_255);
  });
});
