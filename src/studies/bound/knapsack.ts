import { greatestCommonDivisor } from './problem.js';

/** What to load one instance with. */
export interface KnapsackProblem {
  /** Room by resource. */
  readonly room: readonly number[];
  /** By size: what one task takes of each resource. */
  readonly needs: readonly (readonly number[])[];
  /** By size: how many tasks there are at most. */
  readonly most: ArrayLike<number>;
  /** By size: what a task is charged. Whole numbers. */
  readonly charge: ArrayLike<number>;
  /** Worth of a unit of each resource, from the relaxation where tasks may be cut: the better, the sooner the search ends. Any are valid. */
  readonly worth: readonly number[];
  /** Only loads that are charged more than this are looked for; a whole number. */
  readonly beat: number;
}

export interface KnapsackAnswer {
  /** Tasks of each size in the dearest load found, and their charges; null when none is charged more than `beat`. */
  readonly load: { readonly copies: Int32Array; readonly value: number } | null;
  /** No load is charged more than this: the charges of `load`, or `beat`, unless the search was cut short. */
  readonly upper: number;
  readonly isCut: boolean;
}

/** Bounds are computed in floating point from whole numbers in a few dozen operations: this much more covers their error many times. */
const SAFETY = 1 + 2 ** -40;

/**
 * The dearest load of one instance: a knapsack with several resources and several copies of each size. Depth-first branch and bound over
 * the sizes, dearest per worth of their needs first, most copies first. A branch is left when it cannot beat the best by a whole unit, so the
 * answer is exact although the bounds are not; after `nodesMax` nodes, or when time is over, the search ends and `upper` is what the relaxation says.
 */
export function dearestLoad(problem: KnapsackProblem, limits: SearchLimits): KnapsackAnswer {
  return new Search(problem, limits).answer();
}

export interface SearchLimits {
  readonly nodesMax: number;
  isOver(): boolean;
}

/** Nodes between two looks at the clock. */
const NODES_BETWEEN_LOOKS = 4096;

class Search {
  private readonly resources: number;
  /** Sizes that are worth a look, in the order of the search; the columns below follow it. */
  private readonly order: readonly number[];
  private readonly needs: Int32Array;
  private readonly charge: Float64Array;
  private readonly most: Int32Array;
  private readonly weight: Float64Array;
  /** By depth and resource: the highest charge per unit from here on, Infinity when a size takes none of it. */
  private readonly ratio: Float64Array;
  /** By depth and resource: least need from here on. */
  private readonly least: Int32Array;
  private readonly room: Float64Array;
  private readonly copies: Int32Array;
  private best: number;
  private readonly bestCopies: Int32Array;
  private nodes = 0;
  private isCut = false;

  constructor(
    private readonly problem: KnapsackProblem,
    private readonly limits: SearchLimits,
  ) {
    const { needs, charge } = problem;
    const room = problem.room.map((most, r) =>
      usable(
        most,
        needs.map((need) => need[r]),
      ),
    );
    this.resources = room.length;
    const weightOf = (size: number) => needs[size].reduce((sum, need, r) => sum + need * problem.worth[r], 0);
    const rankOf = (size: number) => charge[size] / weightOf(size);
    this.order = [...needs.keys()]
      .filter((size) => charge[size] > 0 && this.fitting(size) > 0)
      .map((size) => ({ size, rank: rankOf(size) }))
      .sort((a, b) => (a.rank === b.rank ? b.size - a.size : b.rank > a.rank ? 1 : -1))
      .map(({ size }) => size);
    const depth = this.order.length;
    this.needs = Int32Array.from(this.order.flatMap((size) => [...needs[size]]));
    this.charge = Float64Array.from(this.order, (size) => charge[size]);
    this.most = Int32Array.from(this.order, (size) => this.fitting(size));
    this.weight = Float64Array.from(this.order, weightOf);
    this.ratio = new Float64Array((depth + 1) * this.resources);
    this.least = new Int32Array((depth + 1) * this.resources).fill(2 ** 31 - 1);
    this.lookAhead();
    this.room = Float64Array.from(room);
    this.best = problem.beat;
    this.copies = new Int32Array(depth);
    this.bestCopies = new Int32Array(depth);
  }

  answer(): KnapsackAnswer {
    const relaxed = Math.floor(this.atMost(0));
    this.branch(0, 0);
    const { best, isCut } = this;
    const upper = isCut ? Math.max(best, relaxed) : best;
    if (best === this.problem.beat) return { load: null, upper, isCut };
    const copies = new Int32Array(this.problem.needs.length);
    for (const [at, size] of this.order.entries()) copies[size] = this.bestCopies[at];
    return { load: { copies, value: best }, upper, isCut };
  }

