import type { Money } from './money.js';

/** The low value stays below it, so that amounts below 2^52 can be added without rounding. */
export const HIGH = 2 ** 48;
const HIGH_BITS = 48n;
/** Numbers below it are exact, and so is their sum. */
export const EXACT = 2 ** 52;
/** Below 16 x 2^48 a number is exact. */
const EXACT_HIGHS = 15;
/** Places of a sum's values. */
export const LOW = 1;
export const LEFT = 2;

/**
 * Growing sums of grains that each of some equal parts bears. A sum is three of the values, side by side: it is high x 2^48 + low, and the
 * third is the remainder of divisions, which is carried on. No grain is lost, however many amounts the money comes in. `at` is the place of
 * a sum.
 */
export class PartsSums {
  values: Float64Array = new Float64Array(0);

  /** Divides money of any size among `among` parts, and returns the money of each. */
  divideMoney(at: number, money: Money, among: number): Money {
    const { values } = this;
    const all = money + BigInt(values[at + LEFT]);
    const each = all / BigInt(among);
    values[at + LEFT] = Number(all - each * BigInt(among));
    const sum = (BigInt(values[at]) << HIGH_BITS) + BigInt(values[at + LOW]) + each;
    values[at] = Number(sum >> HIGH_BITS);
    values[at + LOW] = Number(BigInt.asUintN(Number(HIGH_BITS), sum));
    return each;
  }

  /** Returns the growth of a sum since it was high x 2^48 + low, as a number where that is exact. */
  since(at: number, high: number, low: number): number | Money {
    const highs = this.values[at] - high;
    const lows = this.values[at + LOW] - low;
    return highs < EXACT_HIGHS ? highs * HIGH + lows : (BigInt(highs) << HIGH_BITS) + BigInt(lows);
  }

  /** Returns the carried remainder, and carries it no longer. */
  takeLeft(at: number): number {
    const left = this.values[at + LEFT];
    this.values[at + LEFT] = 0;
    return left;
  }

  /** Must be called when the low value has reached HIGH. */
  carry(at: number): void {
    const { values } = this;
    const highs = Math.floor(values[at + LOW] / HIGH);
    values[at] += highs;
    values[at + LOW] -= highs * HIGH;
  }
}
