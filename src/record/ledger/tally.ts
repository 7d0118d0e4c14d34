import { billedUntil } from '../../billing/billed-time.js';
import type { Money } from '../../billing/money.js';
import { costOf, isSteady } from '../../billing/tariff.js';
import { VOLUME_MINIMUM_SECONDS } from '../../billing/volumes.js';
import type { Ms } from '../../kernel/event-loop.js';
import type { ItemLine } from './costs.js';
import { Costs, type Line } from './costs.js';
import type { Tariffs } from './tariffs.js';

interface TallyTerms {
  readonly tariffs: Tariffs;
  /** Charges of each instance besides its price: while it runs, and from its launch on. */
  readonly perRun: readonly ItemLine[];
  readonly perLife: readonly ItemLine[];
  /** Of an instance. */
  readonly minimumSeconds: number;
  /** Number of lines of capacity providers; lines of items come after them. */
  readonly groupLines: number;
}

/** The sum of all charges as of one moment. Instances at one constant price are multiplied, not summed. */
export class Tally {
  /** Living instances at constant prices, by line and price. */
  private readonly steady: Float64Array;
  private runSeconds = 0;
  private lifeSeconds = 0;
  /** On-Demand cost of everything but instances, by line. */
  private readonly onDemand: Money[];

  constructor(
    private readonly terms: TallyTerms,
    private readonly atMs: Ms,
    private readonly sums: {
      readonly money: Money[];
      readonly ofTariff: Money[];
      readonly seconds: Float64Array;
      readonly freeSeconds: Float64Array;
      /** On-Demand cost of the seconds, by the same index, where that price changes. */
      readonly unsteady: Map<number, Money>;
    },
  ) {
    this.steady = new Float64Array(sums.seconds.length);
    this.onDemand = sums.money.map(() => 0n);
  }

  add(line: number, { money, onDemand }: { readonly money: Money; readonly onDemand: Money }): void {
    this.sums.money[line] += money;
    this.onDemand[line] += onDemand;
  }

  /** Adds the volumes of `count` instances launched at this time, whether they run or not. */
  addLaunched(tariff: number, launchedMs: Ms, count: number): void {
    if (this.terms.tariffs.isExternal(tariff)) return;
    this.lifeSeconds += (count * (billedUntil(launchedMs, this.atMs, VOLUME_MINIMUM_SECONDS) - launchedMs)) / 1000;
  }

  /** Adds `count` instances that have run since `fromMs`. */
  addRuns({ line, tariff, fromMs }: { readonly line: number; readonly tariff: number; readonly fromMs: Ms }, count: number): void {
    const { sums } = this;
    const { tariffs, minimumSeconds } = this.terms;
    const isExternal = tariffs.isExternal(tariff);
    const untilMs = billedUntil(fromMs, this.atMs, isExternal ? 0 : minimumSeconds);
    // A whole number, like the billed time.
    const seconds = (count * (untilMs - fromMs)) / 1000;
    const at = line * tariffs.all.length + tariff;
    sums.seconds[at] += seconds;
    if (!isExternal) this.runSeconds += seconds;
    const onDemand = tariffs.onDemandOf(tariff);
    const times = BigInt(count);
    if (!isSteady(onDemand)) sums.unsteady.set(at, (sums.unsteady.get(at) ?? 0n) + times * costOf(onDemand, fromMs, untilMs));
    if (isSteady(tariffs.all[tariff])) this.steady[at] += seconds;
    else {
      const money = times * costOf(tariffs.all[tariff], fromMs, untilMs);
      sums.money[line] += money;
      sums.ofTariff[tariff] += money;
    }
  }

  costs(): Costs {
    const { perRun, perLife, groupLines } = this.terms;
    for (const { line, tariff } of perRun) this.sums.money[line] += tariff.rates[0] * BigInt(1000 * this.runSeconds);
    for (const { line, tariff } of perLife) this.sums.money[line] += tariff.rates[0] * BigInt(1000 * this.lifeSeconds);
    const { money } = this.sums;
    return new Costs(
      money.slice(0, groupLines).map((ended, line) => this.lineOf(ended, line)),
      money.slice(groupLines),
      this.terms.tariffs.spotPools.map((pool) => ({ ...pool, ...this.ofPool(pool.tariff) })),
    );
  }

  private ofPool(tariff: number): Line {
    const { all } = this.terms.tariffs;
    let [seconds, freeSeconds, steady, onDemand] = [0, 0, 0, 0n];
    for (let at = tariff; at < this.steady.length; at += all.length) {
      seconds += this.sums.seconds[at];
      freeSeconds += this.sums.freeSeconds[at];
      steady += this.steady[at];
      onDemand += this.onDemandAt(at, tariff);
    }
    const money = this.sums.ofTariff[tariff] + all[tariff].rates[0] * BigInt(1000 * steady);
    return { money, onDemand, seconds, freeSeconds };
  }

  private lineOf(ended: Money, line: number): Line {
    const { all } = this.terms.tariffs;
    const sum = { money: ended, onDemand: this.onDemand[line], seconds: 0, freeSeconds: 0 };
    for (const [tariff, { rates }] of all.entries()) {
      const at = line * all.length + tariff;
      const seconds = this.sums.seconds[at];
      if (seconds === 0) continue;
      sum.seconds += seconds;
      sum.freeSeconds += this.sums.freeSeconds[at];
      sum.money += rates[0] * BigInt(1000 * this.steady[at]);
      sum.onDemand += this.onDemandAt(at, tariff);
    }
    return sum;
  }

  private onDemandAt(at: number, tariff: number): Money {
    const { unsteady, seconds } = this.sums;
    return unsteady.get(at) ?? this.terms.tariffs.onDemandOf(tariff).rates[0] * BigInt(1000 * seconds[at]);
  }
}
