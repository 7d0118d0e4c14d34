import { assert } from '../kernel/assert.js';
import type { Ms } from '../kernel/event-loop.js';

/** Unlimited capacity, larger than any request. A number needs no special case in comparisons and can be stored in JSON. */
export const UNLIMITED = 2 ** 31 - 1;

/** A price that holds from each time until the next. Times ascend from 0. */
export interface PricePath {
  readonly atMs: readonly Ms[];
  readonly usdPerHour: readonly number[];
}

/** Most instances that may run in a pool, from each time until the next. Times ascend from 0. */
export interface CapacityPath {
  readonly atMs: readonly Ms[];
  readonly instances: readonly number[];
}

export function constantPrice(usdPerHour: number): PricePath {
  return { atMs: [0], usdPerHour: [usdPerHour] };
}

/** Reduces a price by this percentage at all times. */
export function lessPercent(price: number | PricePath, percent: number): PricePath {
  const { atMs, usdPerHour } = typeof price === 'number' ? constantPrice(price) : price;
  return { atMs, usdPerHour: usdPerHour.map((usd) => (usd * (100 - percent)) / 100) };
}

export function constantCapacity(instances: number): CapacityPath {
  return { atMs: [0], instances: [instances] };
}

/** Returns the index of the last step that begins at or before a time. */
export function stepAt(atMs: readonly Ms[], nowMs: Ms): number {
  assert(atMs[0] === 0 && nowMs >= 0, 'a path begins at 0');
  let low = 0;
  let high = atMs.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (atMs[middle] <= nowMs) low = middle;
    else high = middle;
  }
  return low;
}

export function priceAt(path: PricePath, nowMs: Ms): number {
  return path.usdPerHour[stepAt(path.atMs, nowMs)];
}

export function capacityAt(path: CapacityPath, nowMs: Ms): number {
  return path.instances[stepAt(path.atMs, nowMs)];
}

/** Collects steps in order of time. A later step at the same time replaces the earlier one; steps without a change are dropped. */
export class Steps {
  readonly atMs: Ms[] = [];
  readonly values: number[] = [];

  /** `first`: the value from 0 until the first step. */
  constructor(first: number) {
    this.push(0, first);
  }

  push(atMs: Ms, value: number): void {
    const last = this.atMs.length - 1;
    assert(last < 0 || atMs >= this.atMs[last], 'steps are in order of time');
    if (atMs === this.atMs[last]) {
      this.atMs.pop();
      this.values.pop();
    }
    if (value === this.values.at(-1)) return;
    this.atMs.push(atMs);
    this.values.push(value);
  }
}
