import { OnDemand, type Purchase, Spot } from '../../autoscaling/group/purchase.js';
import { type Charge, NOT_COVERED } from '../../billing/bill.js';
import { type FargateTariffs, fargateBilledUntil, fargateTariffs, platformOf } from '../../billing/fargate.js';
import { isMissingPrice } from '../../billing/missing.js';
import { type Money, sumOf } from '../../billing/money.js';
import { costOf, isSteady } from '../../billing/tariff.js';
import { FARGATE_PROVIDER_NAMES } from '../../fargate/providers.js';
import { assert } from '../../kernel/assert.js';
import type { Ms } from '../../kernel/event-loop.js';
import type { Setup } from '../../sim/setup.js';
import type { RunBill } from './bill.js';
import { lineOf, PURCHASES } from './costs.js';
import { CPU, MEMORY } from './group.js';
import type { Tally } from './tally.js';
import type { Classes } from './task-class.js';

/** A Fargate task from its pull to its end, or to the moment when somebody asks. */
export interface TaskTime {
  readonly taskClass: number;
  readonly provider: number;
  readonly pullMs: Ms;
  readonly endMs: Ms;
}

/** What tasks of a class cost on one Fargate provider. */
interface Price extends FargateTariffs {
  readonly os: 'linux' | 'windows';
  /** The same on FARGATE. */
  readonly onDemand: FargateTariffs;
  /** Neither changes. */
  readonly isSteady: boolean;
}

/** The Fargate providers, as lines of the bill come after the groups; none where no work runs on them. */
export function fargateNames({ capacityProviders, services, workloads }: Setup): readonly string[] {
  const isUsed = [...services, ...workloads].some(
    ({ capacity }) => capacity.kind === 'strategy' && capacity.items.some(({ provider }) => provider >= capacityProviders.length),
  );
  return isUsed ? FARGATE_PROVIDER_NAMES : [];
}

/** What tasks on Fargate are billed. */
export class FargateAccount {
  private readonly prices: Price[] = [];
  /** What ended tasks would have cost On-Demand, by purchase option. */
  private readonly onDemand = [0n, 0n];
  readonly isUsed: boolean;

  constructor(
    private readonly setup: Setup,
    private readonly classes: Classes,
    private readonly bill: RunBill,
  ) {
    this.isUsed = fargateNames(setup).length > 0;
  }

  /** A provider of tasks on Fargate; those of groups come before it. */
  has(provider: number): boolean {
    return this.isUsed && provider >= this.setup.capacityProviders.length;
  }

  /** What the task pays, its address apart. */
  costOf(time: TaskTime): Money {
    return sumOf(this.ownCharges(time).map(({ tariff, fromMs, toMs }) => costOf(tariff, fromMs, toMs)));
  }

  /** The task has ended. Returns what it pays. */
  end(time: TaskTime): Money {
    this.bill.addCharges(this.chargesOf(time));
    this.onDemand[this.purchaseOf(time)] += this.onDemandCostOf(time);
    return this.costOf(time);
  }

  chargesOf(time: TaskTime): Charge[] {
    const own = this.ownCharges(time);
    const [{ fromMs, toMs }] = own;
    return [...own, ...this.bill.perTask.map(({ line, tariff }) => ({ line, usage: NOT_COVERED, tariff, fromMs, toMs }))];
  }

