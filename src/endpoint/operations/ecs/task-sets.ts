import type { CreateTaskSetRequest, ECS } from '@aws-sdk/client-ecs';
import { revisionCounts } from '../../../answers/services.js';
import { service as serviceSchema } from '../../../scenario/work/schema.js';
import { taskSetCount } from '../../../services/deployments/task-sets.js';
import { AwsError, invalidParameter } from '../../aws-error.js';
import type { Draft, ServiceDraft } from '../../cluster/draft.js';
import { keep, withKept } from '../kept.js';
import { type Context, type OperationsOf, reads, writes } from '../operation.js';
import { definitionFor } from './definitions.js';
import { inScenario } from './in-scenario.js';
import { missing, serviceOf, shortName } from './names.js';
import { tagAtCreation, withTags } from './tags.js';
import { capacityOf, networkOf } from './where-to-run.js';

/** The first task set of a service that a call created: it has no tasks, and no call shows it. */
const PLACEHOLDER = 0;

/** Members that a simulation does not have. */
const KEPT = ['externalId', 'platformVersion', 'serviceRegistries'] as const;

/** Keys in a scenario of a service with the deployment controller EXTERNAL before its first task set. */
export function withoutTaskSets({ cluster }: Context): Pick<ServiceDraft, 'taskDefinition' | 'taskSets'> {
  const [any] = cluster.setup.taskDefinitions;
  if (any === undefined) throw new AwsError('ClientException', 'Drydock needs a task definition before it creates a service.');
  const taskDefinition = `${any.family}:${any.revision}`;
  return { taskDefinition, taskSets: [{ at: '0s', taskDefinition, scale: [{ at: '0s', value: 0 }] }] };
}

/** The task sets of a service that have not been deleted, as DescribeTaskSets returns them. */
export function taskSetsOf(context: Context, service: number): Record<string, unknown>[] {
  const { moment, apiState, draft, nowMs } = context.cluster;
  const { names, world } = moment;
  const { taskSets = [], serviceName } = draft.services[service]!;
  const [spec, { desired }] = [world.setup.services[service]!, world.records.services[service]!];
  const counts = revisionCounts(moment, service);
  return taskSets.flatMap((_, nth) => {
    const { running = 0, pending = 0 } = counts.get(nth) ?? {};
    const scalePercent = scaleOf(context, service, nth);
    const isOver = isDeleted(context, service, nth);
    if ((nth === PLACEHOLDER && spec.createdAtMs !== undefined) || (isOver && running + pending === 0)) return [];
    const id = names.deployment(spec, nth);
    const computedDesiredCount = taskSetCount(desired, { scalePercent }, world.setup.deploymentAndHealth.deployments);
    const isSteady = running === computedDesiredCount && pending === 0;
    const at = names.time(spec.deploymentSpec!.revisions[nth]!.atMs);
    const isPrimary = apiState.primarySets.get(serviceName) === nth;
    const taskSetArn = arnOf(context, service, nth);
    return [
      withKept(context, taskSetArn, {
        ...{ id, taskSetArn, serviceArn: names.service(spec), clusterArn: names.cluster },
        status: isOver ? 'DRAINING' : isPrimary ? 'PRIMARY' : 'ACTIVE',
        taskDefinition: names.taskDefinition(spec.deploymentSpec!.revisions[nth]!.taskDefinition),
        ...{ computedDesiredCount, runningCount: running, pendingCount: pending },
        scale: { value: scalePercent, unit: 'PERCENT' },
        stabilityStatus: isSteady ? 'STEADY_STATE' : 'STABILIZING',
        stabilityStatusAt: names.time(nowMs),
        ...{ createdAt: at, updatedAt: at, tags: [] },
        ...whereOf(draft.services[service]!),
      }),
    ];
  });
}

function whereOf({ launchType, capacityProviderStrategy, networkConfiguration }: ServiceDraft): object {
  return { launchType, capacityProviderStrategy, networkConfiguration };
}

