import { evaluate } from './expression.js';
import { isSeries, MathError, type Range, type Series, type Value } from './value.js';

/** A metric, or an expression that names others by their ids. */
export interface Query {
  readonly id: string;
  /** Null: a metric. */
  readonly expression: string | null;
}

class QueryError extends MathError {}

/** The queries of metric math that stand together. Each is evaluated once. */
export class Queries<One extends Query> {
  private readonly values = new Map<string, Value>();
  /** Ids of expressions that are being evaluated. */
  private readonly open = new Set<string>();

  /** `seriesOf`: the points of a metric. */
  constructor(
    private readonly all: readonly One[],
    private readonly seriesOf: (metric: One) => Series,
    private readonly range: Range,
  ) {}

  /** Returns the value of a query; undefined if none has the id. Throws a MathError for an expression that is wrong. */
  valueOf(id: string): Value | undefined {
    const cached = this.values.get(id);
    const query = this.all.find((one) => one.id === id);
    if (cached !== undefined || query === undefined) return cached;
    const value = query.expression === null ? this.seriesOf(query) : this.evaluated(id, query.expression);
    this.values.set(id, value);
    return value;
  }

  private evaluated(id: string, expression: string): Value {
    if (this.open.has(id)) throw new QueryError(`Error in expression '${id}': it names itself.`);
    this.open.add(id);
    try {
      return evaluate(expression, { valueOf: (name) => this.valueOf(name), metrics: () => this.metrics() }, this.range);
    } catch (error) {
      if (!(error instanceof MathError) || error instanceof QueryError) throw error;
      throw new QueryError(`Error in expression '${id}': ${error.message}`);
    } finally {
      this.open.delete(id);
    }
  }

  private metrics(): ReadonlyMap<string, Series> {
    const queries = this.all.filter(({ expression }) => expression === null);
    return new Map(queries.map(({ id }) => [id, this.valueOf(id)!]).filter((one): one is [string, Series] => isSeries(one[1] as Value)));
  }
}
