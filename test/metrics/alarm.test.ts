import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Alarm, AlarmState, EXTRA_PERIODS } from '../../src/metrics/alarm.js';
import type { AlarmTerms } from '../../src/metrics/alarm-terms.js';
import { MetricReadings, Statistic, StatisticSet } from '../../src/metrics/statistics.js';
import { reread } from '../reread.js';
import { alarmTerms, feed, states } from './alarm-feed.js';

/** The state by AWS's own words, from the whole history: slow, and without a ring. */
function stateByWords(terms: AlarmTerms, points: string, before: string): string {
  const { evaluationPeriods: N, datapointsToAlarm: M, treatMissingData } = terms;
  const range = [...points.slice(-(N + EXTRA_PERIODS))].reverse();
  const real = range.filter((point) => point !== '-').slice(0, N);
  const bad = real.filter((point) => point === 'X').length;
  const lacking = N - real.length;
  if (bad >= M) return 'A';
  if (lacking === 0 || treatMissingData === 'notBreaching') return 'O';
  if (treatMissingData === 'breaching') return bad + lacking >= M ? 'A' : 'O';
  if (bad < real.length) return 'O';
  if (treatMissingData === 'ignore') return before;
  if (real.length === 0) return 'I';
  return range.lastIndexOf('X') + 1 >= M ? 'A' : 'O';
}

const terms = fc
  .record({
    evaluationPeriods: fc.integer({ min: 1, max: 6 }),
    datapointsToAlarm: fc.integer({ min: 1, max: 6 }),
    treatMissingData: fc.constantFrom('missing', 'ignore', 'breaching', 'notBreaching'),
  })
  .filter(({ evaluationPeriods, datapointsToAlarm }) => datapointsToAlarm <= evaluationPeriods)
  .map((more) => alarmTerms(more));
const points = fc.string({ unit: fc.constantFrom('X', 'O', '-'), minLength: 1, maxLength: 40 });

describe('an alarm', () => {
  it('is where its words put it after any history', () => {
    fc.assert(
      fc.property(terms, points, (by, history) => {
        let before = 'I';
        const expected = [...history].map((_, i) => {
          before = stateByWords(by, history.slice(0, i + 1), before);
          return before;
        });
        expect(states(by, history)).toBe(expected.join(''));
      }),
      { numRuns: 500 },
    );
  });

  it('goes on from what was saved as if it had never stopped', () => {
    fc.assert(
      fc.property(
        terms,
        fc.array(fc.constantFrom(40, 60, Number.NaN, null), { minLength: 2, maxLength: 30 }),
        fc.nat(29),
        (by, values, cut) => {
          const twoMinutes = { ...by, periodMs: 120_000 };
          const whole = new Alarm(twoMinutes);
          feed(whole, values);
          const first = new Alarm(twoMinutes);
          feed(first, values.slice(0, cut));
          const second = new Alarm(twoMinutes);
          second.load(reread(first.save()));
          feed(second, values.slice(cut), Math.min(cut, values.length) + 1);
          expect(second.save()).toEqual(whole.save());
        },
      ),
    );
  });

  // The first minute comes a minute late, together with the second. Evaluations are each two minutes.
  it('[N.DLY-4] takes points in their order, and is evaluated once for those that come together', () => {
    const times = { delayMs: (atMs: number) => (atMs === 60_000 ? 60_000 : 0), phaseMs: 0, intervalMs: 120_000 };
    const alarm = new Alarm(alarmTerms({ evaluationPeriods: 1, datapointsToAlarm: 1 }), times);
    const receive = (atMs: number, value: number) => {
      const readings = new MetricReadings(1);
      readings.set(0, value, 1);
      return alarm.receive(atMs, readings);
    };
    expect([receive(60_000, 40), receive(120_000, 60)]).toEqual([120_000, null]);
    alarm.evaluate(120_000);
    expect([alarm.state, alarm.value]).toEqual([AlarmState.ALARM, 60]);
  });

  it('begins with too little data, and has the time of its state and its last value', () => {
    const alarm = new Alarm(alarmTerms({ evaluationPeriods: 1, datapointsToAlarm: 1 }));
    expect([alarm.state, alarm.sinceMs, alarm.isBreachingNow]).toEqual([AlarmState.INSUFFICIENT_DATA, 0, false]);
    feed(alarm, [60, 61, Number.NaN]);
    expect([alarm.state, alarm.sinceMs, alarm.value]).toEqual([AlarmState.ALARM, 60_000, 61]);
    expect(alarm.isBreachingNow).toBe(false); // the last minute had no data
    feed(alarm, [Number.NaN, Number.NaN, Number.NaN], 4);
    expect([alarm.state, alarm.sinceMs, alarm.value]).toEqual([AlarmState.INSUFFICIENT_DATA, 300_000, 61]);
  });
});

describe('a statistic set', () => {
  it('[T.MET-1] has each statistic of its samples, of one reading and of several', () => {
    const readings = new MetricReadings(1);
    readings.set(0, 50, 4);
    readings.minimum[0] = 10;
    readings.maximum[0] = 90;
    const of = (read: (statistic: Statistic) => number) => Object.values(Statistic).map(read);
    expect(of((statistic) => readings.read(0, statistic))).toEqual([50, 10, 90, 200, 4]);
    const set = new StatisticSet();
    set.add(readings, 0);
    readings.set(0, 5, 1);
    set.add(readings, 0);
    expect(of((statistic) => set.read(statistic))).toEqual([41, 5, 90, 205, 5]);
  });

  it('keeps the average of a single data point to the bit', () => {
    const readings = new MetricReadings(1);
    const set = new StatisticSet();
    readings.set(0, 100 / 3, 7);
    set.add(readings, 0);
    expect(set.read(0)).toBe(100 / 3);
    expect(readings.read(0, Statistic.Average)).toBe(100 / 3);
    readings.miss(0);
    expect(readings.read(0, Statistic.Average)).toBeNaN();
    set.add(readings, 0);
    expect(set.read(4)).toBe(7);
  });
});
