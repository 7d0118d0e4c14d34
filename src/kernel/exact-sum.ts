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
 * The exact integral of a whole-number quantity over time, such as CPU units reserved x milliseconds. Such a product exceeds 2^53 within
 * days of a mid-size cluster; beyond it a double would lose milliseconds silently. A double accumulates while it is exact, and is moved to
 * a big integer before it overflows.
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

  /** Present value of the quantity. */
  get value(): number {
    return this.current;
  }

  /** Sets the quantity from `atMs` on. */
  set(atMs: Ms, value: number): void {
    this.closeAt(atMs);
    this.change(value);
  }

  /** Changes the quantity by `delta` from `atMs` on. */
  add(atMs: Ms, delta: number): void {
    this.set(atMs, this.current + delta);
  }

  /** Sum of value x milliseconds from the beginning until `atMs`, which is not before the last change. */
  totalAt(atMs: Ms): bigint {
    assert(atMs >= this.lastMs, 'a time-weighted sum is not asked about the past');
    const more = this.current * (atMs - this.lastMs);
    const recent = this.recent + more;
    if (!Number.isSafeInteger(more) || !Number.isSafeInteger(recent))
      return this.carried + BigInt(this.recent) + BigInt(this.current) * BigInt(atMs - this.lastMs);
    return this.carried === 0n ? BigInt(recent) : this.carried + BigInt(recent);
  }

  /** Returns the mean until `atMs`, or the quantity itself before any time has passed. */
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
