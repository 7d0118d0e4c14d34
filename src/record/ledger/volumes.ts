import { type Charge, NOT_COVERED } from '../../billing/bill.js';
import { billedUntil } from '../../billing/billed-time.js';
import { costOf, type Tariff } from '../../billing/tariff.js';
import { VOLUME_MINIMUM_SECONDS, volumeTariff } from '../../billing/volumes.js';
import type { Ms } from '../../kernel/event-loop.js';
import type { Setup } from '../../sim/setup.js';
import type { RunBill } from './bill.js';
import { NONE } from './live-rows.js';
import type { LiveTasks } from './live-tables.js';
import type { Tally } from './tally.js';
import type { Classes } from './task-class.js';

/** The services and workloads whose tasks have an EBS volume each, by their number among services, then workloads. */
export function volumeOwners({ services, workloads }: Setup) {
  return [...services, ...workloads].flatMap(({ volume }, owner) => (volume === undefined ? [] : [{ owner, volume }]));
}

/** The EBS volumes of tasks on the bill: a line for each service and workload that has them (N.EBS-6). */
export class VolumeAccount {
  /** By owner: its line, price and volume. */
  private readonly owners = new Map<number, { readonly line: number; readonly tariff: Tariff; readonly isKept: boolean }>();
  /** Volumes that stay after their task, to the end of the run. */
  private readonly kept: { owner: number; fromMs: Ms }[] = [];

  constructor(
    private readonly setup: Setup,
    private readonly live: LiveTasks,
    private readonly parts: { readonly classes: Classes; readonly bill: RunBill },
  ) {
    for (const [nth, { owner, volume }] of volumeOwners(setup).entries())
      this.owners.set(owner, { line: parts.bill.lineOfVolumes(nth), tariff: volumeTariff(volume.usdPerMonth), isKept: volume.isKept });
  }

  /** A task has ended: its volume is deleted after it has been detached, or stays. */
  taskEnded(row: number, atMs: Ms): void {
    const owner = this.ownerOf(row);
    if (owner === undefined) return;
    const fromMs = this.live.columns.placedMs[row];
    if (this.owners.get(owner)!.isKept) this.kept.push({ owner, fromMs });
    else this.parts.bill.addCharges([this.chargeOf(owner, fromMs, atMs + this.setup.timings.volumeDetachMs)]);
  }

  /** The charges of all volumes there are, if they are deleted at `atMs`. */
  chargesAt(atMs: Ms): Charge[] {
    if (this.owners.size === 0) return [];
    const living = this.live.inOrder().flatMap((row) => {
      const owner = this.ownerOf(row);
      return owner === undefined ? [] : [{ owner, fromMs: this.live.columns.placedMs[row] }];
    });
    return [...living, ...this.kept].map(({ owner, fromMs }) => this.chargeOf(owner, fromMs, atMs));
  }

  addTo(tally: Tally, atMs: Ms): void {
    for (const { line, tariff, fromMs, toMs } of this.chargesAt(atMs))
      tally.add(line, { money: costOf(tariff, fromMs, toMs), onDemand: 0n });
  }

  save(): unknown {
    return this.kept.map((one) => ({ ...one }));
  }

  load(saved: unknown): void {
    this.kept.splice(0, this.kept.length, ...(saved as { owner: number; fromMs: Ms }[]));
  }

  /** The owner of a task with a volume, which is created when the task is placed. */
  private ownerOf(row: number): number | undefined {
    const { class: taskClass, placedMs } = this.live.columns;
    const owner = this.parts.classes.owner[taskClass[row]];
    return placedMs[row] !== NONE && this.owners.has(owner) ? owner : undefined;
  }

  private chargeOf(owner: number, fromMs: Ms, toMs: Ms): Charge {
    const { line, tariff } = this.owners.get(owner)!;
    return { line, usage: NOT_COVERED, tariff, fromMs, toMs: billedUntil(fromMs, toMs, VOLUME_MINIMUM_SECONDS) };
  }
}