export const TASK_SETS = {
  DescribeTaskSets: reads(['cluster', 'service', 'taskSets', 'include'], ({ service = '', taskSets: references, include }, context) => {
    const all = taskSetsOf(context, externalService(context, service));
    const found = (one: string) => all.find(({ id, taskSetArn }) => one === taskSetArn || String(id).endsWith(shortName(one)));
    const existing = references === undefined ? all : references.flatMap((one): Record<string, unknown>[] => [found(one) ?? []].flat());
    return {
      taskSets: withTags(context, existing, { include, arn: 'taskSetArn' }),
      failures: (references ?? []).filter((one) => found(one) === undefined).map(missing),
    };
  }),
  CreateTaskSet: writes(
    {
      uses: [
        ...(['cluster', 'service', 'taskDefinition', 'scale', 'launchType', 'capacityProviderStrategy', 'networkConfiguration'] as const),
        ...(['loadBalancers', 'clientToken', 'tags'] as const),
      ],
      keeps: KEPT,
    },
    async (input, context) => {
      const service = externalService(context, input.service ?? '');
      const taskDefinition = definitionFor(context, input.taskDefinition ?? '');
      const value = scaleIn(input.scale);
      const where = whereIn(context, service, input);
      await context.cluster.edit({
        ahead: ({ services }, atMs) => {
          const own = services[service]!;
          Object.assign(own, structuredClone(where));
          if ('capacityProviderStrategy' in where) delete own.launchType;
          if ('launchType' in where) delete own.capacityProviderStrategy;
          own.taskSets!.push({ at: `${atMs}ms`, taskDefinition, scale: [{ at: `${atMs}ms`, value }] });
        },
      });
      const nth = context.cluster.draft.services[service]!.taskSets!.length - 1;
      keep(context, arnOf(context, service, nth), input, { keeps: KEPT, parts: ['networkConfiguration', 'loadBalancers'] });
      const made = taskSetsOf(context, service).at(-1)!;
      tagAtCreation(context, String(made.taskSetArn), input.tags);
      return { taskSet: { ...made, tags: input.tags ?? [] } };
    },
  ),
  UpdateTaskSet: writes(['cluster', 'service', 'taskSet', 'scale'], async (input, context) => {
    const { service, nth } = taskSetNamed(context, input);
    const value = scaleIn(input.scale);
    await context.cluster.edit({ ahead: (draft, atMs) => rescale(draft, atMs, { service, nth, value }) });
    return { taskSet: taskSetAnswer(context, service, nth) };
  }),
  UpdateServicePrimaryTaskSet: writes(['cluster', 'service', 'primaryTaskSet'], ({ service: name, primaryTaskSet }, context) => {
    const { service, nth } = taskSetNamed(context, { service: name, taskSet: primaryTaskSet });
    context.cluster.apiState.primarySets.set(context.cluster.draft.services[service]!.serviceName, nth);
    return { taskSet: taskSetAnswer(context, service, nth) };
  }),
  DeleteTaskSet: writes(['cluster', 'service', 'taskSet', 'force'], async (input, context) => {
    const { service, nth } = taskSetNamed(context, input);
    const { apiState, draft } = context.cluster;
    const { serviceName } = draft.services[service]!;
    const before = taskSetAnswer(context, service, nth);
    if (before?.status === 'PRIMARY') throw invalidParameter('The primary task set cannot be deleted: make another one primary first.');
    if (scaleOf(context, service, nth) > 0 && input.force !== true)
      throw invalidParameter('The task set cannot be deleted while it is scaled above 0. Use force.');
    await context.cluster.edit({ ahead: (one, atMs) => rescale(one, atMs, { service, nth, value: 0 }) });
    apiState.deletedSets.add(`${serviceName}/${nth}`);
    return { taskSet: taskSetAnswer(context, service, nth) ?? { ...before, status: 'DRAINING' } };
  }),
} satisfies OperationsOf<ECS>;

/** Percent of the desired count. The simulation takes any fraction. */
function scaleIn(scale: CreateTaskSetRequest['scale']): number {
  const value = scale?.value ?? 100;
  if (value < 0 || value > 100) throw invalidParameter('The scale value must be between 0 and 100.');
  return value;
}

/** In a simulation all task sets of a service run in one place: that of the first. */
function whereIn(context: Context, service: number, input: CreateTaskSetRequest): object {
  const { cluster } = context;
  const { loadBalancers } = input;
  const balancers =
    loadBalancers === undefined ? {} : inScenario(context, 'CreateTaskSet', { schema: serviceSchema, input: { loadBalancers } });
  const where = { ...capacityOf(context, input), ...(input.launchType === undefined ? {} : { launchType: input.launchType }) };
  const given = { ...where, ...networkOf(context, input), ...balancers };
  const own = cluster.draft.services[service]! as unknown as Record<string, unknown>;
  const isFirst = own.taskSets !== undefined && cluster.draft.services[service]!.taskSets!.length === 1;
  if (isFirst) return given;
  const other = Object.entries(given).find(([key, value]) => JSON.stringify(own[key]) !== JSON.stringify(value));
  if (other !== undefined)
    throw invalidParameter(`Drydock runs the task sets of a service in one place: ${other[0]} is not that of the first one.`);
  return {};
}

function rescale(draft: Draft, atMs: number, { service, nth, value }: { service: number; nth: number; value: number }): void {
  draft.services[service]!.taskSets![nth]!.scale.push({ at: `${atMs}ms`, value });
}

function scaleOf({ cluster }: Context, service: number, nth: number): number {
  const { scale } = cluster.setup.services[service]!.deploymentSpec!.taskSets![nth]!;
  return scale.findLast(({ atMs }) => atMs <= cluster.nowMs)?.percent ?? 0;
}

function isDeleted({ cluster }: Context, service: number, nth: number): boolean {
  return cluster.apiState.deletedSets.has(`${cluster.draft.services[service]!.serviceName}/${nth}`);
}

function arnOf({ cluster }: Context, service: number, nth: number): string {
  const { names, world } = cluster.moment;
  const spec = world.setup.services[service]!;
  return `${names.service(spec).replace(':service/', ':task-set/')}/${names.deployment(spec, nth)}`;
}

/** Throws AWS's error unless the service has task sets. */
function externalService(context: Context, reference: string): number {
  const service = serviceOf(context, reference);
  if (context.cluster.draft.services[service]!.taskSets === undefined)
    throw invalidParameter('The service does not have the deployment controller EXTERNAL.');
  return service;
}

interface Named {
  readonly service?: string | undefined;
  readonly taskSet?: string | undefined;
}

function taskSetNamed(
  context: Context,
  { service: reference = '', taskSet = '' }: Named,
): { readonly service: number; readonly nth: number } {
  const service = externalService(context, reference);
  const { length } = context.cluster.draft.services[service]!.taskSets!;
  const id = shortName(taskSet);
  const nth = Array.from({ length }, (_, i) => i).find((i) => id !== '' && arnOf(context, service, i).endsWith(`/${id}`));
  if (nth === undefined || isDeleted(context, service, nth))
    throw new AwsError('TaskSetNotFoundException', 'The specified task set was not found.');
  return { service, nth };
}

function taskSetAnswer(context: Context, service: number, nth: number): Record<string, unknown> | undefined {
  return taskSetsOf(context, service).find(({ taskSetArn }) => taskSetArn === arnOf(context, service, nth));
}
