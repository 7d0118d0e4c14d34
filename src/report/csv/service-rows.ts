import type { Ms } from '../../kernel/event-loop.js';
import { loadParts } from '../../kernel/parts.js';
import type { OwnerAccount } from '../../record/ledger/owner.js';
import type { Amounts, Column } from '../../record/tables/column.js';
import { OneServiceRow, ServiceIntervals, type ServiceRow } from '../../record/tables/services.js';
import { Condition } from '../../sim/facts.js';
import type { CsvRows } from './rows.js';

/** The numbers on which the counts of a row depend while no task comes or goes: one cache line. */
const OF_SERVICE = 8;
/** Bytes for the counts of a row, beside the name. A longer text is made anew each time. */
const COUNTS_BYTES = 40;

/**
 * Writes the rows of services.csv: the time, the name with the counts of tasks, and the load in thousandths. Most counts are those of the
 * interval before, so that their text is kept.
 */
export class ServiceRows {
  private readonly owners: readonly OwnerAccount[];
  private readonly intervals: readonly ServiceIntervals[];
  private readonly row: OneServiceRow;
  private readonly counts: readonly Column<ServiceRow>[];
  /** Places of the amounts that follow them. */
  private readonly amounts: Uint8Array;
  /** By service: the numbers of its kept text. */
  private readonly seen: Float64Array;
  private readonly texts: Uint8Array;
  private readonly textBytes: number;
  private readonly lengths: Uint16Array;
  /** By service: the end of the interval whose text is kept. */
  private readonly keptAtMs: Float64Array;

  constructor(owners: readonly OwnerAccount[], columns: readonly Column<ServiceRow>[]) {
    this.owners = owners;
    this.intervals = owners.map((owner) => new ServiceIntervals(owner));
    this.row = new OneServiceRow(owners[0]);
    // The first column is the time.
    this.counts = columns.slice(1).filter(({ amount }) => amount === undefined);
    this.amounts = Uint8Array.from(columns.flatMap(({ amount }) => amount ?? []));
    this.seen = new Float64Array(OF_SERVICE * owners.length).fill(Number.NaN);
    this.textBytes = COUNTS_BYTES + Math.max(0, ...owners.map(({ name }) => name.length));
    this.texts = new Uint8Array(this.textBytes * owners.length);
    this.lengths = new Uint16Array(owners.length);
    this.keptAtMs = new Float64Array(owners.length);
  }

  /** Adds the row of the service for the interval from `fromMs` to `timeMs`, and begins its next interval. */
  write(rows: CsvRows, service: number, times: { readonly fromMs: Ms; readonly timeMs: Ms }, load: Amounts): void {
    rows.beginRow(1 + this.counts.length + this.amounts.length);
    rows.addCell(times.timeMs);
    if (this.isAsSeen(service)) rows.addBytes(this.texts, this.textBytes * service, this.lengths[service]);
    else this.addCounts(rows, service, times);
    rows.addMillis(load, this.amounts);
    rows.endRow();
  }

  private addCounts(rows: CsvRows, service: number, times: { readonly fromMs: Ms; readonly timeMs: Ms }): void {
    const { row, counts } = this;
    const from = rows.length;
    this.intervals[service].next(row, times);
    for (let i = 0; i < counts.length; i++) rows.addCell(counts[i].cell(row));
    const isAtRest =
      row.requested === 0 && row.started === 0 && row.stopped === 0 && row.missing === 0n && row.owner.missingTasks.now === 0;
    if (isAtRest && rows.length - from <= this.textBytes) this.keep(rows, service, from, times.timeMs);
    else this.seen[OF_SERVICE * service] = Number.NaN;
  }

  /** Keeps the counts, which are the text from a byte on. */
  private keep(rows: CsvRows, service: number, from: number, atMs: Ms): void {
    this.keptAtMs[service] = atMs;
    this.lengths[service] = rows.length - from;
    rows.copyFrom(from, this.texts, this.textBytes * service);
    const { seen } = this;
    const at = OF_SERVICE * service;
    const { desired, requested, started, refused, stopped, inStage, inCondition } = this.owners[service];
    for (let stage = 0; stage < inStage.length; stage++) seen[at + stage] = inStage[stage];
    seen[at + 4] = inCondition[Condition.healthy];
    seen[at + 5] = inCondition[Condition.unhealthy];
    seen[at + 6] = desired;
    seen[at + 7] = requested + started + refused + stopped;
  }

  /**
   * Whether the counts are those of the kept text: counts since the start only grow, so that their sum is enough. A desired count that rose and fell
   * back left tasks missing meanwhile.
   */
  private isAsSeen(service: number): boolean {
    const { seen } = this;
    const at = OF_SERVICE * service;
    const { desired, requested, started, refused, stopped, inStage, inCondition, missingTasks } = this.owners[service];
    return (
      seen[at + 7] === requested + started + refused + stopped &&
      seen[at + 6] === desired &&
      seen[at] === inStage[0] &&
      seen[at + 1] === inStage[1] &&
      seen[at + 2] === inStage[2] &&
      seen[at + 3] === inStage[3] &&
      seen[at + 4] === inCondition[Condition.healthy] &&
      seen[at + 5] === inCondition[Condition.unhealthy] &&
      missingTasks.isZeroSince(this.keptAtMs[service])
    );
  }

  save(): unknown {
    return this.intervals.map((interval) => interval.save());
  }

  load(saved: unknown): void {
    loadParts(this.intervals, saved);
    this.seen.fill(Number.NaN);
  }
}
