import { describe, expect, it } from 'vitest';
import { type LoadPart, LoadTotals } from '../../src/load/totals.js';
import { Usage } from '../../src/load/usage.js';
import { reread } from '../reread.js';

/** Tasks that reserve 1,024 units and 1,000 MiB each, and use 100 MiB together. */
const usage = (tasks: number, cpuUnits: number) =>
  Object.assign(new Usage({} as never), { cpuUnits, memoryMib: 100, cpuUnitsReserved: 1_024 * tasks, memoryMibReserved: 1_000 * tasks });
const SERVERS = { perTask: 1, meanMs: 50 };
function part(tasks: number, served: number, waitP95Ms: number, over: Partial<LoadPart> & { readonly cpuUnits?: number } = {}): LoadPart {
  const { cpuUnits = 0, ...rest } = over;
  const counts = { share: 1, arrived: served + 1, served, shed: 1, lost: 0 };
  return { ...counts, waitMeanMs: waitP95Ms / 2, waitP95Ms, usage: usage(tasks, cpuUnits), servers: SERVERS, ...rest };
}
/** Totals of parts one after the other: [length, tasks, part]. */
function totalsOf(...parts: [ms: number, tasks: number, part: LoadPart][]): LoadTotals {
  const totals = new LoadTotals();
  for (const [ms, tasks, one] of parts) {
    totals.pass(ms);
    totals.add(ms, tasks, one);
  }
  return totals;
}

describe('the parts of a minute taken together', () => {
  it('are sums, and shares by tasks times time: 4 idle tasks for half a minute and one busy one are 10 %, not 25 %', () => {
    const totals = totalsOf([30_000, 4, part(4, 0, Number.NaN)], [30_000, 1, part(1, 60, 8, { cpuUnits: 512 })]);
    expect(totals).toMatchObject({ ms: 60_000, arrived: 62, served: 60, shed: 2, tasks: 2.5, targets: 2.5 });
    expect(totals.cpuPercent).toBeCloseTo(10, 9);
    expect(totals.memoryPercent).toBeCloseTo((100 * 200) / 5_000, 9);
    expect([totals.waitMeanMs, totals.responseMeanMs]).toEqual([4, 54]);
  });

  it('have pools beside each other: time once, responses by the pool that served them, and no targets where nothing is sent', () => {
    const totals = new LoadTotals();
    totals.pass(60_000);
    totals.add(60_000, 4, part(4, 90, 10, { share: 0.9, cpuUnits: 2_048 }));
    totals.add(60_000, 2, part(2, 10, 100, { share: 0.1, servers: { perTask: 1, meanMs: 500 } }));
    totals.add(60_000, 2, part(2, 0, Number.NaN, { share: 0 }));
    expect(totals).toMatchObject({ ms: 60_000, served: 100, tasks: 8, targets: 6 });
    expect(totals.cpuPercent).toBeCloseTo(25, 9); // 2,048 of 8 x 1,024
    expect(totals.waitMeanMs).toBeCloseTo(0.9 * 5 + 0.1 * 50, 9);
    expect(totals.responseMeanMs).toBeCloseTo(0.9 * 55 + 0.1 * 550, 9);
    expect(totals.waitP95Ms).toBe(100);
  });

  it('have the p95 of those parts in which 95 % were served: the slow part counts when it is more than a twentieth', () => {
    const totals = totalsOf([50_000, 1, part(1, 96, 10)], [10_000, 1, part(1, 4, 900)]);
    expect(totals.waitP95Ms).toBe(10);
    totals.add(10_000, 1, part(1, 2, 700));
    expect(totals.waitP95Ms).toBe(700);
  });

  it('have no share and no wait without a task and a served request, none after they are cleared, and come back from what is saved', () => {
    const totals = totalsOf([60_000, 0, part(0, 0, Number.NaN)]);
    expect([totals.cpuPercent, totals.waitMeanMs, totals.waitP95Ms]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    totals.add(60_000, 1, part(1, 10, 5, { cpuUnits: 512 }));
    const copy = new LoadTotals();
    copy.load(reread(totals.save()));
    expect(copy).toEqual(totals);
    totals.clear();
    expect(totals.save()).toEqual(new LoadTotals().save());
  });
});
