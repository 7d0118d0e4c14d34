import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diurnalPerHour } from '../../src/workload/arrival-process.js';
import { makeSource } from '../../src/workload/make-source.js';
import type { ArrivalPattern } from '../../src/workload/pattern.js';
import { type ArrivalSource, UNSPECIFIED } from '../../src/workload/source.js';
import { reread } from '../reread.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const luck = { seed: 7, name: 'batch' };

/** The times of the next n arrivals, or of all if they are fewer. */
function times(source: ArrivalSource, n: number): number[] {
  const found: number[] = [];
  for (; found.length < n && source.peek() === 'ready'; source.take()) found.push(source.atMs);
  return found;
}

function timesUntil(source: ArrivalSource, endMs: number): number[] {
  const found: number[] = [];
  for (; source.peek() === 'ready' && source.atMs < endMs; source.take()) found.push(source.atMs);
  return found;
}

describe('constant arrivals', () => {
  it('come at the first time and every so often from there', () => {
    expect(times(makeSource({ kind: 'constant', firstMs: 50, everyMs: 1000 }, luck), 4)).toEqual([50, 1050, 2050, 3050]);
  });

  it('leave size and duration to the workload', () => {
    const { count, cpuUnits, memoryMib, durationMs } = makeSource({ kind: 'constant', firstMs: 0, everyMs: 1 }, luck);
    expect([count, cpuUnits, memoryMib, durationMs]).toEqual([1, UNSPECIFIED, UNSPECIFIED, UNSPECIFIED]);
  });
});

describe('scheduled arrivals', () => {
  it('come in order of time, once, when nothing repeats them', () => {
    const source = makeSource({ kind: 'schedule', atMs: [500, 100, 100, 0], everyMs: null }, luck);
    expect(times(source, 9)).toEqual([0, 100, 100, 500]);
    expect(source.peek()).toBe('done');
  });

  it('repeat', () => {
    const source = makeSource({ kind: 'schedule', atMs: [2 * HOUR, 1 * HOUR], everyMs: DAY }, luck);
    expect(times(source, 5).map((ms) => ms / HOUR)).toEqual([1, 2, 25, 26, 49]);
  });

  it('repeat in order although a time is beyond the first period', () => {
    // 5, 15, 25, ... and 32, 42, 52, ... merged
    expect(times(makeSource({ kind: 'schedule', atMs: [32, 5], everyMs: 10 }, luck), 8)).toEqual([5, 15, 25, 32, 35, 42, 45, 52]);
  });

  it('end at once without any', () => {
    for (const everyMs of [null, DAY]) expect(makeSource({ kind: 'schedule', atMs: [], everyMs }, luck).peek()).toBe('done');
  });

  it('are the merged progressions of their times, whatever the times', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100), { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 40 }), (atMs, everyMs) => {
        const merged = atMs.flatMap((at) => Array.from({ length: 300 }, (_, i) => at + i * everyMs)).sort((a, b) => a - b);
        const expected = merged.filter((at) => at < 250);
        expect(timesUntil(makeSource({ kind: 'schedule', atMs, everyMs }, luck), 250)).toEqual(expected);
      }),
    );
  });
});

describe('Poisson arrivals', () => {
  it.each([60, 3600 * 2000])('come at %d an hour with a variance like their number', (perHour) => {
    const binMs = Math.round((HOUR / perHour) * 50); // Fifty a bin.
    const bins = 400;
    const counts = new Array<number>(bins).fill(0);
    for (const at of timesUntil(makeSource({ kind: 'poisson', perHour }, luck), bins * binMs)) counts[Math.floor(at / binMs)]++;
    const mean = counts.reduce((sum, n) => sum + n, 0) / bins;
    const variance = counts.reduce((sum, n) => sum + (n - mean) ** 2, 0) / (bins - 1);
    const expected = (perHour * binMs) / HOUR;
    expect(Math.abs(mean - expected)).toBeLessThan(4 * Math.sqrt(expected / bins)); //       four deviations of the mean
    expect(Math.abs(variance / expected - 1)).toBeLessThan(4 * Math.sqrt(2 / bins)); //      four of the variance
  });

  it('are never, at rate zero or at one so low that the first is beyond all time', () => {
    for (const perHour of [0, 1e-12]) expect(makeSource({ kind: 'poisson', perHour }, luck).peek()).toBe('done');
  });

  it('differ by seed and by name, not by anything else', () => {
    const pattern: ArrivalPattern = { kind: 'poisson', perHour: 60 };
    const first = times(makeSource(pattern, luck), 20);
    expect(times(makeSource(pattern, { ...luck }), 20)).toEqual(first);
    expect(times(makeSource(pattern, { ...luck, seed: 8 }), 20)).not.toEqual(first);
    expect(times(makeSource(pattern, { ...luck, name: 'other' }), 20)).not.toEqual(first);
  });
});

