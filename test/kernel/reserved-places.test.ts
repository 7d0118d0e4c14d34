import { expect, it } from 'vitest';
import { EventLoop } from '../../src/kernel/event-loop.js';

const ignore = { handle: () => {} };

it('an event loop keeps a reserved place for an event that is scheduled later, also when the serial numbers begin again', () => {
  for (const scheduled of [0, 2 ** 32 - 4]) {
    const loop = new EventLoop();
    loop.load({ ...loop.save(), scheduled });
    const place = loop.reserve(2);
    loop.reserving = { settleAll: () => loop.scheduleAt(place + 1, 5, [1, 2, 0]) };
    for (const subject of [3, 4, 5]) loop.schedule(5, 1, subject);
    if (scheduled === 0) loop.reserving.settleAll();
    const seen: number[] = [];
    loop.advance(5, Number.POSITIVE_INFINITY, { handle: (_kind, subject) => seen.push(subject) });
    expect(seen).toEqual([2, 3, 4, 5]);
  }
});

it('an event loop counts events that were never scheduled, whose turn is over once their time is reached or a later rank has its turn', () => {
  const loop = new EventLoop();
  const turns = () => [4, 5, 6].map((atMs) => loop.isPast(atMs, 2));
  loop.schedule(5, 1, 0);
  loop.schedule(5, 3, 0);
  loop.advance(5, 1, ignore);
  expect(turns()).toEqual([true, false, false]);
  loop.advance(5, 1, ignore);
  expect(turns()).toEqual([true, true, false]);
  loop.advance(6, Number.POSITIVE_INFINITY, ignore);
  expect(turns()).toEqual([true, true, true]);
  loop.passOver(3);
  expect(loop.handled).toBe(5);
});
