import { greatestCommonDivisor } from './problem.js';

/** The load problem of one instance. */
export interface KnapsackProblem {
  /** Room by resource. */
  readonly room: readonly number[];
  /** By size: the need of one task for each resource. */
  readonly needs: readonly (readonly number[])[];
  /** By size: the most tasks. */
  readonly most: ArrayLike<number>;
  /** By size: the charge of a task; whole numbers. */
  readonly charge: ArrayLike<number>;
  /**
   * Worth of a unit of each resource, from the relaxation with divisible tasks. Any values are valid; better ones end the search sooner.
   */
  readonly unitValue: readonly number[];
  /** The search looks only for loads with a greater charge; a whole number. */
  readonly beat: number;
}

export interface KnapsackAnswer {
  /** Tasks of each size in the dearest load found, and their charges; null if no charge exceeds `beat`. */
  readonly load: { readonly copies: Int32Array; readonly value: number } | null;
  /** No load has a greater charge: the charges of `load`, or `beat`, unless the search was cut short. */
  readonly upper: number;
  readonly isCut: boolean;
}

/** Bounds come from a few dozen floating-point operations on whole numbers: this factor exceeds their error many times. */
const SAFETY = 1 + 2 ** -40;

/**
 * Returns the dearest load of one instance: a knapsack with several resources and several copies of each size. Depth-first branch and bound
 * over the sizes, dearest per worth of their needs first, most copies first. The search leaves a branch that cannot beat the best by a
 * whole unit, so the answer is exact although the bounds are not. After `nodesMax` nodes or at the time limit it ends, and `upper` is the
 * value of the relaxation.
 */
export function mostValuableLoad(problem: KnapsackProblem, limits: SearchLimits): KnapsackAnswer {
  return new Search(problem, limits).answer();
}

export interface SearchLimits {
  readonly nodesMax: number;
  isOver(): boolean;
}

/** Nodes between two checks of the clock. */
const NODES_BETWEEN_LOOKS = 4096;

class Search {
  private readonly resources: number;
  /** Sizes that can be part of the load, in the order of the search; the columns below follow it. */
  private readonly order: readonly number[];
  private readonly needs: Int32Array;
  private readonly charge: Float64Array;
  private readonly most: Int32Array;
  private readonly weight: Float64Array;
  /** By depth and resource: the highest charge per unit from here on; Infinity if a size needs none of it. */
  private readonly ratio: Float64Array;
  /** By depth and resource: the least need from here on. */
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
    const room = problem.room.map((most, r) => usable(most, needs, r));
    this.resources = room.length;
    const weightOf = (size: number) => needs[size].reduce((sum, need, r) => sum + need * problem.unitValue[r], 0);
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
    this.fillBounds();
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

  /** Returns the copies of a size that fit on an empty instance. */
  private fitting(size: number): number {
    const { room, needs, most } = this.problem;
    return needs[size].reduce((fit, need, r) => (need === 0 ? fit : Math.min(fit, Math.floor(room[r] / need))), most[size]);
  }

  private fillBounds(): void {
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
      // Fewer copies of the dearest size leave room that is worth less and less by weight.
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

  /** Returns the next size with a copy that fits, or -1. */
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

  /** Returns an upper bound on the charges that the remaining room takes from the sizes from `at` on. */
  private atMost(at: number): number {
    let bound = this.byWeight(at);
    for (let r = 0; r < this.resources; r++) {
      const ratio = this.ratio[at * this.resources + r];
      if (ratio < Number.POSITIVE_INFINITY) bound = Math.min(bound, this.room[r] * ratio * SAFETY);
    }
    return bound;
  }

  /** The bound with divisible tasks and the resources added up by their unit values. */
  private byWeight(at: number): number {
    const { unitValue } = this.problem;
    let left = 0;
    for (let r = 0; r < this.resources; r++) left += this.room[r] * unitValue[r];
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

/** Rounds room down to a multiple of the greatest common divisor of all needs of the resource. */
function usable(room: number, needs: KnapsackProblem['needs'], resource: number): number {
  const unit = needs.reduce((divisor, need) => greatestCommonDivisor(divisor, need[resource]), 0);
  return unit === 0 ? room : Math.floor(room / unit) * unit;
}
