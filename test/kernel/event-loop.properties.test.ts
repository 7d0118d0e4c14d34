import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventHandler, EventLoop } from '../../src/kernel/event-loop.js';
import { reread } from '../reread.js';

/** The part of a loop that the model below needs; ids are compared by the order in which they were given, not by value. */
interface Loop {
  readonly nowMs: number;
  schedule(atMs: number, kind: number, subject: number, detail: number): number;
  cancel(id: number): boolean;
  advance(untilMs: number, eventsMax: number, handler: EventHandler): number;
}

/** The specification, written the slow way: sort what is pending by (time, kind, order of scheduling), handle the first. */
class SortedLoop implements Loop {
  nowMs = 0;
  private pending: { atMs: number; kind: number; order: number; subject: number; detail: number }[] = [];
  private order = 0;

  schedule(atMs: number, kind: number, subject: number, detail: number): number {
    this.pending.push({ atMs, kind, order: this.order, subject, detail });
    return this.order++;
  }
  cancel(id: number): boolean {
    const before = this.pending.length;
    this.pending = this.pending.filter((event) => event.order !== id);
    return this.pending.length < before;
  }
  advance(untilMs: number, eventsMax: number, handler: EventHandler): number {
    for (let count = 0; count < eventsMax; ) {
      this.pending.sort((a, b) => a.atMs - b.atMs || a.kind - b.kind || a.order - b.order);
      if (this.pending.length === 0 || this.pending[0].atMs > untilMs) {
        this.nowMs = untilMs;
        return count;
      }
      const event = this.pending.shift()!;
      this.nowMs = event.atMs;
      count++;
      handler.handle(event.kind, event.subject, event.detail);
    }
    return eventsMax;
  }
}

const KINDS = 4;
/** What one handled event does, drawn beforehand: events to schedule, ids to cancel (by age). */
interface Deed {
  readonly schedule: readonly { readonly afterMs: number; readonly kind: number }[];
  readonly cancel: readonly number[];
}
const scheduling = fc.record({ afterMs: fc.nat(6), kind: fc.integer({ min: 1, max: KINDS }) });
const deed: fc.Arbitrary<Deed> = fc.record({
  schedule: fc.array(scheduling, { maxLength: 3 }),
  cancel: fc.array(fc.nat(12), { maxLength: 2 }),
});
const slice = fc.record({ forMs: fc.nat(8), eventsMax: fc.integer({ min: 1, max: 7 }), before: deed });
const story = fc.record({
  slices: fc.array(slice, { minLength: 1, maxLength: 25 }),
  deeds: fc.array(deed, { minLength: 1, maxLength: 40 }),
});
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

/** Plays a story on a loop and returns all that can be seen from outside. */
class Player implements EventHandler {
  readonly log: string[] = [];
  readonly ids: number[] = [];
  private next = 0;
  private untilMs = 0;

  constructor(
    private readonly story: Story,
    private loop: Loop,
  ) {}

  play(slice: Story['slices'][number]): void {
    this.act(slice.before, this.loop.nowMs, 1 + KINDS); // From outside never for now: an earlier kind may have been handled.
    this.untilMs = Math.max(this.untilMs, this.loop.nowMs + slice.forMs);
    const count = this.loop.advance(this.untilMs, slice.eventsMax, this);
    this.log.push(`slice of ${count} to ${this.loop.nowMs}`);
  }

  handle(kind: number, subject: number, detail: number): void {
    this.log.push(`${this.loop.nowMs} ${kind} ${subject} ${detail}`);
    const deed = this.story.deeds[this.next++ % this.story.deeds.length];
    if (this.ids.length < 400) this.act(deed, this.loop.nowMs, kind);
  }

  continueOn(loop: Loop): void {
    this.loop = loop;
  }

  private act(deed: Deed, nowMs: number, kindNow: number): void {
    for (const { afterMs, kind } of deed.schedule) {
      const atMs = nowMs + (afterMs === 0 && kind < kindNow ? 1 : afterMs);
      this.ids.push(this.loop.schedule(atMs, kind, this.ids.length, -this.ids.length));
    }
    for (const age of deed.cancel) {
      const id = this.ids.at(-1 - age);
      if (id !== undefined) this.log.push(`cancel ${age}: ${this.loop.cancel(id)}`);
    }
  }
}

describe('EventLoop', () => {
  it('agrees with a sorted list whatever handlers schedule and cancel, in slices of any size', () => {
    fc.assert(
      fc.property(story, (drawn) => {
        const [fast, slow] = [new Player(drawn, new EventLoop()), new Player(drawn, new SortedLoop())];
        for (const part of drawn.slices) {
          fast.play(part);
          slow.play(part);
        }
        expect(fast.log).toEqual(slow.log);
      }),
      { numRuns: 400 },
    );
  });

  it('has the same future after save and load, ids included, through JSON', () => {
    fc.assert(
      fc.property(story, fc.nat(24), (drawn, cut) => {
        const loop = new EventLoop();
        const [kept, resumed] = [new Player(drawn, new EventLoop()), new Player(drawn, loop)];
        drawn.slices.forEach((part, i) => {
          if (i === cut) {
            const copy = new EventLoop();
            copy.schedule(0, 9, 9); // Load forgets what was there before.
            copy.load(reread(loop.save()));
            expect(copy.save()).toEqual(loop.save());
            resumed.continueOn(copy);
          }
          kept.play(part);
          resumed.play(part);
        });
        expect(resumed.log).toEqual(kept.log);
      }),
      { numRuns: 300 },
    );
  });

  it('handles the same events in the same order however the run is cut', () => {
    fc.assert(
      fc.property(story, fc.integer({ min: 1, max: 5 }), (drawn, eventsMax) => {
        const deeds = drawn.deeds.map((d) => ({ ...d, stop: false }));
        const handled = (budget: number): string[] => {
          const loop = new EventLoop();
          const player = new Player({ ...drawn, deeds }, loop);
          for (const { afterMs, kind } of deeds.flatMap((d) => d.schedule)) player.ids.push(loop.schedule(afterMs, kind, 0, 0));
          while (loop.nowMs < 60 || loop.nextMs() <= 60) loop.advance(60, budget, player);
          return player.log;
        };
        expect(handled(eventsMax)).toEqual(handled(1_000_000));
      }),
      { numRuns: 100 },
    );
  });

  it('agrees with a sorted list when hundreds of events are pending and most are cancelled', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(1000), fc.nat(255), fc.nat(9)), { minLength: 300, maxLength: 600 }), (events) => {
        const loops = [new EventLoop(), new SortedLoop()];
        const logs = loops.map((loop) => {
          const ids = events.map(([atMs, kind], i) => loop.schedule(atMs, kind, i, 0));
          const log = events.map(([, , luck], i) => luck > 1 && loop.cancel(ids[(i * 7) % ids.length]));
          const seen: unknown[] = [];
          loop.advance(1000, 10_000, { handle: (kind, subject) => seen.push([loop.nowMs, kind, subject]) });
          return [log, seen];
        });
        expect(logs[0]).toEqual(logs[1]);
      }),
      { numRuns: 30 },
    );
  });
});
