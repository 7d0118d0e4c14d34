import { z } from 'zod';
import { choice, ignored, list, nonEmpty, shape, whole } from '../fields.js';
import { dimensions } from './custom-schema.js';

export const STATISTICS = ['Average', 'Minimum', 'Maximum', 'Sum', 'SampleCount'] as const;
const DAY_S = 86_400;

/** Queries of metric math, as put-metric-alarm and put-scaling-policy take them. */
export const metricQueries = list(
  shape('A metric, or an expression over the ids of the others.', () => ({
    id: z
      .string()
      .regex(/^[a-z][A-Za-z0-9_]{0,254}$/, 'is no id: a small letter, then letters, digits and _')
      .describe('Its name in expressions.'),
    expression: nonEmpty('An expression of metric math, such as m1 / m2. This or metricStat.', 2_048).optional(),
    metricStat: shape('A metric of the service, or one of customMetrics, period by period.', () => ({
      metric: shape('The metric.', () => ({
        metricName: nonEmpty('As the metricName beside metrics, or RunningTaskCount: the running tasks of the service.'),
        namespace: nonEmpty('As the namespace beside metrics.').optional(),
        dimensions: dimensions.optional(),
      })),
      stat: choice(STATISTICS, 'Of the data points of a period.'),
      period: whole(1, DAY_S, 'In seconds: 10, 20, 30 or a multiple of 60; the same for all. Default: 60.').optional(),
      ...ignored('unit'),
    })).optional(),
    label: nonEmpty('Names it in reports. Default: its expression, or its metric.', 2_048).optional(),
    returnData: z.boolean().describe('true: the values are those of this query. Exactly one has true. Default: true.').optional(),
    ...ignored('period', 'accountId'),
  })),
  [1, 20],
  'Metric math in place of metricName: metrics, and expressions over them.',
);
