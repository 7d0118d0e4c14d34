import { describe, expect, it } from 'vitest';
import { type LoadPart, LoadTotals } from '../../src/load/totals.js';
import { Usage } from '../../src/load/usage.js';

const usage = (cpuUnits: number) => Object.assign(new Usage({} as never), { cpuUnits, memoryMib: 100 });
const part = (served: number, waitP95Ms: number, cpuUnits = 0): LoadPart => {
  return { arrived: served + 1, served, shed: 1, waitMeanMs: waitP95Ms / 2, waitP95Ms, usage: usage(cpuUnits) };
};

describe('the parts of a minute taken together', () => {
  it('are sums, and shares by tasks times time: 4 idle tasks for half a minute and one busy one are 10 %, not 25 %', () => {
    const totals = new LoadTotals();
    totals.add(30_000, 4, part(0, Number.NaN, 0));
    totals.add(30_000, 1, part(60, 8, 512));
    expect(totals).toMatchObject({ ms: 60_000, arrived: 62, served: 60, shed: 2, tasks: 2.5 });
    expect(totals.cpuPercent(1_024)).toBeCloseTo(10, 9);
    expect(totals.memoryPercent(1_000)).toBeCloseTo((100 * 200) / 5_000, 9);
    expect(totals.waitMeanMs).toBe(4);
  });

  it('have the p95 of those parts in which 95 % were served: the slow part tells when it is more than a twentieth', () => {
    const totals = new LoadTotals();
    totals.add(50_000, 1, part(96, 10));
    totals.add(10_000, 1, part(4, 900));
    expect(totals.waitP95Ms).toBe(10);
    totals.add(10_000, 1, part(2, 700));
    expect(totals.waitP95Ms).toBe(700);
  });

  it('have no share and no wait where there was no task and nobody served, and none after they are cleared', () => {
    const totals = new LoadTotals();
    totals.add(60_000, 0, { arrived: 5, served: 0, shed: 5, waitMeanMs: Number.NaN, waitP95Ms: Number.NaN, usage: usage(0) });
    expect([totals.cpuPercent(1_024), totals.waitMeanMs, totals.waitP95Ms]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    totals.add(60_000, 1, part(10, 5, 512));
    totals.clear();
    expect([totals.arrived, totals.ms, totals.cpuPercent(1_024), totals.waitP95Ms]).toEqual([0, 0, Number.NaN, Number.NaN]);
  });
});
