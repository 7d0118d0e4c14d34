import { assert } from '../kernel/assert.js';
import { HOUR_MS } from '../kernel/durations.js';
import type { Ms } from '../kernel/event-loop.js';
import { type HourlyUsage, NOT_COVERED } from './bill.js';
import { type Money, type Rate, rateOf } from './money.js';

/** Reserved instances of one kind of usage, paid whether they run or not. */
interface Reservation {
  /** NOT_COVERED: of a type that is not used; the fee is due anyway. */
  readonly usage: number;
  readonly instances: number;
  readonly usdPerHour: number;
}

/** A Savings Plan: a fixed hourly fee, and the discount on the usage that it pays for. */
interface SavingsPlan {
  readonly usdPerHour: number;
  /** Discount by kind of usage, in percent of the list price; null where the plan does not apply. */
  readonly percentOff: readonly (number | null)[];
}

export interface Commitments {
  readonly reservations: readonly Reservation[];
  readonly savingsPlan: SavingsPlan | null;
}

/** Fees of the commitments in one hour, and the list price that they cover. */
export interface CommittedHour {
  readonly reserved: Committed;
  readonly plan: Committed;
}

export interface Committed {
  readonly fee: Money;
  /** Part of the fee that usage consumed. */
  readonly used: Money;
  /** List price of that usage. */
  readonly covered: Money;
}

/** Returns the difference between the hour's bill and the list price; negative for a saving. */
export function changeOf({ reserved, plan }: CommittedHour): Money {
  return netOf(reserved) + netOf(plan);
}

export function netOf({ fee, covered }: Committed): Money {
  return fee - covered;
}

/**
 * Applies reservations first, then the Savings Plan, hour by hour. A partial last hour counts as far as the run goes; usage billed after
 * the end is at list price.
 */
export function commitmentsByHour(usages: readonly HourlyUsage[], commitments: Commitments, runMs: Ms): CommittedHour[] {
  return Array.from({ length: Math.ceil(runMs / HOUR_MS) }, (_, hour) => {
    const hourMs = BigInt(Math.min(HOUR_MS, runMs - hour * HOUR_MS));
    const left = usages.map(({ ms, money }) => ({ ms: ms[hour] ?? 0n, money: money[hour] ?? 0n }));
    return { reserved: reserve(left, commitments.reservations, hourMs), plan: plan(left, commitments.savingsPlan, hourMs) };
  });
}

/** Uncovered rest of an hour's usage; each step subtracts the part that it covers. */
type Left = { ms: bigint; money: Money }[];

function reserve(left: Left, reservations: readonly Reservation[], hourMs: bigint): Committed {
  let [fee, used, covered] = [0n, 0n, 0n];
  for (const { usage, instances, usdPerHour } of reservations) {
    const paidMs = BigInt(instances) * hourMs;
    const unreserved = usage === NOT_COVERED ? { ms: 0n, money: 0n } : left[usage];
    const ms = paidMs < unreserved.ms ? paidMs : unreserved.ms;
    // AWS does not publish which instances are covered; the hour's mean price applies where the price changed within the hour.
    const money = ms === unreserved.ms ? unreserved.money : (unreserved.money * ms) / unreserved.ms;
    unreserved.ms -= ms;
    unreserved.money -= money;
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
  for (const { usage, keep } of highestDiscountFirst(savingsPlan)) {
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

/** Percentages are stored in millionths: four digits after the point. */
const WHOLE = 1_000_000n;

/** Sorts usage by discount, highest first, as AWS applies a plan. `keep` is the remaining share of the list price. */
function highestDiscountFirst({ percentOff }: SavingsPlan): { usage: number; keep: Rate }[] {
  return percentOff
    .flatMap((percent, usage) => {
      if (percent === null) return [];
      assert(percent >= 0 && percent < 100, 'a Savings Plan takes off 0 percent or more, and less than all');
      return [{ usage, keep: WHOLE - BigInt(Math.round(percent * 10_000)) }];
    })
    .sort((a, b) => (a.keep < b.keep ? -1 : a.keep > b.keep ? 1 : a.usage - b.usage));
}
