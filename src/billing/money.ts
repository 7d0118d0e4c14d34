import { assert } from '../kernel/assert.js';
import { HOUR_MS } from '../kernel/durations.js';

/**
 * Money in whole grains, so that sums are exact in any order. One grain is a nano-dollar per hour for one millisecond and a 1,024th: with
 * it, prices per vCPU-hour apply to CPU units and prices per GB-hour to MiB.
 */
export type Money = bigint;

/** Grains per millisecond: 1,024ths of a nano-dollar an hour. */
export type Rate = bigint;

export const PARTS = 1024;
const NANO = 1e9;
/** 365 x 24 / 12: the month of AWS's price examples. */
export const HOURS_PER_MONTH = 730;
const GRAINS_PER_USD = NANO * HOUR_MS * PARTS;

/** Converts a price to whole nano-dollars; prices of AWS have fewer digits. */
export function nanoOf(usd: number): number {
  assert(Number.isFinite(usd) && usd >= 0, 'a price is a number, 0 or more');
  return Math.round(usd * NANO);
}

export function rateOf(usdPerHour: number): Rate {
  return BigInt(nanoOf(usdPerHour)) * BigInt(PARTS);
}

/** Converts to USD for display only; the result must not be summed. A number is the nearest one to the money. */
export function usdOf(money: Money | number): number {
  return Number(money) / GRAINS_PER_USD;
}

export function sumOf(amounts: Iterable<Money>): Money {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum;
}
