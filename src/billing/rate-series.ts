import type { Ms } from '../kernel/event-loop.js';
import { HOUR_MS } from './money.js';

/**
 * What falls into each hour of the run, of a rate that goes up and down. In doubles, for they are many and change with each task: right to about
 * a billionth of a dollar an hour.
 */
export class RateSeries {
  /** In the hour of a change: what it makes of the rest of that hour. */
  private readonly partial: number[] = [];
  /** By how much the rate of all whole hours from this one on is greater. */
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

  /** A copy, whose rate falls to nothing then. */
  endedAt(endMs: Ms): RateSeries {
    const ended = new RateSeries();
    ended.load(this.save());
    const rate = this.steps.reduce((sum, step) => sum + step, 0);
    ended.change(-rate, endMs);
    return ended;
  }

  /** One value for each hour from the first on. */
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
