import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/kernel/random.js';
import { Conditioning } from '../../src/statistics/conditioning.js';

const row = (...values: number[]) => Float64Array.from(values);

/** A sum of twelve uniforms: nearly normal, mean 0, deviation 1. */
const normal = (stream: RandomStream) => Array.from({ length: 12 }, () => stream.uniform()).reduce((sum, u) => sum + u, -6);

describe('cases that are conditioned on an observation', () => {
  it('give the one answer that it leaves, where it determines all', () => {
    const xs = Array.from({ length: 20 }, (_, i) => i);
    const known = new Conditioning({ features: xs.map((x) => row(x)), answers: xs.map((x) => [3 * x + 1]) });
    const { answers, explained } = known.on(row(7.5));
    for (const [answer] of answers) expect(answer).toBeCloseTo(23.5, 2);
    expect(explained[0]).toBeGreaterThan(0.999);
  });

  it('keep their answers where it determines nothing: around the same mean, farther by n / (n - 1), as every one is predicted from the others', () => {
    const answers = [1, 2, 6].map((y) => [y]);
    const { answers: left, explained } = new Conditioning({ features: [row(5), row(5), row(5)], answers }).on(row(5));
    for (const [i, expected] of [3 - 3, 3 - 1.5, 3 + 4.5].entries()) expect(left[i]![0]).toBeCloseTo(expected, 12);
    expect(explained).toEqual([0]);
  });

  it('are predicted each from the others alone, as refits without it do', () => {
    const xs = [0, 1, 2, 4, 7];
    const ys = [0, 2, 4.3, 8, 13];
    const mean = (of: readonly number[]) => of.reduce((sum, one) => sum + one, 0) / of.length;
    const spread = xs.reduce((sum, x) => sum + (x - mean(xs)) ** 2, 0);
    /** The line through the points but one, with a slope that is held down by the penalty. */
    const line = (out: number | null, penalty: number) => (x: number) => {
      const [tx, ty] = [xs, ys].map((all) => all.filter((_, i) => i !== out));
      const [mx, my] = [mean(tx!), mean(ty!)];
      const products = tx!.reduce((sum, one, i) => sum + (one - mx) * (ty![i]! - my), 0);
      const squares = tx!.reduce((sum, one) => sum + (one - mx) ** 2, 0);
      return my + (products / (squares + penalty)) * (x - mx);
    };
    // Of the penalties that are tried: 10^-5 to 100 of the mean eigenvalue, which is the spread over five.
    const tried = Array.from({ length: 15 }, (_, i) => (10 ** (i / 2 - 5) * spread) / 5).map((penalty) => {
      const errors = ys.map((y, i) => y - line(i, penalty)(xs[i]!));
      return { penalty, errors, square: errors.reduce((sum, error) => sum + error * error, 0) };
    });
    const best = tried.reduce((least, one) => (one.square < least.square ? one : least));
    const { answers } = new Conditioning({ features: xs.map((x) => row(x)), answers: ys.map((y) => [y]) }).on(row(3));
    for (const [i, [answer]] of answers.entries()) expect(answer).toBeCloseTo(line(null, best.penalty)(3) + best.errors[i]!, 8);
  });

  it('hold the truth in 90 of 100 experiments between their 5th and 95th percentile, and less widely than before', () => {
    const stream = new RandomStream(7, 'conditioning');
    const one = () => {
      const truth = normal(stream);
      return { truth, seen: row(truth + 0.5 * normal(stream), normal(stream), Number.NaN) };
    };
    const cases = Array.from({ length: 300 }, one);
    const known = new Conditioning({ features: cases.map(({ seen }) => seen), answers: cases.map(({ truth }) => [truth]) });
    let held = 0;
    for (let i = 0; i < 400; i++) {
      const { truth, seen } = one();
      const sorted = known
        .on(seen)
        .answers.map(([y]) => y!)
        .sort((a, b) => a - b);
      if (truth >= sorted[15]! && truth <= sorted[284]!) held++;
      // A deviation of sqrt(0.2) is left of 1.
      expect(sorted[284]! - sorted[15]!).toBeLessThan(0.6 * 2 * 1.645);
    }
    expect(held / 400).toBeGreaterThan(0.86);
    expect(held / 400).toBeLessThan(0.94);
  });

  it('report an observation farther from its nearest case than any case is from its own nearest', () => {
    const known = new Conditioning({ features: [row(0), row(1), row(2), row(4)], answers: [[0], [1], [2], [4]] });
    expect(known.on(row(3)).isUnlike).toBe(false);
    expect(known.on(row(6)).isUnlike).toBe(false);
    expect(known.on(row(6.1)).isUnlike).toBe(true);
  });
});
