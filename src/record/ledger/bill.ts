import { OnDemand, Spot } from '../../autoscaling/group/purchase.js';
import { Bill, type Charge, NOT_COVERED } from '../../billing/bill.js';
import { billedUntil, hourBegunUntil, instanceBilledUntil } from '../../billing/billed-time.js';
import { type CommittedHour, commitmentsByHour } from '../../billing/commitments.js';
import { ITEMS, type ItemTariffs, itemTariffs } from '../../billing/line-items.js';
import { isMissingPrice } from '../../billing/missing.js';
import type { Money } from '../../billing/money.js';
import { costOf, isSteady } from '../../billing/tariff.js';
import type { BillingTerms } from '../../billing/terms.js';
import { VOLUME_MINIMUM_SECONDS } from '../../billing/volumes.js';
import { assert } from '../../kernel/assert.js';
import type { Ms } from '../../kernel/event-loop.js';
import { External, type ItemLine, lineOf, linesOf, type Option } from './costs.js';
import { Tally } from './tally.js';
import type { Tariffs } from './tariffs.js';

/** An instance from its launch, or from its start out of a warm pool, to its stop or end, or to the time of the query. */
export interface InstanceTime {
  readonly group: number;
  readonly option: Option;
  readonly tariff: number;
  readonly fromMs: Ms;
  readonly toMs: Ms;
  readonly isInterrupted: boolean;
  readonly ageMs?: Ms | undefined;
}

type BilledSpan = Pick<InstanceTime, 'tariff' | 'fromMs' | 'toMs'>;

/** Living resources, billed as if they ended now: runs of instances, instances from launch on, and the charges of living tasks. */
interface Living {
  readonly runs: readonly InstanceTime[];
  readonly lives: readonly BilledSpan[];
  readonly charges: readonly Charge[];
}

/** A bill by hour and line, and the effect of commitments. */
export interface BilledHours {
  readonly lines: readonly (readonly Money[])[];
  readonly commitments: readonly CommittedHour[];
}

/**
 * The bill of a run: a line for each capacity provider and purchase option, then one for each other item, then one for the volumes of each
 * service and workload that has some. Ended resources are added to sums; living ones are computed at each query.
 */
export class RunBill {
  private readonly bill: Bill;
  /** Seconds of ended instances, by line and price; instances without a charge are included. */
  private readonly seconds: Float64Array;
  /** Seconds without a charge among them. */
  private readonly freeSeconds: Float64Array;
  /** Their On-Demand cost, by the same index, where that price changes. */
  private readonly unsteady = new Map<number, Money>();
  /** Their cost by price, over all lines. */
  private readonly ofTariff: Money[];
  private readonly groupLines: number;
  private readonly lines: number;
  private readonly items: ItemTariffs;
  /** Items per instance: public addresses while it runs, and those from launch to termination, even when stopped. */
  private readonly perRun: readonly ItemLine[];
  private readonly perLife: readonly ItemLine[];
  /** Items of each Fargate task. */
  readonly perTask: readonly ItemLine[];
  readonly hasCommitments: boolean;

  constructor(
    private readonly terms: BillingTerms,
    private readonly tariffs: Tariffs,
    { groups, volumes }: { readonly groups: number; readonly volumes: number },
  ) {
    const { items, commitments, settings } = terms;
    this.groupLines = linesOf(groups);
    this.hasCommitments = commitments.reservations.length > 0 || commitments.savingsPlan !== null;
    this.lines = this.groupLines + ITEMS.length + volumes;
    this.bill = new Bill(this.lines, this.hasCommitments ? tariffs.usages : 0);
    this.seconds = new Float64Array(this.groupLines * tariffs.all.length);
    this.freeSeconds = this.seconds.slice();
    this.ofTariff = tariffs.all.map(() => 0n);
    const priced = itemTariffs(items, settings);
    assert(!isMissingPrice(priced), 'a scenario without mistakes has the prices of its items');
    this.items = priced;
    const { rootVolume, publicIpv4 } = priced;
    const address = publicIpv4 === null ? [] : [{ line: this.lineOfItem('publicIpv4'), tariff: publicIpv4 }];
    this.perLife = rootVolume === null ? [] : [{ line: this.lineOfItem('rootVolume'), tariff: rootVolume }];
    this.perRun = items.publicIpv4?.instances ? address : [];
    this.perTask = items.publicIpv4?.fargateTasks ? address : [];
  }

  /** Returns the charge of one instance, without volumes and addresses. */
  of(time: InstanceTime): { readonly seconds: number; readonly money: Money } {
    const { tariff, fromMs, toMs } = this.chargeOf(time);
    return { seconds: (toMs - fromMs) / 1000, money: costOf(tariff, fromMs, toMs) };
  }

  /** Returns false if the instance has no charge. */
  add(time: InstanceTime): boolean {
    const charge = this.addTo(this.bill, time);
    const at = charge.line * this.tariffs.all.length + time.tariff;
    const seconds = (this.untilOf(time) - time.fromMs) / 1000;
    const isCharged = charge.toMs > charge.fromMs;
    this.seconds[at] += seconds;
    if (!isCharged) this.freeSeconds[at] += seconds;
    const onDemand = this.tariffs.onDemandOf(time.tariff);
    if (!isSteady(onDemand)) this.unsteady.set(at, (this.unsteady.get(at) ?? 0n) + costOf(onDemand, time.fromMs, this.untilOf(time)));
    this.ofTariff[time.tariff] += costOf(charge.tariff, charge.fromMs, charge.toMs);
    return isCharged;
  }

