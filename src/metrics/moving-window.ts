import { type Statistic, StatisticSet } from './statistics.js';

/** The last minutes of a metric: a period of several minutes ends with each of them (M.ALM-1). */
export class MovingWindow {
  private readonly minutes: readonly StatisticSet[];
  /** The place of the next minute, which is that of the oldest. */
  private next = 0;
  private seen = 0;
  private readonly all = new StatisticSet();

  constructor(minutes: number) {
    this.minutes = Array.from({ length: minutes }, () => new StatisticSet());
  }

  /** Adds a minute, and returns the statistic of the period that ends with it; NaN without data, or where the period began before the first. */
  add(minute: StatisticSet, statistic: Statistic): number {
    const { minutes, all } = this;
    minutes[this.next]!.load(minute.save());
    this.next = (this.next + 1) % minutes.length;
    if (this.seen < minutes.length) this.seen++;
    if (this.seen < minutes.length) return Number.NaN;
    all.clear();
    for (let age = 0; age < minutes.length; age++) all.addAll(minutes[(this.next + age) % minutes.length]!);
    return all.read(statistic);
  }

  /** The minutes that were seen, oldest first. */
  save(): readonly (readonly number[])[] {
    const { minutes, next, seen } = this;
    return Array.from({ length: seen }, (_, i) => minutes[(next + minutes.length - seen + i) % minutes.length]!.save());
  }

  load(saved: readonly (readonly number[])[]): void {
    saved.forEach((minute, i) => {
      this.minutes[i]!.load(minute);
    });
    this.seen = saved.length;
    this.next = saved.length % this.minutes.length;
  }
}
