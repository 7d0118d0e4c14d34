import type { DescribeTasksRequest, ListTasksRequest } from '@aws-sdk/client-ecs';
import { describeTasks } from '../../../answers/tasks.js';
import { AwsError } from '../../aws-error.js';
import { type Context, type Operations, reads } from '../operation.js';
import { pageOf } from '../page.js';
import { missing, needsCluster, serviceOf, shortName } from './names.js';

const LISTED_MAX = 100;

type Described = Record<string, unknown> & { readonly taskArn: string; readonly desiredStatus: string };

function described({ cluster }: Context): Described[] {
  return (describeTasks(cluster.moment) as { tasks: Described[] }).tasks;
}

export const TASKS: Operations = {
  ListTasks: reads<ListTasksRequest>(
    ['cluster', 'containerInstance', 'family', 'nextToken', 'maxResults', 'startedBy', 'serviceName', 'desiredStatus', 'launchType'],
    (input, context) => {
      needsCluster(context, input.cluster);
      if (input.serviceName !== undefined) serviceOf(context, input.serviceName);
      const { desiredStatus = 'RUNNING' } = input;
      const found = described(context).filter((task) => task.desiredStatus === desiredStatus && isAsked(task, input));
      const arns = found.map(({ taskArn }) => taskArn);
      const { page, next } = pageOf(arns, {
        token: input.nextToken,
        most: input.maxResults ?? LISTED_MAX,
        code: 'InvalidParameterException',
      });
      return { taskArns: page, nextToken: next };
    },
  ),
  DescribeTasks: reads<DescribeTasksRequest>(['cluster', 'tasks', 'include'], ({ cluster, tasks = [] }, context) => {
    needsCluster(context, cluster);
    if (tasks.length === 0) throw new AwsError('InvalidParameterException', 'Tasks cannot be empty.');
    const all = new Map(described(context).map((one) => [shortName(one.taskArn), one]));
    const { cluster: arn } = context.cluster.moment.names;
    return {
      tasks: tasks.flatMap((one) => all.get(shortName(one)) ?? []),
      failures: tasks
        .filter((one) => !all.has(shortName(one)))
        .map((one) => missing(one.startsWith('arn:') ? one : `${arn.replace(':cluster/', ':task/')}/${one}`)),
    };
  }),
};

function isAsked(task: Described, { containerInstance, family, startedBy, serviceName, launchType }: ListTasksRequest): boolean {
  const is = (asked: string | undefined, own: unknown) =>
    asked === undefined || (typeof own === 'string' && shortName(own) === shortName(asked));
  return (
    is(containerInstance, task.containerInstanceArn) &&
    is(serviceName, typeof task.group === 'string' ? task.group.replace(/^service:/, '') : undefined) &&
    is(family, String(task.taskDefinitionArn).replace(/:\d+$/, '')) &&
    is(startedBy, task.startedBy) &&
    is(launchType, task.launchType)
  );
}