  /** Adds the items of an instance from launch to termination. */
  addLife(life: BilledSpan): void {
    this.addCharges(this.ofLife(life));
  }

  addCharges(charges: readonly Charge[]): void {
    for (const charge of charges) this.bill.add(charge);
  }

  /** A tally as of `atMs`, to which the caller adds the living resources. */
  tally(atMs: Ms): Tally {
    const ended = Array.from({ length: this.lines }, (_, line) => this.bill.of(line));
    const { perRun, perLife, terms, tariffs } = this;
    for (const { line, fromMs, toMs, tariff } of this.ofTheRun(atMs)) ended[line] += costOf(tariff, fromMs, toMs);
    return new Tally({ tariffs, perRun, perLife, minimumSeconds: terms.settings.ec2MinimumSeconds, groupLines: this.groupLines }, atMs, {
      money: ended,
      ofTariff: this.ofTariff.slice(),
      seconds: this.seconds.slice(),
      freeSeconds: this.freeSeconds,
      unsteady: new Map(this.unsteady),
    });
  }

  /** The charge of each line in each hour of a run that ends at `endMs`. */
  byHour(living: Living, endMs: Ms): BilledHours {
    const bill = this.bill.copy();
    for (const time of living.runs) this.addTo(bill, time);
    for (const charge of [...living.lives.flatMap((life) => this.ofLife(life)), ...living.charges, ...this.ofTheRun(endMs)])
      bill.add(charge);
    return {
      lines: Array.from({ length: this.lines }, (_, line) => bill.byHour(line)),
      commitments: this.hasCommitments ? commitmentsByHour(bill.usage(), this.terms.commitments, endMs) : [],
    };
  }

  lineOfItem(item: (typeof ITEMS)[number]): number {
    return this.groupLines + ITEMS.indexOf(item);
  }

  /** Returns the line of the `nth` entry of volumesOf(). */
  lineOfVolumes(nth: number): number {
    return this.groupLines + ITEMS.length + nth;
  }

  save(): unknown {
    const { seconds, freeSeconds, unsteady, ofTariff } = this;
    return { ...structuredClone({ seconds, freeSeconds, unsteady, ofTariff }), bill: this.bill.save() };
  }

  load(saved: unknown): void {
    const { bill, ...rest } = saved as { bill: unknown };
    Object.assign(this, structuredClone(rest));
    this.bill.load(bill);
  }

  /** Charges that do not depend on the number of instances. */
  private ofTheRun(endMs: Ms): Charge[] {
    const { loadBalancers, zoneTraffic } = this.items;
    const common = { usage: NOT_COVERED, fromMs: 0 };
    return [
      ...(loadBalancers === null
        ? []
        : [{ ...common, line: this.lineOfItem('loadBalancers'), tariff: loadBalancers, toMs: hourBegunUntil(endMs) }]),
      ...(zoneTraffic === null ? [] : [{ ...common, line: this.lineOfItem('zoneTraffic'), tariff: zoneTraffic, toMs: endMs }]),
    ];
  }

  private ofLife(life: BilledSpan): Charge[] {
    if (this.tariffs.isExternal(life.tariff)) return [];
    const { fromMs } = life;
    const toMs = billedUntil(fromMs, life.toMs, VOLUME_MINIMUM_SECONDS);
    return this.perLife.map(({ line, tariff }) => ({ line, usage: NOT_COVERED, tariff, fromMs, toMs }));
  }

  private addTo(bill: Bill, time: InstanceTime): Charge {
    const charge = this.chargeOf(time);
    bill.add(charge);
    if (this.tariffs.isExternal(time.tariff)) return charge;
    for (const { line, tariff } of this.perRun)
      bill.add({ line, usage: NOT_COVERED, tariff, fromMs: time.fromMs, toMs: this.untilOf(time) });
    return charge;
  }

  private chargeOf({ group, option, tariff, fromMs, toMs, isInterrupted, ageMs }: InstanceTime): Charge {
    const isSpot = option === Spot;
    const untilMs =
      option === External
        ? this.untilOf({ tariff, fromMs, toMs })
        : instanceBilledUntil({ fromMs, toMs, isSpot, isInterrupted, ageMs }, this.terms.settings);
    // The number of an On-Demand price is that of its instance type.
    const usage = this.hasCommitments && option === OnDemand ? tariff : NOT_COVERED;
    return { line: lineOf(group, option), usage, tariff: this.tariffs.all[tariff], fromMs, toMs: untilMs };
  }

  /** End of the billed time, free time included. The minimum of a minute is a rule of EC2. */
  private untilOf({ tariff, fromMs, toMs }: BilledSpan): Ms {
    return billedUntil(fromMs, toMs, this.tariffs.isExternal(tariff) ? 0 : this.terms.settings.ec2MinimumSeconds);
  }
}
