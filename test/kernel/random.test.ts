import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/kernel/random.js';
import { reread } from '../reread.js';
import { chiSquare } from './chi-square.js';

const draws = (stream: RandomStream, n: number) => Array.from({ length: n }, () => stream.uniform());

describe('RandomStream', () => {
  it('repeats by seed and name, and differs by either', () => {
    const first = draws(new RandomStream(7, 'arrivals/web'), 5);
    expect(draws(new RandomStream(7, 'arrivals/web'), 5)).toEqual(first);
    expect(draws(new RandomStream(8, 'arrivals/web'), 5)).not.toEqual(first);
    expect(draws(new RandomStream(7, 'arrivals/api'), 5)).not.toEqual(first);
  });

  it('is not shifted by draws from another', () => {
    const [a, b] = [new RandomStream(7, 'a'), new RandomStream(7, 'b')];
    const alone = draws(new RandomStream(7, 'a'), 10);
    const beside = alone.map(() => {
      b.uniform();
      return a.uniform();
    });
    expect(beside).toEqual(alone);
  });

  it('goes on after save and load as if nothing had been, through JSON', () => {
    const stream = new RandomStream(7, 'a');
    draws(stream, 100);
    const saved = reread(stream.save());
    const future = draws(stream, 100);
    const other = new RandomStream(99, 'z');
    other.load(saved);
    expect(draws(other, 100)).toEqual(future);
    const again = new RandomStream(1, 'y');
    again.load(saved); // The state is a copy: drawing did not move it.
    expect(draws(again, 100)).toEqual(future);
  });

  it('is even', () => {
    const stream = new RandomStream(1, 'even');
    const counts = new Uint32Array(100);
    for (let i = 0; i < 100_000; i++) counts[stream.below(100)]++;
    expect(chiSquare(counts)).toBeLessThan(180); // 99 degrees of freedom: exceeded once in a million.
  });

  it('has chances and exponential quantities of the right mean', () => {
    const stream = new RandomStream(1, 'means');
    const n = 100_000;
    let [hits, sum, squares] = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      if (stream.chance(0.3)) hits++;
      const x = stream.exponential(50);
      sum += x;
      squares += x * x;
    }
    expect(Math.abs(hits / n - 0.3)).toBeLessThan(0.0058); //   four deviations of sqrt(0.3 x 0.7 / n)
    expect(Math.abs(sum / n - 50)).toBeLessThan(0.64); //       four of 50 / sqrt(n)
    expect(Math.abs(squares / n - 5000)).toBeLessThan(283); //  E x^2 = 2 x 50^2; four of sqrt(20) x 50^2 / sqrt(n)
  });

  it('is never infinite, and never certain of what cannot be', () => {
    const stream = new RandomStream(1, 'edges');
    for (let i = 0; i < 10_000; i++) {
      expect(stream.exponential(1)).toBeLessThan(23); // 32 bits: -ln 2^-32 = 22.2 at most.
      expect(stream.chance(0)).toBe(false);
      expect(stream.chance(1)).toBe(true);
    }
  });
});
