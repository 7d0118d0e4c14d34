import type { ECS, ListTasksRequest, RunTaskRequest, StartTaskRequest, Tag } from '@aws-sdk/client-ecs';
import { describeTasks, taskSlots } from '../../../answers/tasks.js';
import { invalidParameter } from '../../aws-error.js';
import { keep, withKept } from '../kept.js';
import { type Context, type OperationsOf, reads, writes } from '../operation.js';
import { pageOf } from '../page.js';
import { definitionArn } from './definitions.js';
import { lookUp, numberIn, serviceOf, shortName } from './names.js';
import { tagAtCreation, withTags } from './tags.js';
import { type Started, startOf, workloadOf } from './task-edits.js';

const LISTED_MAX = 100;
/** Members that a simulation does not have. */
const KEPT = ['enableExecuteCommand', 'referenceId'] as const;

type Described = Record<string, unknown> & { readonly taskArn: string; readonly desiredStatus: string };

/** Tasks by their numbers, also those that stopped in the last hour; all of them without. */
function taskAnswers(context: Context, numbers?: ReadonlySet<number>): Described[] {
  const { cluster } = context;
  const { moment, log, nowMs, setup } = cluster;
  const { tasks } = describeTasks(moment, numbers) as { tasks: Described[] };
  const stopped = log.stoppedTasks(setup.startsAtMs + nowMs) as Described[];
  const all = [...tasks, ...stopped.filter(({ taskArn }) => numbers?.has(numberIn(taskArn)) ?? true)];
  return all.map((task) => ({
    ...withKept(context, task.taskArn, task),
    ...startedBy(cluster, task),
    tags: [...((task.tags ?? []) as readonly Tag[]), ...tagsByService(context, task)],
  }));
}

/** The numbers of the tasks with the desired status RUNNING that pass the filters of the call, if they are of the columns alone. */
function runningTasks(context: Context, { serviceName, family, containerInstance }: ListTasksRequest): number[] {
  const { moment } = context.cluster;
  const { tasks, equivalences } = moment.world;
  const service = serviceName === undefined ? undefined : serviceOf(context, serviceName);
  const instance = containerInstance === undefined ? undefined : numberIn(containerInstance);
  return taskSlots(moment).flatMap((slot) => {
    const equivalence = equivalences.all[tasks.equivalence[slot]!]!;
    const isRequested =
      tasks.cause[slot] === 0 &&
      (service === undefined || equivalence.service === service) &&
      (family === undefined || equivalence.definition.family === family) &&
      (instance === undefined || tasks.instance[slot] === instance);
    return isRequested ? [tasks.task[slot]!] : [];
  });
}

function startedBy({ apiState }: Context['cluster'], { taskArn }: Described): object {
  const given = apiState.startedBy.get(numberIn(taskArn));
  return given === undefined ? {} : { startedBy: given };
}

/** Calls on tasks: RunTask, StartTask, StopTask and reads. */
export const TASKS = {
  ListTasks: reads(
    {
      uses: [
        ...(['cluster', 'containerInstance', 'family', 'nextToken', 'maxResults', 'startedBy', 'serviceName'] as const),
        ...(['desiredStatus', 'launchType'] as const),
      ],
      refuses: ['daemonName'],
    },
    (input, context) => {
      if (input.serviceName !== undefined) serviceOf(context, input.serviceName);
      const { desiredStatus = 'RUNNING' } = input;
      const { names } = context.cluster.moment;
      const isOfColumns = desiredStatus === 'RUNNING' && input.startedBy === undefined && input.launchType === undefined;
      const found = isOfColumns
        ? runningTasks(context, input)
        : taskAnswers(context).filter((task) => task.desiredStatus === desiredStatus && isListed(task, input));
      const { page, next } = pageOf<number | Described>(found, {
        token: input.nextToken,
        most: input.maxResults ?? LISTED_MAX,
        code: 'InvalidParameterException',
      });
      return { taskArns: page.map((one) => (typeof one === 'number' ? names.task(one) : one.taskArn)), nextToken: next };
    },
  ),
  DescribeTasks: reads(['cluster', 'tasks', 'include'], ({ tasks = [], include }, context) => {
    if (tasks.length === 0) throw invalidParameter('Tasks cannot be empty.');
    const all = new Map(taskAnswers(context, new Set(tasks.map(numberIn))).map((one) => [shortName(one.taskArn), one]));
    const { found, failures } = lookUp(tasks, all, context.cluster.moment.names.cluster.replace(':cluster/', ':task/'));
    return { tasks: withTags(context, found, { include, arn: 'taskArn' }), failures };
  }),
  RunTask: writes(
    {
      uses: [
        ...(['cluster', 'taskDefinition', 'count', 'group', 'startedBy', 'launchType', 'capacityProviderStrategy', 'clientToken'] as const),
        ...(['networkConfiguration', 'placementConstraints', 'placementStrategy', 'platformVersion', 'tags'] as const),
        ...(['volumeConfigurations', 'overrides', 'enableECSManagedTags', 'propagateTags'] as const),
      ],
      keeps: KEPT,
    },
    async (input, context) => {
      return started(context, await startOf(context, input, workloadOf(context, input)), input);
    },
  ),
  StartTask: writes(
    {
      uses: [
        ...(['cluster', 'taskDefinition', 'containerInstances', 'group', 'startedBy', 'networkConfiguration', 'tags'] as const),
        ...(['volumeConfigurations', 'overrides', 'enableECSManagedTags', 'propagateTags'] as const),
      ],
      keeps: KEPT,
    },
    async (input, context) => {
      const { containerInstances = [], ...rest } = input;
      const workload = {
        ...workloadOf(context, { ...rest, count: 1 }),
        startTask: { containerInstances: containerInstances.map(numberIn) },
      };
      return started(context, await startOf(context, { ...rest, count: containerInstances.length }, workload), input);
    },
  ),
  // Nothing runs in the containers of a simulation: none has an agent that takes commands.
  ExecuteCommand: reads(['cluster', 'task', 'container', 'command', 'interactive'], ({ task = '' }, context) => {
    if (find(context, task) === undefined) throw invalidParameter('The referenced task was not found.');
    throw invalidParameter(
      'The execute command failed because execute command was not enabled when the task was run or the execute command agent isn’t running. Wait and try again or run a new task with execute command enabled and try again.',
    );
  }),
  StopTask: writes(['cluster', 'task', 'reason'], async ({ task = '', reason }, context) => {
    if (find(context, task) === undefined) throw invalidParameter('The referenced task was not found.');
    await context.cluster.addFault({ type: 'stopTask', tasks: [numberIn(task)], count: 1 });
    const stopped = find(context, task)!;
    if (reason !== undefined && stopped.stopCode === 'UserInitiated')
      keep(context, stopped.taskArn, { stoppedReason: reason }, { keeps: ['stoppedReason'] });
    return { task: find(context, task) };
  }),
} satisfies OperationsOf<ECS>;

