import type { BoundProblem } from './problem.js';
import { TAKINGS_SCALE, type Tariff, tariffOf } from './tariff.js';

/** The most systems of equations tried for mixes of resources; beyond that, each resource counts alone. */
const SYSTEMS_MAX = 20_000;

/**
 * Returns tariffs that charge by amount: a rate per unit of each resource. The valid rates form a polyhedron that does not depend on the
 * tasks, { rate >= 0, sum of rate x room <= cost for each offer }, and the best rates for any tasks are one of its corners. With one offer
 * the corners are the resources themselves. With several offers, mixes of resources appear (memory-rich and CPU-rich instances together).
 */
export function volumeTariffs(problem: BoundProblem, costs: readonly number[]): Tariff[] {
  const { resources, offers } = problem;
  const alone = [...resources.keys()].map((r) => Float64Array.from(resources, (_, other) => Number(other === r)));
  const mixed = offers.length === 1 ? [] : corners(problem, costs).map((rates) => wholeRates(rates, problem));
  return [...alone, ...mixed].flatMap((rates) => tariffOfRates(rates, problem, costs) ?? []);
}

function tariffOfRates(rates: Float64Array, { offers, sizes }: BoundProblem, costs: readonly number[]): Tariff | null {
  const amount = (amounts: readonly number[]) => amounts.reduce((sum, value, r) => sum + value * rates[r], 0);
  const takings = offers.map(({ room }) => amount(room));
  const charges = Float64Array.from(sizes, ({ needs }) => amount(needs));
  return tariffOf('volume', charges, { takings, costs });
}

/** Any rates give a valid tariff, so they may be rounded to whole numbers. */
function wholeRates(rates: readonly number[], { offers }: BoundProblem): Float64Array {
  const takings = Math.max(...offers.map(({ room }) => room.reduce((sum, value, r) => sum + value * rates[r], 0)));
  return Float64Array.from(rates, (rate) => Math.floor((rate * TAKINGS_SCALE) / takings));
}

/** Corners with two or more rates above zero: as many offers are used fully as rates are above zero. */
function corners({ resources, offers }: BoundProblem, costs: readonly number[]): number[][] {
  const found: number[][] = [];
  let systems = 0;
  for (let count = 2; count <= Math.min(resources.length, offers.length); count++) {
    for (const used of subsets(resources.length, count)) {
      for (const full of subsets(offers.length, count)) {
        if (++systems > SYSTEMS_MAX) return found;
        const rows = full.map((offer) => [...used.map((r) => offers[offer].room[r]), costs[offer]]);
        const rates = solve(rows, count);
        if (rates === null || rates.some((rate) => rate < 0)) continue;
        const all = resources.map((_, r) => (used.includes(r) ? rates[used.indexOf(r)] : 0));
        if (offers.every(({ room }, offer) => room.reduce((sum, value, r) => sum + value * all[r], 0) <= costs[offer] * (1 + 1e-9)))
          found.push(all);
      }
    }
  }
  return found;
}

function subsets(count: number, size: number, from = 0): number[][] {
  if (size === 0) return [[]];
  const found: number[][] = [];
  for (let first = from; first <= count - size; first++)
    for (const rest of subsets(count, size - 1, first + 1)) found.push([first, ...rest]);
  return found;
}

/** Gaussian elimination with pivoting; null if the equations do not determine the unknowns. */
function solve(rows: number[][], unknowns: number): number[] | null {
  for (let column = 0; column < unknowns; column++) {
    let pivot = column;
    for (let row = column + 1; row < unknowns; row++) if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) pivot = row;
    if (rows[pivot][column] === 0) return null;
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (let row = 0; row < unknowns; row++) {
      if (row === column) continue;
      const factor = rows[row][column] / rows[column][column];
      for (let i = column; i <= unknowns; i++) rows[row][i] -= factor * rows[column][i];
    }
  }
  const values = rows.map((row, i) => row[unknowns] / row[i]);
  return values.every(Number.isFinite) ? values : null;
}
