import { z } from 'zod';
import { StopCause } from '../../sim/facts.js';
import { instanceType, zone } from '../cluster/instances-schema.js';
import { awsName, choice, duration, flag, list, nonEmpty, shape, whole } from '../fields.js';
import { momentMsOf } from '../moment.js';
import { show } from '../text/suggest.js';

/**
 * Schema of the cluster at the start of the run: the words of DescribeContainerInstances, DescribeTasks and so on, without their wrapping.
 */

const ORDINALS_MAX = 99_999_999;

function moment(description: string) {
  return z
    .string({ error: (issue) => `${show(issue.input)} is no moment: write it as AWS does, such as 2026-11-26T03:00:00.000Z` })
    .refine((text) => momentMsOf(text) !== undefined, {
      error: (issue) => `${show(issue.input)} is no moment: write it as AWS does, such as 2026-11-26T03:00:00.000Z`,
    })
    .meta({ description, examples: ['2026-11-26T03:00:00.000Z', '2026-11-26T04:00:00+01:00'] });
}

const id = (description: string) => nonEmpty(description, 2_048);
const ordinal = (description: string) => whole(0, ORDINALS_MAX, description).optional();
const amount = (description: string) => whole(0, 100_000_000, description).optional();

const remainingResources = shape(
  'The free resources. Optional, because they follow from the tasks; given values are checked and must add up.',
  () => ({
    cpu: amount('CPU units.'),
    memory: amount('MiB.'),
    eni: amount('Tasks in awsvpc mode that it still takes.'),
    gpu: amount('Whole GPUs.'),
    ports: list(
      z.string().regex(/^(tcp|udp)\/\d{1,5}$/, { error: (issue) => `${show(issue.input)} is no port in use, such as tcp/8080` }),
      [0, 200],
      'Host ports that tasks hold, such as tcp/8080; those that the system keeps are not counted.',
    ).optional(),
  }),
);

const containerInstance = shape('A container instance, or one that boots to become one.', () => ({
  ec2InstanceId: id('Id by which tasks refer to it: i-... of EC2, or mi-... of an instance outside AWS.'),
  capacityProvider: awsName('The provider of its group. Absent: none, as of cluster.containerInstances.').optional(),
  instanceType,
  availabilityZone: zone.describe('Its zone.'),
  lifecycle: choice(['onDemand', 'spot'], 'How it is paid for.').default('onDemand'),
  launchTime: moment(
    'When EC2 launched it: its age for termination policies, warm-up and maxInstanceLifetime. Absent: long ago.',
  ).optional(),
  registeredAt: moment('When it registered: registeredAt of the query language. Absent: as it was launched.').optional(),
  status: choice(['ACTIVE', 'DRAINING', 'REGISTERING'], 'REGISTERING: it boots, and ECS does not have it yet.').default('ACTIVE'),
  drainingSince: moment('When it became DRAINING: managed draining ends it 48 hours later. Absent: now.').optional(),
  lifecycleState: choice(
    ['Pending', 'InService', 'Terminating', 'Terminating:Wait'],
    'Its state in its group. Terminating: DesiredCapacity does not count it, and it ends when its tasks have gone.',
  ).optional(),
  agentConnected: flag('Whether the container agent has its connection: only then are tasks placed there.').default(true),
  protectedFromScaleIn: flag('Protected by hand, in a group whose protection ECS does not manage.').default(false),
  trunk: flag('Whether it has a trunk interface (attribute ecs.awsvpc-trunk-id). Absent: as its group launches them now.').optional(),
  attributes: z
    .record(z.string(), z.string().nullable())
    .describe('Custom attributes and built-in ones, over those of its provider; null: no value.')
    .default({}),
  agentVersion: z.string().max(100).describe('Version of its container agent. Absent: as its provider has.').optional(),
  remainingResources: remainingResources.optional(),
  nth: ordinal('Number of its launch in the group, which determines the draw of its boot.'),
  ordinal: ordinal("Drydock's own number of it, in a state that a run wrote: all instances have one, in rising order, or none."),
}));

