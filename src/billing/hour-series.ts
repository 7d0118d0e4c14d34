import { HOUR_MS } from '../kernel/durations.js';
import type { Ms } from '../kernel/event-loop.js';

/**
 * Sums of rates per hour of the run: money, or milliseconds at a rate of 1. Adding a period takes constant time: it changes its first and
 * last hour and the two steps of the whole hours between.
 */
export class HourSeries {
  /** For partially covered hours: rate x milliseconds. */
  private readonly partial: bigint[] = [];
  /** Change of the rate of all whole hours from this one on. */
  private readonly steps: bigint[] = [];

  add(rate: bigint, fromMs: Ms, toMs: Ms): void {
    const first = Math.floor(fromMs / HOUR_MS);
    const last = Math.floor(toMs / HOUR_MS);
    this.reach(last + 1);
    if (first === last) {
      this.partial[first] += rate * BigInt(toMs - fromMs);
      return;
    }
    this.partial[first] += rate * BigInt((first + 1) * HOUR_MS - fromMs);
    this.steps[first + 1] += rate;
    this.steps[last] -= rate;
    this.partial[last] += rate * BigInt(toMs - last * HOUR_MS);
  }

  /** Returns one value per hour from the first on. */
  values(): bigint[] {
    let rate = 0n;
    const values = this.partial.map((partial, hour) => {
      rate += this.steps[hour];
      return partial + rate * BigInt(HOUR_MS);
    });
    while (values.at(-1) === 0n) values.pop();
    return values;
  }

  save(): unknown {
    const { partial, steps } = this;
    return structuredClone({ partial, steps });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }

  private reach(length: number): void {
    while (this.partial.length < length) {
      this.partial.push(0n);
      this.steps.push(0n);
    }
  }
}
