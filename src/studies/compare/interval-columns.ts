import { significant } from '../../record/digits.js';
import { type Column, column } from '../../record/tables/column.js';
import type { Interval } from '../../statistics/interval.js';

/** Returns three columns of an estimate: its value and the ends of its 95 % interval. Empty without an estimate. */
export function intervalColumns<Row>(
  name: string,
  { unit, what, estimate = name }: { readonly unit: string; readonly what: string; readonly estimate?: string },
  intervalOf: (row: Row) => Interval | null,
): Column<Row>[] {
  return [
    column(estimate, unit, `${what}.`, (row) => significant(intervalOf(row)?.estimate)),
    column(`${name}_low`, unit, 'Lower end of its 95 % interval.', (row) => significant(intervalOf(row)?.low)),
    column(`${name}_high`, unit, 'Upper end of its 95 % interval.', (row) => significant(intervalOf(row)?.high)),
  ];
}
