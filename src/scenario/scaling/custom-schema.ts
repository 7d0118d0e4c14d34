import { z } from 'zod';
import { duration, shape } from '../fields.js';

const number = z.number().min(-1e12).max(1e12);

/** Dimensions of a metric, as CloudWatch has them. */
export const dimensions = z
  .array(
    shape('A dimension.', {
      name: z.string().min(1).max(255).describe('Its name.'),
      value: z.string().min(1).max(1_024).describe('Its value.'),
    }),
  )
  .max(30)
  .describe('Dimensions; their order is of no meaning.');

/** Custom metrics, which scaling policies follow. */
export const customMetrics = z
  .array(
    shape('A custom metric.', {
      namespace: z.string().min(1).max(255).describe('Of your own: it does not begin with AWS/.'),
      metricName: z.string().min(1).max(255).describe('Its name.'),
      dimensions: dimensions.default([]),
      points: z
        .array(
          shape('A data point of a call of put-metric-data.', {
            at: duration('When it came.'),
            value: number.describe('The value, or the mean of its samples.'),
            minimum: number.describe('Of its samples. Default: value.').optional(),
            maximum: number.describe('Of its samples. Default: value.').optional(),
            samples: z.number().gt(0).max(1e12).describe('How many samples.').default(1),
          }),
        )
        .max(1_000_000)
        .describe('Its data points.')
        .default([]),
    }),
  )
  .max(1_000)
  .describe('Metrics that put-metric-data brings. Policies name them by namespace, metricName and dimensions.');
