import { describe, expect, it } from 'vitest';
import { latinHypercube } from '../../src/statistics/latin-hypercube.js';
import { type Input, varianceShares } from '../../src/statistics/variance-shares.js';
import { quantile, shareInterval, worldSpread } from '../../src/statistics/worlds.js';

const POINTS = 64;

function inputsOf(names: readonly string[], points = POINTS, seed = 7): Input[] {
  const places = latinHypercube({ points, axes: names, seed });
  return names.map((name, i) => ({ name, places: places.map((point) => point[i]), levels: null }));
}

describe('worldSpread', () => {
  it('removes the part that all worlds share from the random variation of each', () => {
    // World w adds 10 w and seed r adds r in every world: nothing is left.
    const values = [0, 1, 2, 3, 4].map((w) => [0, 1].map((r) => 10 * w + r));
    expect(worldSpread(values)).toMatchObject({ mean: 20.5, chanceShare: 0, chanceHalfWidth: 0, means: [0.5, 10.5, 20.5, 30.5, 40.5] });
  });

  it('attributes a spread to chance where seeds alone make it', () => {
    // By hand: means 0, 0 and residuals of 1 each. The mean square left is 4 / 1, that between the worlds 0.
    expect(
      worldSpread([
        [1, -1],
        [-1, 1],
      ]),
    ).toMatchObject({ mean: 0, chanceHalfWidth: expect.closeTo(12.706 * Math.sqrt(2), 2) });
    // Worlds 2 apart, residuals of 1: left 4, between 2 * 2 = 4: all of it may be luck.
    expect(
      worldSpread([
        [2, 0],
        [-2, 0],
      ]).chanceShare,
    ).toBe(1);
  });

  it('has no random variation from one seed', () => {
    expect(worldSpread([[1], [3]])).toMatchObject({ mean: 2, chanceShare: null, chanceHalfWidth: null });
  });

  it('is from the 5th to the 95th of 100 worlds', () => {
    const { low, high } = worldSpread(Array.from({ length: 101 }, (_, w) => [w]));
    expect([low, high]).toEqual([5, 95]);
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
  });
});

describe('shareInterval', () => {
  it('is that of Clopper and Pearson', () => {
    // All of n: the lower end is 0.025^(1 / n). 8 of 10: 0.4439 to 0.9748, as R's binom.test says.
    expect(shareInterval(64, 64)).toEqual({ low: expect.closeTo(0.025 ** (1 / 64), 6), high: 1 });
    expect(shareInterval(0, 20)).toEqual({ low: 0, high: expect.closeTo(1 - 0.025 ** (1 / 20), 6) });
    expect(shareInterval(8, 10)).toEqual({ low: expect.closeTo(0.4439, 4), high: expect.closeTo(0.9748, 4) });
  });
});

describe('varianceShares', () => {
  const names = ['a', 'b', 'c', ...Array.from({ length: 17 }, (_, i) => `idle-${i}`)];

  it('gives all of the variance to the one input that makes it', () => {
    const inputs = inputsOf(names);
    const shares = varianceShares(
      inputs[1].places.map((place) => 3 + 2 * place ** 2),
      inputs,
    );
    expect(shares[1]).toMatchObject({ name: 'b', share: expect.closeTo(1, 9), isShown: true });
    expect(shares[1].slope).toBeGreaterThan(0.9);
    expect(shares.filter(({ isShown }) => isShown)).toHaveLength(1);
    for (const { name, share } of shares) if (name !== 'b') expect(share).toBeLessThan(0.15);
  });

  it('divides it as the squares of the slopes of a sum', () => {
    // Var(3 a + 2 b + c) is 9 : 4 : 1 of 14 parts.
    const inputs = inputsOf(names, 256);
    const outputs = inputs[0].places.map((_, w) => 3 * inputs[0].places[w] + 2 * inputs[1].places[w] + inputs[2].places[w]);
    const [a, b, c] = varianceShares(outputs, inputs);
    expect(Math.abs(a.share - 9 / 14)).toBeLessThan(a.halfWidth);
    expect(Math.abs(b.share - 4 / 14)).toBeLessThan(b.halfWidth);
    expect(Math.abs(c.share - 1 / 14)).toBeLessThan(Math.max(c.halfWidth, 0.07));
  });

  it('distinguishes words by the means of their levels, whatever their order', () => {
    const inputs = inputsOf(names);
    const levels = inputs[0].places.map((place) => Math.floor(3 * place));
    const word: Input = { ...inputs[0], levels };
    const [share] = varianceShares(
      levels.map((level) => [5, -2, 5][level]),
      [word, ...inputs.slice(1)],
    );
    expect(share).toMatchObject({ share: expect.closeTo(1, 9), isShown: true, slope: 0 });
  });

  it('shows no share that noise explains, in 95 of 100 experiments of 20 inputs', () => {
    const shown = Array.from({ length: 200 }, (_, seed) => {
      const noise = inputsOf(['noise'], POINTS, 1_000 + seed)[0].places;
      return varianceShares(noise, inputsOf(names, POINTS, seed)).some(({ isShown }) => isShown);
    }).filter(Boolean);
    expect(shown.length).toBeLessThanOrEqual(18);
  });

  it('holds the true share in its interval', () => {
    // a is half of the variance: a + b.
    const held = Array.from({ length: 200 }, (_, seed) => {
      const inputs = inputsOf(['a', 'b', 'c'], POINTS, seed);
      const outputs = inputs[0].places.map((place, w) => place + inputs[1].places[w]);
      const [{ share, halfWidth }] = varianceShares(outputs, inputs);
      return Math.abs(share - 0.5) <= halfWidth;
    }).filter(Boolean);
    expect(held.length).toBeGreaterThanOrEqual(180);
  });

  it('has nothing to report where the output is the same everywhere', () => {
    expect(varianceShares(Array(POINTS).fill(3), inputsOf(names)).every(({ share, isShown }) => share === 0 && !isShown)).toBe(true);
  });
});
