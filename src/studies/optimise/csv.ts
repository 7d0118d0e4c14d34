import { significant } from '../../record/digits.js';
import { type Cell, nameCell } from '../../record/tables/column.js';
import type { Interval } from '../compare/result.js';
import { valueCell } from '../sweep/csv.js';
import type { Finalist, OptimiseResult } from './result.js';

/** Who is not beaten in both cost and waiting, from the cheapest up. */
export function frontRows(result: OptimiseResult): Cell[][] {
  return [columns(result), ...result.finalists.filter(({ standing }) => standing === 'front').map((one) => finalistCells(result, one))];
}

/** Finalists from the cheapest up, then the points that were left out, with nothing but the number of their replications. */
export function summaryRows(result: OptimiseResult): Cell[][] {
  const header = columns(result);
  const leftOut = result.leftOut.map(({ point, values, replications }) => {
    const cells: Cell[] = [point, ...result.paths.map((path) => valueCell(values[path])), replications, 'left out'];
    return [...cells, ...Array<Cell>(header.length - cells.length).fill(null)];
  });
  return [header, ...result.finalists.map((one) => finalistCells(result, one)), ...leftOut];
}

function columns({ paths, objectives, waiting }: OptimiseResult): Cell[] {
  return [
    'point',
    ...paths,
    'replications',
    'objectives',
    'standing',
    ...intervalColumns('cost_usd'),
    ...intervalColumns(waiting.key),
    ...objectives.flatMap((text) => [text, ...intervalColumns(`found_${text.split(/\s*[<>]/)[0]}`)]),
    'run_cost_on_demand_usd',
    'least_cost_on_demand_usd',
    'no_bound',
  ];
}

function finalistCells({ paths, identity }: OptimiseResult, finalist: Finalist): Cell[] {
  const { point, values, cost, wait, objectives, verdict, standing, bound } = finalist;
  return [
    point,
    ...paths.map((path) => valueCell(values[path])),
    identity.seeds.length,
    verdict,
    standing,
    ...intervalCells(cost),
    ...intervalCells(wait),
    ...objectives.flatMap((one) => [one.verdict, ...intervalCells(one.found)]),
    ...(bound === null || typeof bound === 'string' ? [null, null] : [significant(bound.runUsd), significant(bound.leastUsd)]),
    typeof bound === 'string' ? nameCell(bound) : null,
  ];
}

function intervalColumns(name: string): string[] {
  return [`${name}_mean`, `${name}_low`, `${name}_high`];
}

function intervalCells(interval: Interval | null): Cell[] {
  return [significant(interval?.estimate), significant(interval?.low), significant(interval?.high)];
}
