import type { ECS } from '@aws-sdk/client-ecs';
import { describeServices } from '../../../answers/services.js';
import { AwsError, invalidParameter } from '../../aws-error.js';
import { retiredName } from '../../cluster/draft.js';
import { keep, withKept } from '../kept.js';
import { type Context, type OperationsOf, reads, writes } from '../operation.js';
import { listsOf } from '../page.js';
import { unregistrationOf } from '../scaling/targets.js';
import { needsSame } from './changes.js';
import { lookUp, serviceOf, shortName } from './names.js';
import { creationOf, type ReusedNames, resize, updateOf } from './service-edits.js';
import { tagAtCreation, withTags } from './tags.js';
import { taskSetsOf } from './task-sets.js';

/** Members that a simulation does not have. */
const KEPT = ['enableExecuteCommand', 'serviceConnectConfiguration', 'serviceRegistries', 'vpcLatticeConfigurations'] as const;
/** Members by which the tasks of a service get tags. */
const TAGGING = ['enableECSManagedTags', 'propagateTags'];
/** Members that the model has in part: some of their keys. */
const PARTS = ['networkConfiguration', 'loadBalancers', 'deploymentConfiguration'];
const DESCRIBED_MAX = 10;
const lists = listsOf('ecs', 10);

type Described = Record<string, unknown> & {
  readonly serviceName: string;
  readonly serviceArn: string;
  readonly status: string;
  readonly runningCount: number;
  readonly pendingCount: number;
};

/** The services that have been created, as DescribeServices returns them. */
function serviceAnswers(context: Context): Described[] {
  const { cluster } = context;
  const { moment, messages, setup, nowMs } = cluster;
  const { services } = describeServices(moment) as { services: Described[] };
  return services
    .filter((_, i) => (setup.services[i]!.createdAtMs ?? 0) <= nowMs)
    .map((service) => ({
      ...withConnect(withKept(context, service.serviceArn, service)),
      events: messages.of(service.serviceArn),
      ...statusOf(cluster, service),
      ...setsOf(context, service),
    }));
}

/** Service Connect is a part of a deployment. */
function withConnect({ serviceConnectConfiguration, ...service }: Described): Described {
  if (serviceConnectConfiguration === undefined) return service;
  const [primary, ...others] = service.deployments as readonly object[];
  return { ...service, deployments: [{ ...primary, serviceConnectConfiguration }, ...others] };
}

/** A service with the deployment controller EXTERNAL has task sets in place of deployments. */
function setsOf(context: Context, { serviceName }: Described): object {
  const service = context.cluster.draft.services.findIndex((one) => one.serviceName === serviceName);
  if (context.cluster.draft.services[service]!.taskSets === undefined) return {};
  const taskSets = taskSetsOf(context, service);
  const primary = taskSets.find(({ status }) => status === 'PRIMARY');
  return { taskSets, deployments: [], taskDefinition: primary?.taskDefinition };
}

/** A deleted service is DRAINING until its tasks have stopped. */
function statusOf({ apiState, moment }: Context['cluster'], { serviceName, runningCount, pendingCount }: Described): object {
  if (!apiState.deleted.has(serviceName)) return {};
  const index = moment.world.setup.services.findIndex(({ name }) => name === serviceName);
  const left = runningCount + pendingCount + moment.world.records.services[index]!.stopping;
  return { status: left > 0 ? 'DRAINING' : 'INACTIVE' };
}

