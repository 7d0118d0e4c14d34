import { significant } from '../../record/digits.js';
import { type Cell, type Column, column, nameCell } from '../../record/tables/column.js';
import { tableText } from '../../report/csv/table.js';
import { intervalColumns } from '../compare/interval-columns.js';
import { valueColumns } from '../sweep/csv.js';
import type { Finalist, OptimiseResult, PointBound } from './result.js';

/** A point of the search; a point that did not reach the last round has only its replications. */
interface PointRow extends Pick<OptimiseResult['leftOut'][number], 'point' | 'values' | 'replications'> {
  readonly finalist: Finalist | null;
}

/** front.csv: the finalists that no other beats in both cost and waiting, the cheapest first. */
export function frontCsv(result: OptimiseResult): string {
  return tableText(
    pointColumns(result),
    finalistRows(
      result,
      result.finalists.filter(({ standing }) => standing === 'front'),
    ),
  );
}

/** summary.csv: finalists, the cheapest first, then the points that were left out. */
export function summaryCsv(result: OptimiseResult): string {
  const leftOut = result.leftOut.map((one): PointRow => ({ ...one, finalist: null }));
  return tableText(pointColumns(result), [...finalistRows(result, result.finalists), ...leftOut]);
}

function finalistRows({ identity }: OptimiseResult, finalists: readonly Finalist[]): PointRow[] {
  return finalists.map((finalist) => ({ point: finalist.point, values: finalist.values, replications: identity.seeds.length, finalist }));
}

/** Returns the columns of front.csv and summary.csv. */
export function pointColumns({ paths, objectives, waiting }: Pick<OptimiseResult, 'paths' | 'objectives' | 'waiting'>): Column<PointRow>[] {
  return [
    column('point', '', 'Number of the point, from 1.', ({ point }) => point),
    ...valueColumns<PointRow>(paths),
    column('replications', '', 'Runs of the point.', ({ replications }) => replications),
    column('objectives', '', '`meets`, `misses`, `not shown` or `left out`.', ({ finalist }) => finalist?.verdict ?? 'left out'),
    column(
      'undone_runs',
      '',
      'Runs that left work undone; such a point misses.',
      ({ finalist }) => finalist && (finalist.undone?.runs ?? 0),
    ),
    column('standing', '', '`front`, `not shown worse` or `dominated`.', ({ finalist }) => finalist?.standing ?? null),
    ...meanColumns('cost_usd', 'USD', ({ cost }) => cost),
    ...meanColumns(waiting.key, waiting.unit, ({ wait }) => wait),
    ...objectives.flatMap((text, i) => [
      column<PointRow>(text, '', 'Whether the objective is met.', ({ finalist }) => finalist?.objectives[i].verdict ?? null),
      ...meanColumns(`found_${text.split(/\s*[<>]/)[0]}`, '', (finalist) => finalist.objectives[i].found),
    ]),
    ofBound('run_cost_on_demand_usd', 'Cost of the run of the bound at On-Demand prices.', ({ runUsd }) => runUsd),
    ofBound('least_cost_on_demand_usd', 'The least cost for its tasks at the same prices.', ({ leastUsd }) => leastUsd),
    column('no_bound', '', 'Why there is no bound.', ({ finalist }): Cell => {
      const bound = finalist?.bound ?? null;
      return typeof bound === 'string' ? nameCell(bound) : null;
    }),
  ];
}

function meanColumns(name: string, unit: string, meanOf: (finalist: Finalist) => Finalist['wait']): Column<PointRow>[] {
  const what = 'Mean over the replications';
  return intervalColumns(name, { unit, what, estimate: `${name}_mean` }, ({ finalist }) => (finalist === null ? null : meanOf(finalist)));
}

function ofBound(name: string, description: string, usd: (bound: PointBound) => number): Column<PointRow> {
  return column(name, 'USD', description, ({ finalist }) => {
    const bound = finalist?.bound ?? null;
    return bound === null || typeof bound === 'string' ? null : significant(usd(bound));
  });
}
