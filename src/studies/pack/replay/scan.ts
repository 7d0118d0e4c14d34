import { hash32 } from '../../../kernel/hash.js';
import type { Guard } from '../../../placement/algorithms/guard.js';
import type { PlainFleet } from '../../../placement/algorithms/plain-fleet.js';
import { NOWHERE } from '../../../placement/place.js';
import type { TaskRequest } from '../../../placement/view.js';
import type { TaskClasses } from './pool.js';

/** The rank of a row without room: worse than any rank. */
const UNFIT = Number.POSITIVE_INFINITY;

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
    this.fresh = new Float64Array(fleet.count);
    this.fitting = new Int32Array(fleet.count);
  }

  /** Records that a task went to the row, or left it. */
  changed(row: number): void {
    this.log[this.logged++ % this.log.length] = row;
  }

  /** Returns the present ranks of all rows for a class. */
  ranksOf(classIndex: number): Float64Array {
    const request = this.classes.requests[classIndex];
    const ranks = this.kept[classIndex];
    if (ranks === undefined) return this.rankAll(this.fresh, request);
    const from = this.validTo[classIndex];
    this.validTo[classIndex] = this.logged;
    if (from < 0 || this.logged - from >= this.fleet.count) return this.rankAll(ranks, request);
    for (let at = from; at < this.logged; at++) {
      const row = this.log[at % this.log.length];
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