describe('diurnal arrivals', () => {
  const rate = { peakPerHour: 600, troughPerHour: 60, peakAtMs: 14 * HOUR };

  it('have the rate of the peak at its time, of the trough 12 h later, and the mean of both between', () => {
    expect([14, 26, 38, 8].map((h) => diurnalPerHour(rate, h * HOUR))).toEqual([600, 60, 600, expect.closeTo(330, 9)]);
  });

  it('follow the rate, hour by hour', () => {
    const days = 30;
    const counts = new Array<number>(24).fill(0);
    for (const at of timesUntil(makeSource({ kind: 'diurnal', ...rate }, luck), days * DAY)) counts[Math.floor(at / HOUR) % 24]++;
    const expected = counts.map((_, h) => {
      const parts = Array.from({ length: 100 }, (_, i) => diurnalPerHour(rate, (h + (i + 0.5) / 100) * HOUR));
      return (days * parts.reduce((sum, r) => sum + r, 0)) / 100;
    });
    const statistic = counts.reduce((sum, n, h) => sum + (n - expected[h]) ** 2 / expected[h], 0);
    expect(statistic).toBeLessThan(75); // Chi-square of 24 degrees of freedom: exceeded less than once in a million.
    expect(statistic).toBeGreaterThan(5); // And not evener than chance, either.
  });

  it('may have no trough, a trough above the peak, or no rate at all', () => {
    const daily = (peakPerHour: number, troughPerHour: number) =>
      timesUntil(makeSource({ kind: 'diurnal', peakPerHour, troughPerHour, peakAtMs: 0 }, luck), 10 * DAY).length;
    const slack = 4 * Math.sqrt(12_000); // 10 days x 24 h x 50 on average: 12,000
    expect(Math.abs(daily(100, 0) - 12_000)).toBeLessThan(slack);
    expect(Math.abs(daily(0, 100) - 12_000)).toBeLessThan(slack);
    expect(daily(0, 0)).toBe(0);
  });
});

describe('bursts', () => {
  it('are one arrival of many at Poisson times', () => {
    const source = makeSource({ kind: 'bursts', perHour: 6, size: 25 }, luck);
    expect(source.count).toBe(25);
    expect(times(source, 50)).toEqual(times(makeSource({ kind: 'poisson', perHour: 6 }, luck), 50));
  });
});

describe('a trace', () => {
  const pattern = { kind: 'trace', file: 'x.csv', format: 'csv', columns: null, censored: 'forever' } as const;

  it('has the arrivals of its rows', () => {
    const rows = { cpuUnits: Int32Array.of(1, 2), memoryMib: Int32Array.of(3, 4), durationMs: Float64Array.of(5, 6) };
    expect(times(makeSource(pattern, luck, { ...rows, atMs: Float64Array.of(7, 8) }), 9)).toEqual([7, 8]);
  });

  it('has no source before its rows are read: a run without them would show no arrivals', () =>
    expect(() => makeSource(pattern, luck)).toThrow('the rows of x.csv are read before its source is made'));
});

const rate = fc.oneof(fc.constant(0), fc.double({ min: 0.1, max: 1e7, noNaN: true }));
const pattern: fc.Arbitrary<ArrivalPattern> = fc.oneof(
  fc.record({ kind: fc.constant('constant' as const), everyMs: fc.integer({ min: 1, max: DAY }), firstMs: fc.nat(DAY) }),
  fc.record({ kind: fc.constant('poisson' as const), perHour: rate }),
  fc.record({ kind: fc.constant('diurnal' as const), peakPerHour: rate, troughPerHour: rate, peakAtMs: fc.nat(DAY) }),
  fc.record({ kind: fc.constant('bursts' as const), perHour: rate, size: fc.integer({ min: 1, max: 9 }) }),
  fc.record({
    kind: fc.constant('schedule' as const),
    atMs: fc.array(fc.nat(2 * DAY), { maxLength: 5 }),
    everyMs: fc.option(fc.integer({ min: 1, max: DAY })),
  }),
);

describe('every source', () => {
  it('goes forward in whole milliseconds', () => {
    fc.assert(
      fc.property(pattern, fc.nat(), (drawn, seed) => {
        const found = times(makeSource(drawn, { seed, name: 'a' }), 100);
        expect(found.every(Number.isInteger)).toBe(true);
        expect(found).toEqual([...found].sort((a, b) => a - b));
      }),
    );
  });

  it('goes on after save and load as if nothing had been, through JSON and after any number of calls', () => {
    fc.assert(
      fc.property(pattern, fc.nat(50), fc.array(fc.nat(3), { minLength: 1, maxLength: 5 }), (drawn, before, asks) => {
        const expected = times(makeSource(drawn, luck), before + 50).slice(before);
        const source = makeSource(drawn, luck);
        times(source, before);
        const resumed = makeSource(drawn, { seed: 99, name: 'z' });
        resumed.load(reread(source.save()));
        const found: number[] = [];
        for (let i = 0; i < 50 && resumed.peek() === 'ready'; i++) {
          for (let n = asks[i % asks.length]; n > 0; n--) resumed.peek();
          found.push(resumed.atMs);
          resumed.take();
        }
        expect(found).toEqual(expected);
      }),
    );
  });
});