  /** Copies of a size that an empty instance takes. */
  private fitting(size: number): number {
    const { room, needs, most } = this.problem;
    return needs[size].reduce((fit, need, r) => (need === 0 ? fit : Math.min(fit, Math.floor(room[r] / need))), most[size]);
  }

  private lookAhead(): void {
    const { resources } = this;
    for (let at = this.order.length - 1; at >= 0; at--) {
      for (let r = 0; r < resources; r++) {
        const need = this.needs[at * resources + r];
        const ratio = need === 0 ? Number.POSITIVE_INFINITY : this.charge[at] / need;
        this.ratio[at * resources + r] = Math.max(ratio, this.ratio[(at + 1) * resources + r]);
        this.least[at * resources + r] = Math.min(need, this.least[(at + 1) * resources + r]);
      }
    }
  }

  private branch(from: number, value: number): void {
    if (this.isCut || this.isEnough()) return;
    if (value > this.best) {
      this.best = value;
      this.bestCopies.set(this.copies);
    }
    const at = this.nextThatFits(from);
    if (at < 0 || value + this.atMost(at) < this.best + 1) return;
    const { resources, needs, charge, room, copies } = this;
    const fit = this.fitNow(at);
    copies[at] = fit;
    for (let r = 0; r < resources; r++) room[r] -= fit * needs[at * resources + r];
    for (;;) {
      this.branch(at + 1, value + copies[at] * charge[at]);
      if (copies[at] === 0) return;
      copies[at]--;
      for (let r = 0; r < resources; r++) room[r] += needs[at * resources + r];
      // With fewer copies of the dearest, the rest of the room is worth less and less by weight.
      if (this.isHopeless(at + 1, value + copies[at] * charge[at]) || this.isCut) break;
    }
    for (let r = 0; r < resources; r++) room[r] += copies[at] * needs[at * resources + r];
    copies[at] = 0;
  }

  private isEnough(): boolean {
    const { nodesMax, isOver } = this.limits;
    this.nodes++;
    this.isCut = this.nodes > nodesMax || (this.nodes % NODES_BETWEEN_LOOKS === 0 && isOver());
    return this.isCut;
  }

  private isHopeless(at: number, value: number): boolean {
    return value + this.byWeight(at) < this.best + 1;
  }

  /** The next size of which a copy fits, or -1 when none does. */
  private nextThatFits(from: number): number {
    const { resources, least, room } = this;
    for (let at = from; at < this.order.length; at++) {
      for (let r = 0; r < resources; r++) if (room[r] < least[at * resources + r]) return -1;
      if (this.fitNow(at) > 0) return at;
    }
    return -1;
  }

  private fitNow(at: number): number {
    const { resources, needs, room } = this;
    let fit = this.most[at];
    for (let r = 0; r < resources; r++) {
      const need = needs[at * resources + r];
      if (need > 0 && fit * need > room[r]) fit = Math.floor(room[r] / need);
    }
    return fit;
  }

  /** What the room that is left could take in at most from the sizes from `at` on. */
  private atMost(at: number): number {
    let bound = this.byWeight(at);
    for (let r = 0; r < this.resources; r++) {
      const ratio = this.ratio[at * this.resources + r];
      if (ratio < Number.POSITIVE_INFINITY) bound = Math.min(bound, this.room[r] * ratio * SAFETY);
    }
    return bound;
  }

  /** With tasks cut at will and the resources added up by their worth. */
  private byWeight(at: number): number {
    const { worth } = this.problem;
    let left = 0;
    for (let r = 0; r < this.resources; r++) left += this.room[r] * worth[r];
    let sum = 0;
    for (let i = at; i < this.order.length; i++) {
      const weight = this.weight[i];
      const all = weight * this.most[i];
      if (all <= left) {
        left -= all;
        sum += this.charge[i] * this.most[i];
      } else return (sum + (this.charge[i] * left) / weight) * SAFETY;
    }
    return sum * SAFETY;
  }
}

/** Room that tasks can use: a multiple of what all needs are multiples of. */
function usable(room: number, needs: readonly number[]): number {
  const unit = needs.reduce(greatestCommonDivisor, 0);
  return unit === 0 ? room : Math.floor(room / unit) * unit;
}
