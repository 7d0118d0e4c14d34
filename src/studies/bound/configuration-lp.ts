import type { Highs, Model } from 'highs';
import { type KnapsackAnswer, mostValuableLoad } from './knapsack.js';
import type { Load, Pattern } from './packing.js';
import { type BoundProblem, type Counts, costStep, hasRoomFor } from './problem.js';
import { chargesOf, costAtLeast, TAKINGS_SCALE, type Tariff, tariffOf } from './tariff.js';

/** The problem of a lower bound: sizes of tasks, their counts, and the cost of each offer of an instance. */
export interface LpInput {
  readonly problem: BoundProblem;
  readonly costs: readonly number[];
  readonly counts: Counts;
  /** The most tasks of each size at any time; absent: `counts`. The tariff holds for all counts up to these. */
  readonly countsMost?: Counts;
  /** Initial patterns. */
  readonly start: readonly Pattern[];
  /** Cost of a packing: a bound that reaches it cannot improve. Absent without one. */
  readonly upper?: number;
}

export interface LpLimits {
  isOver(): boolean;
}

export interface LpAnswer {
  /** The best of all iterations: named `configuration LP` if pricing has proved that no pattern improves it, otherwise `farley`. */
  readonly tariff: Tariff | null;
  readonly iterations: number;
  /** Patterns in use and the number of instances of each, in fractions. */
  readonly patterns: readonly { readonly offer: number; readonly load: Load; readonly share: number }[];
}

/** Relative gap below which the linear program and the tariff's worth count as equal. */
const RELATIVE_GAP = 1e-6;
/** Nodes of a search for a pattern: few while searches succeed; each failure multiplies the limit. */
const NODES_FIRST = 2000;
const NODES_FACTOR = 8;
/** Weight of tasks that are absent now but may exist at another time, so that the tariff charges them sensibly. */
const ABSENT = 1e-3;

/**
 * The configuration LP (Gilmore and Gomory 1961): every way to fill an instance is a column, and a row covers each size. The columns are
 * too many to list, so they are generated: the duals of the tasks are charges, and the load with the greatest charge is the next column.
 *
 * Every iteration gives a rigorous bound, the last or not (Farley 1990). Charges are rounded down to whole numbers, an exact search finds
 * the dearest load of each offer, and its charge divides the sum. The bound does not depend on the accuracy of the LP solver.
 */
export function solveConfigurationLp(input: LpInput, highs: Highs, limits: LpLimits): LpAnswer {
  const generation = new ColumnGeneration(input, highs, limits);
  try {
    return generation.run();
  } finally {
    generation.dispose();
  }
}

class ColumnGeneration {
  private readonly master: LinearProgram;
  /** By offer: the knapsack with divisible tasks, whose duals guide the search for the dearest load. */
  private readonly relaxed: readonly LinearProgram[];
  private readonly columns: { readonly offer: number; readonly load: Load }[] = [];
  private readonly known = new Set<string>();
  private readonly most: readonly Int32Array[];
  private readonly needs: readonly (readonly number[])[];
  /** Factor from cost to takings of a tariff. */
  private readonly scale: number;
  private readonly step: number;
  private best: Tariff | null = null;
  private bestValue = 0;
  private isProven = false;
  private nodesMax = NODES_FIRST;

  constructor(
    private readonly input: LpInput,
    highs: Highs,
    private readonly limits: LpLimits,
  ) {
    const { problem, costs, counts, countsMost = counts, start } = input;
    const { sizes, offers } = problem;
    this.needs = sizes.map(({ needs }) => needs);
    this.scale = TAKINGS_SCALE / Math.max(...costs);
    this.step = costStep(costs);
    this.most = offers.map((_, offer) =>
      Int32Array.from(sizes, (size, index) => (countsMost[index] > 0 && hasRoomFor(problem, size, offer) ? countsMost[index] : 0)),
    );
    const demand = sizes.map((_, size) => (counts[size] > 0 || !(countsMost[size] > 0) ? counts[size] : ABSENT / sizes.length));
    const rows = demand.map((lower) => ({ lower, upper: highs.infinity }));
    this.master = new LinearProgram(highs, rows);
    this.relaxed = offers.map(({ room }, offer) => this.cutTasks(highs, room, offer));
    for (const [size, wanted] of demand.entries()) if (wanted > 0) this.addAlone(size);
    for (const { offer, load } of start) this.add(offer, load);
  }

  run(): LpAnswer {
    let iterations = 0;
    let values: Float64Array = new Float64Array(0);
    while (!this.isProven && (iterations === 0 || !this.limits.isOver())) {
      const solved = this.master.solve();
      if (solved === null) break;
      values = solved.values;
      iterations++;
      if (!this.price(solved.duals, solved.cost)) break;
    }
    const tariff = this.best === null ? null : { ...this.best, name: this.isProven ? ('configuration LP' as const) : ('farley' as const) };
    const patterns = this.columns.map((column, i) => ({ ...column, share: values[i] ?? 0 })).filter(({ share }) => share > 1e-9);
    return { tariff, iterations, patterns };
  }

  dispose(): void {
    this.master.dispose();
    for (const program of this.relaxed) program.dispose();
  }

  /** Searches patterns with a charge above their cost, and records the bound. Returns false if no further improvement is possible. */
  private price(duals: Float64Array, lpCost: number): boolean {
    const { costs } = this.input;
    const charge = Float64Array.from(duals, (dual) => Math.floor(Math.max(0, dual) * this.scale));
    const answers = costs.map((_, offer) => this.mostValuable(charge, offer));
    this.note(tariffOf('farley', charge, { takings: answers.map(({ upper }) => upper), costs }), lpCost);
    if (this.isProven) return false;
    let isNew = false;
    for (const [offer, { load }] of answers.entries()) if (load !== null) isNew = this.add(offer, loadOf(load.copies)) || isNew;
    if (isNew) return true;
    this.nodesMax *= NODES_FACTOR;
    return answers.some(({ isCut }) => isCut);
  }

