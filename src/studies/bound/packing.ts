import { type BoundProblem, type Counts, hasRoomFor, mayTake } from './problem.js';
import { RoomIndex } from './room-index.js';

/** The content of one instance: sizes and the number of tasks of each. */
export type Load = readonly { readonly size: number; readonly copies: number }[];

/** Instances of one offer with equal tasks. */
export interface Pattern {
  readonly offer: number;
  readonly load: Load;
  readonly instances: number;
}

/** A place for every task: an upper bound that can be verified. */
export type Packing = readonly Pattern[];

export function packingCost(packing: Packing, costs: readonly number[]): number {
  return packing.reduce((sum, { offer, instances }) => sum + costs[offer] * instances, 0);
}

/** Returns the mistakes of a packing in words; empty if every task has its place and no instance is overfull. */
export function packingProblems(problem: BoundProblem, counts: Counts, packing: Packing): string[] {
  const placed = problem.sizes.map(() => 0);
  const wrong: string[] = [];
  for (const { offer, load, instances } of packing) {
    const { name, room } = problem.offers[offer];
    for (const { size, copies } of load) {
      placed[size] += copies * instances;
      if (!mayTake(problem.sizes[size], offer)) wrong.push(`${problem.sizes[size].name} may not run on ${name}`);
    }
    for (const [r, { name: resource, slot }] of problem.resources.entries()) {
      const needs = load.flatMap(({ size, copies }) => Array.from({ length: copies }, () => problem.sizes[size].needs[r]));
      const sum = needs.reduce((a, b) => a + b, 0);
      if (sum > room[r]) wrong.push(`${name} has ${room[r]} of ${resource}, and its tasks take ${sum}`);
      if (slot !== undefined && !fitsIntoSlots(needs, slot, room[r])) wrong.push(`tasks on ${name} share ${resource} across its slots`);
    }
  }
  placed.forEach((count, size) => {
    if (count !== counts[size]) wrong.push(`${count} of ${counts[size]} tasks ${problem.sizes[size].name} are placed`);
  });
  return wrong;
}

/** Steps of a search for slots: enough for any instance that was met. A packing that is not verified then is an error. */
const SEARCH_STEPS = 1_000_000;

/** Returns whether slots hold all shares: in the order in which they were put, the largest first, or in another way. */
function fitsIntoSlots(needs: readonly number[], slot: number, room: number): boolean {
  const empty = () => Array.from({ length: Math.floor(room / slot) }, () => slot);
  const largestFirst = [...needs].sort((a, b) => b - a);
  return [needs, largestFirst].some((order) => areTaken(order, empty(), slot)) || fitsSomehow(largestFirst, empty(), slot);
}

function areTaken(order: readonly number[], free: number[], slot: number): boolean {
  return order.every((need) => takeSlots(free, need, slot));
}

/** Tries the slots of each share, of those with as much left only one. */
function fitsSomehow(largestFirst: readonly number[], free: number[], slot: number): boolean {
  const shares = largestFirst.filter((need) => need > 0 && need < slot);
  let steps = SEARCH_STEPS;
  const from = (at: number): boolean => {
    if (at === shares.length) return true;
    if (steps-- <= 0) return false;
    return [...new Set(free)].some((left) => {
      if (left < shares[at]) return false;
      const i = free.indexOf(left);
      free[i] -= shares[at];
      if (from(at + 1)) return true;
      free[i] += shares[at];
      return false;
    });
  };
  return (
    areTaken(
      largestFirst.filter((need) => need >= slot),
      free,
      slot,
    ) && from(0)
  );
}

/** Takes whole slots for a need of a slot or more; a smaller share takes the fitting slot with the least left. */
function takeSlots(free: number[], need: number, slot: number): boolean {
  if (need >= slot) {
    const whole = [...free.keys()].filter((i) => free[i] === slot).slice(0, need / slot);
    for (const i of whole) free[i] = 0;
    return whole.length === need / slot;
  }
  let best = -1;
  for (const [i, left] of free.entries()) if (left >= need && (best < 0 || left < free[best])) best = i;
  if (best >= 0 && need > 0) free[best] -= need;
  return best >= 0 || need === 0;
}

/** An instance while it is filled. */
class Bin {
  readonly load: { readonly size: number; copies: number }[] = [];
  readonly room: number[];
  private readonly slots: (number[] | null)[];

  constructor(
    private readonly problem: BoundProblem,
    readonly offer: number,
  ) {
    this.room = [...problem.offers[offer].room];
    this.slots = problem.resources.map(({ slot }, r) =>
      slot === undefined ? null : Array.from({ length: Math.floor(this.room[r] / slot) }, () => slot),
    );
  }

  /** Puts up to `wanted` copies in, and returns their number. */
  put(size: number, copies: number): number {
    const { needs } = this.problem.sizes[size];
    if (!mayTake(this.problem.sizes[size], this.offer)) return 0;
    let fit = copies;
    for (let r = 0; r < needs.length; r++) if (needs[r] > 0) fit = Math.min(fit, Math.floor(this.room[r] / needs[r]));
    const shared = this.problem.resources.findIndex(({ slot }, r) => slot !== undefined && needs[r] > 0);
    if (shared >= 0) fit = this.putIntoSlots(shared, needs[shared], fit);
    for (let r = 0; r < needs.length; r++) this.room[r] -= fit * needs[r];
    const last = this.load.at(-1);
    if (last?.size === size) last.copies += fit;
    else if (fit > 0) this.load.push({ size, copies: fit });
    return fit;
  }

  private putIntoSlots(resource: number, need: number, copies: number): number {
    const { slot } = this.problem.resources[resource];
    const free = this.slots[resource]!;
    for (let done = 0; done < copies; done++) {
      const before = [...free];
      if (takeSlots(free, need, slot!)) continue;
      this.slots[resource] = before;
      return done;
    }
    return copies;
  }
}