function find(context: Context, reference: string): Described | undefined {
  return taskAnswers(context, new Set([numberIn(reference)])).find(({ taskArn }) => shortName(taskArn) === shortName(reference));
}

/** The answer of RunTask and StartTask: the tasks that were created, and why others were not. */
function started(context: Context, { tasks, failures }: Started, input: RunTaskRequest | StartTaskRequest): object {
  const tags = [...inheritedBy(context, input), ...(input.tags ?? [])];
  for (const { taskArn } of taskAnswers(context, new Set(tasks))) {
    tagAtCreation(context, taskArn, tags);
    keep(context, taskArn, input, { keeps: [...KEPT, 'overrides'] });
  }
  return { tasks: taskAnswers(context, new Set(tasks)).map((task) => ({ ...task, tags })), failures };
}

/** Tags that a task has from its service or task definition: those that they have now. */
function tagsByService({ cluster: { apiState, moment } }: Context, { group, taskDefinitionArn }: Described): readonly Tag[] {
  const name = /^service:(.*)$/.exec(String(group))?.[1];
  const spec = moment.world.setup.services.find((one) => one.name === name);
  if (spec === undefined) return [];
  const arn = moment.names.service(spec);
  const { propagateTags, enableECSManagedTags } = apiState.kept.get(arn)?.own ?? {};
  const own =
    propagateTags === 'SERVICE'
      ? apiState.tagsOf(arn)
      : propagateTags === 'TASK_DEFINITION'
        ? apiState.tagsOf(String(taskDefinitionArn))
        : [];
  if (enableECSManagedTags !== true) return own;
  return [{ key: 'aws:ecs:clusterName', value: shortName(moment.names.cluster) }, { key: 'aws:ecs:serviceName', value: spec.name }, ...own];
}

/** Tags that a call gives to its tasks beside those in it. */
function inheritedBy(context: Context, input: RunTaskRequest | StartTaskRequest): readonly Tag[] {
  const { names } = context.cluster.moment;
  const managed = input.enableECSManagedTags === true ? [{ key: 'aws:ecs:clusterName', value: shortName(names.cluster) }] : [];
  if (input.propagateTags !== 'TASK_DEFINITION') return managed;
  return [...managed, ...context.cluster.apiState.tagsOf(definitionArn(context, input.taskDefinition ?? ''))];
}

function isListed(task: Described, { containerInstance, family, startedBy, serviceName, launchType }: ListTasksRequest): boolean {
  const is = (requested: string | undefined, own: unknown) =>
    requested === undefined || (typeof own === 'string' && shortName(own) === shortName(requested));
  return (
    is(containerInstance, task.containerInstanceArn) &&
    is(serviceName, typeof task.group === 'string' ? task.group.replace(/^service:/, '') : undefined) &&
    is(family, String(task.taskDefinitionArn).replace(/:\d+$/, '')) &&
    is(startedBy, task.startedBy) &&
    is(launchType, task.launchType)
  );
}
