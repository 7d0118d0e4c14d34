import { assert } from '../kernel/assert.js';
import type { Ms } from '../kernel/event-loop.js';
import { type HourlyUsage, NOT_COVERED } from './bill.js';
import { HOUR_MS, type Money, type Rate, rateOf } from './money.js';

/** Instances of one kind of usage that are paid for whether they run or not. */
interface Reservation {
  /** NOT_COVERED: of a type that does not run. It is paid for all the same. */
  readonly usage: number;
  readonly instances: number;
  readonly usdPerHour: number;
}

/** Dollars an hour that are paid whether they are used or not, and by how much usage is cheaper that they pay for. */
interface SavingsPlan {
  readonly usdPerHour: number;
  /** By kind of usage, in percent below the list price; null where the plan does not apply. */
  readonly percentOff: readonly (number | null)[];
}

export interface Commitments {
  readonly reservations: readonly Reservation[];
  readonly savingsPlan: SavingsPlan | null;
}

/** One hour of the run: what is paid for the commitments, and what they take off the list price. */
export interface CommittedHour {
  readonly reserved: Committed;
  readonly plan: Committed;
}

export interface Committed {
  readonly fee: Money;
  /** The part of the fee that usage took up. */
  readonly used: Money;
  /** What that usage costs at list price. */
  readonly covered: Money;
}

/** By how much the hour's bill differs from the list price: less where negative. */
export function changeOf({ reserved, plan }: CommittedHour): Money {
  return netOf(reserved) + netOf(plan);
}

export function netOf({ fee, covered }: Committed): Money {
  return fee - covered;
}

/** Reservations first, then the Savings Plan, hour by hour. The last hour of a run counts as far as the run goes; what is billed after it is at list price. */
export function commitmentsByHour(usages: readonly HourlyUsage[], commitments: Commitments, runMs: Ms): CommittedHour[] {
  return Array.from({ length: Math.ceil(runMs / HOUR_MS) }, (_, hour) => {
    const hourMs = BigInt(Math.min(HOUR_MS, runMs - hour * HOUR_MS));
    const left = usages.map(({ ms, money }) => ({ ms: ms[hour] ?? 0n, money: money[hour] ?? 0n }));
    return { reserved: reserve(left, commitments.reservations, hourMs), plan: plan(left, commitments.savingsPlan, hourMs) };
  });
}

/** What is left of an hour's usage; each step takes away what it covers. */
type Left = { ms: bigint; money: Money }[];

function reserve(left: Left, reservations: readonly Reservation[], hourMs: bigint): Committed {
  let [fee, used, covered] = [0n, 0n, 0n];
  for (const { usage, instances, usdPerHour } of reservations) {
    const paidMs = BigInt(instances) * hourMs;
    const of = usage === NOT_COVERED ? { ms: 0n, money: 0n } : left[usage];
    const ms = paidMs < of.ms ? paidMs : of.ms;
    // Which instances are covered is not told: the hour's mean price stands for them, if it changed within the hour.
    const money = ms === of.ms ? of.money : (of.money * ms) / of.ms;
    of.ms -= ms;
    of.money -= money;
    fee += rateOf(usdPerHour) * paidMs;
    used += rateOf(usdPerHour) * ms;
    covered += money;
  }
  return { fee, used, covered };
}

function plan(left: Left, savingsPlan: SavingsPlan | null, hourMs: bigint): Committed {
  if (savingsPlan === null) return { fee: 0n, used: 0n, covered: 0n };
  const fee = rateOf(savingsPlan.usdPerHour) * hourMs;
  let [used, covered] = [0n, 0n];
  for (const { usage, keep } of dearestFirst(savingsPlan)) {
    const all = left[usage].money;
    const price = (all * keep) / WHOLE;
    if (price <= fee - used) {
      used += price;
      covered += all;
    } else {
      covered += ((fee - used) * WHOLE) / keep;
      used = fee;
    }
  }
  return { fee, used, covered };
}

/** Percent are kept in parts of a million: four digits after the point. */
const WHOLE = 1_000_000n;

/** The usage with the highest saving first, as AWS applies a plan. `keep` is what is still paid of the list price. */
function dearestFirst({ percentOff }: SavingsPlan): { usage: number; keep: Rate }[] {
  return percentOff
    .flatMap((percent, usage) => {
      if (percent === null) return [];
      assert(percent >= 0 && percent < 100, 'a Savings Plan takes off 0 percent or more, and less than all');
      return [{ usage, keep: WHOLE - BigInt(Math.round(percent * 10_000)) }];
    })
    .sort((a, b) => (a.keep < b.keep ? -1 : a.keep > b.keep ? 1 : a.usage - b.usage));
}
