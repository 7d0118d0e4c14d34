import type { CapacityProviderStrategyItem, ECS } from '@aws-sdk/client-ecs';
import { describeClusters } from '../../../answers/cluster.js';
import { ACCOUNT_PROVIDERS } from '../../../sim/providers/of-setup.js';
import { AwsError, invalidParameter } from '../../aws-error.js';
import type { Draft } from '../../cluster/draft.js';
import { keep, withKept } from '../kept.js';
import { type Context, type OperationsOf, reads, writes } from '../operation.js';
import { missing, shortName } from './names.js';
import { providerNames } from './providers.js';
import { tagAtCreation, withTags } from './tags.js';
import { associatedProviders } from './where-to-run.js';

/** Members of an answer, and the value of `include` that requests each. */
const ON_REQUEST: Readonly<Record<string, string>> = {
  statistics: 'STATISTICS',
  settings: 'SETTINGS',
  configuration: 'CONFIGURATIONS',
  attachments: 'ATTACHMENTS',
};
/** Members that a simulation does not have. */
const KEPT = ['configuration', 'serviceConnectDefaults', 'settings'] as const;
/** The answer of a call that changes a cluster. */
const SHOWN = ['TAGS', 'SETTINGS', 'CONFIGURATIONS'];

type Described = Record<string, unknown> & {
  readonly clusterArn: string;
  readonly runningTasksCount: number;
  readonly pendingTasksCount: number;
  readonly registeredContainerInstancesCount: number;
};

/** Returns the cluster of the simulation. */
function clusterAnswer(context: Context, include: readonly string[] = []): Described {
  const { moment, apiState, draft, nowMs } = context.cluster;
  const [found] = (describeClusters(moment) as { clusters: Described[] }).clusters;
  const [tagged] = withTags(context, [withKept(context, found!.clusterArn, found!)], { include, arn: 'clusterArn' });
  const shown = Object.entries(tagged!).filter(([key]) => ON_REQUEST[key] === undefined || include.includes(ON_REQUEST[key]));
  return {
    ...(Object.fromEntries(shown) as Described),
    status: apiState.isDeleted ? 'INACTIVE' : 'ACTIVE',
    activeServicesCount: draft.services.filter(({ serviceName }, i) => isActive(context, serviceName, i, nowMs)).length,
    capacityProviders: associatedProviders(context),
    defaultCapacityProviderStrategy: draft.cluster.defaultCapacityProviderStrategy ?? [],
  };
}

function isActive({ cluster }: Context, name: string, index: number, nowMs: number): boolean {
  return (cluster.setup.services[index]!.createdAtMs ?? 0) <= nowMs && !cluster.apiState.deleted.has(name);
}

