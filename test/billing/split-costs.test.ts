import { describe, expect, it } from 'vitest';
import { Allocation } from '../../src/billing/allocation.js';
import { BILLING_DEFAULTS } from '../../src/billing/billing-settings.js';
import type { HostKind } from '../../src/billing/host.js';
import { sumOf, usdOf } from '../../src/billing/money.js';
import { splitOf } from '../../src/billing/owner-shares.js';
import { tariffOf } from '../../src/billing/tariff.js';
import { reread } from '../reread.js';
import { type Grains, grainsOf, OneHost } from './one-host.js';
import { at, HOUR, MINUTE } from './usd.js';

/** The m5.xlarge of AWS's example: 1 $/h / (9 x 4 vCPU + 1 x 16 GB) = 1/52 $ for a GB-hour, 9/52 $ for a vCPU-hour. */
const XLARGE = { cpuUnits: 4096, memoryMib: 16_384 };
const task = (vcpu: number, gb: number, owner = 0) => ({ owner, cpuUnits: 1024 * vcpu, memoryMib: 1024 * gb });
const instance = (of: Partial<HostKind & { fromMs: number }> = {}) =>
  new OneHost({ tariff: tariffOf(at(1)), room: XLARGE, fromMs: 0, mayBeFree: false, ...of });

describe('the cost of an instance, split over its tasks', () => {
  it('[S.COST-2, T.COST-2] is 9 : 1 for a vCPU and a GB, and what is unreserved in proportion to what is reserved of it', () => {
    const host = instance();
    host.enter(1, task(1, 4), 0);
    host.enter(2, task(1, 8), 0);
    const splits = [host.leave(1, HOUR), host.leave(2, HOUR)];
    // Used: (9 + 4) / 52 and (9 + 8) / 52. Unreserved: 2 vCPUs, half each; 4 GB, a third and two thirds.
    expect(usdOf(splits[0].used)).toBeCloseTo(13 / 52, 12);
    expect(usdOf(splits[1].used)).toBeCloseTo(17 / 52, 12);
    expect(usdOf(splits[0].unused)).toBeCloseTo((9 + 4 / 3) / 52, 12);
    expect(usdOf(splits[1].unused)).toBeCloseTo((9 + 8 / 3) / 52, 12);
    expect(usdOf(host.end(HOUR, HOUR).idle)).toBeCloseTo(0, 12);
  });

  it('is idle while no task is there, and where what is rounded up goes', () => {
    const host = instance();
    host.enter(1, task(4, 16), 30 * MINUTE);
    const { used, unused } = host.leave(1, 45 * MINUTE);
    expect([usdOf(used), usdOf(unused)]).toEqual([expect.closeTo(0.25, 12), 0]);
    expect(usdOf(host.end(HOUR, HOUR + 36_000).idle)).toBeCloseTo(0.75 + 0.01, 12);
  });

  it('is idle in CPU where tasks reserve memory only', () => {
    const host = instance();
    host.enter(1, task(0, 8), 0);
    const { used, unused } = host.leave(1, HOUR);
    expect([usdOf(used), usdOf(unused)]).toEqual([expect.closeTo(8 / 52, 12), expect.closeTo(8 / 52, 12)]);
    expect(usdOf(host.end(HOUR, HOUR).idle)).toBeCloseTo(36 / 52, 12);
  });

  it('is nothing while the instance is stopped, whatever tasks are on it', () => {
    const host = instance();
    host.enter(1, task(4, 16), 0);
    host.pause(30 * MINUTE);
    const saved = instance();
    saved.load(reread(host.save()));
    for (const one of [host, saved]) {
      expect(usdOf(one.soFar(1, 90 * MINUTE).used)).toBeCloseTo(0.5, 12);
      one.resume(2 * HOUR);
      expect(usdOf(one.leave(1, 3 * HOUR).used)).toBeCloseTo(1.5, 12);
    }
  });

  it('follows the price of the moment', () => {
    const host = instance({ tariff: tariffOf({ atMs: [0, HOUR], usdPerHour: [1, 3] }) });
    host.enter(1, task(4, 16), 0);
    expect(usdOf(host.soFar(1, HOUR).used)).toBeCloseTo(1, 12);
    expect(usdOf(host.leave(1, 2 * HOUR).used)).toBeCloseTo(4, 12);
  });

  it('is given back by owner when the instance turns out to be free', () => {
    const host = instance({ mayBeFree: true });
    const given: Grains[] = [];
    for (const [i, owner] of [0, 1, 0].entries()) {
      host.enter(i, task(1, 1, owner), i * MINUTE);
      given.push(host.leave(i, (i + 1) * MINUTE));
    }
    const { idle, credits } = host.end(HOUR - 1, 0);
    expect(idle).toBe(0n);
    expect(new Map([...credits].map(([owner, split]) => [owner, grainsOf(split)]))).toEqual(
      new Map([
        [0, { used: given[0].used + given[2].used, unused: given[0].unused + given[2].unused }],
        [1, given[1]],
      ]),
    );
  });

  it('is not given back once it is charged, and nothing is kept after the first hour', () => {
    const host = instance({ mayBeFree: true });
    host.enter(1, task(1, 1), 0);
    host.enter(2, task(1, 1), 0);
    host.leave(1, MINUTE);
    expect(host.save()).toMatchObject({ costs: { owners: { young: [{ host: 0, by: [{ owner: 0 }] }] } } });
    host.leave(2, HOUR);
    expect(host.save()).toMatchObject({ costs: { owners: { young: [] } } });
    expect(host.end(HOUR, HOUR).credits.size).toBe(0);
  });

  it('refuses more tasks than fit, an end with tasks, tasks that are not there, and the past', () => {
    expect(() => instance().enter(1, task(5, 1), 0)).toThrow('do not exceed');
    const host = instance({ fromMs: HOUR });
    host.enter(1, task(1, 1), HOUR);
    expect(() => host.end(HOUR, HOUR)).toThrow('leave an instance before it ends');
    expect(() => host.leave(2, HOUR)).toThrow('a task is on its instance');
    expect(() => host.enter(2, task(1, 1), 0)).toThrow('goes forward in time');
    expect(() => instance({ room: task(0, 0) })).toThrow('CPU or memory');
  });
});

