import { describe, expect, it } from 'vitest';
import { EventLoop, MS_MAX, NO_EVENT } from '../../src/kernel/event-loop.js';

const ALL = Number.POSITIVE_INFINITY;
const ignore = { handle: () => {} };

/** Runs to a time and returns what was handled, as `kind:subject@time`. */
function handledBy(loop: EventLoop, untilMs: number, eventsMax = ALL): string[] {
  const seen: string[] = [];
  loop.advance(untilMs, eventsMax, { handle: (kind, subject) => seen.push(`${kind}:${subject}@${loop.nowMs}`) });
  return seen;
}

const pendingIn = (loop: EventLoop) => loop.save().pending.length;
/** The most that were in use at once. An entry of the queue, dead or not, has one. */
const slotsOf = (loop: EventLoop) => loop.save().uses.length;

describe('the order of events', () => {
  it('is time, then kind, then the order of scheduling', () => {
    const loop = new EventLoop();
    loop.schedule(5, 2, 1);
    loop.schedule(5, 1, 2);
    loop.schedule(5, 2, 3);
    loop.schedule(4, 9, 4);
    expect(handledBy(loop, 10)).toEqual(['9:4@4', '1:2@5', '2:1@5', '2:3@5']);
  });

  it('is the order of scheduling among kinds that share a rank', () => {
    const loop = new EventLoop(Uint8Array.of(1, 2, 1));
    for (const [kind, subject] of [[2, 1], [1, 2], [0, 3], [2, 4]]) loop.schedule(5, kind, subject); // biome-ignore format: a line
    expect(handledBy(loop, 5)).toEqual(['2:1@5', '0:3@5', '2:4@5', '1:2@5']);
  });

  it('stays that of scheduling when the serial numbers begin again', () => {
    const loop = new EventLoop();
    loop.load({ ...loop.save(), scheduled: 2 ** 32 - 2 });
    for (const subject of [1, 2, 3, 4, 5]) loop.schedule(5, 1, subject);
    loop.schedule(5, 1, 6);
    loop.schedule(4, 1, 7);
    expect(handledBy(loop, 5)).toEqual(['1:7@4', '1:1@5', '1:2@5', '1:3@5', '1:4@5', '1:5@5', '1:6@5']);
  });

  it('lets a handler schedule for now any kind that shares its rank', () => {
    const loop = new EventLoop(Uint8Array.of(1, 2, 1));
    const seen: number[] = [];
    loop.schedule(5, 2, 0);
    const handle = (kind: number) => {
      seen.push(kind);
      expect([0, 1, 2].map((one) => loop.isOver(one))).toEqual([kind === 1, false, kind === 1]);
      if (kind === 2) loop.schedule(5, 0, 0);
      if (kind === 0) loop.schedule(5, 1, 0);
      if (kind === 1) loop.schedule(5, 2, 0);
    };
    expect(() => loop.advance(5, ALL, { handle })).toThrow('kind 2 of rank 1 was scheduled for now (5 ms), after rank 2');
    expect(seen).toEqual([2, 0, 1]);
  });

  it('keeps the three keys apart at the edges of their ranges', () => {
    const loop = new EventLoop();
    loop.schedule(MS_MAX, 0, 1);
    loop.schedule(MS_MAX - 1, 255, 2);
    loop.schedule(MS_MAX - 1, 254, 3);
    expect(handledBy(loop, MS_MAX)).toEqual([`254:3@${MS_MAX - 1}`, `255:2@${MS_MAX - 1}`, `0:1@${MS_MAX}`]);
  });

  it('carries subject and detail as they are', () => {
    const loop = new EventLoop();
    const seen: number[][] = [];
    loop.schedule(1, 7, -(2 ** 31), 2 ** 31 - 1);
    loop.schedule(2, 7, 3);
    loop.advance(2, ALL, { handle: (...event) => seen.push(event) });
    expect(seen).toEqual([
      [7, -2147483648, 2147483647],
      [7, 3, 0],
    ]);
  });

  it('lets a handler schedule its own kind or a later one for now', () => {
    const loop = new EventLoop();
    const seen: string[] = [];
    loop.schedule(1, 3, 0);
    loop.schedule(1, 4, 0);
    loop.advance(1, ALL, {
      handle(kind, subject) {
        seen.push(`${kind}:${subject}`);
        if (kind === 3 && subject === 0) for (const k of [4, 3]) loop.schedule(1, k, 1);
      },
    });
    expect(seen).toEqual(['3:0', '3:1', '4:0', '4:1']);
  });
});