  private note(tariff: Tariff | null, lpCost: number): void {
    if (tariff === null) return;
    const { counts, upper = Number.POSITIVE_INFINITY } = this.input;
    const charges = chargesOf(tariff, counts);
    const worth = (charges * tariff.cost) / tariff.takings;
    if (worth > this.bestValue) {
      this.best = tariff;
      this.bestValue = worth;
    }
    const bound = this.best === null ? 0 : costAtLeast(this.best, chargesOf(this.best, counts), this.step);
    // The optimum lies between the bound and the restricted program: if both round to the same value, more columns change nothing.
    const ceiling = Math.ceil((lpCost * (1 - RELATIVE_GAP)) / this.step) * this.step;
    this.isProven = bound >= ceiling || lpCost <= this.bestValue * (1 + RELATIVE_GAP) || bound >= upper;
  }

  private mostValuable(charge: Float64Array, offer: number): KnapsackAnswer {
    this.relaxed[offer].setCosts(Array.from(charge, (value) => -value));
    const solved = this.relaxed[offer].solve();
    const { room } = this.input.problem.offers[offer];
    // In a minimisation, rows of scarce room have duals below zero.
    const worth = room.map((_, r) => Math.max(0, -(solved?.duals[r] ?? 0)));
    // A load whose charge equals its cost brings nothing: the search skips every load that cannot exceed it.
    const beat = Math.ceil(this.input.costs[offer] * this.scale * (1 + RELATIVE_GAP / 10));
    return mostValuableLoad(
      { room, needs: this.needs, most: this.most[offer], charge, unitValue: worth, beat },
      { nodesMax: this.nodesMax, isOver: this.limits.isOver },
    );
  }

  private cutTasks(highs: Highs, room: readonly number[], offer: number): LinearProgram {
    const limits = room.map((upper) => ({ lower: -highs.infinity, upper }));
    const program = new LinearProgram(highs, limits);
    for (const [size, needs] of this.needs.entries()) {
      const rows = [...needs.keys()].filter((r) => needs[r] > 0);
      program.add({ cost: 0, upper: this.most[offer][size], rows, values: rows.map((r) => needs[r]) });
    }
    return program;
  }

  /** Adds a pattern with as many tasks of one size as fit, on the offer that is cheapest per task: these patterns meet every demand. */
  private addAlone(size: number): void {
    const { costs, problem } = this.input;
    const copiesOn = (offer: number) =>
      this.needs[size].reduce(
        (fit, need, r) => (need === 0 ? fit : Math.min(fit, Math.floor(problem.offers[offer].room[r] / need))),
        this.most[offer][size],
      );
    const able = [...costs.keys()].filter((offer) => copiesOn(offer) > 0);
    const offer = able.reduce((a, b) => (costs[b] * copiesOn(a) < costs[a] * copiesOn(b) ? b : a));
    this.add(offer, [{ size, copies: copiesOn(offer) }]);
  }

  private add(offer: number, load: Load): boolean {
    const sorted = [...load].sort((a, b) => a.size - b.size);
    const key = `${offer};${sorted.map(({ size, copies }) => `${size}x${copies}`)}`;
    if (this.known.has(key)) return false;
    this.known.add(key);
    this.columns.push({ offer, load: sorted });
    const rows = sorted.map(({ size }) => size);
    this.master.add({
      cost: this.input.costs[offer],
      upper: Number.POSITIVE_INFINITY,
      rows,
      values: sorted.map(({ copies }) => copies),
    });
    return true;
  }
}

function loadOf(copies: Int32Array): Load {
  return [...copies.entries()].filter(([, count]) => count > 0).map(([size, count]) => ({ size, copies: count }));
}

/** A sparse column of a linear program. */
interface LpColumn {
  readonly cost: number;
  readonly upper: number;
  readonly rows: readonly number[];
  readonly values: readonly number[];
}

/**
 * Minimises cost over columns from 0 up to their upper bounds, each row within its bounds. Columns may be added later; the solver then
 * continues from its last basis.
 */
class LinearProgram {
  private readonly model: Model;

  constructor(
    private readonly highs: Highs,
    rows: readonly { readonly lower: number; readonly upper: number }[],
  ) {
    this.model = highs.createModel();
    this.model.options.set({ output_flag: false });
    for (const { lower, upper } of rows) this.model.addRow(lower, upper, { indices: [], values: [] });
  }

  add({ cost, upper, rows, values }: LpColumn): void {
    this.model.addCol(cost, 0, upper, { indices: rows as number[], values: values as number[] });
  }

  setCosts(costs: readonly number[]): void {
    this.model.changeColsCost({ kind: 'range', from: 0, to: costs.length - 1 }, costs as number[]);
  }

  /** Returns the values of the columns and the duals of the rows; null if the solver fails. */
  solve(): { readonly cost: number; readonly values: Float64Array; readonly duals: Float64Array } | null {
    this.model.run();
    if (this.model.getModelStatus() !== this.highs.constants.modelStatus.optimal) return null;
    const { colValue, rowDual } = this.model.getSolution();
    return { cost: this.model.getObjectiveValue(), values: colValue, duals: rowDual };
  }

  dispose(): void {
    this.model.dispose();
  }
}
