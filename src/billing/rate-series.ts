import type { Ms } from '../kernel/event-loop.js';
import { HOUR_MS } from './money.js';

/**
 * Sums per hour of the run for a varying rate. In doubles, because changes come with every task; accurate to about a billionth of a dollar
 * per hour.
 */
export class RateSeries {
  /** In the hour of a change: its effect on the rest of that hour. */
  private readonly partial: number[] = [];
  /** Change of the rate of all whole hours from this one on. */
  private readonly steps: number[] = [];

  change(by: number, atMs: Ms): void {
    const hour = Math.floor(atMs / HOUR_MS);
    while (this.steps.length < hour + 2) {
      this.partial.push(0);
      this.steps.push(0);
    }
    this.partial[hour] += by * ((hour + 1) * HOUR_MS - atMs);
    this.steps[hour + 1] += by;
  }

  add(rate: number, fromMs: Ms, toMs: Ms): void {
    this.change(rate, fromMs);
    this.change(-rate, toMs);
  }

  /** Returns a copy whose rate drops to zero at this time. */
  endedAt(endMs: Ms): RateSeries {
    const ended = new RateSeries();
    ended.load(this.save());
    const rate = this.steps.reduce((sum, step) => sum + step, 0);
    ended.change(-rate, endMs);
    return ended;
  }

  /** Returns one value per hour from the first on. */
  values(): number[] {
    let rate = 0;
    return this.partial.map((partial, hour) => {
      rate += this.steps[hour];
      return partial + rate * HOUR_MS;
    });
  }

  save(): unknown {
    return { partial: [...this.partial], steps: [...this.steps] };
  }

  load(saved: unknown): void {
    const { partial, steps } = saved as { partial: number[]; steps: number[] };
    this.partial.splice(0, this.partial.length, ...partial);
    this.steps.splice(0, this.steps.length, ...steps);
  }
}