const task = shape('A task that has not stopped.', () => ({
  id: id('Of the task; for messages and files.'),
  taskDefinition: nonEmpty('family:revision, or the ARN.'),
  group: nonEmpty('service:NAME, or the group of a standalone task.', 255),
  workload: z
    .string()
    .describe('Of a standalone task: the workload whose run time it has. Absent: the workload with the same task definition.')
    .optional(),
  containerInstance: id('ec2InstanceId of its instance. Absent: it waits for one, or runs on Fargate.').optional(),
  capacityProvider: awsName('The one that its strategy chose. Absent: launch type EC2, or FARGATE.').optional(),
  launchType: choice(['EC2', 'FARGATE', 'EXTERNAL'], 'FARGATE: it runs there, or waits for it.').default('EC2'),
  availabilityZone: zone.describe('Of a task that has its capacity on Fargate.').optional(),
  lastStatus: choice(
    ['PROVISIONING', 'PENDING', 'ACTIVATING', 'RUNNING', 'DEACTIVATING', 'STOPPING', 'DEPROVISIONING'],
    'How far it is. ACTIVATING counts as PENDING, DEACTIVATING as STOPPING.',
  ).default('RUNNING'),
  desiredStatus: choice(['RUNNING', 'STOPPED'], 'STOPPED: it is to stop, whatever its lastStatus.').optional(),
  createdAt: moment('When it was requested: the task that has waited longest comes first. Absent: now.').optional(),
  pullStartedAt: moment('When the pull of its images began.').optional(),
  pullStoppedAt: moment('When its images were there.').optional(),
  startedAt: moment('When it became RUNNING, which determines its remaining run time. Absent: now.').optional(),
  stoppingAt: moment('When its stop began. Absent: now.').optional(),
  stopCause: choice(
    Object.keys(StopCause) as (keyof typeof StopCause)[],
    'Why it stops, in a state that a run wrote. Absent: its service or an operator stops it.',
  ).optional(),
  healthStatus: choice(['HEALTHY', 'UNHEALTHY', 'UNKNOWN'], 'Of its containers.').optional(),
  protectedUntil: moment('Until when it is protected from scale-in and deployments.').optional(),
  cpu: amount('CPU units, where an override or a trace gives it others than its task definition.'),
  memory: amount('MiB, likewise.'),
  runTime: duration(
    'From RUNNING to the exit of its essential container, where that is known. Absent: by chance, as its workload says.',
  ).optional(),
  startedBy: z.string().max(2_048).describe('Kept for people.').optional(),
  ordinal: ordinal("Drydock's own number of it, in a state that a run wrote: all tasks have one, in rising order, or none."),
  nth: ordinal('Its number among the tasks of its service or workload, which determines its draws. All tasks have one, or none.'),
}));

const deployment = shape('A deployment that still exists.', () => ({
  status: choice(['PRIMARY', 'ACTIVE'], 'PRIMARY: the latest.'),
  taskDefinition: nonEmpty('Of the PRIMARY one: that of the service.'),
  createdAt: moment(
    'When it was asked for: one of the last seconds has not begun yet (deploysAfter). Absent: before anything else.',
  ).optional(),
  rolloutState: choice(['IN_PROGRESS', 'COMPLETED', 'FAILED'], 'Its state. Absent: IN_PROGRESS if an ACTIVE one is there.').optional(),
  failedTasks: whole(0, 100_000_000, 'Failed starts, as the circuit breaker has counted them.').default(0),
}));

const metrics = shape('The last minutes of metrics in CloudWatch, so that alarms go on.', () => ({
  CapacityProviderReservation: z
    .record(z.string(), z.array(z.number().min(0).max(1_000_000)).max(10_080))
    .describe('By capacity provider, a value a minute, the latest last.')
    .default({}),
}));

const counters = shape(
  "Drydock's own numbers for what comes next, in a state that a run wrote. Absent: they go on after what is here.",
  () => ({
    containerInstances: ordinal('Of the next instance.'),
    tasks: ordinal('Of the next task.'),
    autoScalingGroups: z
      .record(z.string(), whole(0, ORDINALS_MAX, 'Launches so far.'))
      .describe('By capacity provider.')
      .default({}),
    services: z
      .record(z.string(), whole(0, ORDINALS_MAX, 'Tasks so far.'))
      .describe('By service.')
      .default({}),
    workloads: z
      .record(z.string(), whole(0, ORDINALS_MAX, 'Tasks so far.'))
      .describe('By workload.')
      .default({}),
  }),
);

export const present = shape('The cluster at time 0, in place of an empty one in which groups launch their instances.', () => ({
  file: nonEmpty('In place of all else: a file with these keys, relative to the scenario.').optional(),
  at: moment(
    'Time of the state. A run uses it at startsAt even if that is another time, ages included, with a warning: so a recorded load of an earlier time meets the cluster of today. Default: startsAt.',
  ).optional(),
  containerInstances: list(containerInstance, [0, 100_000], 'Container instances, those that boot included.').default([]),
  tasks: list(task, [0, 1_000_000], 'Tasks that have not stopped, those that wait included.').default([]),
  services: z
    .array(
      shape('Deployments of a service that are under way.', () => ({
        serviceName: nonEmpty('The service.'),
        deployments: list(deployment, [1, 10], 'Deployments that still exist, one of them PRIMARY.'),
      })),
    )
    .describe('Deployments that are under way.')
    .max(100_000)
    .default([]),
  autoScalingGroups: list(
    shape('The desired capacity of a group.', () => ({
      capacityProvider: awsName('Its capacity provider.'),
      desiredCapacity: whole(0, 100_000, 'DesiredCapacity, within minSize and maxSize.'),
      lastScaleOutAt: moment('When managed scaling last raised it.').optional(),
      lastScaleInAt: moment('When managed scaling last lowered it.').optional(),
    })),
    [0, 1_000],
    'Desired capacities of groups. Default: as many instances as they have here that are InService or Pending.',
  ).default([]),
  metrics: metrics.prefault({}),
  counters: counters.prefault({}),
  cachedImages: choice(
    ['ofTasks', 'all'],
    'The images that instances have pulled, which AWS does not report. ofTasks: the images of the tasks on them that have them; all: every image.',
  ).default('ofTasks'),
}));
