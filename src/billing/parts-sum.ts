import type { Money } from './money.js';

/** `low` stays below it, so that amounts below 2^52 can be added without rounding. */
const HIGH = 2 ** 48;
const HIGH_BITS = 48n;
/** Numbers below it are exact, and so is their sum. */
export const EXACT = 2 ** 52;

/**
 * A growing sum of grains that each of some equal parts bears. Remainders of divisions are carried on: no grain is lost, and it does not
 * matter into how many amounts the money is divided.
 */
export class PartsSum {
  /** The sum is high x 2^48 + low. */
  high = 0;
  low = 0;
  private left = 0;

  /** Divides `factor` x `times` grains among so many parts and returns what each bears. The product over `among` is below EXACT, and so is `factor` x `among`. */
  divide(factor: number, times: number, among: number): number {
    const whole = quotient(times, among);
    const rest = factor * (times - whole * among) + this.left;
    const ofRest = quotient(rest, among);
    this.left = rest - ofRest * among;
    const each = factor * whole + ofRest;
    this.low += each;
    if (this.low >= HIGH) this.carry();
    return each;
  }

  /** The same for money of any size. */
  divideMoney(money: Money, among: number): Money {
    const all = money + BigInt(this.left);
    const each = all / BigInt(among);
    this.left = Number(all - each * BigInt(among));
    this.set(this.sum + each);
    return each;
  }

  get sum(): Money {
    return (BigInt(this.high) << HIGH_BITS) + BigInt(this.low);
  }

  /** Returns the growth since the sum had these values. */
  since(high: number, low: number): Money {
    const highs = this.high - high;
    // Below 16 x 2^48 a number is exact.
    if (highs < 15) return BigInt(highs * HIGH + this.low - low);
    return (BigInt(highs) << HIGH_BITS) + BigInt(this.low - low);
  }

  /** Returns the carried remainder, and carries it no longer. */
  takeLeft(): Money {
    const { left } = this;
    this.left = 0;
    return BigInt(left);
  }

  save(): string[] {
    return [String(this.sum), String(this.left)];
  }

  load(sum: string, left: string): void {
    this.set(BigInt(sum));
    this.left = Number(left);
  }

  private set(sum: Money): void {
    [this.high, this.low] = limbsOf(sum);
  }

  private carry(): void {
    const highs = Math.floor(this.low / HIGH);
    this.high += highs;
    this.low -= highs * HIGH;
  }
}

/** The high and low part of a sum. */
export function limbsOf(sum: Money): [high: number, low: number] {
  return [Number(sum >> HIGH_BITS), Number(BigInt.asUintN(Number(HIGH_BITS), sum))];
}

export function sumOfLimbs(high: number, low: number): Money {
  return (BigInt(high) << HIGH_BITS) + BigInt(low);
}

/** The whole quotient of whole numbers below 2^53: a rounded quotient may be one too high. */
function quotient(of: number, by: number): number {
  const near = Math.floor(of / by);
  return near * by > of ? near - 1 : near;
}
