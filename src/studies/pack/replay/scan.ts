import { hash32 } from '../../../kernel/hash.js';
import type { Guard } from '../../../placement/algorithms/guard.js';
import type { PlainFleet } from '../../../placement/algorithms/plain-fleet.js';
import { NOWHERE, type TaskRequest } from '../../../placement/view.js';
import type { TaskClasses } from './pool.js';

/** The rank of a row without room: worse than any rank. */
const UNFIT = Number.POSITIVE_INFINITY;

/** The row of least rank has to be searched. */
const UNKNOWN = -2;

/** The most stored ranks over all classes of tasks: 64 MiB. Beyond that, the rarest classes are ranked afresh at each arrival. */
const KEPT_RANKS_MAX = 2 ** 23;

/** Purpose of a hash: the draw among rows that tie. */
const TIE = 0x7e11;

/**
 * Finds the row of least rank. If a rank depends on the row alone, each class of tasks stores one rank per row and the position in the log
 * of changes up to which they hold. An arrival then ranks only the rows changed since the last arrival of its class.
 */
export class Scan {
  private readonly kept: (Float64Array | undefined)[];
  private readonly validTo: Int32Array;
  /** The first row of least rank of each class with stored ranks: NOWHERE if none has room, or UNKNOWN. */
  private readonly first: Int32Array;
  /** For classes without stored ranks. */
  private readonly fresh: Float64Array;
  private readonly fitting: Int32Array;
  /** The last changes, as many as there are rows: a class that is behind by more is ranked anew. */
  private readonly log: Int32Array;
  private logged = 0;

  constructor(
    private readonly fleet: PlainFleet,
    private readonly guard: Guard,
    private readonly classes: TaskClasses,
    isKept: boolean,
  ) {
    this.log = new Int32Array(Math.max(1, fleet.count));
    this.kept = isKept ? keptRanks(classes, fleet.count) : [];
    this.validTo = new Int32Array(classes.requests.length).fill(-1);
    this.first = new Int32Array(classes.requests.length).fill(UNKNOWN);
    this.fresh = new Float64Array(fleet.count);
    this.fitting = new Int32Array(fleet.count);
  }

  /** Records that a task went to the row, or left it. */
  changed(row: number): void {
    this.log[this.logged++ % this.log.length] = row;
  }

  /** Returns the first row of least rank for a class. */
  firstOf(classIndex: number): number {
    const ranks = this.ranksOf(classIndex);
    if (this.kept[classIndex] === undefined) return firstLeast(ranks);
    if (this.first[classIndex] === UNKNOWN) this.first[classIndex] = firstLeast(ranks);
    return this.first[classIndex];
  }

  /** Returns the present ranks of all rows for a class. */
  ranksOf(classIndex: number): Float64Array {
    const request = this.classes.requests[classIndex];
    const ranks = this.kept[classIndex];
    if (ranks === undefined) return this.rankAll(this.fresh, request);
    const from = this.validTo[classIndex];
    this.validTo[classIndex] = this.logged;
    if (from < 0 || this.logged - from >= this.fleet.count) {
      this.first[classIndex] = UNKNOWN;
      return this.rankAll(ranks, request);
    }
    this.rankChanged(classIndex, ranks, from);
    return ranks;
  }

  /** Ranks the rows that have changed since. The first row stays known unless it gets a worse rank itself. */
  private rankChanged(classIndex: number, ranks: Float64Array, from: number): void {
    const { fleet, guard, log } = this;
    const request = this.classes.requests[classIndex];
    let first = this.first[classIndex];
    let least = first >= 0 ? ranks[first] : UNFIT;
    let at = from % log.length;
    for (let left = this.logged - from; left > 0; left--) {
      const row = log[at];
      if (++at === log.length) at = 0;
      const rank = fleet.hasRoom(row, request) ? guard.rank(fleet, row, request) : UNFIT;
      ranks[row] = rank;
      if (row === first) {
        if (rank > least) first = UNKNOWN;
        least = rank;
      } else if (first !== UNKNOWN && (rank < least || (rank === least && row < first))) {
        first = row;
        least = rank;
      }
    }
    this.first[classIndex] = first;
  }

  private rankAll(ranks: Float64Array, request: TaskRequest): Float64Array {
    const { fitting, fleet, guard } = this;
    const count = fleet.rowsWithRoom(request, fitting);
    ranks.fill(UNFIT);
    for (let i = 0; i < count; i++) ranks[fitting[i]] = guard.rank(fleet, fitting[i], request);
    return ranks;
  }
}

/** Returns the first row of least rank. */
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

/** Returns one of the rows of least rank with equal probability: a draw for every event. */
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

/** Returns what the search finds while these rows have no room; the ranks are unchanged afterwards. */
export function without(ranks: Float64Array, rows: ReadonlySet<number>, search: () => number): number {
  const kept: number[] = [];
  for (const row of rows) {
    kept.push(ranks[row]);
    ranks[row] = UNFIT;
  }
  const found = search();
  let next = 0;
  for (const row of rows) ranks[row] = kept[next++];
  return found;
}

/** Allocates ranks for the commonest classes. */
function keptRanks({ requests, classOf }: TaskClasses, rows: number): (Float64Array | undefined)[] {
  const counts = new Int32Array(requests.length);
  for (const index of classOf) counts[index]++;
  const commonest = Array.from(counts, (_, index) => index).sort((a, b) => counts[b] - counts[a] || a - b);
  const kept: (Float64Array | undefined)[] = requests.map(() => undefined);
  for (const index of commonest.slice(0, Math.floor(KEPT_RANKS_MAX / rows))) kept[index] = new Float64Array(rows);
  return kept;
}
