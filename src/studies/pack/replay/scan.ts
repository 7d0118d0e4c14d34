import { hash32 } from '../../../kernel/hash.js';
import type { Guard } from '../../../placement/algorithms/guard.js';
import type { PlainFleet } from '../../../placement/algorithms/plain-fleet.js';
import { NOWHERE } from '../../../placement/place.js';
import type { TaskRequest } from '../../../placement/view.js';
import type { TaskClasses } from './pool.js';

/** The rank of a row that does not fit: worse than any rank. */
const UNFIT = Number.POSITIVE_INFINITY;

/** Ranks that are kept, over all classes of tasks: 64 MiB. Beyond it the rarest classes are ranked afresh at each arrival. */
const KEPT_RANKS_MAX = 2 ** 23;

/** Purpose of a hash: which of the rows that tie. */
const TIE = 0x7e11;

/**
 * Finds the row of least rank. Where a rank depends on the row alone, each class of tasks keeps one rank a row and the place in the log of
 * changes up to which they hold, so an arrival ranks only the rows that changed since the last of its class; then it reads numbers.
 */
export class Scan {
  private readonly kept: (Float64Array | undefined)[];
  private readonly validTo: Int32Array;
  /** For classes of which nothing is kept. */
  private readonly fresh: Float64Array;
  private readonly fitting: Int32Array;
  private log = new Int32Array(1024);
  private logged = 0;

  constructor(
    private readonly fleet: PlainFleet,
    private readonly guard: Guard,
    private readonly classes: TaskClasses,
    isKept: boolean,
  ) {
    this.kept = isKept ? keptRanks(classes, fleet.count) : [];
    this.validTo = new Int32Array(classes.requests.length).fill(-1);
    this.fresh = new Float64Array(fleet.count);
    this.fitting = new Int32Array(fleet.count);
  }

  /** A task went to the row, or left it. */
  changed(row: number): void {
    if (this.logged === this.log.length) {
      const longer = new Int32Array(2 * this.logged);
      longer.set(this.log);
      this.log = longer;
    }
    this.log[this.logged++] = row;
  }

  /** Ranks of all rows for a class, as they are now. */
  ranksOf(classIndex: number): Float64Array {
    const request = this.classes.requests[classIndex];
    const ranks = this.kept[classIndex];
    if (ranks === undefined) return this.rankAll(this.fresh, request);
    const from = this.validTo[classIndex];
    this.validTo[classIndex] = this.logged;
    if (from < 0 || this.logged - from >= this.fleet.count) return this.rankAll(ranks, request);
    for (let at = from; at < this.logged; at++) {
      const row = this.log[at];
      ranks[row] = this.fleet.hasRoom(row, request) ? this.guard.rank(this.fleet, row, request) : UNFIT;
    }
    return ranks;
  }

  private rankAll(ranks: Float64Array, request: TaskRequest): Float64Array {
    const { fitting, fleet, guard } = this;
    const count = fleet.rowsWithRoom(request, fitting);
    ranks.fill(UNFIT);
    for (let i = 0; i < count; i++) ranks[fitting[i]] = guard.rank(fleet, fitting[i], request);
    return ranks;
  }
}

/** The first row of least rank. */
export function firstLeast(ranks: Float64Array): number {
  let least = UNFIT;
  let chosen = NOWHERE;
  for (let row = 0; row < ranks.length; row++) {
    const rank = ranks[row];
    if (rank >= least) continue;
    least = rank;
    chosen = row;
  }
  return chosen;
}

/** One of the rows of least rank, each as likely as another: a draw for every event. */
export function anyLeast(ranks: Float64Array, seed: number, event: number): number {
  let least = UNFIT;
  let equals = 0;
  for (let row = 0; row < ranks.length; row++) {
    const rank = ranks[row];
    if (rank > least) continue;
    equals = rank < least ? 1 : equals + 1;
    least = rank;
  }
  if (least === UNFIT) return NOWHERE;
  let skip = Math.floor((hash32(seed, TIE, event, 0) / 2 ** 32) * equals);
  for (let row = 0; ; row++) if (ranks[row] === least && skip-- === 0) return row;
}

/** Room for the ranks of the commonest classes. */
function keptRanks({ requests, classOf }: TaskClasses, rows: number): (Float64Array | undefined)[] {
  const counts = new Int32Array(requests.length);
  for (const index of classOf) counts[index]++;
  const commonest = Array.from(counts, (_, index) => index).sort((a, b) => counts[b] - counts[a] || a - b);
  const kept: (Float64Array | undefined)[] = requests.map(() => undefined);
  for (const index of commonest.slice(0, Math.floor(KEPT_RANKS_MAX / rows))) kept[index] = new Float64Array(rows);
  return kept;
}