export const SERVICES = {
  ListServices: lists(
    'serviceArns',
    ['cluster', 'launchType', 'schedulingStrategy', 'resourceManagementType'],
    ({ launchType, schedulingStrategy, resourceManagementType: by }, context) => {
      const found = serviceAnswers(context).filter(
        (service) =>
          service.status !== 'INACTIVE' &&
          // Services of Express Mode are not simulated.
          by !== 'ECS' &&
          (launchType === undefined || service.launchType === launchType) &&
          (schedulingStrategy === undefined || service.schedulingStrategy === schedulingStrategy),
      );
      return found.map(({ serviceArn }) => serviceArn);
    },
  ),
  ListServicesByNamespace: lists('serviceArns', ['namespace'], ({ namespace = '' }, context) => {
    const found = serviceAnswers(context).filter(
      ({ serviceArn, status }) => status !== 'INACTIVE' && namespaceOf(context, serviceArn) === shortName(namespace),
    );
    return found.map(({ serviceArn }) => serviceArn);
  }),
  DescribeServices: reads(['cluster', 'services', 'include'], ({ services = [], include }, context) => {
    if (services.length === 0) throw invalidParameter('Services cannot be empty.');
    if (services.length > DESCRIBED_MAX)
      throw invalidParameter(`You can specify up to ${DESCRIBED_MAX} services to describe in a single operation.`);
    const all = new Map(serviceAnswers(context).map((one) => [one.serviceName, one]));
    const { found, failures } = lookUp(services, all, `${context.cluster.moment.names.prefix}:service/default`);
    return { services: withTags(context, found, { include, arn: 'serviceArn' }), failures };
  }),
  CreateService: writes(
    {
      uses: [
        ...(['cluster', 'serviceName', 'taskDefinition', 'desiredCount', 'schedulingStrategy', 'deploymentController'] as const),
        ...(['launchType', 'capacityProviderStrategy', 'platformVersion', 'placementConstraints', 'placementStrategy'] as const),
        ...(['networkConfiguration', 'loadBalancers', 'healthCheckGracePeriodSeconds', 'deploymentConfiguration'] as const),
        ...(['availabilityZoneRebalancing', 'volumeConfigurations', 'clientToken', 'monitoring', 'tags'] as const),
        ...(['enableECSManagedTags', 'propagateTags'] as const),
      ],
      keeps: [...KEPT, 'role'],
      refuses: ['gatewayConnectors'],
    },
    async (input, context) => {
      checkCount(input.desiredCount);
      const before = serviceAnswers(context).find(({ serviceName }) => serviceName === input.serviceName);
      if (before?.status === 'DRAINING') throw invalidParameter('Unable to Start a service that is still Draining.');
      if (before?.status === 'ACTIVE') throw invalidParameter('Creation of service was not idempotent.');
      const lives = before === undefined ? undefined : livesOf(context, before.serviceName);
      await context.cluster.edit(creationOf(context, input, lives));
      const { names } = context.cluster.moment;
      if (lives !== undefined)
        context.cluster.apiState.retireService(before!.serviceName, lives.past, {
          service: before!.serviceArn,
          scaled: `service/default/${before!.serviceName}`,
        });
      const spec = context.cluster.setup.services.at(-1)!;
      keep(context, names.service(spec), input, { keeps: [...KEPT, ...TAGGING, 'role'], parts: PARTS });
      const service = serviceAnswer(context, input.serviceName!)!;
      tagAtCreation(context, service.serviceArn, input.tags);
      return { service: { ...service, tags: input.tags ?? [] } };
    },
  ),
  UpdateService: writes(
    {
      uses: [
        ...(['cluster', 'service', 'desiredCount', 'taskDefinition', 'forceNewDeployment', 'capacityProviderStrategy'] as const),
        ...(['deploymentConfiguration', 'placementConstraints', 'placementStrategy', 'platformVersion', 'networkConfiguration'] as const),
        ...(['healthCheckGracePeriodSeconds', 'availabilityZoneRebalancing', 'volumeConfigurations'] as const),
        ...(['enableECSManagedTags', 'propagateTags', 'deploymentController', 'loadBalancers', 'monitoring'] as const),
      ],
      keeps: KEPT,
      refuses: ['gatewayConnectors'],
    },
    async (input, context) => {
      const index = activeServiceOf(context, input.service ?? '');
      checkCount(input.desiredCount);
      const own = serviceAnswer(context, input.service!)!;
      needsSame(own, input);
      await context.cluster.edit(updateOf(context, index, input, own));
      const { moment, setup } = context.cluster;
      keep(context, moment.names.service(setup.services[index]!), input, { keeps: [...KEPT, ...TAGGING], parts: PARTS });
      return { service: serviceAnswer(context, input.service!) };
    },
  ),
  DeleteService: writes(['cluster', 'service', 'force'], async ({ service = '', force = false }, context) => {
    const index = activeServiceOf(context, service);
    const { desiredCount, schedulingStrategy, scaled } = desiredOf(context, index);
    if (schedulingStrategy === 'DAEMON') throw invalidParameter('Drydock cannot delete a service with the DAEMON scheduling strategy.');
    if (desiredCount > 0 && !force) throw invalidParameter('The service cannot be stopped while it is scaled above 0.');
    const unscale = scaled ? unregistrationOf(context, index) : undefined;
    await context.cluster.edit({
      ...unscale,
      ahead: (draft, atMs) => {
        unscale?.ahead(draft, atMs);
        resize(draft.services[index]!, atMs, 0);
      },
    });
    if (scaled) context.cluster.apiState.unregistered.add(`service/default/${shortName(service)}`);
    context.cluster.apiState.deleted.set(shortName(service), context.cluster.nowMs);
    return { service: serviceAnswer(context, service) };
  }),
} satisfies OperationsOf<ECS>;

/** The name that a deleted service gets, and the name by which the chance of the one in its place is drawn. */
function livesOf({ cluster: { draft } }: Context, name: string): ReusedNames {
  // The past would be another one without the task group of this name.
  if (new RegExp(`service:${name}\\b`).test(JSON.stringify([draft.services, draft.taskDefinitions, draft.workloads])))
    throw invalidParameter(`Drydock cannot use the name ${name} again: a placement constraint names service:${name}.`);
  const taken = draft.services.map(({ serviceName }) => serviceName);
  const past = retiredName(taken, name);
  return { past, next: retiredName([...taken, past], name) };
}

/** The namespace of Service Connect in which a service is; the default one of the cluster where it names none. */
function namespaceOf({ cluster: { apiState, moment } }: Context, service: string): string | undefined {
  const given = (name: string, key: string) =>
    apiState.kept.get(name)?.own[key] as { readonly enabled?: boolean; readonly namespace?: string } | undefined;
  const own = given(service, 'serviceConnectConfiguration');
  if (own?.enabled !== true) return undefined;
  const name = own.namespace ?? given(moment.names.cluster, 'serviceConnectDefaults')?.namespace;
  return name === undefined ? undefined : shortName(name);
}

function serviceAnswer(context: Context, reference: string): Described | undefined {
  return serviceAnswers(context).find(({ serviceName }) => serviceName === shortName(reference));
}

/** Throws an error of the API: that of the scenario would name a path that a caller does not have. */
function checkCount(desiredCount: number | undefined): void {
  if (desiredCount !== undefined && desiredCount < 0) throw invalidParameter(`desiredCount must be 0 or more, not ${desiredCount}.`);
}

/** Throws AWS's error unless the service is there and not deleted. */
function activeServiceOf(context: Context, reference: string): number {
  const index = serviceOf(context, reference);
  if (context.cluster.apiState.deleted.has(shortName(reference)))
    throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
  return index;
}

function desiredOf({ cluster }: Context, service: number) {
  const { desired } = cluster.moment.world.records.services[service]!;
  const { schedulingStrategy, scaling } = cluster.setup.services[service]!;
  return { desiredCount: desired, schedulingStrategy, scaled: scaling !== null };
}
