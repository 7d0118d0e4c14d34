import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stableOrder } from '../../src/kernel/stable-order.js';

describe('stable order', () => {
  it('is that of a stable sort, whatever the span of the keys', () => {
    const keys = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -(2 ** 51), max: 2 ** 51 })), { maxLength: 200 });
    fc.assert(
      fc.property(keys, (of) => {
        const indexes = of.map((_, i) => i).sort((a, b) => of[a] - of[b] || a - b);
        expect([...stableOrder(of.length, (i) => of[i])]).toEqual(indexes);
      }),
    );
  });
});
