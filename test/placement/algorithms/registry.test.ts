import { describe, expect, it } from 'vitest';
import { ALGORITHMS } from '../../../src/placement/algorithms/registry.js';
import { algorithmContract, anyStage } from '../../contract/algorithm.js';

describe('the registry of algorithms', () => {
  it('has the algorithms of the literature', () => {
    expect([...ALGORITHMS.keys()]).toEqual([
      'first-fit',
      'next-fit',
      'best-fit',
      'worst-fit',
      'random-fit',
      'random',
      'dot-product',
      'cosine',
      'l2',
      'tetris',
      'least-waste',
      'fgd',
      'gpu-packing',
      'gpu-clustering',
      'first-fit-decreasing-cpu',
      'first-fit-decreasing-memory',
      'first-fit-decreasing-sum',
      'first-fit-decreasing-max',
      'first-fit-decreasing-product',
    ]);
  });

  it.each([...ALGORITHMS])(
    'has %s under its own name, and calls it offline if it sorts the tasks',
    (name, { factory, isOffline, takes }) => {
      for (const seed of [0, 10]) {
        const algorithm = factory(anyStage(seed).context);
        expect(algorithm.name).toBe(name === 'random' ? 'random-fit' : name);
        expect(algorithm.size !== undefined).toBe(isOffline);
      }
      expect(takes.startsWith('offline:')).toBe(isOffline);
    },
  );
});

for (const [name, { factory }] of ALGORITHMS) algorithmContract(name, factory);