/** Calls on clusters: the simulation has one. */
export const CLUSTERS = {
  ListClusters: reads(['maxResults', 'nextToken'], (_, { cluster }) => ({
    clusterArns: cluster.apiState.isDeleted ? [] : [cluster.moment.names.cluster],
  })),
  DescribeClusters: reads(['clusters', 'include'], ({ clusters, include }, context) => {
    const { cluster: arn } = context.cluster.moment.names;
    const given = clusters === undefined || clusters.length === 0 ? [arn] : clusters;
    const known = given.filter((one) => one === arn || one === shortName(arn));
    return {
      clusters: known.length > 0 ? [clusterAnswer(context, include)] : [],
      failures: given
        .filter((one) => !known.includes(one))
        .map((one) => missing(one.startsWith('arn:') ? one : arn.replace(/[^/]+$/, one))),
    };
  }),
  CreateCluster: writes(
    { uses: ['clusterName', 'capacityProviders', 'defaultCapacityProviderStrategy', 'tags'], keeps: KEPT },
    async ({ clusterName, capacityProviders, defaultCapacityProviderStrategy, tags = [], ...input }, context) => {
      const { cluster: arn } = context.cluster.moment.names;
      const own = shortName(arn);
      if (clusterName !== undefined && clusterName !== own)
        throw new AwsError('ClientException', `Drydock simulates one cluster, ${own}: another one cannot be created.`);
      const { apiState } = context.cluster;
      // As in AWS the call is idempotent: a present cluster stays as it is.
      const isNew = apiState.isDeleted;
      apiState.isDeleted = false;
      if (isNew && capacityProviders !== undefined)
        await associate(context, { providers: capacityProviders, strategy: defaultCapacityProviderStrategy ?? [] });
      if (isNew) keep(context, arn, input, { keeps: KEPT });
      if (isNew) tagAtCreation(context, arn, tags);
      return { cluster: clusterAnswer(context, SHOWN) };
    },
  ),
  DeleteCluster: writes(['cluster'], (_, context) => {
    const found = clusterAnswer(context);
    if (Number(found.activeServicesCount) > 0)
      throw new AwsError('ClusterContainsServicesException', 'The Cluster cannot be deleted while Services are active.');
    if (found.runningTasksCount + found.pendingTasksCount > 0)
      throw new AwsError('ClusterContainsTasksException', 'The Cluster cannot be deleted while Tasks are active.');
    if (found.registeredContainerInstancesCount > 0)
      throw new AwsError(
        'ClusterContainsContainerInstancesException',
        'The Cluster cannot be deleted while Container Instances are active or draining.',
      );
    context.cluster.apiState.isDeleted = true;
    return { cluster: clusterAnswer(context) };
  }),
  UpdateCluster: writes({ uses: ['cluster'], keeps: KEPT }, (input, context) => {
    keep(context, context.cluster.moment.names.cluster, input, { keeps: KEPT });
    return { cluster: clusterAnswer(context, SHOWN) };
  }),
  UpdateClusterSettings: writes({ uses: ['cluster'], keeps: ['settings'] }, ({ settings = [] }, context) => {
    const others = (clusterAnswer(context, SHOWN).settings as typeof settings).filter(
      ({ name }) => !settings.some((one) => one.name === name),
    );
    keep(context, context.cluster.moment.names.cluster, { settings: [...others, ...settings] }, { keeps: ['settings'] });
    return { cluster: clusterAnswer(context, SHOWN) };
  }),
  PutClusterCapacityProviders: writes(
    ['cluster', 'capacityProviders', 'defaultCapacityProviderStrategy'],
    async ({ capacityProviders = [], defaultCapacityProviderStrategy = [] }, context) => {
      await associate(context, { providers: capacityProviders, strategy: defaultCapacityProviderStrategy });
      return { cluster: clusterAnswer(context) };
    },
  ),
} satisfies OperationsOf<ECS>;

interface Association {
  readonly providers: readonly string[];
  readonly strategy: readonly CapacityProviderStrategyItem[];
}

/** Gives the cluster these capacity providers and no others, and the strategy of services and tasks without one. */
async function associate(context: Context, { providers, strategy }: Association): Promise<void> {
  const { apiState, draft } = context.cluster;
  const known = providerNames(context);
  const unknown = providers.find((one) => !known.includes(one));
  if (unknown !== undefined)
    throw invalidParameter(`The specified capacity provider '${unknown}' was not found. Specify a valid name or ARN and try again.`);
  if (strategy.some(({ capacityProvider }) => !providers.includes(capacityProvider ?? '')))
    throw invalidParameter('The default capacity provider strategy can only contain capacity providers of the cluster.');
  const leaving = associatedProviders(context).filter((one) => !providers.includes(one));
  const inUse = draft.services.some(
    ({ serviceName, capacityProviderStrategy = [] }) =>
      !apiState.deleted.has(serviceName) && capacityProviderStrategy.some(({ capacityProvider }) => leaving.includes(capacityProvider)),
  );
  if (inUse) throw new AwsError('ResourceInUseException', 'The specified capacity provider is in use and cannot be removed.');
  await context.cluster.edit({ ahead: (one) => list(one, { providers, strategy }) });
  for (const name of known) apiState.notAssociated[providers.includes(name) ? 'delete' : 'add'](name);
}

/** Services and tasks that are there have strategies of their own: in the past the new default changes nothing. */
function list({ cluster }: Draft, { providers, strategy }: Association): void {
  const listed: readonly unknown[] = cluster.capacityProviders;
  for (const name of ACCOUNT_PROVIDERS)
    if (providers.includes(name) && !listed.includes(name)) cluster.capacityProviders.push(name as never);
  const items = strategy.map(({ capacityProvider, base = 0, weight = 0 }) => ({ capacityProvider, base, weight }));
  if (items.length === 0) delete cluster.defaultCapacityProviderStrategy;
  else cluster.defaultCapacityProviderStrategy = items as never;
}
