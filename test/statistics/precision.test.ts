import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/kernel/random.js';
import { type PrecisionRule, precisionStep, shareOf } from '../../src/statistics/precision.js';

const RULE: PrecisionRule = { halfWidthMost: 0.02, batch: 5, replicationsMin: 10, replicationsMax: 50 };
const stream = new RandomStream(1, 'precision');
/** Mean 100, standard deviation 12 x 0.5774 = 6.9: about 7 % / sqrt(n) x 2 = 2 % at some 50. */
const VALUES = Array.from({ length: 200 }, () => 88 + 24 * stream.uniform());

describe('replications for a precision', () => {
  it("of Law and Kelton's bank: ten are 0.32 / 2.03 = 16 % wide", () => {
    const values = [1.53, 1.66, 1.24, 2.34, 2.0, 1.69, 2.69, 2.86, 1.7, 2.6];
    const rule = { ...RULE, batch: 10, alpha: 0.1 };
    const enough = precisionStep({ ...rule, halfWidthMost: 0.16 }, [{ name: 'delay', values }], 10);
    expect(enough).toMatchObject({ kind: 'precise', replications: 10 });
    expect(enough.halfWidths.delay).toBeCloseTo(0.159, 3);
    expect(precisionStep({ ...rule, halfWidthMost: 0.158 }, [{ name: 'delay', values }], 10)).toMatchObject({
      kind: 'more',
      replications: 20,
    });
  });

  it('come in whole batches, from those that hold the least number on, up to the limit', () => {
    const metrics = [{ name: 'cost', values: VALUES }];
    const strict = { ...RULE, halfWidthMost: 0.0001 };
    const asked = (rule: PrecisionRule, finished: number) => {
      const { kind, replications } = precisionStep(rule, metrics, finished);
      return `${kind} ${replications}`;
    };
    expect(asked(strict, 0)).toBe('more 10');
    expect(asked({ ...strict, replicationsMin: 7, batch: 4 }, 0)).toBe('more 8');
    expect(asked(strict, 9)).toBe('more 10');
    expect(asked(strict, 10)).toBe('more 15');
    expect(asked(strict, 49)).toBe('more 50');
    expect(asked(strict, 50)).toBe('limit 50');
    expect(asked({ ...strict, replicationsMax: 13 }, 10)).toBe('more 13');
    expect(asked({ ...strict, replicationsMax: 13 }, 13)).toBe('limit 13');
    expect(asked({ ...strict, replicationsMax: 4, replicationsMin: 4 }, 4)).toBe('limit 4');
  });

  it('are the same however many more are finished by then', () => {
    const rule = fc.record({
      halfWidthMost: fc.double({ min: 0.015, max: 0.1, noNaN: true }),
      batch: fc.integer({ min: 1, max: 12 }),
      replicationsMin: fc.integer({ min: 2, max: 20 }),
      replicationsMax: fc.integer({ min: 20, max: 150 }),
    });
    fc.assert(
      fc.property(rule, fc.integer({ min: 1, max: 16 }), (any, workers) => {
        const metrics = [{ name: 'cost', values: VALUES }];
        // One worker runs the requested replications, no more; others have run ahead by then.
        let step = precisionStep(any, metrics, 0);
        while (step.kind === 'more') step = precisionStep(any, metrics, step.replications);
        let ahead = precisionStep(any, metrics, 0);
        while (ahead.kind === 'more') ahead = precisionStep(any, metrics, ahead.replications + workers);
        expect(ahead).toEqual(step);
        expect(precisionStep(any, metrics, 200)).toEqual(step);
      }),
    );
  });

  it('stop at the first batch that is narrow enough, also when a later one is not', () => {
    // The eleventh value makes it wide again.
    const values = [...Array.from({ length: 10 }, (_, i) => 100 + (i % 2)), 500, ...Array.from({ length: 9 }, () => 100)];
    expect(precisionStep(RULE, [{ name: 'cost', values }], 20)).toMatchObject({ kind: 'precise', replications: 10 });
  });

  it('go on until every chosen metric is narrow enough', () => {
    const narrow = { name: 'cost', values: VALUES.map(() => 5) };
    const wide = { name: 'wait', values: VALUES };
    expect(precisionStep(RULE, [narrow], 10)).toMatchObject({ kind: 'precise', halfWidths: { cost: 0 } });
    expect(precisionStep(RULE, [narrow, wide], 10)).toMatchObject({ kind: 'more', replications: 15 });
  });

  it('of a comparison are for the change, which common chance makes narrow', () => {
    const other = VALUES.map((value, i) => 0.82 * value + (i % 2));
    expect(precisionStep(RULE, [{ name: 'cost', values: other }], 10)).toMatchObject({ kind: 'more' });
    expect(precisionStep(RULE, [{ name: 'cost', values: other, base: VALUES }], 10)).toMatchObject({ kind: 'precise', replications: 10 });
  });

  it('never are enough for a metric without values, or around 0', () => {
    const none = { name: 'gpu', values: VALUES.map(() => null) };
    expect(precisionStep(RULE, [none], 50)).toMatchObject({ kind: 'limit', halfWidths: { gpu: null } });
    const balanced = { name: 'balance', values: VALUES.map((_, i) => (i % 2 === 0 ? 1 : -1)) };
    expect(precisionStep(RULE, [balanced], 50)).toMatchObject({ kind: 'limit', halfWidths: { balance: null } });
    // A cost of nothing in every run is known exactly.
    expect(precisionStep(RULE, [{ name: 'spot', values: VALUES.map(() => 0) }], 10)).toMatchObject({ kind: 'precise' });
  });
});

describe('a precision', () => {
  it.each([
    ['2%', 0.02],
    ['2 %', 0.02],
    ['0.5%', 0.005],
    ['0.02', 0.02],
    ['.1', 0.1],
  ])('%s is a share', (text, share) => expect(shareOf(text).value).toBeCloseTo(share, 15));

  it.each(['', '2', '0', '0%', '100%', '-2%', '2%%', 'two', '1e-2'])('%j is refused, with the remedy', (text) => {
    const { value, problems } = shareOf(text);
    expect(value).toBeUndefined();
    expect(problems).toEqual([{ path: ['precision'], message: expect.stringContaining('such as 2% or 0.02') }]);
  });
});
