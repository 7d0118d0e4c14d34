import { z } from 'zod';
import { duration, list, nonEmpty, positive, shape } from '../fields.js';

const number = z.number().min(-1e12).max(1e12);

/** Dimensions of a metric, as CloudWatch has them. */
export const dimensions = list(
  shape('A dimension.', () => ({
    name: nonEmpty('Its name.', 255),
    value: nonEmpty('Its value.', 1_024),
  })),
  [0, 30],
  'Dimensions, in any order.',
);

/** Custom metrics, which scaling policies follow. */
export const customMetrics = list(
  shape('A custom metric.', () => ({
    namespace: nonEmpty('Of your own: it does not begin with AWS/.', 255),
    metricName: nonEmpty('Its name.', 255),
    dimensions: dimensions.default([]),
    points: list(
      shape('A data point of a call of put-metric-data.', () => ({
        at: duration('When it came.'),
        value: number.describe('The value, or the mean of its samples.'),
        minimum: number.describe('Of its samples. Default: value.').optional(),
        maximum: number.describe('Of its samples. Default: value.').optional(),
        samples: positive(1e12, 'How many samples.').default(1),
      })),
      [0, 1_000_000],
      'Its data points.',
    ).default([]),
  })),
  [0, 1_000],
  'Metrics that put-metric-data brings. Policies name them by namespace, metricName and dimensions.',
);
