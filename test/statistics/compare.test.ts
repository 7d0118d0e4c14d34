import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/kernel/random.js';
import { type ComparedMetric, compare } from '../../src/statistics/compare.js';

const chance = new RandomStream(1, 'compare');
const noise = (n: number, width: number) => Array.from({ length: n }, () => width * (chance.uniform() - 0.5));
const luck = noise(20, 40);

/** Common chance is most of the spread, and what the scenarios differ by is small beside it. */
function metric(name: string, shift: number, over: Partial<ComparedMetric> = {}): ComparedMetric {
  const base = luck.map((value) => 100 + value);
  const other = base.map((value, i) => value + shift + (i % 2 === 0 ? 0.5 : -0.5));
  return { name, better: 'lower', method: 't', base, other, ...over };
}
const verdicts = (metrics: ComparedMetric[]) => compare(metrics, { seed: 1 }).map(({ verdict }) => verdict);

describe('a comparison', () => {
  it('calls a metric better or worse by its direction, and shows no difference where the interval holds 0', () => {
    for (const method of ['t', 'bootstrap'] as const) {
      expect(verdicts([metric('cost', -2, { method })])).toEqual(['better']);
      expect(verdicts([metric('cost', 2, { method })])).toEqual(['worse']);
      expect(verdicts([metric('started', 2, { method, better: 'higher' })])).toEqual(['better']);
      expect(verdicts([metric('started', -2, { method, better: 'higher' })])).toEqual(['worse']);
      expect(verdicts([metric('cost', 0.1, { method })])).toEqual(['no difference shown']);
    }
  });

  it('removes the chance that both share', () => {
    const [{ difference, change, baseMean, otherMean, pairs, leftOut }] = compare([metric('cost', -2)], { seed: 1 });
    expect(difference!.estimate).toBeCloseTo(-2, 12);
    // t(0.975, 19) = 2.093; the differences are ± 0.5, so s = 0.5 sqrt(20 / 19) and the half width is 2.093 x 0.5 / sqrt(19) = 0.240.
    expect(difference!.high).toBeCloseTo(-1.76, 3);
    expect(change!.estimate).toBeCloseTo(-2 / baseMean!, 12);
    expect(otherMean).toBeCloseTo(baseMean! - 2, 10);
    expect([pairs, leftOut]).toEqual([20, 0]);
  });

  it('corrects for the number of metrics: a difference that one metric alone shows is not shown among many', () => {
    const weak = metric('weak', 0.28);
    expect(verdicts([weak])).toEqual(['worse']);
    const others = Array.from({ length: 9 }, (_, i) => metric(`none ${i}`, 0));
    const [first] = compare([weak, ...others], { seed: 1 });
    expect(first.verdict).toBe('no difference shown');
    expect(first.pValue).toBeLessThan(0.05);
    expect(first.adjustedPValue).toBeCloseTo(10 * first.pValue!, 10);
    // Its own interval leaves out 0, the one that the verdict is made from does not.
    expect(first.difference!.low).toBeGreaterThan(0);
    expect(first.decisive!.low).toBeLessThan(0);
  });

  it('goes on with a milder test after each difference shown', () => {
    const weak = metric('weak', 0.28);
    expect(verdicts([metric('clear', 5), metric('clear too', -5), weak])).toEqual(['worse', 'better', 'worse']);
  });

  it('takes every verdict from the side of 0 of the decisive interval', () => {
    const shifts = [-2, -0.3, -0.2, 0, 0.1, 0.25, 0.3, 4];
    for (const method of ['t', 'bootstrap'] as const) {
      const compared = compare(
        shifts.map((shift, i) => metric(`${i}`, shift, { method })),
        { seed: 4 },
      );
      for (const { decisive, verdict } of compared)
        expect(verdict).toBe(decisive!.low > 0 ? 'worse' : decisive!.high < 0 ? 'better' : 'no difference shown');
      expect(new Set(compared.map(({ verdict }) => verdict)).size).toBe(3);
    }
  });

  it('leaves out replications without a value, and metrics without two from the family', () => {
    const gaps = metric('wait', 2, { base: [1, null, 3, 4], other: [2, 3, null, 5] });
    const never = metric('gpu', 0, { base: [null, null], other: [null, 1] });
    const [wait, gpu] = compare([gaps, never], { seed: 1 });
    expect(wait).toMatchObject({ pairs: 2, leftOut: 2, adjustedPValue: 0, verdict: 'worse', baseMean: 2.5, otherMean: 3.5 });
    expect(gpu).toMatchObject({
      pairs: 0,
      leftOut: 2,
      difference: null,
      change: null,
      decisive: null,
      adjustedPValue: null,
      baseMean: null,
    });
    expect(gpu.verdict).toBe('no difference shown');
  });

  it('has nothing to show where both are the same, run by run', () => {
    const same = metric('same', 0, { other: metric('same', 0).base });
    for (const method of ['t', 'bootstrap'] as const) {
      const [{ difference, pValue, verdict }] = compare([{ ...same, method }], { seed: 1 });
      expect([difference!.low, difference!.high, pValue, verdict]).toEqual([0, 0, 1, 'no difference shown']);
    }
  });

  it('takes the t interval below twenty pairs, and notes it', () => {
    const of = (pairs: number) => {
      const { base, other } = metric('p99 wait', 1);
      const asked = metric('p99 wait', 1, { method: 'bootstrap', base: base.slice(0, pairs), other: other.slice(0, pairs) });
      const [byT, byBootstrap] = compare([{ ...asked, method: 't' }, asked], { seed: 1 });
      return { method: byBootstrap.method, isSame: byBootstrap.difference!.low === byT.difference!.low };
    };
    expect(of(19)).toEqual({ method: 't', isSame: true });
    expect(of(20)).toEqual({ method: 'bootstrap', isSame: false });
  });

  it('has resamples enough for a verdict by bootstrap among many metrics', () => {
    // 0.05 / 40 with 20 pairs: t(0.999375, 19) = 3.78, x sqrt(20 / 19) = 3.88, which 5 of 100,000 resamples are beyond: 9,999 cannot show it.
    const none = Array.from({ length: 39 }, (_, i) => metric(`none ${i}`, 0));
    const [{ verdict, decisive }] = compare([metric('p99 wait', 1, { method: 'bootstrap' }), ...none], { seed: 1 });
    expect(verdict).toBe('worse');
    expect(decisive!.low).toBeGreaterThan(0);
    expect(decisive!.high).toBeLessThan(2);
  });

  it('has the same bootstrap result for a metric whatever other metrics there are', () => {
    const wait = metric('p99 wait', 1, { method: 'bootstrap' });
    const [alone] = compare([wait], { seed: 9 });
    const [, among] = compare([metric('cost', 1), wait], { seed: 9 });
    // Of more metrics there may be more resamples.
    expect(among.difference!.low).toBeCloseTo(alone.difference!.low, 2);
    expect(among.change).toEqual(alone.change);
    expect(alone.change!.low).toBeLessThan(alone.change!.estimate);
  });

  it('finds a false difference in at most 5 of 100 families', () => {
    let families = 0;
    for (let i = 0; i < 400; i++) {
      const metrics = Array.from({ length: 6 }, (_, m): ComparedMetric => {
        const [base, other] = [noise(10, 1), noise(10, 1)];
        return { name: `${m}`, better: 'lower', method: 't', base, other };
      });
      if (compare(metrics, { seed: i }).some(({ verdict }) => verdict !== 'no difference shown')) families++;
    }
    // Three standard errors of 5 % of 400: 3.3 %. Uncorrected it would be 26 %.
    expect(families / 400).toBeLessThan(0.083);
    expect(families).toBeGreaterThan(0);
  });
});