describe('events that cannot be scheduled', () => {
  it('is an earlier kind for now, from a handler', () => {
    const loop = new EventLoop();
    loop.schedule(5, 3, 0);
    const handler = { handle: () => loop.schedule(5, 2, 0) };
    expect(() => loop.advance(5, ALL, handler)).toThrow('ranks only go up: kind 2 of rank 2 was scheduled for now (5 ms), after rank 3');
  });

  it('is an earlier kind for now, between slices of one millisecond', () => {
    const loop = new EventLoop();
    loop.schedule(5, 3, 0);
    loop.schedule(5, 3, 1);
    loop.advance(5, 1, ignore);
    expect(() => loop.schedule(5, 2, 0)).toThrow('kind 2 of rank 2 was scheduled for now (5 ms), after rank 3');
    expect(() => loop.schedule(5, 3, 0)).not.toThrow();
    expect(() => loop.schedule(6, 2, 0)).not.toThrow();
  });

  it('are refused in the past', () => {
    const loop = new EventLoop();
    loop.advance(10, ALL, ignore);
    expect(() => loop.schedule(9, 1, 0)).toThrow('an event does not lie in the past: 9 ms is before 10 ms');
    expect(() => loop.schedule(10, 0, 0)).not.toThrow();
  });

  it.each([0.5, 1 / 256, Number.NaN, ALL, MS_MAX + 1])('is a time of %d ms', (atMs) => {
    expect(() => new EventLoop().schedule(atMs, 1, 0)).toThrow('an event lies at a whole millisecond');
  });

  it.each([-1, 256, 1.5, Number.NaN])('are refused with the kind %d', (kind) => {
    expect(() => new EventLoop().schedule(1, kind, 0)).toThrow('an event kind is a whole number from 0 to 255');
  });

  it('are refused with a kind that has no rank', () => {
    expect(() => new EventLoop(Uint8Array.of(1, 2)).schedule(1, 2, 0)).toThrow('an event kind is a whole number from 0 to 1, not 2');
  });

  it.each([2 ** 31, 0.5])('are refused with the subject or detail %d', (word) => {
    expect(() => new EventLoop().schedule(1, 1, word)).toThrow('32-bit whole numbers');
    expect(() => new EventLoop().schedule(1, 1, 0, word)).toThrow('32-bit whole numbers');
  });
});

describe('a slice', () => {
  it('leaves the clock at its end when nothing due is left', () => {
    const loop = new EventLoop();
    loop.schedule(5, 1, 0);
    loop.schedule(11, 1, 0);
    expect(loop.advance(10, ALL, ignore)).toBe(1);
    expect([loop.nowMs, loop.nextMs(), loop.handled, pendingIn(loop)]).toEqual([10, 11, 1, 1]);
  });

  it('includes its last millisecond', () => {
    const loop = new EventLoop();
    loop.schedule(10, 255, 0);
    expect(handledBy(loop, 10)).toEqual(['255:0@10']);
  });

  it('leaves the clock at the last event when the budget is used up, and goes on from there', () => {
    const loop = new EventLoop();
    for (const at of [1, 2, 2, 3]) loop.schedule(at, 1, at);
    expect(handledBy(loop, 10, 2)).toEqual(['1:1@1', '1:2@2']);
    expect([loop.nowMs, loop.nextMs()]).toEqual([2, 2]);
    expect(handledBy(loop, 10, 2)).toEqual(['1:2@2', '1:3@3']);
    expect([loop.nowMs, loop.nextMs()]).toEqual([3, ALL]);
    expect(handledBy(loop, 10, 2)).toEqual([]);
    expect(loop.nowMs).toBe(10);
  });

  it('is not begun by a handler', () => {
    const loop = new EventLoop();
    loop.schedule(3, 1, 0);
    const handler = { handle: () => loop.advance(4, 1, ignore) };
    expect(() => loop.advance(10, ALL, handler)).toThrow('a handler does not advance the loop');
    expect(loop.advance(10, ALL, ignore)).toBe(0); // The loop is not left locked.
  });

  it('does not run backwards', () => {
    const loop = new EventLoop();
    loop.advance(10, ALL, ignore);
    expect(() => loop.advance(9, ALL, ignore)).toThrow('time runs forward');
  });
});

