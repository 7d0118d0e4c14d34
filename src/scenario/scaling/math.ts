import type { z } from 'zod';
import { Queries } from '../../metrics/math/queries.js';
import { isList, MathError } from '../../metrics/math/value.js';
import type { MathMetric } from '../../metrics/math-metric.js';
import { Statistic } from '../../metrics/statistics.js';
import type { Context } from '../context.js';
import type { Path } from '../text/problem.js';
import { show } from '../text/suggest.js';
import type { MetricReference } from './custom-setup.js';
import type { metricQueries } from './math-schema.js';

/** A query of metric math, as in PutMetricAlarm and PutScalingPolicy. */
export type QueryText = z.output<typeof metricQueries>[number];

const PERIOD_S = 60;
/** Metrics of the expressions of one alarm ("Using metric math", CloudWatch). */
const METRICS_MAX = 10;

/** Finds the column of a metric; -1 if there is none. */
type ColumnOf = (metric: MetricReference) => number;

/** Converts queries of metric math. */
export function mathOf(queries: readonly QueryText[], columnOf: ColumnOf): MathMetric {
  const returned = queries.find(isReturned) ?? queries[0]!;
  return {
    name: returned.label ?? returned.expression ?? returned.metricStat?.metric.metricName ?? returned.id,
    queries: queries.map(({ id, expression, metricStat }) =>
      metricStat === undefined
        ? { id, expression: expression ?? '' }
        : { id, expression: null, metric: columnOf(metricStat.metric), statistic: Statistic[metricStat.stat] },
    ),
    returned: returned.id,
    periodMs: 1_000 * (queries.find(({ metricStat }) => metricStat !== undefined)?.metricStat?.period ?? PERIOD_S),
  };
}

function isReturned({ returnData = true }: QueryText): boolean {
  return returnData;
}

/** Reports queries that CloudWatch would refuse, or that no data come to. Returns whether there are none. */
export function checkMath(context: Context, path: Path, queries: readonly QueryText[], columnOf: ColumnOf): boolean {
  const all = mathProblems(queries, columnOf);
  for (const [where, message] of all) context.error([...path, ...where], message);
  return all.length === 0;
}

/** The mistakes in queries, each with its place in them. */
export function mathProblems(queries: readonly QueryText[], columnOf: ColumnOf): Problem[] {
  const found = [...ownProblems(queries), ...unknownMetrics(queries, columnOf)];
  return found.length > 0 ? found : expressionProblems(queries, columnOf);
}

type Problem = readonly [where: Path, message: string];

function ownProblems(queries: readonly QueryText[]): Problem[] {
  const ids = queries.map(({ id }) => id);
  const metrics = queries.flatMap(({ metricStat }) => metricStat ?? []);
  const periods = new Set(metrics.map(({ period = PERIOD_S }) => period));
  const ofAll: Problem[] = [];
  if (queries.filter(isReturned).length !== 1)
    ofAll.push([[], 'has not exactly one element that returns data: write returnData: false in the others']);
  if (periods.size > 1) ofAll.push([[], `has metrics with different periods, ${[...periods].join(', ')}: give them the same`]);
  if (metrics.length === 0 || metrics.length > METRICS_MAX)
    ofAll.push([[], `has ${metrics.length} metrics: expressions are over 1 to ${METRICS_MAX}`]);
  return [
    ...ofAll,
    ...queries.flatMap(({ id, expression, metricStat }, i): Problem[] => {
      if (ids.indexOf(id) < i) return [[[i, 'id'], `${show(id)} is taken: ids are unique here`]];
      return (expression === undefined) === (metricStat === undefined) ? [[[i], 'needs exactly one of expression, metricStat']] : [];
    }),
  ];
}

function unknownMetrics(queries: readonly QueryText[], columnOf: ColumnOf): Problem[] {
  return queries.flatMap(({ metricStat }, i) => {
    if (metricStat === undefined || columnOf(metricStat.metric) >= 0) return [];
    const { metricName } = metricStat.metric;
    return [
      [
        [i, 'metricStat', 'metric', 'metricName'],
        `${show(metricName)} is neither a metric of a service here nor one of customMetrics with this namespace and these dimensions`,
      ],
    ];
  });
}

/** Evaluates the expressions without data. */
function expressionProblems(queries: readonly QueryText[], columnOf: ColumnOf): Problem[] {
  const math = mathOf(queries, columnOf);
  const { periodMs } = math;
  const all = new Queries(math.queries, () => ({ periodMs, points: new Map() }), { fromMs: 0, untilMs: periodMs });
  return math.queries.flatMap(({ id, expression }, i): Problem[] => {
    if (expression === null) return [];
    const where = [i, 'expression'];
    try {
      const value = all.valueOf(id)!;
      if (id !== math.returned) return [];
      if (typeof value === 'number') return [[where, 'gives a number: TIME_SERIES makes a series of one']];
      return isList(value) && value.length > 1 ? [[where, `gives ${value.length} series: an alarm takes one`]] : [];
    } catch (error) {
      if (!(error instanceof MathError)) throw error;
      return [[where, `cannot be evaluated: ${error.message}`]];
    }
  });
}
