import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type LaunchLog, launchesLeft, launchLimit, logLaunches, nextLaunchMs } from '../../../src/services/rates/launches.js';

it('no window of the given length holds more starts than the limit, and none waits longer than it must', () => {
  const visits = fc.array(fc.tuple(fc.nat(2_000), fc.integer({ min: 1, max: 12 })), { maxLength: 60 });
  fc.assert(
    fc.property(visits, fc.integer({ min: 60, max: 600 }), fc.constantFrom(1_000, 3_000), (row, perMinute, windowMs) => {
      const limit = launchLimit(perMinute, windowMs);
      const all: number[] = [];
      let log: LaunchLog = [];
      let now = 0;
      const counted = (ms: number) => all.filter((start) => start > ms - windowMs && start <= ms).length;
      for (const [pause, wanted] of row) {
        now += pause;
        expect(launchesLeft(log, limit, now)).toBe(limit.tasks - counted(now));
        const next = nextLaunchMs(log, limit, now);
        expect(counted(next)).toBeLessThan(limit.tasks);
        if (next > now) expect(counted(next - 1)).toBe(limit.tasks);
        const starting = Math.min(wanted, launchesLeft(log, limit, now));
        log = logLaunches(log, limit, now, starting);
        for (let i = 0; i < starting; i++) all.push(now);
        for (const start of all) expect(counted(start)).toBeLessThanOrEqual(limit.tasks);
      }
    }),
    { numRuns: 60 },
  );
});

it('keeps no start that counts no more', () => {
  const limit = launchLimit(500);
  let log: LaunchLog = [];
  for (let minute = 0; minute < 1_000; minute++) log = logLaunches(log, limit, minute * 60_000, 500);
  expect(log).toHaveLength(1);
});
