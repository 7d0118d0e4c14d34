import type { Ms } from '../kernel/event-loop.js';
import { cellText, numberOf } from '../workload/formats/cells.js';
import { Mistakes } from '../workload/formats/mistakes.js';
import { csvTable } from '../workload/formats/table.js';
import { timeOf } from './metric-data.js';
import { field, jsonOf, listOf } from './queries.js';
import type { NamedText } from './read.js';

/** Cost of a time interval. */
interface PaidTime {
  readonly fromMs: Ms;
  readonly toMs: Ms;
  readonly usd: number;
}

export interface ObservedCosts {
  readonly file: string;
  readonly times: readonly PaidTime[];
}

/**
 * Returns the costs in the first file that contains any: an answer of get-cost-and-usage, or a table with `from`, `to` and `cost_usd`.
 * Null: no file does.
 */
export function costsIn(files: readonly NamedText[]): { readonly costs: ObservedCosts | null; readonly mistakes: readonly string[] } {
  for (const { name, text } of files) {
    const mistakes = new Mistakes();
    const times = /\.csv$/i.test(name) ? tableIn(text, mistakes) : usageIn(text, mistakes);
    if (times !== null) return { costs: { file: name, times }, mistakes: mistakes.lines(name) };
  }
  return { costs: null, mistakes: [] };
}

function tableIn(text: string, mistakes: Mistakes): PaidTime[] | null {
  if (!/^\uFEFF?from,to,cost_usd\r?\n/.test(text)) return null;
  return [...csvTable(text, mistakes).rows].flatMap(({ row, cells }) => {
    const [fromMs, toMs, usd] = [timeOf(cellText(cells[0])), timeOf(cellText(cells[1])), numberOf(cells[2])];
    if (toMs > fromMs && Number.isFinite(usd)) return [{ fromMs, toMs, usd }];
    mistakes.refuse(row, null, 'from and to must be times such as 2026-02-27T00:00:00Z, to after from, and cost_usd a number');
    return [];
  });
}

/** Reads ResultsByTime of Cost Explorer, by days or hours; uses the first metric of the totals. */
function usageIn(text: string, mistakes: Mistakes): PaidTime[] | null {
  if (!text.includes('"ResultsByTime"')) return null;
  return listOf(field(jsonOf(text, mistakes), 'ResultsByTime')).flatMap((result, i) => {
    const period = field(result, 'TimePeriod');
    const [fromMs, toMs] = ['Start', 'End'].map((key) => timeOf(withTime(field(period, key)))) as [number, number];
    const total = field(result, 'Total');
    const metric = Object.keys(typeof total === 'object' && total !== null ? total : {})[0] ?? '';
    const usd = numberOf(field(field(total, metric), 'Amount'));
    if (toMs > fromMs && Number.isFinite(usd)) return [{ fromMs, toMs, usd }];
    mistakes.refuseFile(`ResultsByTime[${i}]: TimePeriod must have Start and End, and Total an Amount: ask without --group-by`);
    return [];
  });
}

function withTime(value: unknown): unknown {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T00:00:00Z` : value;
}
