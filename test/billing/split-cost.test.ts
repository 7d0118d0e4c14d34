import { describe, expect, it } from 'vitest';
import { Allocation } from '../../src/billing/allocation.js';
import { sumOf, usdOf } from '../../src/billing/money.js';
import { BILLING_DEFAULTS } from '../../src/billing/settings.js';
import { SplitCost } from '../../src/billing/split-cost.js';
import { type SpotTally, tally } from '../../src/billing/spot-tally.js';
import { tariffOf } from '../../src/billing/tariff.js';
import { at, HOUR, MINUTE } from './usd.js';

/** The m5.xlarge of AWS's example: 1 $/h / (9 x 4 vCPU + 1 x 16 GB) = 1/52 $ for a GB-hour, 9/52 $ for a vCPU-hour. */
const XLARGE = { cpuUnits: 4096, memoryMib: 16_384 };
const task = (vcpu: number, gb: number) => ({ cpuUnits: 1024 * vcpu, memoryMib: 1024 * gb });
const instance = (fromMs = 0) => new SplitCost(tariffOf(at(1)), XLARGE, fromMs);

describe('the cost of an instance, split over its tasks', () => {
  it('is 9 : 1 for a vCPU and a GB, and what is unreserved in proportion to what is reserved of it', () => {
    const host = instance();
    const [web, batch] = [task(1, 4), task(1, 8)];
    const marks = [host.enter(web, 0), host.enter(batch, 0)];
    const splits = [host.leave(web, marks[0], HOUR), host.leave(batch, marks[1], HOUR)];
    // Used: (9 + 4) / 52 and (9 + 8) / 52. Unreserved: 2 vCPUs, half each; 4 GB, a third and two thirds.
    expect(usdOf(splits[0].used)).toBeCloseTo(13 / 52, 12);
    expect(usdOf(splits[1].used)).toBeCloseTo(17 / 52, 12);
    expect(usdOf(splits[0].unused)).toBeCloseTo((9 + 4 / 3) / 52, 12);
    expect(usdOf(splits[1].unused)).toBeCloseTo((9 + 8 / 3) / 52, 12);
    expect(usdOf(host.end(HOUR, HOUR))).toBeCloseTo(0, 12);
  });

  it('is idle while no task is there, and where what is rounded up goes', () => {
    const host = instance();
    const mark = host.enter(task(4, 16), 30 * MINUTE);
    const { used, unused } = host.leave(task(4, 16), mark, 45 * MINUTE);
    expect([usdOf(used), usdOf(unused)]).toEqual([expect.closeTo(0.25, 12), 0]);
    expect(usdOf(host.end(HOUR, HOUR + 36_000))).toBeCloseTo(0.75 + 0.01, 12);
  });

  it('is idle in CPU where tasks reserve memory only', () => {
    const host = instance();
    const mark = host.enter(task(0, 8), 0);
    const { used, unused } = host.leave(task(0, 8), mark, HOUR);
    expect([usdOf(used), usdOf(unused)]).toEqual([expect.closeTo(8 / 52, 12), expect.closeTo(8 / 52, 12)]);
    expect(usdOf(host.end(HOUR, HOUR))).toBeCloseTo(36 / 52, 12);
  });

  it('follows the price of the moment', () => {
    const host = new SplitCost(tariffOf({ atMs: [0, HOUR], usdPerHour: [1, 3] }), XLARGE, 0);
    const mark = host.enter(task(4, 16), 0);
    expect(usdOf(host.soFar(task(4, 16), mark, HOUR).used)).toBeCloseTo(1, 12);
    expect(usdOf(host.leave(task(4, 16), mark, 2 * HOUR).used)).toBeCloseTo(4, 12);
  });

  it('refuses more tasks than fit, an end with tasks, and the past', () => {
    const host = instance();
    expect(() => host.enter(task(5, 1), 0)).toThrow('do not exceed');
    const other = instance(HOUR);
    other.enter(task(1, 1), HOUR);
    expect(() => other.end(HOUR, HOUR)).toThrow('leave an instance before it ends');
    expect(() => other.enter(task(1, 1), 0)).toThrow('the past');
    expect(() => new SplitCost(tariffOf(at(1)), task(0, 0), 0)).toThrow('CPU or memory');
  });
});

describe('what owners bear', () => {
  const split = { used: 30n, unused: 12n };

  it('is what their tasks used and their share of the rest, or the rest is kept apart', () => {
    const allocation = new Allocation(2, 1);
    allocation.give(1, split);
    allocation.giveIdle(0, 5n);
    expect([allocation.ofOwner(0, BILLING_DEFAULTS), allocation.ofOwner(1, BILLING_DEFAULTS)]).toEqual([0n, 42n]);
    expect([allocation.idleOf(0), allocation.idleTotal(BILLING_DEFAULTS)]).toEqual([5n, 5n]);
    const apart = { ...BILLING_DEFAULTS, unusedCost: 'apart' } as const;
    expect([allocation.ofOwner(1, apart), allocation.idleTotal(apart)]).toEqual([30n, 17n]);
  });

  it('is credited when the instance turns out to be free', () => {
    const allocation = new Allocation(2, 1);
    const tallied: SpotTally = new Map();
    for (const [owner, ageMs] of [
      [0, 10],
      [1, 20],
      [0, HOUR - 1],
    ]) {
      allocation.give(owner, split);
      tally(tallied, split, { owner, ageMs });
    }
    for (const [owner, given] of tallied) allocation.credit(owner, given);
    expect([0, 1].map((owner) => allocation.ofOwner(owner, BILLING_DEFAULTS))).toEqual([0n, 0n]);
    expect([0, 1].map((owner) => allocation.creditedTo(owner))).toEqual([84n, 42n]);
  });

  it('is not, once the first hour is over: nothing is kept', () => {
    const tallied: SpotTally = new Map();
    tally(tallied, split, { owner: 0, ageMs: 10 });
    tally(tallied, split, { owner: 1, ageMs: HOUR });
    expect(tallied.size).toBe(0);
  });

  it('can be put away and taken up again', () => {
    const allocation = new Allocation(1, 1);
    allocation.give(0, split);
    allocation.giveIdle(0, 5n);
    const again = new Allocation(1, 1);
    again.load(JSON.parse(JSON.stringify(allocation.save())));
    allocation.give(0, split);
    expect([again.ofOwner(0, BILLING_DEFAULTS), again.idleOf(0)]).toEqual([42n, 5n]);
    expect(again.copy().save()).toEqual(again.save());
    expect(sumOf([1n, 2n])).toBe(3n);
  });
});
