import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/kernel/random.js';
import { WORKER_DEFAULTS, type WorkerUse } from '../../src/load/resource-use.js';
import { QueueLoad } from '../../src/load/worker.js';
import { reread } from '../reread.js';

const MINUTE = 60_000;
/** Each task does one message a second. */
const WORKER: WorkerUse = { ...WORKER_DEFAULTS, meanMs: 1_000, cpuMs: 250, cpuUnits: 512, memoryMib: 1_024 };

function played(minutes: readonly (readonly [messages: number, tasks: number])[], use: Partial<WorkerUse> = {}): QueueLoad {
  const queue = new QueueLoad({ ...WORKER, ...use });
  for (const [messages, tasks] of minutes) queue.pass(MINUTE, messages, tasks);
  return queue;
}

describe('a backlog', () => {
  it('[A.ASG-2] per task is messages that wait by tasks: 1,500 on 10 are 150', () => {
    const queue = played([[1_510, 0]]);
    queue.pass(1, 0, 10); // Ten are taken, one each.
    expect(queue.visible).toBeCloseTo(1_500, 1);
    expect(queue.backlogPerTask).toBeCloseTo(150, 2);
    // The rule's acceptable backlog: 10 s at 0.1 s a message are 100, the last of which waits as long as is acceptable.
    const fast = played([[101, 0]], { meanMs: 100 });
    fast.pass(10_000, 0, 1);
    expect(fast.visible).toBe(0);
    expect(fast.completed).toBeGreaterThan(99);
  });

  it('without tasks is that of one task, or none', () => {
    expect(played([[30, 0]]).backlogPerTask).toBe(30);
    expect(played([[30, 0]], { backlogWithoutTasks: 'missing' }).backlogPerTask).toBe(Number.NaN);
    expect(played([[30, 0]], { backlogWithoutTasks: 'missing' }).perSecondPerTask).toBe(Number.NaN);
  });

  it('grows by what the tasks cannot do, and is worked off by more of them', () => {
    const queue = played([[600, 4]]);
    // Four hands are soon busy; then 240 a minute are done and 360 are left, with those in hand.
    expect(queue.completed).toBeGreaterThan(237);
    expect(queue.completed).toBeLessThan(240);
    expect(queue.visible + queue.inFlight + queue.completed).toBeCloseTo(600, 9);
    expect(queue.inFlight).toBe(4);
    queue.pass(MINUTE, 0, 20);
    expect(queue.visible).toBe(0);
    expect(queue.completed).toBeCloseTo(362, -1);
    expect(queue.inFlight).toBeLessThan(1e-9);
  });

  it('below capacity is none: those in hand are the arrivals in the time of one', () => {
    const queue = played(Array.from({ length: 10 }, () => [300, 10] as const));
    expect(queue.visible).toBe(0);
    expect(queue.oldestAgeMs).toBe(0);
    expect(queue.inFlight).toBeCloseTo(5, 9);
    expect(queue.completed).toBeCloseTo(300, 9);
    expect(queue.perSecondPerTask).toBeCloseTo(0.5, 9);
    expect(queue.usage.cpuPercent).toBeCloseTo((100 * 5 * 0.25 * 1_024) / 5_120, 9);
  });

  it('of long messages is in hand for many intervals: half of them are done after ln 2 of the time of one', () => {
    const queue = played([], { meanMs: 600_000 });
    queue.pass(1, 100, 100);
    let done = 0;
    for (let second = 0; second < 416; second++) {
      queue.pass(1_000, 0, 100);
      done += queue.completed;
    }
    expect(done).toBeCloseTo(100 * (1 - Math.exp(-416 / 600)), 1);
  });
});

describe('the oldest message', () => {
  it('is as old as the queue is blocked', () => {
    const queue = played([
      [60, 0],
      [60, 0],
    ]);
    expect(queue.oldestAgeMs).toBe(2 * MINUTE);
    queue.pass(MINUTE, 60, 1); // 59 of the first are done, one is in hand: what waits came after the first minute.
    expect(queue.oldestAgeMs / MINUTE).toBeCloseTo(2, 1);
    queue.pass(MINUTE, 0, 0);
    expect(queue.oldestAgeMs / MINUTE).toBeCloseTo(3, 1);
  });

  it('came in a burst, however quiet it is since: its age is not the ratio of backlog and rate', () => {
    const queue = played([[6_000, 10], ...Array.from({ length: 5 }, () => [0, 10] as const)]);
    // 3,600 are done after six minutes, so the oldest came in the first minute, after six tenths of it.
    expect(queue.oldestAgeMs / MINUTE).toBeCloseTo(5.4, 2);
    for (let minute = 0; minute < 5; minute++) queue.pass(MINUTE, 0, 10);
    expect(queue.oldestAgeMs).toBe(0);
  });
});

