import { z } from 'zod';
import { duration, flag, period, shape } from '../fields.js';

const dependency = shape('Something that it calls, such as dynamodb or s3.', {
  name: z.string().min(1).max(255).describe('Its name, by which faults of type dependencyDown find it.'),
  share: z.number().min(0).max(1).describe('Share of the requests or messages that call it.').default(1),
  errorTime: period('How long a request takes that fails by it. Default: task.serviceTime of its load.').optional(),
  startup: flag('Whether a task cannot reach RUNNING without it.').default(false),
  startupTimeout: duration('With startup: how long a task tries before it exits.').default('30s'),
  healthCheck: flag('Whether health checks of its tasks ask it.').default(false),
  dns: flag('Whether it is down while DNS is down (dnsDown).').default(true),
});

export const dependencies = z
  .array(dependency)
  .max(100)
  .describe('What its tasks depend on beside ECS, one called after the other. They have an effect while a fault has them down.')
  .optional();
