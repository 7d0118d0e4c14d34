import { OnDemand, type Purchase, Spot } from '../../autoscaling/group/purchase.js';
import { ITEMS } from '../../billing/line-items.js';
import { type Money, sumOf, usdOf } from '../../billing/money.js';
import { rounded, USD_DIGITS } from '../digits.js';

export const PURCHASES = [OnDemand, Spot] as const;

/** What stands on one line of the bill. */
export interface Line {
  readonly money: Money;
  /** What the seconds cost On-Demand. */
  readonly onDemand: Money;
  /** From launch to end as EC2 bills them, charged or not. */
  readonly seconds: number;
}

/** A line with what of it is of instances outside AWS. */
interface WholeLine extends Line {
  readonly external: Line;
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
  readonly line: { readonly group: number; readonly purchase: Purchase } | null;
  /** What commitments change is less than nothing where they save. */
  readonly money: Money;
}

export const COMMITMENTS = ['reservedInstances', 'savingsPlan'] as const;

/** What is on a bill. */
const BILLED_ITEMS = ['instances', 'fargateTasks', ...ITEMS, ...COMMITMENTS] as const;
type BilledItem = (typeof BILLED_ITEMS)[number];

/** The line of a capacity provider (the last group is none) and a purchase option. */
export function lineOf(group: number, purchase: Purchase): number {
  return 2 * group + purchase;
}

const NOTHING: Line = { money: 0n, onDemand: 0n, seconds: 0 };

/** What has been billed by some moment, line by line, at list price. Exact, until a sum is shown. */
export class Costs {
  constructor(
    private readonly lines: readonly WholeLine[],
    private readonly items: readonly Money[],
    readonly spotPools: readonly PoolLine[],
  ) {}

  /** The sum of the lines of a group, or of all, and of a purchase option, or of both. Instances outside AWS are bought by no option. */
  of({ group, purchase }: { readonly group?: number; readonly purchase?: Purchase } = {}): Line {
    const sum = { money: 0n, onDemand: 0n, seconds: 0 };
    for (let line = 0; line < this.lines.length; line++) {
      if ((group ?? line >> 1) !== line >> 1 || (purchase ?? line & 1) !== (line & 1)) continue;
      const { money, onDemand, seconds, external } = this.lines[line];
      const without = purchase === undefined ? NOTHING : external;
      sum.money += money - without.money;
      sum.onDemand += onDemand - without.onDemand;
      sum.seconds += seconds - without.seconds;
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
export function optionName(purchase: Purchase): 'on-demand' | 'spot' {
  return purchase === Spot ? 'spot' : 'on-demand';
}
