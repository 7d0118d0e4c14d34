import { Queries } from './math/queries.js';
import { isList, type Series } from './math/value.js';
import { type MetricReadings, type Statistic, StatisticSet } from './statistics.js';

interface MetricQuery {
  readonly id: string;
  readonly expression: null;
  /** A column of MetricReadings. */
  readonly metric: number;
  readonly statistic: Statistic;
}

type MathQuery = MetricQuery | { readonly id: string; readonly expression: string };

/** A metric that expressions of metric math compute from others. */
export interface MathMetric {
  readonly name: string;
  readonly queries: readonly MathQuery[];
  /** The id of the query whose values it has. */
  readonly returned: string;
  readonly periodMs: number;
}

/** Returns the columns that the expressions name. */
export function metricsIn({ queries }: MathMetric): number[] {
  return queries.flatMap((query) => (query.expression === null ? [query.metric] : []));
}

/** A metric of the expressions, with its closed periods: the begin in milliseconds since 1970, and the statistic. */
interface Input {
  readonly query: MetricQuery;
  readonly open: StatisticSet;
  points: (readonly [beginMs: number, value: number])[];
}

export type MathSaved = readonly { readonly open: readonly number[]; readonly points: Input['points'] }[];

/** A metric of metric math during a run. */
export class MathSeries {
  private readonly inputs: readonly Input[];

  /** `periods`: the number that is kept, for functions that look back. */
  constructor(
    private readonly metric: MathMetric,
    private readonly startsAtMs: number,
    private readonly periods: number,
  ) {
    const metrics = metric.queries.filter((query): query is MetricQuery => query.expression === null);
    this.inputs = metrics.map((query) => ({ query, open: new StatisticSet(), points: [] }));
  }

  /** Adds the data points of the time up to `atMs`. Returns the value of the period that ends then; NaN without one. */
  receive(atMs: number, readings: MetricReadings): number {
    for (const { open, query } of this.inputs) open.add(readings, query.metric);
    if (atMs % this.metric.periodMs !== 0) return Number.NaN;
    const untilMs = this.startsAtMs + atMs;
    const fromMs = untilMs - this.periods * this.metric.periodMs;
    for (const input of this.inputs) this.close(input, fromMs, untilMs);
    return this.valueOver(fromMs, untilMs);
  }

  private close(input: Input, fromMs: number, untilMs: number): void {
    const value = input.open.read(input.query.statistic);
    input.open.clear();
    input.points = input.points.filter(([beginMs]) => beginMs >= fromMs);
    if (!Number.isNaN(value)) input.points.push([untilMs - this.metric.periodMs, value]);
  }

  private valueOver(fromMs: number, untilMs: number): number {
    const { queries, returned, periodMs } = this.metric;
    const pointsOf = ({ id }: MathQuery): Series => ({
      periodMs,
      points: new Map(this.inputs.find(({ query }) => query.id === id)!.points),
    });
    const value = new Queries(queries, pointsOf, { fromMs, untilMs }).valueOf(returned)!;
    const [series] = (isList(value) ? value : [value]) as readonly Series[];
    return series?.points.get(untilMs - periodMs) ?? Number.NaN;
  }

  save(): MathSaved {
    return this.inputs.map(({ open, points }) => ({ open: open.save(), points }));
  }

  load(saved: MathSaved): void {
    for (const [i, input] of this.inputs.entries()) {
      input.open.load(saved[i]!.open);
      input.points = [...saved[i]!.points];
    }
  }
}