describe('a cancelled event', () => {
  it('is not handled, does not count, and does not hide what comes next', () => {
    const loop = new EventLoop();
    const id = loop.schedule(1, 1, 0);
    loop.schedule(2, 1, 1);
    expect(loop.cancel(id)).toBe(true);
    expect([loop.cancel(id), loop.nextMs(), pendingIn(loop)]).toEqual([false, 2, 1]);
    expect(handledBy(loop, 5)).toEqual(['1:1@2']);
    expect(loop.handled).toBe(1);
  });

  it('stays away when its slot is used again: a stale id cancels nothing', () => {
    const loop = new EventLoop();
    const fired = loop.schedule(1, 1, 0);
    loop.advance(1, ALL, ignore);
    const second = loop.schedule(2, 1, 0);
    expect(slotsOf(loop)).toBe(1); // It does share the slot.
    expect(loop.cancel(fired)).toBe(false);
    expect(loop.cancel(second)).toBe(true);
  });

  it('cannot be the one that is being handled', () => {
    const loop = new EventLoop();
    const answers: boolean[] = [];
    const id = loop.schedule(1, 1, 0);
    loop.advance(1, ALL, { handle: () => answers.push(loop.cancel(id)) });
    expect(answers).toEqual([false]);
  });

  it.each([NO_EVENT, -1, 2 ** 40 + 7])('has an id that was given out, unlike %d', (id) => {
    const loop = new EventLoop();
    expect(loop.cancel(id)).toBe(false);
    loop.schedule(1, 1, 0);
    expect(loop.cancel(id)).toBe(false);
    loop.advance(1, ALL, ignore);
    expect(loop.cancel(id)).toBe(false);
  });

  it('gives its memory back: a million schedule-and-cancel pairs occupy no more than a few', () => {
    const loop = new EventLoop();
    for (let i = 0; i < 10; i++) loop.schedule(5_000_000, 1, i);
    for (let i = 0; i < 1_000_000; i++) loop.cancel(loop.schedule(1 + i, 1, i));
    expect(slotsOf(loop)).toBeLessThanOrEqual(10 + 64); // Ten alive, and fewer dead than are worth a compaction.
    expect(handledBy(loop, 5_000_000)).toHaveLength(10);
  });

  it('gives its memory back among many that live: dead entries stay fewer than live ones', () => {
    const loop = new EventLoop();
    for (let i = 0; i < 10_000; i++) loop.schedule(5_000_000, 1, i);
    for (let i = 0; i < 200_000; i++) loop.cancel(loop.schedule(1 + i, 1, i));
    expect(slotsOf(loop)).toBeLessThanOrEqual(20_001);
    expect(pendingIn(loop)).toBe(10_000);
  });
});

describe('a loop that was saved', () => {
  it('and its copy give the same ids from there on, so that what is saved later is the same too', () => {
    const loop = new EventLoop();
    const ids = [5, 1, 4, 2, 3].map((atMs) => loop.schedule(atMs, 1, 0));
    loop.advance(2, ALL, ignore);
    loop.cancel(ids[2]);
    const copy = new EventLoop();
    copy.load(loop.save());
    const more = (on: EventLoop) => [on.cancel(ids[0]), on.cancel(ids[1]), ...[9, 8, 7, 6].map((atMs) => on.schedule(atMs, 1, 0))];
    expect(more(copy)).toEqual(more(loop));
    expect(copy.save()).toEqual(loop.save());
  });

  it('is neither saved nor loaded by a handler', () => {
    const loop = new EventLoop();
    const state = loop.save();
    for (const deed of [() => loop.save(), () => loop.load(state)]) {
      loop.schedule(loop.nowMs + 1, 1, 0);
      expect(() => loop.advance(loop.nowMs + 1, ALL, { handle: deed })).toThrow('between slices');
    }
  });
});

describe('an endless loop inside one millisecond', () => {
  it('stops the run and is named by the kinds that take part', () => {
    const loop = new EventLoop();
    loop.schedule(7, 1, 0); // Leads to the loop and is no part of it.
    const handler = { handle: (kind: number) => void loop.schedule(7, kind === 1 ? 4 : kind, 0) };
    expect(() => loop.advance(7, ALL, handler)).toThrow(
      'more than 1000000 events at 7 ms: an endless loop. The last 1001 were kind 4 x 1001',
    );
  });

  it('is found across slices', () => {
    const loop = new EventLoop();
    loop.schedule(7, 4, 0);
    loop.schedule(7, 4, 0);
    const handler = { handle: () => void loop.schedule(7, 4, 0) };
    const slices = () => {
      for (let i = 0; i < 1_001; i++) loop.advance(7, 1_000, handler);
    };
    expect(slices).toThrow('an endless loop');
    expect(loop.handled).toBe(1_000_001);
  });

  it('is not what a million events in one millisecond and a million in the next are', () => {
    const loop = new EventLoop();
    let left = 1_999_999;
    const handler = { handle: () => left > 0 && loop.schedule(left-- > 1_000_000 ? 7 : 8, 4, 0) };
    loop.schedule(7, 4, 0);
    expect(loop.advance(8, ALL, handler)).toBe(2_000_000);
  });
});