describe('messages of a task that is stopped', () => {
  it('come back after the visibility timeout', () => {
    const queue = played([[600, 4]], { visibilityTimeoutMs: 90_000 });
    const waiting = queue.visible;
    queue.stopTasks(1);
    expect(queue.hidden).toBe(1);
    queue.pass(MINUTE, 0, 4); // Another took its place.
    expect(queue).toMatchObject({ hidden: 1, redelivered: 0 });
    expect(queue.visible).toBeCloseTo(waiting - 240 - 1, 9);
    queue.pass(MINUTE, 0, 4);
    expect(queue).toMatchObject({ hidden: 0, redelivered: 1 });
    expect(queue.completed).toBeCloseTo(waiting - 240 - 1 + 4 + 1, 1);
  });

  it('are as old as they are visible again, and not visible within the timeout', () => {
    const queue = played([]);
    queue.pass(1, 4, 4);
    queue.stopTasks(1);
    queue.stopTasks(1);
    expect(queue.hidden).toBeCloseTo(2, 2);
    queue.pass(WORKER.visibilityTimeoutMs, 0, 0); // The other two stop now, too.
    expect(queue.hidden).toBeCloseTo(4, 2);
    expect(queue).toMatchObject({ visible: 0, redelivered: 0, oldestAgeMs: 0 });
    queue.pass(500, 0, 0);
    expect(queue.redelivered).toBeCloseTo(4, 2);
    expect(queue.visible).toBe(queue.redelivered);
    expect(queue.oldestAgeMs).toBe(500);
  });

  it('are finished where the task does so before it ends', () => {
    const queue = played([[600, 4]], { whenStopped: 'finishes' });
    queue.pass(MINUTE, 0, 2); // Two are gone: two messages are finished, and the others do 120.
    expect(queue.completed).toBeCloseTo(122, 9);
    expect(queue).toMatchObject({ hidden: 0, redelivered: 0 });
  });

  it('come back when no task is left, too, and wait', () => {
    const queue = played([
      [600, 4],
      [0, 0],
    ]);
    expect(queue).toMatchObject({ inFlight: 0, hidden: 0, redelivered: 4, completed: 0 });
    expect(() => queue.stopTasks(1)).toThrow('invariant broken');
  });
});

describe('every queue', () => {
  const interval = fc.record({
    ms: fc.integer({ min: 1, max: 5 * MINUTE }),
    messages: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 5_000, noNaN: true })),
    tasks: fc.integer({ min: 0, max: 30 }),
    stop: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const use = fc.record({
    concurrency: fc.integer({ min: 1, max: 10 }),
    meanMs: fc.double({ min: 10, max: 900_000, noNaN: true }),
    visibilityTimeoutMs: fc.integer({ min: 0, max: 600_000 }),
    whenStopped: fc.constantFrom('finishes' as const, 'redelivered' as const),
  });

  it('messages are done, in hand, hidden or wait; parts of an interval are the interval; a saved queue goes on', () => {
    fc.assert(
      fc.property(use, fc.array(interval, { maxLength: 20 }), (drawn, intervals) => {
        const queue = new QueueLoad({ ...WORKER, ...drawn });
        const halves = new QueueLoad({ ...WORKER, ...drawn });
        const inQueue = () => queue.visible + queue.inFlight + queue.hidden;
        let had = 0;
        let came = 0;
        for (const { ms, messages, tasks, stop } of intervals) {
          const stopped = Math.floor(stop * queue.save().tasks);
          for (const each of [queue, halves]) each.stopTasks(stopped);
          queue.pass(2 * ms, messages, tasks);
          halves.pass(ms, messages / 2, tasks);
          halves.pass(ms, messages / 2, tasks);
          came += messages;
          const rounding = 1e-9 * (1 + came);
          expect(Math.abs(had + messages - queue.completed - inQueue())).toBeLessThan(rounding);
          expect(Math.abs(halves.visible - queue.visible)).toBeLessThan(rounding);
          expect(Math.abs(halves.inFlight - queue.inFlight)).toBeLessThan(rounding);
          expect(queue.inFlight).toBeLessThanOrEqual(tasks * drawn.concurrency);
          expect(queue.oldestAgeMs).toBeGreaterThanOrEqual(0);
          had = inQueue();
          const copy = new QueueLoad({ ...WORKER, ...drawn });
          copy.load(reread(queue.save()));
          expect(copy.save()).toEqual(queue.save());
        }
      }),
    );
  });

  it('agrees with a simulation message by message', () => {
    const perMinute = [100, 100, 900, 900, 100, 0, 0, 300, 300, 0];
    const runs = 200;
    const hands = 8;
    const mean = perMinute.map(() => ({ waits: 0, ageMs: 0 }));
    for (let seed = 0; seed < runs; seed++) {
      const random = new RandomStream(seed, 'queue');
      const free = Array<number>(hands).fill(0);
      const taken: { atMs: number; startMs: number }[] = [];
      perMinute.forEach((messages, minute) => {
        for (let at = minute * MINUTE; messages > 0; ) {
          at += random.exponential(MINUTE / messages);
          if (at >= (minute + 1) * MINUTE) break;
          const hand = free.indexOf(Math.min(...free));
          const startMs = Math.max(at, free[hand]!);
          free[hand] = startMs + random.exponential(1_000);
          taken.push({ atMs: at, startMs });
        }
      });
      mean.forEach((simulated, minute) => {
        const endMs = (minute + 1) * MINUTE;
        const waiting = taken.filter(({ atMs, startMs }) => atMs <= endMs && startMs > endMs);
        simulated.waits += waiting.length / runs;
        simulated.ageMs += (waiting.length === 0 ? 0 : endMs - waiting[0]!.atMs) / runs;
      });
    }
    const queue = new QueueLoad(WORKER);
    perMinute.forEach((messages, minute) => {
      queue.pass(MINUTE, messages, hands);
      expect(Math.abs(queue.visible - mean[minute]!.waits)).toBeLessThan(20 + 0.03 * mean[minute]!.waits);
      // Where a queue is about to be empty, the few runs in which it is not make the age.
      if (queue.visible > 0) expect(Math.abs(queue.oldestAgeMs - mean[minute]!.ageMs)).toBeLessThan(2_500 + 0.03 * mean[minute]!.ageMs);
    });
  });
});
