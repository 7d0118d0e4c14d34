import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadCurve } from '../../src/load/curve.js';
import { type LoadShape, type Steps, spike, times, weekly } from '../../src/load/shape.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const requests = (shape: LoadShape, fromMs: number, toMs: number) => loadCurve(shape).requestsBetween(fromMs, toMs);
const constant = (perSecond: number): LoadShape => ({ kind: 'constant', perSecond });
const diurnal: LoadShape = { kind: 'diurnal', peakPerSecond: 30, troughPerSecond: 10, peakAtMs: 14 * HOUR };

/** The rate at a moment, straight from the definitions, in requests per second. */
function rateAt(shape: LoadShape, ms: number): number {
  switch (shape.kind) {
    case 'constant':
      return shape.perSecond;
    case 'diurnal': {
      const { peakPerSecond: peak, troughPerSecond: trough, peakAtMs } = shape;
      return (peak + trough) / 2 + ((peak - trough) / 2) * Math.cos((2 * Math.PI * (ms - peakAtMs)) / DAY);
    }
    case 'steps':
      return (stepAt(shape, ms) * 1_000) / shape.perMs;
    case 'ramps': {
      const { atMs, values, everyMs } = shape;
      const at = everyMs === null ? ms : ms % everyMs;
      const next = atMs.findIndex((point) => point > at);
      if (next === 0) return values[0]!;
      if (next < 0) return values.at(-1)!;
      const share = (at - atMs[next - 1]!) / (atMs[next]! - atMs[next - 1]!);
      return values[next - 1]! * (1 - share) + values[next]! * share;
    }
    case 'sum':
      return shape.of.reduce((sum, one) => sum + rateAt(one, ms), 0);
    case 'scaled':
      return rateAt(shape.of, ms) * stepAt(shape.by, ms);
  }
}

function stepAt({ atMs, values, everyMs }: Steps, ms: number): number {
  const at = everyMs === null ? ms : ms % everyMs;
  return values[
    Math.max(
      0,
      atMs.findLastIndex((step) => step <= at),
    )
  ]!;
}

/** Sums of the rate in the middle of each second: exact for what is straight within seconds. */
function sampled(shape: LoadShape, fromMs: number, toMs: number): number {
  let sum = 0;
  for (let ms = fromMs; ms < toMs; ms += 1_000) sum += rateAt(shape, ms + 500);
  return sum;
}

const steps: fc.Arbitrary<Steps> = fc
  .record({
    gaps: fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 6 }),
    values: fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 6, maxLength: 6 }),
    repeats: fc.boolean(),
  })
  .map(({ gaps, values, repeats }) => {
    const ends = gaps.map((_, i) => 1_000 * gaps.slice(0, i + 1).reduce((a, b) => a + b, 0));
    return { atMs: [0, ...ends.slice(0, -1)], values: values.slice(0, gaps.length), everyMs: repeats ? ends.at(-1)! : null };
  });

const shapes: fc.Arbitrary<LoadShape> = fc.letrec<{ shape: LoadShape }>((tie) => ({
  shape: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.integer({ min: 0, max: 100 }).map(constant),
    fc
      .integer({ min: 0, max: 86_399 })
      .map((s): LoadShape => ({ kind: 'diurnal', peakPerSecond: 20, troughPerSecond: 0, peakAtMs: s * 1_000 })),
    steps.map((path): LoadShape => ({ kind: 'steps', perMs: MINUTE, ...path })),
    steps.map((path): LoadShape => ({ kind: 'ramps', ...path })),
    fc.array(tie('shape'), { maxLength: 3 }).map((of): LoadShape => ({ kind: 'sum', of })),
    fc.record({ of: tie('shape'), by: steps }).map(({ of, by }): LoadShape => ({ kind: 'scaled', of, by })),
  ),
})).shape;

