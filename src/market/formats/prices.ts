import { type PricePath, Steps } from '../paths.js';
import { type MistakeSink, numberOf, shownCell } from './mistakes.js';
import { poolRows, type Rows } from './rows.js';
import { type ForPools, SeriesTable } from './series.js';

/** Spot prices of some pools over time. */
export interface PriceSeries extends ForPools {
  readonly path: PricePath;
}

const PRICE = 'usd_per_hour';

/**
 * Reads price changes: a time, the pool (see `poolRows`) and `usd_per_hour`. The rows of a pool are in order of time, and its first price
 * holds from the start. The result is valid only without mistakes.
 */
export function readPrices(table: Rows, mistakes: MistakeSink): PriceSeries[] {
  const series = new SeriesTable<ForPools & { steps?: Steps }>((pools) => ({ ...pools }));
  for (const row of poolRows(table, { required: [PRICE], optional: [] }, mistakes)) {
    const usd = numberOf(row.cell(PRICE));
    if (!(usd >= 0 && usd < Number.POSITIVE_INFINITY)) {
      mistakes.refuse(row.row, PRICE, `${shownCell(row.cell(PRICE))} is no price in USD per hour, such as 0.096`);
      continue;
    }
    const one = series.of(row.typeName, row.zoneName);
    one.steps ??= new Steps(usd);
    one.steps.push(row.atMs, usd);
  }
  return series.all.map(({ typeName, zoneName, steps }) => ({
    typeName,
    zoneName,
    path: { atMs: steps?.atMs ?? [0], usdPerHour: steps?.values ?? [0] },
  }));
}
