import { z } from 'zod';
import { choice, list, shape } from '../fields.js';
import { show } from '../text/suggest.js';

export const HIGH_SECONDS = 20;

/** Resolution of the metrics of a service, since June 2026 (N.MON-1). */
export const monitoring = shape('Resolution of the metrics of the service, as create-service takes it.', () => ({
  metricConfigurations: list(
    shape('A resolution, and the metrics that have it.', () => ({
      metricNames: list(
        choice(['CPUUtilization', 'MemoryUtilization'], 'A metric of ECS.'),
        [1, 2],
        'CPUUtilization, MemoryUtilization or both.',
      ),
      resolutionSeconds: z
        .union([z.literal(HIGH_SECONDS), z.literal(60)], { error: (issue) => `${show(issue.input)} is no resolution: 20 or 60` })
        .describe('Seconds from one data point to the next. CloudWatch bills points of 20 seconds.'),
    })),
    [1, 2],
    'A metric that none of them names has a point each minute.',
  ),
}));
