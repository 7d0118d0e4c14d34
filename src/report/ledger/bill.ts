import { type Purchase, Spot } from '../../autoscaling/group/purchase.js';
import { Bill, type Charge, NOT_COVERED } from '../../billing/bill.js';
import { billedUntil, instanceBilledUntil } from '../../billing/billed-time.js';
import type { Money } from '../../billing/money.js';
import { BILLING_DEFAULTS } from '../../billing/settings.js';
import { costOf } from '../../billing/tariff.js';
import type { Ms } from '../../sim/kernel/event-loop.js';
import { Costs, lineOf } from './costs.js';
import type { Tariffs } from './tariffs.js';

/** An instance from launch to its end, or to the moment when somebody asks. */
export interface InstanceTime {
  readonly group: number;
  readonly purchase: Purchase;
  readonly tariff: number;
  readonly fromMs: Ms;
  readonly toMs: Ms;
  readonly isInterrupted: boolean;
}

/** What instances are billed, by capacity provider and purchase option: what has ended is added, what lives is looked at when somebody asks. */
export class InstanceBill {
  private readonly bill: Bill;
  /** Of what has ended, by line and price: also of what cost nothing. */
  private readonly seconds: Float64Array;
  private readonly lines: number;

  constructor(
    private readonly tariffs: Tariffs,
    groups: number,
  ) {
    this.lines = 2 * groups;
    this.bill = new Bill(this.lines, 0);
    this.seconds = new Float64Array(this.lines * tariffs.all.length);
  }

  /** What one instance pays. */
  of(time: InstanceTime): { readonly seconds: number; readonly money: Money } {
    const { tariff, fromMs, toMs } = this.chargeOf(time);
    return { seconds: (toMs - fromMs) / 1000, money: costOf(tariff, fromMs, toMs) };
  }

  /** False when it costs nothing. */
  add(time: InstanceTime): boolean {
    const charge = this.chargeOf(time);
    this.bill.add(charge);
    const untilMs = billedUntil(time.fromMs, time.toMs, BILLING_DEFAULTS.ec2MinimumSeconds);
    this.seconds[charge.line * this.tariffs.all.length + time.tariff] += (untilMs - time.fromMs) / 1000;
    return charge.toMs > charge.fromMs;
  }

  /** To add the living to, as if the run ended now. */
  tally(atMs: Ms): Tally {
    const ended = Array.from({ length: this.lines }, (_, line) => this.bill.of(line));
    return new Tally(this.tariffs, atMs, { money: ended, seconds: this.seconds.slice() });
  }

  /** What each line comes to in each hour of the run. */
  byHour(living: readonly InstanceTime[]): Money[][] {
    const bill = this.bill.copy();
    for (const time of living) bill.add(this.chargeOf(time));
    return Array.from({ length: this.lines }, (_, line) => bill.byHour(line));
  }

  save(): unknown {
    return { bill: this.bill.save(), seconds: Array.from(this.seconds) };
  }

  load(saved: unknown): void {
    const { bill, seconds } = saved as { bill: unknown; seconds: number[] };
    this.bill.load(bill);
    this.seconds.set(seconds);
  }

  private chargeOf({ group, purchase, tariff, fromMs, toMs, isInterrupted }: InstanceTime): Charge {
    const untilMs = instanceBilledUntil({ fromMs, toMs, isSpot: purchase === Spot, isInterrupted }, BILLING_DEFAULTS);
    return { line: lineOf(group, purchase), usage: NOT_COVERED, tariff: this.tariffs.all[tariff], fromMs, toMs: untilMs };
  }
}

/** What all instances come to by one moment. Those that live at one unchanging price are multiplied together, however many they are. */
export class Tally {
  /** Of the living at unchanging prices, by line and price. */
  private readonly steady: Float64Array;

  constructor(
    private readonly tariffs: Tariffs,
    private readonly atMs: Ms,
    private readonly so: { readonly money: Money[]; readonly seconds: Float64Array },
  ) {
    this.steady = new Float64Array(so.seconds.length);
  }

  addLiving(line: number, tariff: number, fromMs: Ms): void {
    const { tariffs, so } = this;
    const untilMs = billedUntil(fromMs, this.atMs, BILLING_DEFAULTS.ec2MinimumSeconds);
    const at = line * tariffs.all.length + tariff;
    so.seconds[at] += (untilMs - fromMs) / 1000;
    if (tariffs.all[tariff].rates.length === 1) this.steady[at] += (untilMs - fromMs) / 1000;
    else so.money[line] += costOf(tariffs.all[tariff], fromMs, untilMs);
  }

  costs(): Costs {
    const { all, types } = this.tariffs;
    return new Costs(
      this.so.money.map((ended, line) => {
        const sum = { money: ended, onDemand: 0n, seconds: 0 };
        for (const [tariff, { rates }] of all.entries()) {
          const at = line * all.length + tariff;
          const seconds = this.so.seconds[at];
          if (seconds === 0) continue;
          sum.seconds += seconds;
          sum.money += rates[0] * BigInt(1000 * this.steady[at]);
          sum.onDemand += all[types[tariff]].rates[0] * BigInt(1000 * seconds);
        }
        return sum;
      }),
    );
  }
}