  /** Adds what has ended at On-Demand prices, and all of the living: tasks of one class are multiplied together where their price does not change. */
  addTo(tally: Tally, living: readonly TaskTime[]): void {
    for (const purchase of PURCHASES) tally.add(this.lineOf(purchase), { money: 0n, onDemand: this.onDemand[purchase] });
    const seconds = new Map<number, number>();
    for (const time of living) {
      const key = this.keyOf(time);
      seconds.set(key, (seconds.get(key) ?? 0) + (this.untilOf(time) - time.pullMs) / 1000);
      if (!this.priceOf(time).isSteady)
        tally.add(this.lineOf(this.purchaseOf(time)), { money: this.costOf(time), onDemand: this.onDemandCostOf(time) });
    }
    for (const [key, sum] of seconds) {
      const { compute, extras, onDemand, isSteady } = this.prices[key];
      const ms = BigInt(1000 * sum);
      const at = (tariffs: FargateTariffs) => ms * (tariffs.compute.rates[0] + tariffs.extras.rates[0]);
      if (isSteady) tally.add(this.lineOf(PURCHASES[key & 1]), { money: at({ compute, extras }), onDemand: at(onDemand) });
      for (const { line, tariff } of this.bill.perTask) tally.add(line, { money: ms * tariff.rates[0], onDemand: 0n });
    }
  }

  save(): unknown {
    return this.onDemand.map(String);
  }

  load(saved: unknown): void {
    this.onDemand.splice(0, 2, ...(saved as string[]).map(BigInt));
  }

  /** Its address apart. */
  ownCharges(time: TaskTime): [Charge, Charge] {
    const { compute, extras } = this.priceOf(time);
    const purchase = this.purchaseOf(time);
    const common = { line: this.lineOf(purchase), fromMs: time.pullMs, toMs: this.untilOf(time) };
    const usage = purchase === OnDemand && this.bill.hasCommitments ? this.setup.instanceTypes.length : NOT_COVERED;
    return [
      { ...common, tariff: compute, usage },
      { ...common, tariff: extras, usage: NOT_COVERED },
    ];
  }

  private onDemandCostOf(time: TaskTime): Money {
    const { compute, extras } = this.priceOf(time).onDemand;
    const untilMs = this.untilOf(time);
    return costOf(compute, time.pullMs, untilMs) + costOf(extras, time.pullMs, untilMs);
  }

  private untilOf(time: TaskTime): Ms {
    return fargateBilledUntil(time, this.priceOf(time).os, this.setup.billing.settings);
  }

  private lineOf(purchase: Purchase): number {
    return lineOf(this.setup.capacityProviders.length + purchase, purchase);
  }

  private purchaseOf({ provider }: TaskTime): Purchase {
    return provider === this.setup.capacityProviders.length ? OnDemand : Spot;
  }

  private keyOf(time: TaskTime): number {
    return 2 * time.taskClass + this.purchaseOf(time);
  }

  private priceOf(time: TaskTime): Price {
    const key = this.keyOf(time);
    this.prices[key] ??= this.findPrice(time.taskClass, this.purchaseOf(time));
    return this.prices[key];
  }

  private findPrice(taskClass: number, purchase: Purchase): Price {
    const { services, workloads, taskDefinitions } = this.setup;
    const { owner, sizes } = this.classes;
    const { taskDefinition } = [...services, ...workloads][owner[taskClass]];
    const { operatingSystem: os, architecture: arch, fargate } = taskDefinitions[taskDefinition];
    const size = { cpuUnits: sizes[CPU][taskClass], memoryMib: sizes[MEMORY][taskClass], storageGib: fargate?.storageGib ?? 0 };
    const at = (capacity: 'on-demand' | 'spot') => {
      const platform = { os, arch, capacity };
      return fargateTariffs({ ...platform, ...size }, this.setup.billing.fargate[platformOf(platform)] ?? {}, this.setup.billing.settings);
    };
    const own = at(purchase === Spot ? 'spot' : 'on-demand');
    assert(!isMissingPrice(own), 'a scenario without mistakes has the prices of its Fargate tasks');
    const onDemand = at('on-demand');
    // A price that only FARGATE_SPOT has saves nothing.
    const whole = isMissingPrice(onDemand) ? own : onDemand;
    return { ...own, os, onDemand: whole, isSteady: [own, whole].every(({ compute, extras }) => isSteady(compute) && isSteady(extras)) };
  }
}
