import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Alarm, AlarmState } from '../../src/metrics/alarm.js';
import { MetricReadings } from '../../src/metrics/statistics.js';
import { draws } from '../extent.js';
import { alarmTerms } from './alarm-feed.js';

const MINUTE = 60_000;
const BREACH = 60;

function readingsOf(value: number): MetricReadings {
  const readings = new MetricReadings(1);
  readings.set(0, value, 1);
  return readings;
}

it('an alarm counts the points in a row that must breach until it leaves OK, and a twin without these counts has the same states', () => {
  const value = fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 60 }) }, { weight: 1, arbitrary: fc.constant(Number.NaN) });
  const minutes = fc.array(fc.tuple(value, fc.integer({ min: 0, max: 200_000 })), { minLength: 10, maxLength: 40 });
  const periods = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 2 }));
  let quiet = 0;
  fc.assert(
    fc.property(minutes, periods, (all, [datapointsToAlarm, more]) => {
      const evaluationPeriods = datapointsToAlarm + more;
      const terms = alarmTerms({ evaluationPeriods, datapointsToAlarm, treatMissingData: 'missing' });
      const delays = new Map(all.map(([, delayMs], i) => [(i + 1) * MINUTE, delayMs]));
      const times = { delayMs: (atMs: number) => delays.get(atMs) ?? 0, phaseMs: 7_000, intervalMs: MINUTE };
      const [asked, twin] = [new Alarm(terms, times), new Alarm(terms, times)];
      const copyOf = (alarm: Alarm) => {
        const copy = new Alarm(terms, times);
        copy.load(alarm.save());
        return copy;
      };
      all.forEach(([of], i) => {
        const atMs = (i + 1) * MINUTE;
        for (const alarm of [asked, twin]) alarm.receive(atMs, readingsOf(of));
        const left = asked.breachesLeft(atMs, datapointsToAlarm);
        const isWithin = more === 0 && asked.breachesLeft(atMs, 1) === 1;
        for (let laterMs = atMs; left > 0 && laterMs <= atMs + 5 * MINUTE; laterMs += 20_000) {
          const later = copyOf(asked);
          later.evaluate(laterMs);
          expect(later.state).toBe(AlarmState.OK);
          if (isWithin) expect(later.isBreachingNow).toBe(false);
        }
        const breached = copyOf(asked);
        for (let nth = 1; nth <= left; nth++) {
          quiet++;
          breached.receive(atMs + nth * MINUTE, readingsOf(BREACH));
          const last = copyOf(breached);
          last.evaluate(atMs + 10 * MINUTE);
          if (nth < left) expect(last.state).toBe(AlarmState.OK);
          else if (more === 0) expect(last.state).toBe(AlarmState.ALARM);
        }
        for (const alarm of [asked, twin]) alarm.evaluate(atMs + 7_000);
        expect([asked.state, asked.value, asked.isBreachingNow]).toEqual([twin.state, twin.value, twin.isBreachingNow]);
      });
    }),
    { numRuns: draws(200, 2_000) },
  );
  expect(quiet).toBeGreaterThan(50);
});
