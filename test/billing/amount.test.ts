import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Amount } from '../../src/billing/amount.js';

const weight = fc.oneof(fc.integer({ min: 0, max: 2 ** 25 + 1 }), fc.integer({ min: 0, max: 1000 }));
const grains = fc.oneof(
  fc.integer({ min: 0, max: 2 ** 20 }),
  fc.integer({ min: 0, max: 2 ** 50 + 10 }),
  fc.bigInt({ min: 2n ** 52n, max: 2n ** 80n }),
);

describe('an amount of money in numbers', () => {
  it('is to the grain the sum of its products, and the nearest number is that of the sum', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(weight, grains), { maxLength: 40 }),
        fc.array(fc.tuple(weight, grains), { maxLength: 40 }),
        (some, more) => {
          const sumOf = (products: typeof some) => products.reduce((sum, [by, of]) => sum + BigInt(by) * BigInt(of), 0n);
          const [a, b] = [some, more].map((products) => {
            const amount = new Amount();
            for (const [by, of] of products) amount.addProduct(by, of);
            return amount;
          });
          expect([a.money, b.money]).toEqual([sumOf(some), sumOf(more)]);
          expect(a.number).toBe(Number(sumOf(some)));
          a.add(b);
          expect(a.money).toBe(sumOf(some) + sumOf(more));
          a.subtract(b);
          expect(a.money).toBe(sumOf(some));
          a.clear();
          expect([a.money, a.number]).toEqual([0n, 0]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('stays exact when many products of the greatest size are added', () => {
    const amount = new Amount();
    for (let i = 0; i < 10_000; i++) amount.addProduct(2 ** 25 - 1, 2 ** 50 - 1);
    expect(amount.money).toBe(10_000n * (2n ** 25n - 1n) * (2n ** 50n - 1n));
  });
});
