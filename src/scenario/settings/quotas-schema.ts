import { z } from 'zod';
import { QUOTAS, type QuotaName } from '../../services/rates/quotas.js';
import { choice, shape, whole } from '../fields.js';
import { show } from '../text/suggest.js';

const limitOf = (description: string) =>
  z
    .union([whole(1, 10_000_000, description), z.literal('none')], {
      error: (issue) => `${show(issue.input)} is no limit: write a whole number from 1, or none`,
    })
    .describe(description);

const quota = (name: QuotaName, description: string) => limit(description, QUOTAS[name].limit);

const limit = (description: string, standard: number) => limitOf(description).default(standard);

export const quotas = z
  .union([
    choice(['aws', 'none'], 'aws: the quotas of a new account. none: no limit but those on the shape of a call or a task definition.'),
    shape('Quotas of your account; omitted ones are as in AWS.', () => ({
      provisioningTasks: quota('provisioningTasks', 'Tasks in PROVISIONING per cluster (T.QUOTA-1).'),
      containerInstances: quota('containerInstances', 'Container instances per cluster, booting and draining ones included (T.QUOTA-1).'),
      capacityProviders: quota('capacityProviders', 'Capacity providers per cluster (T.QUOTA-1).'),
      services: quota('services', 'Services per cluster (T.QUOTA-1).'),
      tasksPerService: quota('tasksPerService', 'Desired count of a service (T.QUOTA-2).'),
      tasksPerDiscoveredService: quota(
        'tasksPerDiscoveredService',
        'The same with service discovery (serviceRegistries) or Service Connect (T.QUOTA-2).',
      ),
      servicesPerNamespace: quota('servicesPerNamespace', 'Services per namespace of Service Connect (T.QUOTA-2).'),
      targetGroups: quota('targetGroups', 'Target groups per service (T.QUOTA-2).'),
      serviceLaunchesPerMinute: limit(
        'Tasks that the scheduler starts for one REPLICA service on instances in any minute; the rest start later (T.QUOTA-3).',
        500,
      ),
      fargateServiceLaunchesPerMinute: limitOf(
        'The same for a service on Fargate (T.QUOTA-3, A.RT-1). Default: 500, and 125 in a small Region.',
      ).optional(),
      fargateVcpus: limit('vCPUs of FARGATE that may run at once (T.QUOTA-5).', 6),
      fargateSpotVcpus: limit('vCPUs of FARGATE_SPOT that may run at once (T.QUOTA-5).', 6),
      fargateLaunchBurst: whole(
        1,
        1_000_000,
        'Tasks that may start at once on each of FARGATE and FARGATE_SPOT (T.THR-1, A.RT-1). Default: 100, and 25 in a small Region.',
      ).optional(),
      fargateLaunchesPerSecond: limitOf(
        'Tasks a second that may start on each without end (T.THR-1, A.RT-1). Default: 20, and 5 in a small Region.',
      ).optional(),
      fargateRunTaskCallsPerSecond: limit('Calls of RunTask for Fargate a second, each for up to 10 tasks of one arrival (T.THR-2).', 20),
      runTaskCalls: choice(
        ['none', 'aws'],
        'Calls of RunTask and StartTask by all workloads. aws: beyond 100 at once and 40 a second they are refused (ThrottlingException), and the client tries again each second (N.THR-4).',
      ).default('none'),
      registrationCalls: choice(
        ['none', 'aws'],
        'Calls of RegisterContainerInstance by the agents of new instances. aws: beyond 200 at once and 120 a second they are refused, and the agent tries again each second (N.THR-4).',
      ).default('none'),
    })),
  ])
  .describe('Service quotas.');
