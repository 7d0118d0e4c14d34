import { assert } from '../kernel/assert.js';
import type { Ms } from '../kernel/event-loop.js';
import { type Money, nanoOf, type Rate, rateOf } from './money.js';

/** A price over time: `usdPerHour[i]` holds from `atMs[i]` on, the first one also before. */
export interface PricePath {
  readonly atMs: readonly Ms[];
  readonly usdPerHour: readonly number[];
}

/** A prepared price path that returns the exact cost of any period. */
export interface Tariff {
  readonly atMs: readonly Ms[];
  readonly rates: readonly Rate[];
  /** Cost from the first step to each step. */
  readonly before: readonly Money[];
}

export function tariffOf({ atMs, usdPerHour }: PricePath): Tariff {
  assert(atMs.length > 0 && atMs.length === usdPerHour.length, 'a price path has a time for every price, and one at least');
  return tariffAt(atMs, usdPerHour.map(rateOf));
}

/** Returns the tariff of an amount, in 1,024ths, at a unit price. */
export function tariffFor(amount: number, price: number | PricePath): Tariff {
  const { atMs, usdPerHour } = typeof price === 'number' ? { atMs: [0], usdPerHour: [price] } : price;
  const nanos = usdPerHour.map((usd) => BigInt(amount * nanoOf(usd)));
  return tariffAt(atMs, nanos);
}

/** Adds two tariffs. */
export function together(a: Tariff, b: Tariff): Tariff {
  const atMs = [...new Set([...a.atMs, ...b.atMs])].sort((one, other) => one - other);
  const rates = atMs.map((ms) => a.rates[stepAt(a, ms)] + b.rates[stepAt(b, ms)]);
  return tariffAt(atMs, rates);
}

export function isSteady({ rates }: Tariff): boolean {
  return rates.length === 1;
}

function tariffAt(atMs: readonly Ms[], rates: readonly Rate[]): Tariff {
  const before = [0n];
  for (let i = 1; i < atMs.length; i++) {
    assert(atMs[i] > atMs[i - 1], 'the times of a price path go forward');
    before.push(before[i - 1] + rates[i - 1] * BigInt(atMs[i] - atMs[i - 1]));
  }
  return { atMs, rates, before };
}

export function constantTariff(rate: Rate): Tariff {
  return { atMs: [0], rates: [rate], before: [0n] };
}

/** Returns the cost from `fromMs` up to but not including `toMs`. */
export function costOf(tariff: Tariff, fromMs: Ms, toMs: Ms): Money {
  return costUntil(tariff, toMs) - costUntil(tariff, fromMs);
}

/** Calls `visit` for each period of constant price, in order. */
export function eachPrice(
  tariff: Tariff,
  { fromMs, toMs }: { fromMs: Ms; toMs: Ms },
  visit: (rate: Rate, fromMs: Ms, toMs: Ms) => void,
): void {
  let at = fromMs;
  for (let i = stepAt(tariff, fromMs); at < toMs; i++) {
    const until = i + 1 < tariff.atMs.length ? Math.min(tariff.atMs[i + 1], toMs) : toMs;
    visit(tariff.rates[i], at, until);
    at = until;
  }
}

/** Returns the cost from the first step to `atMs`, negative before it. For differences only. */
function costUntil(tariff: Tariff, atMs: Ms): Money {
  const i = stepAt(tariff, atMs);
  return tariff.before[i] + tariff.rates[i] * BigInt(atMs - tariff.atMs[i]);
}

/** Returns the last step at or before `ms`, else the first. */
export function stepAt({ atMs }: Pick<Tariff, 'atMs'>, ms: Ms): number {
  let low = 0;
  let high = atMs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (atMs[middle] <= ms) low = middle;
    else high = middle - 1;
  }
  return low;
}
