import { OnDemand, Spot } from '../../autoscaling/group/purchase.js';
import type { Amount } from '../../billing/amount.js';
import { ITEMS } from '../../billing/line-items.js';
import { type Money, sumOf, usdOf } from '../../billing/money.js';
import type { Tariff } from '../../billing/tariff.js';
import { rounded, USD_DIGITS } from '../digits.js';

const PURCHASES = [OnDemand, Spot] as const;

/** A third purchase option beside those of EC2: instances outside AWS, at a cost that the user sets (C.EXT-01). */
export const External = 2;
export const OPTIONS = [...PURCHASES, External] as const;
export type Option = (typeof OPTIONS)[number];

/** The amounts on one line of the bill. */
export interface Line {
  readonly money: Money;
  /** On-Demand cost of the same seconds. */
  readonly onDemand: Money;
  /** From launch to end as EC2 bills them, charged or not. */
  readonly seconds: number;
  /** Seconds among them that are not charged: Spot Instances that EC2 took in their first hour. */
  readonly freeSeconds: number;
}

/** Sales of a Spot pool, over all groups. */
interface PoolLine extends Line {
  readonly type: number;
  readonly zone: number;
}

/** The charge for one item in an hour of the run, counted from 0. */
export interface HourCost {
  readonly hour: number;
  readonly item: BilledItem;
  /** Null for an item that belongs to no capacity provider. */
  readonly line: { readonly group: number; readonly option: Option } | null;
  /** For commitments the change of the bill: negative if they save money. */
  readonly money: Money;
}

export const COMMITMENTS = ['reservedInstances', 'savingsPlan'] as const;

/** EBS volumes of tasks, in files that do not divide them among services and workloads. */
export const TASK_VOLUMES = 'taskVolumes';

/** The kinds of items on a bill. */
const BILLED_ITEMS = ['instances', 'fargateTasks', ...ITEMS, TASK_VOLUMES, ...COMMITMENTS] as const;
type BilledItem = (typeof BILLED_ITEMS)[number];

/**
 * Index of the line for a group (the last one stands for no capacity provider) and a purchase option; lines of other items come after all
 * of these.
 */
export function lineOf(group: number, option: Option): number {
  return OPTIONS.length * group + option;
}

export function linesOf(groups: number): number {
  return OPTIONS.length * groups;
}

/** The bill up to some moment, line by line, at list price. Exact; only shown sums are rounded. */
export class Costs {
  constructor(
    private readonly lines: readonly Line[],
    private readonly items: readonly Money[],
    readonly spotPools: readonly PoolLine[],
  ) {}

  /** Sum of the lines of a group, or of all groups, and of a purchase option, or of all options. */
  of(where: { readonly group?: number; readonly option?: Option } = {}): Line {
    const sum = { money: 0n, onDemand: 0n, seconds: 0, freeSeconds: 0 };
    for (let line = 0; line < this.lines.length; line++) {
      const group = Math.floor(line / OPTIONS.length);
      const option = OPTIONS[line % OPTIONS.length];
      if ((where.group ?? group) !== group || (where.option ?? option) !== option) continue;
      const { money, onDemand, seconds, freeSeconds } = this.lines[line];
      sum.money += money;
      sum.onDemand += onDemand;
      sum.seconds += seconds;
      sum.freeSeconds += freeSeconds;
    }
    return sum;
  }

  ofItem(item: (typeof ITEMS)[number]): Money {
    return this.items[ITEMS.indexOf(item)];
  }

  /** The volumes of tasks, in the order of volumesOf(). */
  get ofVolumes(): readonly Money[] {
    return this.items.slice(ITEMS.length);
  }

  get ofItems(): Money {
    return sumOf(this.items);
  }

  /** Total without commitments, at list price. */
  get list(): Money {
    return this.of().money + this.ofItems;
  }
}

export function usdCell(money: Money): number {
  return rounded(usdOf(money), USD_DIGITS);
}

export function usdCellOf(amount: Amount): number {
  return rounded(usdOf(amount.number), USD_DIGITS);
}

/** The spelling in output files. */
const OPTION_NAMES = ['on-demand', 'spot', 'external'] as const;
export type OptionName = (typeof OPTION_NAMES)[number];

export function optionName(option: Option): OptionName {
  return OPTION_NAMES[option];
}

/** An item with a price of its own, and its line on the bill. */
export interface ItemLine {
  readonly line: number;
  readonly tariff: Tariff;
}
