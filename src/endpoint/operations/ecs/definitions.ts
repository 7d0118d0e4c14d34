import type { ECS, Failure } from '@aws-sdk/client-ecs';
import { describeTaskDefinitions } from '../../../answers/services.js';
import { parseReference } from '../../../scenario/task-definition/check.js';
import { taskDefinitionSchema } from '../../../scenario/task-definition/schema.js';
import { AwsError, invalidParameter } from '../../aws-error.js';
import { keep, withKept } from '../kept.js';
import { type Context, type OperationsOf, reads, writes } from '../operation.js';
import { listsOf } from '../page.js';
import { inScenario } from './in-scenario.js';
import { tagAtCreation } from './tags.js';

const lists = listsOf('ecs', 100);
/** Task definitions of one call. */
const DELETED_MAX = 10;
/** Members that a simulation does not have. */
const KEPT = [
  ...(['enableFaultInjection', 'executionRoleArn', 'inferenceAccelerators', 'ipcMode', 'pidMode'] as const),
  ...(['proxyConfiguration', 'taskRoleArn'] as const),
] as const;
/** Members that the model has in part: some of their keys. */
const PARTS = ['containerDefinitions', 'volumes', 'runtimePlatform'];

type Described = Record<string, unknown> & {
  readonly taskDefinitionArn: string;
  readonly family: string;
  readonly revision: number;
  readonly status: string;
};

/** All task definitions, by family and revision. */
function definitionAnswers(context: Context): Described[] {
  const { cluster } = context;
  const answers = [...describeTaskDefinitions(cluster.moment).values()] as { taskDefinition: Described }[];
  const all = answers.map(({ taskDefinition: one }) => ({
    containerDefinitions: [],
    volumes: [],
    placementConstraints: [],
    ...withKept(context, one.taskDefinitionArn, one),
    status: statusOf(context, `${one.family}:${one.revision}`),
  }));
  return all.sort((a, b) => (a.family === b.family ? a.revision - b.revision : a.family < b.family ? -1 : 1));
}

function statusOf({ cluster: { apiState } }: Context, name: string): string {
  if (apiState.deletedDefinitions.has(name)) return 'DELETE_IN_PROGRESS';
  return apiState.deregistered.has(name) ? 'INACTIVE' : 'ACTIVE';
}

/** Returns a task definition by its family, `family:revision` or ARN; the latest ACTIVE one of a family. */
function find(context: Context, reference: string): Described | undefined {
  const { family, revision } = parseReference(reference);
  return definitionAnswers(context).findLast(
    (one) => one.family === family && (revision === undefined ? one.status === 'ACTIVE' : one.revision === revision),
  );
}

/** Returns `family:revision` of the task definition that a call means. */
export function definitionFor(context: Context, reference: string): string {
  const found = find(context, reference);
  if (found === undefined) throw new AwsError('ClientException', 'TaskDefinition not found.');
  if (found.status !== 'ACTIVE') throw new AwsError('ClientException', 'TaskDefinition is inactive');
  return `${found.family}:${found.revision}`;
}

export function definitionArn(context: Context, reference: string): string {
  return find(context, reference)?.taskDefinitionArn ?? '';
}

export const DEFINITIONS = {
  RegisterTaskDefinition: writes(
    {
      uses: [
        ...(['family', 'containerDefinitions', 'cpu', 'memory', 'networkMode', 'requiresCompatibilities', 'runtimePlatform'] as const),
        ...(['placementConstraints', 'volumes', 'ephemeralStorage', 'tags'] as const),
      ],
      keeps: KEPT,
    },
    async (input, context) => {
      const { family = '' } = input;
      const before = definitionAnswers(context).filter((one) => one.family === family);
      const revision = Math.max(0, ...before.map((one) => one.revision)) + 1;
      const shape = inScenario(context, 'RegisterTaskDefinition', { schema: taskDefinitionSchema, input });
      await context.cluster.edit({ ahead: ({ taskDefinitions }) => taskDefinitions.push({ ...shape, family, revision } as never) });
      const arn = find(context, `${family}:${revision}`)!.taskDefinitionArn;
      keep(context, arn, input, { keeps: KEPT, parts: PARTS });
      const taskDefinition = find(context, arn)!;
      tagAtCreation(context, taskDefinition.taskDefinitionArn, input.tags);
      return { taskDefinition, tags: input.tags ?? [] };
    },
  ),
  DescribeTaskDefinition: reads(['taskDefinition', 'include'], ({ taskDefinition = '', include }, context) => {
    const found = find(context, taskDefinition);
    if (found === undefined) throw new AwsError('ClientException', 'Unable to describe task definition.');
    return {
      taskDefinition: found,
      ...(include?.includes('TAGS') ? { tags: context.cluster.apiState.tagsOf(found.taskDefinitionArn) } : {}),
    };
  }),
  DeregisterTaskDefinition: writes(['taskDefinition'], ({ taskDefinition = '' }, context) => {
    if (parseReference(taskDefinition).revision === undefined) throw new AwsError('ClientException', 'Revision is missing.');
    const found = find(context, taskDefinition);
    if (found === undefined) throw new AwsError('ClientException', 'The specified task definition does not exist.');
    context.cluster.apiState.deregistered.add(`${found.family}:${found.revision}`);
    return { taskDefinition: { ...found, status: 'INACTIVE' } };
  }),
  DeleteTaskDefinitions: writes(['taskDefinitions'], ({ taskDefinitions: names = [] }, context) => {
    if (names.length === 0 || names.length > DELETED_MAX)
      throw invalidParameter(`You can specify between 1 and ${DELETED_MAX} task definitions.`);
    const failures: Failure[] = [];
    const taskDefinitions = names.flatMap((name) => {
      const found = parseReference(name).revision === undefined ? undefined : find(context, name);
      if (found === undefined)
        failures.push({
          arn: name,
          reason: 'The specified task definition does not exist. Specify a valid account, family, revision and try again.',
        });
      else if (found.status === 'ACTIVE')
        failures.push({
          arn: found.taskDefinitionArn,
          reason: 'The specified task definition is still in ACTIVE status. Please deregister the target and try again.',
        });
      if (found === undefined || found.status === 'ACTIVE') return [];
      context.cluster.apiState.deletedDefinitions.add(`${found.family}:${found.revision}`);
      return [{ ...found, status: 'DELETE_IN_PROGRESS' }];
    });
    return { taskDefinitions, failures };
  }),
  ListTaskDefinitions: lists(
    'taskDefinitionArns',
    ['familyPrefix', 'status', 'sort'],
    ({ familyPrefix, status = 'ACTIVE', sort = 'ASC' }, context) => {
      const found = definitionAnswers(context).filter(
        (one) => one.status === status && (familyPrefix === undefined || one.family === familyPrefix),
      );
      const arns = found.map(({ taskDefinitionArn }) => taskDefinitionArn);
      return sort === 'DESC' ? arns.reverse() : arns;
    },
  ),
  ListTaskDefinitionFamilies: lists('families', ['familyPrefix', 'status'], ({ familyPrefix = '', status = 'ALL' }, context) => {
    const all = definitionAnswers(context);
    const families = [...new Set(all.map(({ family }) => family))].filter((family) => family.startsWith(familyPrefix));
    const isActive = (family: string) => all.some((one) => one.family === family && one.status === 'ACTIVE');
    return families.filter((family) => status === 'ALL' || isActive(family) === (status === 'ACTIVE'));
  }),
} satisfies OperationsOf<ECS>;
