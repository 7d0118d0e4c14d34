import { assert } from './assert.js';
import type { Ms } from './event-loop.js';

/** A sum as plain data; the total is in decimal digits because JSON has no big integers. */
export interface TimeWeightedState {
  readonly sinceMs: Ms;
  readonly lastMs: Ms;
  readonly value: number;
  readonly total: string;
}

/**
 * The exact integral of a whole-number quantity over time: CPU units reserved x milliseconds, and so on.
 *
 * Such a product outgrows 2^53 within days of a mid-size cluster, and from there on a double would drop milliseconds without a word.
 * So a double sums up as long as it is exact, and what would not fit goes into a big integer: rarely, and never lossily.
 */
export class TimeWeightedSum {
  private carried = 0n;
  private recent = 0;
  private lastMs: Ms;
  private current = 0;

  constructor(
    private sinceMs: Ms = 0,
    value = 0,
  ) {
    this.lastMs = sinceMs;
    this.change(value);
  }

  /** What the quantity is now. */
  get value(): number {
    return this.current;
  }

  /** From `atMs` on the quantity is `value`. */
  set(atMs: Ms, value: number): void {
    this.closeAt(atMs);
    this.change(value);
  }

  /** From `atMs` on the quantity is greater by `delta`, or smaller. */
  add(atMs: Ms, delta: number): void {
    this.set(atMs, this.current + delta);
  }

  /** Sum of value x milliseconds from the beginning until `atMs`, which is not before the last change. */
  totalAt(atMs: Ms): bigint {
    assert(atMs >= this.lastMs, 'a time-weighted sum is not asked about the past');
    return this.carried + BigInt(this.recent) + BigInt(this.current) * BigInt(atMs - this.lastMs);
  }

  /** The quantity's mean until `atMs`; before any time has passed, the quantity itself. */
  meanAt(atMs: Ms): number {
    const elapsedMs = atMs - this.sinceMs;
    if (elapsedMs === 0) return this.current;
    const total = this.totalAt(atMs);
    const whole = total / BigInt(elapsedMs);
    return Number(whole) + Number(total - whole * BigInt(elapsedMs)) / elapsedMs;
  }

  save(): TimeWeightedState {
    return { sinceMs: this.sinceMs, lastMs: this.lastMs, value: this.current, total: this.totalAt(this.lastMs).toString() };
  }

  load(state: TimeWeightedState): void {
    this.sinceMs = state.sinceMs;
    this.lastMs = state.lastMs;
    this.current = state.value;
    this.carried = BigInt(state.total);
    this.recent = 0;
  }

  private change(value: number): void {
    assert(Number.isSafeInteger(value), 'a time-weighted quantity is a whole number');
    this.current = value;
  }

  private closeAt(atMs: Ms): void {
    assert(Number.isSafeInteger(atMs) && atMs >= this.lastMs, 'a time-weighted sum moves forward, in whole milliseconds');
    const more = this.current * (atMs - this.lastMs);
    const recent = this.recent + more;
    if (Number.isSafeInteger(more) && Number.isSafeInteger(recent)) {
      this.recent = recent;
    } else {
      this.carried = this.totalAt(atMs);
      this.recent = 0;
    }
    this.lastMs = atMs;
  }
}
