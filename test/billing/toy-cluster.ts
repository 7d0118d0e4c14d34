import { Allocation } from '../../src/billing/allocation.js';
import { Bill, NOT_COVERED } from '../../src/billing/bill.js';
import { instanceBilledUntil } from '../../src/billing/billed-time.js';
import { BILLING_DEFAULTS } from '../../src/billing/billing-settings.js';
import type { Money } from '../../src/billing/money.js';
import { splitOf } from '../../src/billing/owner-shares.js';
import { type PricePath, tariffOf } from '../../src/billing/tariff.js';
import { reread } from '../reread.js';
import { OneHost } from './one-host.js';

/** An instance and its tasks; the tasks lie within its life. */
export interface ToyInstance {
  readonly path: PricePath;
  readonly fromMs: number;
  readonly toMs: number;
  readonly line: number;
  readonly isSpot: boolean;
  readonly isInterrupted: boolean;
  readonly tasks: readonly ToyTask[];
}

export interface ToyTask {
  readonly owner: number;
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly fromMs: number;
  readonly toMs: number;
}

export const ROOM = { cpuUnits: 4096, memoryMib: 16_384 };
export const OWNERS = 3;
export const LINES = 2;

interface Shared {
  readonly allocation: Allocation;
  readonly hours: number[][];
}

/** Bills and allocates a cluster event by event. `rank` orders what happens in the same millisecond; `pause` saves and loads there. */
export function runToy(instances: readonly ToyInstance[], rank: (event: number) => number, pauseMs = Number.POSITIVE_INFINITY) {
  const bill = new Bill(LINES, LINES);
  const allocation = new Allocation(OWNERS);
  /** The same without a look at any task: what SplitCosts gives the owners, by hour too. */
  const shared = { allocation: new Allocation(OWNERS), hours: Array.from({ length: OWNERS }, (): number[] => []) };
  /** Of all instances: cost without an owner. */
  let idle = 0n;
  for (const one of [...instances].sort((a, b) => a.toMs - b.toMs || rank(a.fromMs) - rank(b.fromMs)))
    idle += runInstance(one, rank, { bill, allocation, shared, pauseMs });
  return { bill, allocation, shared, idle };
}

function runInstance(
  one: ToyInstance,
  rank: (event: number) => number,
  { bill, allocation, shared, pauseMs }: { bill: Bill; allocation: Allocation; shared: Shared; pauseMs: number },
): Money {
  const tariff = tariffOf(one.path);
  const host = { tariff, room: ROOM, fromMs: one.fromMs, mayBeFree: one.isSpot };
  let split = new OneHost(host);
  let isPaused = false;
  const events = one.tasks.flatMap((task, i) => [
    // Ends before starts, as room is taken; the order among ends and among starts is free.
    { atMs: task.toMs, isEnd: true, rank: rank(2 * i), i },
    { atMs: task.fromMs, isEnd: false, rank: rank(2 * i + 1), i },
  ]);
  events.sort((a, b) => a.atMs - b.atMs || Number(b.isEnd) - Number(a.isEnd) || a.rank - b.rank);
  for (const { atMs, isEnd, i } of events) {
    if (!isPaused && atMs > pauseMs) {
      const saved = reread(split.save());
      split = new OneHost(host);
      split.load(saved);
      isPaused = true;
    }
    if (isEnd) {
      const { used, unused } = split.leave(i, atMs);
      allocation.give(one.tasks[i].owner, splitOf(used, unused));
    } else split.enter(i, one.tasks[i], atMs);
  }
  const toMs = instanceBilledUntil(one, BILLING_DEFAULTS);
  const { idle, credits } = split.end(one.toMs, toMs);
  bill.add({ line: one.line, usage: one.isSpot ? NOT_COVERED : one.line, tariff, fromMs: one.fromMs, toMs });
  for (const [owner, given] of credits) allocation.credit(owner, given);
  for (const [owner, given] of split.byOwner.entries()) shared.allocation.give(owner, given);
  for (const [owner, given] of credits) shared.allocation.credit(owner, given);
  for (const [owner, series] of split.hours.entries())
    for (const [hour, grains] of series.values().entries()) shared.hours[owner][hour] = (shared.hours[owner][hour] ?? 0) + grains;
  return idle;
}
