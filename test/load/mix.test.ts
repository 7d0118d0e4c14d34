import { describe, expect, it } from 'vitest';
import { averageUse } from '../../src/load/mix.js';
import { WORKER_DEFAULTS, type WorkerUse } from '../../src/load/resource-use.js';
import { QueueLoad } from '../../src/load/worker.js';

const QUICK: WorkerUse = { ...WORKER_DEFAULTS, concurrency: 2, meanMs: 1_000, cpuMs: 500, cpuUnits: 1_024, memoryMib: 512 };
const SLOW: WorkerUse = { ...QUICK, concurrency: 1, meanMs: 4_000, cpuMs: 3_000, cpuUnits: 2_048, memoryMib: 1_024 };

describe('workers that differ, taken together', () => {
  it('are those that are there where all are alike, to the bit', () => {
    expect(averageUse([QUICK, SLOW], [3, 0])).toBe(QUICK);
    expect(averageUse([QUICK, SLOW], [0, 3])).toBe(SLOW);
    expect(averageUse([QUICK, SLOW], [0, 0])).toBe(QUICK);
  });

  it('have the hands and the pace of all: 3 quick and 2 slow have 8 hands, and finish 6 and a half messages a second', () => {
    const mixed = averageUse([QUICK, SLOW], [3, 2]);
    expect(mixed.concurrency * 5).toBeCloseTo(8, 9);
    expect((mixed.concurrency * 5 * 1_000) / mixed.meanMs).toBeCloseTo(6.5, 9);
    expect([mixed.cpuUnits * 5, mixed.memoryMib * 5]).toEqual([3 * 1_024 + 2 * 2_048, 3 * 512 + 2 * 1_024]);
    expect(mixed.cpuMs * 6.5).toBeCloseTo(6 * 500 + 0.5 * 3_000, 6);
  });

  it('take what the CPU allows into account: half a vCPU finishes one message of a second in two', () => {
    const capped = { ...QUICK, concurrency: 1, cpuMs: 1_000, cpuUnits: 512, cpuUnitsMost: 512 };
    const mixed = averageUse([capped, SLOW], [4, 0]);
    expect(mixed).toBe(capped);
    const both = averageUse([capped, SLOW], [4, 4]);
    expect([both.cpuUnitsMost, (both.concurrency * 8 * 1_000) / both.meanMs]).toEqual([null, 4 * 0.5 + 4 * 0.25]);
  });

  it('work a queue off at that pace', () => {
    const queue = new QueueLoad(QUICK);
    queue.setUse(averageUse([QUICK, SLOW], [3, 2]));
    queue.pass(60_000, 600, 5);
    expect(queue.completed).toBeCloseTo(60 * 6.5, -1);
    queue.pass(600_000, 0, 5);
    expect(queue.visible + queue.inFlight).toBeCloseTo(0, 6);
  });
});
