import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BucketRate, fullBucket, nextAllowedMs, perSecond, take, tokensAt } from '../../src/kernel/token-bucket.js';

describe('a token bucket', () => {
  const rate = perSecond(3, 20);

  it('begins full, gives what it holds and no more', () => {
    const full = fullBucket(rate, 500);
    expect(tokensAt(full, rate, 500)).toBe(3);
    const empty = take(full, rate, 500, 3);
    expect(tokensAt(empty, rate, 500)).toBe(0);
    expect(() => take(empty, rate, 549, 1)).toThrow('no more tokens');
    expect(() => tokensAt(empty, rate, 499)).toThrow('at its own time or later');
  });

  it('fills evenly, one token every 50 ms at 20 a second, up to its capacity', () => {
    const empty = take(fullBucket(rate, 0), rate, 0, 3);
    expect([49, 50, 99, 100, 149, 150, 151, 10_000].map((ms) => tokensAt(empty, rate, ms))).toEqual([0, 1, 1, 2, 2, 3, 3, 3]);
    expect(tokensAt(take(empty, rate, 10_000, 1), rate, 10_000)).toBe(2); // What flowed over is lost.
  });

  it('reports the millisecond at which tokens can be had', () => {
    const empty = take(fullBucket(rate, 0), rate, 0, 3);
    expect([1, 2, 3].map((tokens) => nextAllowedMs(empty, rate, 0, tokens))).toEqual([50, 100, 150]);
    expect(nextAllowedMs(empty, rate, 49, 1)).toBe(50);
    expect(nextAllowedMs(empty, rate, 500, 1)).toBe(500);
    expect(nextAllowedMs(empty, rate, 0, 4)).toBe(Number.POSITIVE_INFINITY);
    const slow: BucketRate = { capacity: 1, refill: 7, perMs: 60_000 }; // 8,571.4 ms each: rounded up, and the rest is not lost.
    const taken = take(fullBucket(slow, 0), slow, 0, 1);
    expect(nextAllowedMs(taken, slow, 0, 1)).toBe(8_572);
  });

  it('never comes back without a refill, and never runs out without a limit', () => {
    const once = perSecond(1, 0);
    const taken = take(fullBucket(once, 0), once, 0, 1);
    expect(nextAllowedMs(taken, once, 10, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(tokensAt(fullBucket(once, 0), once, 10)).toBe(1);
    const free = take(fullBucket(null, 0), null, 5, 1_000_000);
    expect([tokensAt(free, null, 5), nextAllowedMs(free, null, 5, 1_000_000)]).toEqual([Number.POSITIVE_INFINITY, 5]);
  });

  it('is exact: as a bucket of fractions, over any row of visits', () => {
    const visits = fc.array(fc.tuple(fc.integer({ min: 0, max: 200_000 }), fc.integer({ min: 0, max: 12 })), { maxLength: 30 });
    const number = (max: number) => fc.integer({ min: 1, max });
    fc.assert(
      fc.property(number(12), number(600), fc.constantFrom(1_000, 60_000), visits, (capacity, refill, perMs, row) => {
        const given = { capacity, refill, perMs };
        let bucket = fullBucket(given, 0);
        let parts = BigInt(capacity * perMs);
        let now = 0;
        for (const [pause, wanted] of row) {
          now += pause;
          parts += BigInt(pause) * BigInt(refill);
          if (parts > BigInt(capacity * perMs)) parts = BigInt(capacity * perMs);
          const have = Number(parts / BigInt(perMs));
          expect(tokensAt(bucket, given, now)).toBe(have);
          if (wanted <= capacity) {
            const then = nextAllowedMs(bucket, given, now, wanted);
            expect(tokensAt(bucket, given, then)).toBeGreaterThanOrEqual(wanted);
            if (then > now) expect(tokensAt(bucket, given, then - 1)).toBeLessThan(wanted);
          }
          const taken = Math.min(wanted, have);
          bucket = take(bucket, given, now, taken);
          parts -= BigInt(taken * perMs);
        }
      }),
    );
  });
});
