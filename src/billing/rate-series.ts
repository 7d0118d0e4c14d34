import { HOUR_MS } from '../kernel/durations.js';
import type { Ms } from '../kernel/event-loop.js';

/**
 * Sums per hour of the run. In doubles, because amounts come with every task; accurate to about a billionth of a dollar
 * per hour.
 */
export class RateSeries {
  /** In the hour of a change: its effect on the rest of that hour. */
  private readonly partial: number[] = [];
  /** Change of the rate of all whole hours from this one on. */
  private readonly steps: number[] = [];

  add(rate: number, fromMs: Ms, toMs: Ms): void {
    this.change(rate, fromMs);
    this.change(-rate, toMs);
  }

  /** Spreads an amount evenly over a period. */
  spread(amount: number, fromMs: Ms, toMs: Ms): void {
    const hour = this.hourOf(fromMs);
    if (toMs <= (hour + 1) * HOUR_MS) {
      this.partial[hour] += amount;
      return;
    }
    // The nearest whole rate, which is the rate of the price where one owner bears all. Remainders of divisions are ignored.
    const rate = Math.sign(amount) * Math.round(Math.abs(amount) / (toMs - fromMs));
    this.partial[hour] += amount - rate * (toMs - fromMs);
    this.add(rate, fromMs, toMs);
  }

  copy(): RateSeries {
    const copy = new RateSeries();
    copy.load(this.save());
    return copy;
  }

  /** Returns one value per hour from the first on. */
  values(): number[] {
    let rate = 0;
    return this.partial.map((partial, hour) => {
      rate += this.steps[hour];
      return partial + rate * HOUR_MS;
    });
  }

  private change(by: number, atMs: Ms): void {
    const hour = this.hourOf(atMs);
    this.partial[hour] += by * ((hour + 1) * HOUR_MS - atMs);
    this.steps[hour + 1] += by;
  }

  /** The hour of a moment, which the sums reach from now on. */
  private hourOf(atMs: Ms): number {
    const hour = Math.floor(atMs / HOUR_MS);
    while (this.steps.length < hour + 2) {
      this.partial.push(0);
      this.steps.push(0);
    }
    return hour;
  }

  save(): unknown {
    const { partial, steps } = this;
    return structuredClone({ partial, steps });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }
}
