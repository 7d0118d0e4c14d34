import type { Ms } from '../kernel/event-loop.js';
import { loadParts } from '../kernel/parts.js';
import { HourSeries } from './hour-series.js';
import type { Money } from './money.js';
import { costOf, eachPrice, type Tariff } from './tariff.js';

/** Usage that neither reservations nor Savings Plans cover: Spot, storage, addresses. */
export const NOT_COVERED = -1;

/** Billed time at a tariff. `line` is its place on the bill: a capacity provider, or an item such as root volumes. */
export interface Charge {
  readonly line: number;
  /** Kind of usage for reservations and Savings Plans: an On-Demand instance type, Fargate compute, or NOT_COVERED. */
  readonly usage: number;
  readonly tariff: Tariff;
  readonly fromMs: Ms;
  /** End of the billed time, which may lie after the end of the resource because of rounding up. */
  readonly toMs: Ms;
}

/** List price of one kind of usage in each hour of the run. */
export interface HourlyUsage {
  readonly ms: readonly bigint[];
  readonly money: readonly Money[];
}

/**
 * The bill at list price. Charges are added in any order when a resource ends; only a sum per line and a value per line and hour are kept.
 */
export class Bill {
  private readonly totals: Money[];
  private readonly hours: HourSeries[];
  private readonly usageMs: HourSeries[];
  private readonly usageMoney: HourSeries[];

  constructor(
    private readonly lines: number,
    private readonly usages: number,
  ) {
    this.totals = Array.from({ length: lines }, () => 0n);
    this.hours = series(lines);
    this.usageMs = series(usages);
    this.usageMoney = series(usages);
  }

  add(charge: Charge): Money {
    const { line, usage, tariff, fromMs, toMs } = charge;
    const money = costOf(tariff, fromMs, toMs);
    this.totals[line] += money;
    eachPrice(tariff, charge, (rate, from, to) => {
      this.hours[line].add(rate, from, to);
      if (usage !== NOT_COVERED) this.usageMoney[usage].add(rate, from, to);
    });
    if (usage !== NOT_COVERED) this.usageMs[usage].add(1n, fromMs, toMs);
    return money;
  }

  of(line: number): Money {
    return this.totals[line];
  }

  byHour(line: number): Money[] {
    return this.hours[line].values();
  }

  usage(): HourlyUsage[] {
    return this.usageMs.map((ms, usage) => ({ ms: ms.values(), money: this.usageMoney[usage].values() }));
  }

  /** Returns a copy to which running resources can be added without ending them. */
  copy(): Bill {
    const copy = new Bill(this.lines, this.usages);
    copy.load(this.save());
    return copy;
  }

  save(): unknown {
    return { totals: [...this.totals], series: this.parts().map((one) => one.save()) };
  }

  load(saved: unknown): void {
    const { totals, series } = saved as { totals: Money[]; series: unknown[] };
    this.totals.splice(0, this.lines, ...totals);
    loadParts(this.parts(), series);
  }

  private parts(): HourSeries[] {
    return [...this.hours, ...this.usageMs, ...this.usageMoney];
  }
}

function series(length: number): HourSeries[] {
  return Array.from({ length }, () => new HourSeries());
}
