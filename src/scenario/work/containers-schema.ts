import { z } from 'zod';
import { distributionField, durationOr, period, shape, whole } from '../fields.js';

/** Schema of what the containers of a service or workload do. */

const behavior = shape('A container, by its name in the task definition.', {
  runTime: z
    .union([distributionField('Of each start alike.'), z.array(period('Of one start.')).min(1).max(1_000)])
    .describe(
      'From its start to its exit; a list: of its first start, of its first restart, and so on, the last one for all others. Default: it runs until it is stopped.',
    )
    .optional(),
  exitCode: whole(0, 255, 'The code with which it exits.').default(0),
  stopTime: distributionField('From its SIGTERM to its exit, cut at its stopTimeout. Default: timings.containerStop.').optional(),
  healthyAfter: durationOr('never', 'From its start until the command of its health check succeeds; never: it always fails.').default('0s'),
});

export const containerBehaviors = z
  .record(z.string().min(1), behavior)
  .describe('Behaviour of its containers that a task definition does not have: when an init container exits, and with which code.');
