import type { Money } from './money.js';

/** A high part counts this many grains. */
const HIGH = 2 ** 24;
const HIGH_BITS = 24n;
/** Parts below it can be added without rounding. */
const PART_MOST = 2 ** 51;
/** Below these, the product of a weight and of grains is a sum of two exact parts. */
const WEIGHT_MOST = 2 ** 25;
const GRAINS_MOST = 2 ** 50;

/** An exact sum of money in numbers, which are far faster than a big integer: high x 2^24 + low, and the rest that does not fit. */
export class Amount {
  private high = 0;
  private low = 0;
  private large: Money = 0n;
  private isLarge = false;

  get money(): Money {
    return this.large + (BigInt(this.high) << HIGH_BITS) + BigInt(this.low);
  }

  set money(money: Money) {
    this.high = this.low = 0;
    this.large = money;
    this.isLarge = money !== 0n;
  }

  /** The nearest number. */
  get number(): number {
    return this.isLarge ? Number(this.money) : this.high * HIGH + this.low;
  }

  clear(): void {
    this.high = this.low = 0;
    if (this.isLarge) this.money = 0n;
  }

  add(other: Amount): void {
    this.addParts(other.high, other.low);
    if (other.isLarge) this.money += other.large;
  }

  subtract(other: Amount): void {
    this.money -= other.money;
  }

  /** Adds `weight` x `grains`, whole numbers. */
  addProduct(weight: number, grains: number | Money): void {
    if (typeof grains === 'bigint' || weight >= WEIGHT_MOST || grains >= GRAINS_MOST) {
      this.money += BigInt(weight) * BigInt(grains);
      return;
    }
    const upper = Math.floor(grains / HIGH);
    this.addParts(weight * upper, weight * (grains - upper * HIGH));
  }

  private addParts(high: number, low: number): void {
    this.high += high;
    this.low += low;
    if (this.high >= PART_MOST || this.low >= PART_MOST) this.money = this.large + (BigInt(this.high) << HIGH_BITS) + BigInt(this.low);
  }
}