export interface PackingRequest {
  readonly costs: readonly number[];
  /** Initial patterns, such as those of a linear program rounded down. */
  readonly start?: Packing;
  /** The first packing always completes; no other begins once this is true. */
  isOver(): boolean;
}

/**
 * Returns the cheapest of several first-fit decreasing packings: one for each offer as the only kind to open (where it can take the task)
 * and for each order of the sizes.
 */
export function firstFitDecreasing(problem: BoundProblem, counts: Counts, { costs, start = [], isOver }: PackingRequest): Packing {
  let best: Packing | null = null;
  const sequences = orders(problem);
  for (const favourite of favourites(problem, counts, costs)) {
    for (const order of sequences) {
      if (best !== null && isOver()) return best;
      const packing = asPatterns(problem, fill(problem, counts, { order, favourite, costs, start }), costs);
      if (best === null || packingCost(packing, costs) < packingCost(best, costs)) best = packing;
    }
  }
  return best ?? [];
}

/** Sorts offers by the cost of the tasks if instances could be filled completely. */
function favourites({ offers, sizes, resources }: BoundProblem, counts: Counts, costs: readonly number[]): number[] {
  const needed = resources.map((_, r) => sizes.reduce((sum, { needs }, size) => sum + needs[r] * counts[size], 0));
  const brimful = offers.map(
    ({ room }, offer) => costs[offer] * Math.max(...room.map((most, r) => (needed[r] === 0 ? 0 : needed[r] / most))),
  );
  return [...offers.keys()].sort((a, b) => brimful[a] - brimful[b] || a - b);
}

/** Sorts sizes by their largest share of an instance, by the sum of their shares, and by each resource. */
function orders({ sizes, resources, offers }: BoundProblem): number[][] {
  const most = resources.map((_, r) => Math.max(1, ...offers.map(({ room }) => room[r])));
  const keys: ((needs: readonly number[]) => number)[] = [
    (needs) => Math.max(...needs.map((need, r) => need / most[r])),
    (needs) => needs.reduce((sum, need, r) => sum + need / most[r], 0),
    ...resources.flatMap((_, r) => (most[r] > 1 ? [(needs: readonly number[]) => needs[r]] : [])),
  ];
  return keys.map((key) => [...sizes.keys()].sort((a, b) => key(sizes[b].needs) - key(sizes[a].needs) || a - b));
}

interface Filling {
  readonly order: readonly number[];
  /** The offer to open where it can take the task. */
  readonly favourite: number;
  readonly costs: readonly number[];
  readonly start: Packing;
}

function fill(problem: BoundProblem, counts: Counts, { order, favourite, costs, start }: Filling): Bin[] {
  const left = Int32Array.from(counts);
  const bins: Bin[] = [];
  const index = new RoomIndex(problem.resources.length);
  const open = (bin: Bin) => index.set(bins.push(bin) - 1, bin.room);
  for (const { offer, load, instances } of start) {
    for (let i = 0; i < instances; i++) {
      const bin = new Bin(problem, offer);
      for (const { size, copies } of load) left[size] -= bin.put(size, Math.min(copies, left[size]));
      open(bin);
    }
  }
  for (const size of order) {
    const { needs } = problem.sizes[size];
    for (let at = index.next(0, needs); at >= 0 && left[size] > 0; at = index.next(at + 1, needs)) {
      left[size] -= bins[at].put(size, left[size]);
      index.set(at, bins[at].room);
    }
    while (left[size] > 0) {
      const bin = new Bin(problem, offerToOpen(problem, size, favourite, costs));
      const put = bin.put(size, left[size]);
      if (put === 0) throw new Error(`${problem.sizes[size].name} fits nowhere: the caller must have asked before`);
      left[size] -= put;
      open(bin);
    }
  }
  return bins;
}

function offerToOpen(problem: BoundProblem, size: number, favourite: number, costs: readonly number[]): number {
  if (hasRoomFor(problem, problem.sizes[size], favourite)) return favourite;
  const able = [...problem.offers.keys()].filter((offer) => hasRoomFor(problem, problem.sizes[size], offer));
  return able.reduce((best, offer) => (costs[offer] < costs[best] ? offer : best), able[0]);
}

/** Merges equal instances, each on the cheapest offer that holds its load; leaves empty ones out. */
function asPatterns(problem: BoundProblem, bins: readonly Bin[], costs: readonly number[]): Pattern[] {
  const patterns = new Map<string, { offer: number; load: Load; instances: number }>();
  for (const { offer, load } of bins) {
    if (load.length === 0) continue;
    const key = `${offer};${load.map(({ size, copies }) => `${size}x${copies}`)}`;
    const known = patterns.get(key);
    if (known === undefined) patterns.set(key, { offer, load: asLoad(load), instances: 1 });
    else known.instances++;
  }
  return [...patterns.values()].map((pattern) => ({ ...pattern, offer: cheapestFor(problem, pattern, costs) }));
}

/** Merges equal sizes: a size may come from an initial pattern and again afterwards. */
function asLoad(puts: Load): Load {
  const copies = new Map<number, number>();
  for (const put of puts) copies.set(put.size, put.copies + (copies.get(put.size) ?? 0));
  return [...copies].map(([size, count]) => ({ size, copies: count }));
}

function cheapestFor(problem: BoundProblem, { offer, load }: Pick<Pattern, 'offer' | 'load'>, costs: readonly number[]): number {
  let best = offer;
  for (const other of problem.offers.keys()) {
    if (costs[other] >= costs[best]) continue;
    const bin = new Bin(problem, other);
    if (load.every(({ size, copies }) => bin.put(size, copies) === copies)) best = other;
  }
  return best;
}
