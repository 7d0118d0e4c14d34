import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Samples, sorted } from '../../src/record/ledger/samples.js';
import { reread } from '../reread.js';

const value = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 1_000_000 }));
const many = fc.array(value, { maxLength: 2000 });

function samplesOf(values: readonly number[]): Samples {
  const samples = new Samples();
  for (const one of values) samples.add(one);
  return samples;
}

describe('samples', () => {
  it('have the ranks and counts of the sorted list of all, after a save and a load too', () => {
    fc.assert(
      fc.property(many, many, (some, more) => {
        const again = new Samples();
        again.load(reread(samplesOf(some).save()));
        for (const one of more) again.add(one);
        const all = [...some, ...more].sort((a, b) => a - b);
        expect([again.count, again.sum]).toEqual([all.length, all.reduce((sum, one) => sum + one, 0)]);
        for (const ascending of [again.ascending(), sorted([samplesOf(some), samplesOf(more)])]) {
          expect(ascending.length).toBe(all.length);
          for (const percent of [1, 50, 95, 99, 100])
            expect(ascending.nearestRank(percent)).toBe(all[Math.max(1, Math.ceil((percent * all.length) / 100)) - 1] ?? null);
          for (const limit of [0, 3, 5, 500_000, 1_000_000])
            expect(ascending.countUpTo(limit)).toBe(all.filter((one) => one <= limit).length);
        }
        expect([...again.ascending().without(samplesOf(some).ascending())]).toEqual([...samplesOf(more).ascending()]);
      }),
      { numRuns: 100 },
    );
  });

  it('take memory for the different ones only', () => {
    const samples = samplesOf(Array.from({ length: 100_000 }, (_, i) => i % 7));
    expect(samples.save()).toEqual({ values: [0, 1, 2, 3, 4, 5, 6], counts: [14_286, 14_286, 14_286, 14_286, 14_286, 14_285, 14_285] });
  });
});
