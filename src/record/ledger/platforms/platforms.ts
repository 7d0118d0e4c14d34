import { OnDemand } from '../../../autoscaling/group/purchase.js';
import { type Charge, NOT_COVERED } from '../../../billing/bill.js';
import type { FargateTariffs } from '../../../billing/fargate.js';
import { isMissingPrice } from '../../../billing/missing.js';
import { type Money, sumOf } from '../../../billing/money.js';
import { costOf, isSteady } from '../../../billing/tariff.js';
import { assert } from '../../../kernel/assert.js';
import type { Ms } from '../../../kernel/event-loop.js';
import type { PlatformKind, TaskPrices } from '../../../sim/providers/kind.js';
import { kindOf } from '../../../sim/providers/of-setup.js';
import type { Setup } from '../../../sim/setup.js';
import type { RunBill } from '../bill.js';
import { lineOf } from '../costs.js';
import { CPU, MEMORY } from '../group.js';
import type { Tally } from '../tally.js';
import type { Classes } from '../task-class.js';

/** A task without an instance, from its image pull to its end, or to the time of the query. */
export interface TaskTime {
  readonly taskClass: number;
  readonly provider: number;
  readonly pullMs: Ms;
  readonly endMs: Ms;
}

/** The price of tasks of a class on one provider. */
interface Price extends TaskPrices {
  readonly os: 'linux' | 'windows';
  readonly storageGib: number;
  /** True if neither the price nor the On-Demand price changes over time. */
  readonly isSteady: boolean;
}

/** A capacity provider without instances. */
interface PlatformProvider {
  readonly name: string;
  readonly number: number;
  readonly nth: number;
  readonly kind: PlatformKind;
  readonly quotaVcpus: number | null;
}

/**
 * The providers without instances, in the order of their numbers, up to the last kind that some work or present task runs on; reports list
 * them after the groups.
 */
export function platformProviders(setup: Setup): readonly PlatformProvider[] {
  const { providers, services, workloads, present } = setup;
  const used = [...services, ...workloads].flatMap(({ capacity }) => (capacity.kind === 'strategy' ? [capacity.items[0].provider] : []));
  const held = (present?.tasks ?? []).flatMap(({ provider }) => (provider >= 0 ? [provider] : []));
  const kinds = new Set([...used, ...held].map((provider) => providers[provider].kind));
  const end = providers.findLastIndex(({ kind }) => kinds.has(kind)) + 1;
  return providers.slice(0, end).flatMap(({ name, nth }, number) => {
    const kind = kindOf(setup, number).platform;
    return kind === null ? [] : [{ name, number, nth, kind, quotaVcpus: kind.vcpusMax(setup, nth) }];
  });
}

/** Billed amounts times milliseconds of tasks without instances. */
export interface BilledUse {
  readonly cpuUnitMs: bigint;
  readonly mibMs: bigint;
  /** CPU units with a Windows licence. */
  readonly licensedCpuUnitMs: bigint;
  /** Ephemeral storage beyond the included amount. */
  readonly storageGibMs: bigint;
}

const NO_USE: BilledUse = { cpuUnitMs: 0n, mibMs: 0n, licensedCpuUnitMs: 0n, storageGibMs: 0n };

/** The bill of tasks without instances. */
export class PlatformAccount {
  /** By task class and provider. */
  private readonly prices: Price[] = [];
  private readonly providers: (PlatformProvider | undefined)[] = [];
  /** On-Demand cost of ended tasks, by provider. */
  private readonly onDemand: Money[];
  /** Billed use of ended tasks, by provider. */
  private readonly billed: BilledUse[];

  constructor(
    private readonly setup: Setup,
    private readonly classes: Classes,
    private readonly bill: RunBill,
  ) {
    for (const provider of platformProviders(setup)) this.providers[provider.number] = provider;
    this.onDemand = setup.providers.map(() => 0n);
    this.billed = setup.providers.map(() => NO_USE);
  }

  get isUsed(): boolean {
    return this.providers.length > 0;
  }

  /** Whether the provider bills its tasks. */
  has(provider: number): boolean {
    return this.providers[provider] !== undefined;
  }

  /** Returns the charge of a task, without its public address. */
  costOf(time: TaskTime): Money {
    return sumOf(this.ownCharges(time).map(({ tariff, fromMs, toMs }) => costOf(tariff, fromMs, toMs)));
  }

  /** A task has ended. Returns its charge. */
  end(time: TaskTime): Money {
    this.bill.addCharges(this.chargesOf(time));
    this.onDemand[time.provider] += this.onDemandCostOf(time);
    this.billed[time.provider] = this.withUse(this.billed[time.provider], time);
    return this.costOf(time);
  }

  chargesOf(time: TaskTime): Charge[] {
    const charges = this.ownCharges(time);
    const [{ fromMs, toMs }] = charges;
    return [...charges, ...this.bill.perTask.map(({ line, tariff }) => ({ line, usage: NOT_COVERED, tariff, fromMs, toMs }))];
  }

