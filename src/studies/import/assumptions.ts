import { wrapped } from '../../cli/text-table.js';
import { ACTION_TIME } from '../../import/build/groups.js';
import { DURATION } from '../../import/build/period.js';
import { RUN_TIME } from '../../import/build/schedules.js';
import { REGION_DEFAULT } from '../../import/import.js';

/** Assumptions of an import for values that its input lacks, and the setting or option that changes each. */
const ASSUMPTIONS: readonly (readonly [change: string, assumed: string])[] = [
  ['duration', `${DURATION}, without recorded load`],
  ['--region', REGION_DEFAULT],
  [
    'cluster.capacityProviders',
    'a provider that only a strategy names: managed scaling, 0 to 100 instances of the smallest m5, m6g or g4dn that takes the largest task',
  ],
  ['cluster.containerInstances', 'for tasks with launch type EC2, when nothing describes instances: enough of such a type'],
  [
    'autoScalingGroupProvider.managedScaling',
    'a group that no capacity provider has: its instances are there, and nothing changes their number',
  ],
  [
    'autoScalingGroup.instanceTypes',
    "types by attributes: the five cheapest of the catalogue that meet them, of one architecture: that of the image's name, else ARM64 if all task definitions ask for it, else x86_64",
  ],
  ['cluster.ami', 'what the name of its parameter says, else Amazon Linux 2023'],
  ['cluster.subnets', 'subnets that are not in the input: every zone of the cluster'],
  ['quotas', 'of tasks on Fargate that need more than the 6 vCPUs of a new account: enough for all, also while they deploy'],
  ['services.NAME.load', 'of a service that policies scale, without metrics: steady, so that its tasks are half busy'],
  [
    'services.NAME.load.task',
    'a request takes 100 ms, and a task works on twice as many as came at most; twice the CPU time where that is more',
  ],
  ['present.at', 'a recording that begins before the state: the cluster was as it is in the state'],
  ['taskDefinitions', 'a container whose image a pipeline fills in: an image of its own'],
  [
    'faults',
    'a group with scheduled actions begins with the sizes of the input; a recurrence holds in the whole run, a single time only beside the state of a cluster',
  ],
  ['targetGroups.NAME.deregistrationDelaySeconds', "of a recorded target group without its attributes: AWS's 300 s"],
  ['cluster.capacityReservations', 'one with an end date lasts the whole run'],
  ['workloads.NAME.runTime', `of scheduled tasks: ${RUN_TIME}`],
  ['lifecycleHookSpecificationList', `the action of a hook takes ${ACTION_TIME}`],
  [
    'prices',
    'that the catalogue does not have: as in us-east-1, else 0.05 USD for each vCPU, also for types that only describe-instance-types has; Spot saves 60 %, interrupted 5-10 % a month',
  ],
  ['present.containerInstances', 'without describe-instances: launched as they registered, On-Demand'],
  ['startsAt, present.at', 'without a snapshot and --at: the latest time in the answers'],
  ['workloads', 'standalone tasks that are there: as many come as go; exponential, with the mean of their ages'],
  ['services', 'a task definition that nothing runs, in an input without services: one task of it'],
];

/** Columns of a terminal on which the help does not break the lines again. */
const HELP_WIDTH = 80;

/** Lists the assumptions for the help of the command. */
export function assumptionsText(): string {
  const lines = ASSUMPTIONS.flatMap(([change, assumed]) => wrapped(`- ${change}: ${assumed}`, HELP_WIDTH));
  return ['Assumed where the input does not say it, and changed there:', ...lines].join('\n');
}