describe('requests of an interval', () => {
  it('of a constant load are rate times length, also of a part of a second', () => {
    expect(requests(constant(40), 0, MINUTE)).toBe(2_400);
    expect(requests(constant(40), 12_345, 12_595)).toBe(10);
    expect(requests(constant(40), 7, 7)).toBe(0);
  });

  it('of a diurnal load are its mean over a day, most around the peak, least twelve hours later', () => {
    expect(requests(diurnal, 0, DAY)).toBeCloseTo(20 * 86_400, 6);
    expect(requests(diurnal, 14 * HOUR - 30_000, 14 * HOUR + 30_000)).toBeCloseTo(1_800, 3);
    expect(requests(diurnal, 2 * HOUR - 30_000, 2 * HOUR + 30_000)).toBeCloseTo(600, 3);
    // From mean to peak in six hours: the mean of a quarter of a cosine is 2 / pi.
    expect(requests(diurnal, 8 * HOUR, 14 * HOUR)).toBeCloseTo(6 * 3_600 * (20 + (10 * 2) / Math.PI), 6);
    expect(requests({ ...diurnal, troughPerSecond: 0 } as LoadShape, 2 * HOUR - 1, 2 * HOUR)).toBeGreaterThanOrEqual(0);
  });

  it('counted in bins are what was counted, and an even share of it in a part of a bin', () => {
    const counted: LoadShape = {
      kind: 'steps',
      perMs: MINUTE,
      atMs: [0, MINUTE, 2 * MINUTE],
      values: [7, 0, 1_234_567],
      everyMs: 3 * MINUTE,
    };
    expect([0, 1, 2, 3, 30_002].map((minute) => requests(counted, minute * MINUTE, (minute + 1) * MINUTE))).toEqual([
      7, 0, 1_234_567, 7, 1_234_567,
    ]);
    expect(requests(counted, 2 * MINUTE + 30_000, 3 * MINUTE + 30_000)).toBe(1_234_567 / 2 + 3.5);
    expect(requests(counted, 0, 300 * MINUTE)).toBe(100 * 1_234_574);
  });

  it('of ramps are areas of trapezoids, with jumps', () => {
    const ramps: LoadShape = { kind: 'ramps', atMs: [10_000, 20_000, 20_000, 30_000], values: [10, 30, 5, 5], everyMs: null };
    expect(requests(ramps, 0, 10_000)).toBe(100);
    expect(requests(ramps, 10_000, 20_000)).toBe(200);
    expect(requests(ramps, 10_000, 15_000)).toBe(75);
    expect(requests(ramps, 20_000, 21_000)).toBe(5);
    expect(requests(ramps, 0, 40_000)).toBe(100 + 200 + 100);
  });

  it('of a spike on top of other load come again as often as it does', () => {
    const daily = spike({ atMs: 9 * HOUR, perSecond: 60, riseMs: MINUTE, holdMs: 10 * MINUTE, fallMs: 2 * MINUTE, everyMs: DAY });
    const load: LoadShape = { kind: 'sum', of: [constant(5), daily] };
    const ofSpike = 60 * (30 + 600 + 60);
    expect(requests(load, 9 * HOUR, 10 * HOUR)).toBe(5 * 3_600 + ofSpike);
    expect(requests(load, 33 * HOUR, 34 * HOUR)).toBe(5 * 3_600 + ofSpike);
    expect(requests(load, 10 * HOUR, 11 * HOUR)).toBe(5 * 3_600);
    expect(requests(daily, 0, 7 * DAY)).toBe(7 * ofSpike);
  });

  it('of a week have the factor of each day, exactly where midnight is within the interval', () => {
    const load = weekly(constant(10), [1, 1, 1, 1, 1, 0.5, 0]);
    expect(requests(load, 5 * DAY - MINUTE, 5 * DAY + MINUTE)).toBe(600 + 300);
    expect(requests(load, 13 * DAY - MINUTE, 13 * DAY + MINUTE)).toBe(300);
    expect(requests(load, 0, 14 * DAY)).toBe(2 * 5.5 * 864_000);
    expect(requests(times(load, 3), 0, MINUTE)).toBe(1_800);
  });

  it('are an integral: parts add up, nothing is negative, and sums of samples agree', () => {
    const times = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(shapes, times, (shape, seconds) => {
        const [a, b, c] = seconds.sort((x, y) => x - y).map((s) => 1_000 * s) as [number, number, number];
        const whole = requests(shape, a, c);
        expect(Math.abs(requests(shape, a, b) + requests(shape, b, c) - whole)).toBeLessThan(1e-9 * (1 + whole));
        expect(whole).toBeGreaterThanOrEqual(0);
        expect(Math.abs(whole - sampled(shape, a, c))).toBeLessThan(2e-6 * (1 + whole));
      }),
    );
  });

  it('are not lost in a long run: a minute after ten years is the minute of the first day', () => {
    expect(requests(diurnal, 3_650 * DAY + 9 * HOUR, 3_650 * DAY + 9 * HOUR + MINUTE)).toBe(requests(diurnal, 9 * HOUR, 9 * HOUR + MINUTE));
  });
});

describe('jumps of a load', () => {
  const steps = (...atMs: number[]): LoadShape => ({ kind: 'steps', perMs: 1_000, atMs, values: atMs.map((_, i) => i), everyMs: null });
  const jumps = (shape: LoadShape, ...afterMs: number[]) => afterMs.map((ms) => loadCurve(shape).nextJumpMs(ms));

  it('are where its steps begin', () => {
    expect(jumps(steps(0, 44_000, 120_000), 0, 43_999, 44_000, 120_000)).toEqual([44_000, 44_000, 120_000, Number.POSITIVE_INFINITY]);
  });

  it('come again in each round, and its end is one', () => {
    const daily: LoadShape = { ...(steps(0, 8 * HOUR) as LoadShape & { kind: 'steps' }), everyMs: DAY };
    expect(jumps(daily, 0, 8 * HOUR, DAY, DAY + 9 * HOUR)).toEqual([8 * HOUR, DAY, DAY + 8 * HOUR, 2 * DAY]);
  });

  it('are the next of any part of a sum', () => {
    expect(jumps({ kind: 'sum', of: [steps(0, 44_000), steps(0, 30_000), diurnal] }, 0, 30_000)).toEqual([30_000, 44_000]);
  });

  it('do not occur in curves, or in steps that sample one', () => {
    for (const shape of [diurnal, constant(3), steps(0, 1_000, 2_000, 3_000)]) expect(jumps(shape, 0)).toEqual([Number.POSITIVE_INFINITY]);
  });
});
