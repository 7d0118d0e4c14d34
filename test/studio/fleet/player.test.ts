import { describe, expect, it } from 'vitest';
import { eventStep, minuteStep, played, SPEEDS_MS, speedFor } from '../../../src/studio/fleet/player.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the player', () => {
  it('steps to the next event, once for all of one millisecond, and to the ends without one', () => {
    const times = [0, 0, 500, 500, 500, 90_000];
    const walk = (from: number, isForward: boolean) => {
      const seen = [from];
      for (let i = 0; i < 3; i++) seen.push(eventStep([times], seen.at(-1)!, { isForward, endMs: 100_000 }));
      return seen;
    };
    expect(walk(0, true)).toEqual([0, 500, 90_000, 100_000]);
    expect(walk(100_000, false)).toEqual([100_000, 90_000, 500, 0]);
    expect(eventStep([times], 499, { isForward: true, endMs: 100_000 })).toBe(500);
    expect(eventStep([times], 501, { isForward: false, endMs: 100_000 })).toBe(500);
    expect(eventStep([times], 0, { isForward: false, endMs: 100_000 })).toBe(0);
    // Of two runs the nearer one: the cursor is one for both.
    expect(eventStep([[100, 900], [400]], 100, { isForward: true, endMs: 1000 })).toBe(400);
    expect(eventStep([[100, 900], [400]], 900, { isForward: false, endMs: 1000 })).toBe(400);
    expect(eventStep([[]], 5, { isForward: true, endMs: 9 })).toBe(9);
  });

  it('steps by whole minutes within the run', () => {
    const on = { isForward: true, endMs: 150_000 };
    const back = { isForward: false, endMs: 150_000 };
    expect([0, 59_999, 60_000, 130_000].map((at) => minuteStep(at, on))).toEqual([60_000, 60_000, 120_000, 150_000]);
    expect([150_000, 120_000, 60_001, 1, 0].map((at) => minuteStep(at, back))).toEqual([120_000, 60_000, 60_000, 0, 0]);
  });

  it('plays a run in a minute at most where a speed can', () => {
    expect(SPEEDS_MS.map((ms) => ms / 1000)).toEqual([10, 60, 300, 900, 3600, 21_600]);
    // 10 min at 10 s a second take a minute; 10 min and a second need the next speed.
    expect(speedFor(10 * MINUTE)).toBe(10_000);
    expect(speedFor(10 * MINUTE + 1000)).toBe(MINUTE);
    expect(speedFor(24 * HOUR)).toBe(HOUR);
    expect(speedFor(400 * 24 * HOUR)).toBe(6 * HOUR);
  });

  it('moves on with the time that has passed, and stops at the end', () => {
    expect(played(1000, { speedMs: MINUTE, elapsedMs: 250, endMs: HOUR })).toBe(16_000);
    expect(played(HOUR - 5, { speedMs: MINUTE, elapsedMs: 250, endMs: HOUR })).toBe(HOUR);
  });
});