describe('the cost of owners', () => {
  const split = splitOf(30n, 12n);

  it('is what their tasks used and their share of the rest, or the rest is kept apart', () => {
    const allocation = new Allocation(2);
    allocation.give(1, split);
    expect([allocation.ofOwner(0, BILLING_DEFAULTS), allocation.ofOwner(1, BILLING_DEFAULTS)]).toEqual([0n, 42n]);
    const apart = { ...BILLING_DEFAULTS, unusedCost: 'apart' } as const;
    expect(allocation.ofOwner(1, apart)).toBe(30n);
  });

  it('is less by what is credited', () => {
    const allocation = new Allocation(1);
    allocation.give(0, split);
    allocation.give(0, split);
    allocation.credit(0, split);
    const apart = { ...BILLING_DEFAULTS, unusedCost: 'apart' } as const;
    expect([allocation.ofOwner(0, BILLING_DEFAULTS), allocation.creditedTo(0, BILLING_DEFAULTS)]).toEqual([42n, 42n]);
    expect([allocation.ofOwner(0, apart), allocation.creditedTo(0, apart)]).toEqual([30n, 30n]);
  });

  it('can be put away and taken up again', () => {
    const allocation = new Allocation(1);
    allocation.give(0, split);
    const again = new Allocation(1);
    again.load(reread(allocation.save()));
    allocation.give(0, split);
    expect(again.ofOwner(0, BILLING_DEFAULTS)).toBe(42n);
    expect(again.copy().save()).toEqual(again.save());
    expect(sumOf([1n, 2n])).toBe(3n);
  });
});
