import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FOREVER } from '../../src/workload/source.js';
import { type TraceRow, TraceSource } from '../../src/workload/trace-source.js';

const row = (atMs: number, over: Partial<TraceRow> = {}): TraceRow => ({ atMs, cpuUnits: 256, memoryMib: 512, durationMs: 1000, ...over });
const shown = (s: TraceSource): TraceRow => ({ atMs: s.atMs, cpuUnits: s.cpuUnits, memoryMib: s.memoryMib, durationMs: s.durationMs });

describe('TraceSource', () => {
  it('answers later while it is empty, ready while it is not, and done after the end', () => {
    const source = new TraceSource();
    expect(source.peek()).toBe('later');
    source.push(row(5));
    expect([source.peek(), source.atMs]).toEqual(['ready', 5]);
    source.take();
    expect(source.peek()).toBe('later');
    source.push(row(6));
    source.end();
    expect([source.peek(), source.atMs]).toEqual(['ready', 6]);
    source.take();
    expect(source.peek()).toBe('done');
  });

  it('wants as many rows as its buffer has room for, and none after the end', () => {
    const source = new TraceSource(3);
    const wanted = [source.wanted];
    for (const at of [1, 2, 3]) source.push(row(at));
    wanted.push(source.wanted);
    source.take();
    wanted.push(source.wanted);
    source.end();
    wanted.push(source.wanted);
    expect(wanted).toEqual([3, 0, 1, 0]);
  });

  it('refuses a row it has no room for, one after the end, and one that goes back in time', () => {
    const source = new TraceSource(2);
    source.push(row(5));
    expect(() => source.push(row(4))).toThrow('in order of time');
    source.push(row(5));
    expect(() => source.push(row(6))).toThrow('beyond what its source wants');
    source.take();
    source.end();
    expect(() => source.push(row(6))).toThrow('beyond what its source wants');
  });

  it('cannot give what it has not', () => {
    expect(() => new TraceSource().take()).toThrow('only when it is there');
  });

  const step = fc.oneof(
    fc.record({ kind: fc.constant('push' as const), gapMs: fc.nat(5), durationMs: fc.constantFrom(10, -1, FOREVER), cpuUnits: fc.nat(9) }),
    fc.constant({ kind: 'take' as const }),
    fc.constant({ kind: 'restore' as const }),
    fc.constant({ kind: 'end' as const }),
  );

  it('is a queue, whatever the order of pushing and taking, across save and load', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(step, { maxLength: 60 }), (bufferRows, steps) => {
        let source = new TraceSource(bufferRows);
        const queue: TraceRow[] = [];
        let [lastMs, accepted, hasEnded] = [0, 0, false];
        for (const s of steps) {
          if (s.kind === 'push' && source.wanted > 0) {
            lastMs += s.gapMs;
            accepted++;
            queue.push(row(lastMs, { durationMs: s.durationMs, cpuUnits: s.cpuUnits }));
            source.push(queue.at(-1)!);
          } else if (s.kind === 'take' && queue.length > 0) {
            queue.shift();
            source.take();
          } else if (s.kind === 'end') {
            hasEnded = true;
            source.end();
          } else if (s.kind === 'restore') {
            const saved = JSON.parse(JSON.stringify(source.save()));
            source = new TraceSource(bufferRows);
            source.load(saved);
          }
          expect(source.peek()).toBe(queue.length > 0 ? 'ready' : hasEnded ? 'done' : 'later');
          expect([source.wanted, source.accepted]).toEqual([hasEnded ? 0 : bufferRows - queue.length, accepted]);
          if (queue.length > 0) expect(shown(source)).toEqual(queue[0]);
        }
      }),
    );
  });
});
