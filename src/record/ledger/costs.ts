import { OnDemand, Spot } from '../../autoscaling/group/purchase.js';
import { ITEMS } from '../../billing/line-items.js';
import { type Money, sumOf, usdOf } from '../../billing/money.js';
import type { Tariff } from '../../billing/tariff.js';
import { rounded, USD_DIGITS } from '../digits.js';

const PURCHASES = [OnDemand, Spot] as const;

/** Beside the purchase options of EC2: instances outside AWS, which cost what the user says (C.EXT-01). */
export const External = 2;
export const OPTIONS = [...PURCHASES, External] as const;
export type Option = (typeof OPTIONS)[number];

/** What stands on one line of the bill. */
export interface Line {
  readonly money: Money;
  /** What the seconds cost On-Demand. */
  readonly onDemand: Money;
  /** From launch to end as EC2 bills them, charged or not. */
  readonly seconds: number;
}

/** What a pool of Spot has sold, to whomever. */
interface PoolLine extends Line {
  readonly type: number;
  readonly zone: number;
}

/** What is billed of one item in an hour of the run, counted from 0. */
export interface HourCost {
  readonly hour: number;
  readonly item: BilledItem;
  /** Null of what is of no capacity provider. */
  readonly line: { readonly group: number; readonly option: Option } | null;
  /** What commitments change is less than nothing where they save. */
  readonly money: Money;
}

export const COMMITMENTS = ['reservedInstances', 'savingsPlan'] as const;

/** What is on a bill. */
const BILLED_ITEMS = ['instances', 'fargateTasks', ...ITEMS, ...COMMITMENTS] as const;
type BilledItem = (typeof BILLED_ITEMS)[number];

/** The line of a capacity provider (the last group is none) and a purchase option; lines of other items come after all of these. */
export function lineOf(group: number, option: Option): number {
  return OPTIONS.length * group + option;
}

export function linesOf(groups: number): number {
  return OPTIONS.length * groups;
}

/** What has been billed by some moment, line by line, at list price. Exact, until a sum is shown. */
export class Costs {
  constructor(
    private readonly lines: readonly Line[],
    private readonly items: readonly Money[],
    readonly spotPools: readonly PoolLine[],
  ) {}

  /** The sum of the lines of a group, or of all, and of a purchase option, or of all. */
  of(where: { readonly group?: number; readonly option?: Option } = {}): Line {
    const sum = { money: 0n, onDemand: 0n, seconds: 0 };
    for (let line = 0; line < this.lines.length; line++) {
      const group = Math.floor(line / OPTIONS.length);
      const option = OPTIONS[line % OPTIONS.length];
      if ((where.group ?? group) !== group || (where.option ?? option) !== option) continue;
      const { money, onDemand, seconds } = this.lines[line];
      sum.money += money;
      sum.onDemand += onDemand;
      sum.seconds += seconds;
    }
    return sum;
  }

  ofItem(item: (typeof ITEMS)[number]): Money {
    return this.items[ITEMS.indexOf(item)];
  }

  get ofItems(): Money {
    return sumOf(this.items);
  }

  /** Of everything but commitments. */
  get list(): Money {
    return this.of().money + this.ofItems;
  }
}

export function usdCell(money: Money): number {
  return rounded(usdOf(money), USD_DIGITS);
}

/** As AWS spells it in files. */
const OPTION_NAMES = ['on-demand', 'spot', 'external'] as const;
export type OptionName = (typeof OPTION_NAMES)[number];

export function optionName(option: Option): OptionName {
  return OPTION_NAMES[option];
}

/** What is charged at a price of its own, and the line that it stands on. */
export interface ItemLine {
  readonly line: number;
  readonly tariff: Tariff;
}
