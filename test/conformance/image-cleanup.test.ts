import { describe, expect, it } from 'vitest';
import { type HeldImage, IMAGE_CLEANUP, removedImages } from '../../src/services/image-cleanup.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const images = (...unusedHours: (number | null)[]): [number, HeldImage][] =>
  unusedHours.map((hours, key) => [key, { pulledMs: 0, unusedMs: hours === null ? null : hours * HOUR }]);
/** Cycles of an agent that runs since 0, after one time and up to another, in hours. */
const between = (after: number, to: number) => ({ startMs: 0, afterMs: after * HOUR, toMs: to * HOUR });

describe('the cleanup of images', () => {
  it('[T.IMG-2] removes an image when the container that used it is removed, 3 hours after its task stopped', () => {
    expect(removedImages(images(1), between(0, 4), IMAGE_CLEANUP)).toEqual([0]);
    expect(removedImages(images(1), between(0, 3.9), IMAGE_CLEANUP)).toEqual([]);
    expect(removedImages(images(null), between(0, 100), IMAGE_CLEANUP)).toEqual([]);
    expect(removedImages(images(1), between(0, 1.5), { ...IMAGE_CLEANUP, taskWaitMs: 1_000 })).toEqual([0]);
  });

  it('[T.IMG-2] runs every 30 minutes and at no other time', () => {
    // Unused from 1:10 on, so it may go from 4:10 on: the cycle of 4:30 takes it.
    const late = images(7 / 6);
    expect(removedImages(late, between(0, 4.49), IMAGE_CLEANUP)).toEqual([]);
    expect(removedImages(late, between(0, 4.5), IMAGE_CLEANUP)).toEqual([0]);
    expect(removedImages(late, between(4.5, 4.9), IMAGE_CLEANUP)).toEqual([]);
    expect(removedImages(late, between(4.5, 5), IMAGE_CLEANUP)).toEqual([0]);
    expect(removedImages(late, { ...between(0, 4.5), startMs: 20 * MINUTE }, IMAGE_CLEANUP)).toEqual([0]); // 4:20
    expect(removedImages(late, between(0, 4.34), { ...IMAGE_CLEANUP, intervalMs: 10 * MINUTE })).toEqual([0]); // 4:10
  });

  it('[T.IMG-2] removes five a cycle, the least recently used first', () => {
    const seven = images(0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1);
    expect(removedImages(seven, between(3, 4), IMAGE_CLEANUP)).toEqual([6, 5, 4, 3, 2, 1, 0]);
    // 3:00 takes none, 3:30 those from 0.5 hours on, 4:00 the other two.
    expect(removedImages(seven, between(0, 3.5), IMAGE_CLEANUP)).toEqual([6, 5, 4, 3, 2]);
    const nine = images(...Array(9).fill(0));
    expect(removedImages(nine, between(0, 3), IMAGE_CLEANUP)).toEqual([0, 1, 2, 3, 4]);
    expect(removedImages(nine, between(0, 3.5), IMAGE_CLEANUP)).toHaveLength(9);
    expect(removedImages(nine, between(0, 3.5), { ...IMAGE_CLEANUP, perCycle: 1 })).toEqual([0, 1]);
  });

  it('[T.IMG-2] spares what was pulled less than an hour ago', () => {
    const soon = { ...IMAGE_CLEANUP, taskWaitMs: 1_000 };
    const pulled: [string, HeldImage][] = [['young', { pulledMs: 2 * HOUR, unusedMs: 2.1 * HOUR }]];
    expect(removedImages(pulled, between(0, 2.9), soon)).toEqual([]);
    expect(removedImages(pulled, between(0, 3), soon)).toEqual(['young']);
    expect(removedImages(pulled, between(0, 2.5), { ...soon, minimumAgeMs: 0 })).toEqual(['young']);
  });

  it('removes nothing when it is off', () => {
    expect(removedImages(images(0), between(0, 1_000), { ...IMAGE_CLEANUP, isEnabled: false })).toEqual([]);
  });

  it('is the same looked at once or cycle by cycle', () => {
    const many = images(0, 0, 5, 3, 2, 2, 1, 1, 1, 0, 0, 7);
    const step = 0.5;
    let left = many;
    const removed: number[] = [];
    for (let hour = 0; hour < 12; hour += step) {
      const gone = removedImages(left, between(hour, hour + step), { ...IMAGE_CLEANUP, perCycle: 2 });
      removed.push(...gone);
      left = left.filter(([key]) => !gone.includes(key));
    }
    expect(removed).toEqual(removedImages(many, between(0, 12), { ...IMAGE_CLEANUP, perCycle: 2 }));
    expect(removed).toHaveLength(12);
  });
});