  /** Adds ended tasks at On-Demand prices, and all living ones; tasks of one class at a constant price are multiplied, not summed. */
  addTo(tally: Tally, living: readonly TaskTime[]): void {
    for (const { number } of this.used) tally.add(this.lineOf(number), { money: 0n, onDemand: this.onDemand[number] });
    const msByKey = new Map<number, number>();
    for (const time of living) {
      const key = this.keyOf(time);
      msByKey.set(key, (msByKey.get(key) ?? 0) + this.untilOf(time) - time.pullMs);
      if (!this.priceOf(time).isSteady)
        tally.add(this.lineOf(time.provider), { money: this.costOf(time), onDemand: this.onDemandCostOf(time) });
    }
    for (const [key, sum] of msByKey) {
      const { billed, onDemand, isSteady } = this.prices[key];
      const ms = BigInt(sum);
      const at = (tariffs: FargateTariffs) => ms * (tariffs.compute.rates[0] + tariffs.extras.rates[0]);
      if (isSteady) tally.add(this.lineOf(key % this.setup.providers.length), { money: at(billed), onDemand: at(onDemand) });
      for (const { line, tariff } of this.bill.perTask) tally.add(line, { money: ms * tariff.rates[0], onDemand: 0n });
    }
  }

  /** By provider: the billed use of ended tasks, and of these if they end now. */
  billedUse(living: readonly TaskTime[]): BilledUse[] {
    const billed = [...this.billed];
    for (const time of living) billed[time.provider] = this.withUse(billed[time.provider], time);
    return billed;
  }

  save(): unknown {
    const { onDemand, billed } = this;
    return structuredClone({ onDemand, billed });
  }

  load(saved: unknown): void {
    Object.assign(this, structuredClone(saved));
  }

  /** Charges without the public address. */
  ownCharges(time: TaskTime): [Charge, Charge] {
    const { compute, extras } = this.priceOf(time).billed;
    const { kind, nth } = this.of(time.provider);
    const common = { line: this.lineOf(time.provider), fromMs: time.pullMs, toMs: this.untilOf(time) };
    const isCovered = kind.hasSavingsPlans && kind.purchaseOf(nth) === OnDemand && this.bill.hasCommitments;
    return [
      { ...common, tariff: compute, usage: isCovered ? this.setup.instanceTypes.length : NOT_COVERED },
      { ...common, tariff: extras, usage: NOT_COVERED },
    ];
  }

  private withUse(use: BilledUse, time: TaskTime): BilledUse {
    const ms = this.untilOf(time) - time.pullMs;
    const { cpuUnits, memoryMib } = this.classes.tenants[time.taskClass];
    const { os, storageGib } = this.priceOf(time);
    const extraGib = Math.max(0, storageGib - this.setup.billing.settings.fargateStorageIncludedGib);
    return {
      cpuUnitMs: use.cpuUnitMs + BigInt(cpuUnits * ms),
      mibMs: use.mibMs + BigInt(memoryMib * ms),
      licensedCpuUnitMs: use.licensedCpuUnitMs + BigInt(os === 'windows' ? cpuUnits * ms : 0),
      storageGibMs: use.storageGibMs + BigInt(extraGib * ms),
    };
  }

  private get used(): PlatformProvider[] {
    return this.providers.filter((provider) => provider !== undefined);
  }

  private of(provider: number): PlatformProvider {
    return this.providers[provider] as PlatformProvider;
  }

  private onDemandCostOf(time: TaskTime): Money {
    const { compute, extras } = this.priceOf(time).onDemand;
    const untilMs = this.untilOf(time);
    return costOf(compute, time.pullMs, untilMs) + costOf(extras, time.pullMs, untilMs);
  }

  private untilOf(time: TaskTime): Ms {
    return this.of(time.provider).kind.billedUntil(time, this.priceOf(time).os, this.setup.billing);
  }

  private lineOf(provider: number): number {
    const { kind, nth } = this.of(provider);
    return lineOf(provider, kind.purchaseOf(nth));
  }

  private keyOf({ taskClass, provider }: TaskTime): number {
    return taskClass * this.setup.providers.length + provider;
  }

  private priceOf(time: TaskTime): Price {
    const key = this.keyOf(time);
    this.prices[key] ??= this.findPrice(time);
    return this.prices[key];
  }

  private findPrice({ taskClass, provider }: TaskTime): Price {
    const { services, workloads, taskDefinitions, billing } = this.setup;
    const { owner, sizes } = this.classes;
    const { taskDefinition } = [...services, ...workloads][owner[taskClass]];
    const { operatingSystem: os, architecture, fargate } = taskDefinitions[taskDefinition];
    const arch = architecture ?? 'x86_64'; // T.TASK-14
    const size = { cpuUnits: sizes[CPU][taskClass], memoryMib: sizes[MEMORY][taskClass], storageGib: fargate?.storageGib ?? 0 };
    const { kind, nth } = this.of(provider);
    const prices = kind.pricesOf({ os, arch, ...size }, nth, billing);
    assert(!isMissingPrice(prices), 'a scenario without mistakes has the prices of its tasks');
    return {
      ...prices,
      os,
      storageGib: size.storageGib,
      isSteady: Object.values(prices).every(({ compute, extras }) => isSteady(compute) && isSteady(extras)),
    };
  }
}
