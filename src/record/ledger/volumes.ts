import { type Charge, NOT_COVERED } from '../../billing/bill.js';
import { billedUntil } from '../../billing/billed-time.js';
import { costOf, type Tariff } from '../../billing/tariff.js';
import { VOLUME_MINIMUM_SECONDS, volumeTariff } from '../../billing/volumes.js';
import type { Ms } from '../../kernel/event-loop.js';
import type { Setup } from '../../sim/setup.js';
import { type OwnedVolume, volumesOf } from '../../sim/volumes.js';
import type { RunBill } from './bill.js';
import { NONE } from './live-rows.js';
import type { LiveTasks } from './live-tables.js';
import type { Tally } from './tally.js';
import type { Classes } from './task-class.js';

interface VolumeLine extends OwnedVolume {
  /** Of the bill. */
  readonly line: number;
  readonly tariff: Tariff;
}

interface LivingVolume {
  /** Number of its line. */
  readonly nth: number;
  readonly fromMs: Ms;
}

/** The EBS volumes of tasks on the bill: a line for each service and workload that has them, and each price of theirs (N.EBS-6). */
export class VolumeAccount {
  private readonly lines: readonly VolumeLine[];
  /** Volumes that stay after their task, to the end of the run. */
  private kept: LivingVolume[] = [];

  constructor(
    private readonly setup: Setup,
    private readonly live: LiveTasks,
    private readonly parts: { readonly classes: Classes; readonly bill: RunBill },
  ) {
    this.lines = volumesOf(setup).map((owned, nth) => ({
      ...owned,
      line: parts.bill.lineOfVolumes(nth),
      tariff: volumeTariff(owned.volume.usdPerMonth),
    }));
  }

  /** A task has ended: its volume is deleted after it has been detached, or stays. The bill ends with the run. */
  taskEnded(row: number, atMs: Ms): void {
    if (this.lines.length === 0) return;
    const { timings, durationMs } = this.setup;
    const deletedMs = Math.min(atMs + timings.volumeDetachMs, Math.max(atMs, durationMs));
    for (const volume of this.volumeOf(row))
      if (this.lines[volume.nth].volume.isKept) this.kept.push(volume);
      else this.parts.bill.addCharges([this.chargeOf(volume, deletedMs)]);
  }

  /** The charges of all volumes there are, if they are deleted at `atMs`. */
  chargesAt(atMs: Ms): Charge[] {
    if (this.lines.length === 0) return [];
    const living = this.live.inOrder().flatMap((row) => this.volumeOf(row));
    return [...living, ...this.kept].map((volume) => this.chargeOf(volume, atMs));
  }

  addTo(tally: Tally, atMs: Ms): void {
    for (const { line, tariff, fromMs, toMs } of this.chargesAt(atMs))
      tally.add(line, { money: costOf(tariff, fromMs, toMs), onDemand: 0n });
  }

  save(): unknown {
    return structuredClone(this.kept);
  }

  load(saved: unknown): void {
    this.kept = structuredClone(saved) as typeof this.kept;
  }

  /** The volume of a task, which is created when the task is placed; empty where it has none. */
  private volumeOf(row: number): LivingVolume[] {
    const { class: taskClass, placedMs } = this.live.columns;
    const fromMs = placedMs[row];
    if (fromMs === NONE) return [];
    const { owner, revision } = this.parts.classes;
    const [ownerOfTask, revisionOfTask] = [owner[taskClass[row]], revision[taskClass[row]]];
    const nth = this.lines.findIndex(
      (line) => line.owner === ownerOfTask && (line.revisions === null || line.revisions.includes(revisionOfTask)),
    );
    return nth < 0 ? [] : [{ nth, fromMs }];
  }

  private chargeOf({ nth, fromMs }: LivingVolume, toMs: Ms): Charge {
    const { line, tariff } = this.lines[nth];
    return { line, usage: NOT_COVERED, tariff, fromMs, toMs: billedUntil(fromMs, toMs, VOLUME_MINIMUM_SECONDS) };
  }
}
