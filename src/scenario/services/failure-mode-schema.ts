import { z } from 'zod';
import { CODE_DEPLOY_HOOKS } from '../../services/deployments/code-deploy.js';
import type { Failing } from '../../services/deployments/failure-modes.js';
import { HOOK_STAGES } from '../../services/deployments/native.js';
import { choice, duration, list, positive, rate, real, shape } from '../fields.js';

/** Schema of the ways in which tasks of a definition fail. */

export const FAILINGS = ['hang', 'refusal', 'check', 'containerCheck'] as const satisfies readonly Failing[];

const times = (description: string) => positive(1_000, description);

export const failureMode = shape('How its tasks fail. Default: sound; without a taskDefinition as before.', () => ({
  failedStarts: real(
    0,
    1,
    'Share of the starts that end before RUNNING, such as for a secret that may not be read. For a program that ends: exitsAfter.',
  ).default(0),
  exitsAfter: duration(
    'From RUNNING until the program of an essential container ends. It never gets ready: all checks of it fail. 0s: it ends at once. For a program that serves and then ends: crashes.',
  ).optional(),
  badImage: z
    .union([z.literal(true), z.array(z.string().min(1)).min(1).max(10)])
    .describe('The registry does not have the images of these containers; true: of any. Each pull of them fails. Default: it has all.')
    .optional(),
  answersAfter: duration(
    'From RUNNING until its program answers: until then its health checks fail at once. A check that comes sooner makes the task healthy an interval later, or unhealthy after its grace period.',
  ).default('0s'),
  unhealthyAfter: duration('From RUNNING until the health checks fail. Default: never. Without a check it goes unnoticed.').optional(),
  unhealthyBy: choice(
    FAILINGS,
    'What an unhealthy task still does. hang: it answers nothing, and a check fails at its timeout (V.8, V.9). refusal: it answers checks and requests with an error at once. check: its checks alone fail, at once, and it serves its requests. containerCheck: the same, but its load balancer finds it healthy, as where the image lacks the command of the check.',
  ).default('hang'),
  crashes: rate('How often a running task crashes, at any age alike; it serves until then. Default: never.').optional(),
  slowerStart: times('Multiplies the time from its images to RUNNING; on Fargate that of the pull of its images.').default(1),
  slower: times('Multiplies the times of load.task for each request or message, CPU time too.').default(1),
  failedHooks: list(
    choice([...HOOK_STAGES, ...CODE_DEPLOY_HOOKS], 'A stage of ECS, or an event of CodeDeploy.'),
    [0, HOOK_STAGES.length],
    'Stages, or events of CodeDeploy, whose lifecycle hooks answer FAILED: the deployment is rolled back.',
  ).default([]),
}));
