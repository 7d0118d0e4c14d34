import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Alarm } from '../../src/metrics/alarm.js';
import { MetricReadings } from '../../src/metrics/statistics.js';
import { draws } from '../extent.js';
import { alarmTerms } from './alarm-feed.js';

const MINUTE = 60_000;
const terms = (points: number) => alarmTerms({ evaluationPeriods: points, datapointsToAlarm: points, treatMissingData: 'missing' });

function readingsOf(value: number): MetricReadings {
  const readings = new MetricReadings(1);
  readings.set(0, value, 1);
  return readings;
}

it('an alarm that says it is quiet is in OK at every later evaluation, and its twin that is never asked has the same states', () => {
  const value = fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 60 }) }, { weight: 1, arbitrary: fc.constant(Number.NaN) });
  const minutes = fc.array(fc.tuple(value, fc.integer({ min: 0, max: 200_000 })), { minLength: 10, maxLength: 40 });
  let quiet = 0;
  fc.assert(
    fc.property(minutes, fc.integer({ min: 1, max: 4 }), (all, points) => {
      const delays = new Map(all.map(([, delayMs], i) => [(i + 1) * MINUTE, delayMs]));
      const times = { delayMs: (atMs: number) => delays.get(atMs)!, phaseMs: 7_000, intervalMs: MINUTE };
      const [asked, twin] = [new Alarm(terms(points), times), new Alarm(terms(points), times)];
      all.forEach(([of], i) => {
        const atMs = (i + 1) * MINUTE;
        for (const alarm of [asked, twin]) alarm.tell(atMs, readingsOf(of));
        if (asked.isQuiet(atMs)) {
          quiet++;
          for (let laterMs = atMs; laterMs <= atMs + 5 * MINUTE; laterMs += 20_000) {
            const later = new Alarm(terms(points), times);
            later.load(asked.save());
            later.evaluate(laterMs);
            expect([later.state, later.isBreachingNow]).toEqual([asked.state, false]);
          }
        }
        for (const alarm of [asked, twin]) alarm.evaluate(atMs + 7_000);
        expect([asked.state, asked.value, asked.isBreachingNow]).toEqual([twin.state, twin.value, twin.isBreachingNow]);
      });
    }),
    { numRuns: draws(200, 2_000) },
  );
  expect(quiet).toBeGreaterThan(50);
});
