import { QUOTAS, type QuotaName, quotaProblem } from '../../services/rates/quotas.js';
import { listedProviders } from '../cluster/providers.js';
import type { Context } from '../context.js';
import type { ServiceText } from '../schema.js';
import type { Path } from '../text/problem.js';
import { quotaSetting } from './quotas-setup.js';

/** Most tags of a resource; tags have no other effect. */
const TAGS_MAX = 50;

/**
 * Checks the numbers of resources per cluster and service against the account's quotas (T.QUOTA-1, T.QUOTA-2). The simulation checks
 * numbers that grow during a run.
 */
export function checkQuotas(context: Context): void {
  const { cluster, services, workloads } = context.scenario;
  const instances = cluster.containerInstances.reduce((total, { count }) => total + count, 0);
  hold(context, ['cluster', 'capacityProviders'], 'capacityProviders', cluster.capacityProviders.length);
  hold(context, ['cluster', 'containerInstances'], 'containerInstances', instances);
  hold(context, ['services'], 'services', services.length);
  checkTags(context, ['cluster', 'tags'], cluster.tags);
  listedProviders(context.scenario).forEach(({ group }, i) => {
    if (group === null) return;
    checkTags(context, ['cluster', 'capacityProviders', i, 'tags'], group.tags);
    checkSize(context, ['cluster', 'capacityProviders', i, 'autoScalingGroup', 'maxSize'], group.autoScalingGroup.maxSize);
  });
  workloads.forEach(({ tags }, i) => void checkTags(context, ['workloads', i, 'tags'], tags));
  services.forEach((service, i) => void checkService(context, ['services', i], service));
  checkNamespaces(context);
}

/** Launches beyond the quota of the account fail in the run. A maxSize above the quota that AWS gives is a mistake unless the account has it. */
function checkSize(context: Context, path: Path, maxSize: number): void {
  if (maxSize > QUOTAS.containerInstances.limit) hold(context, path, 'containerInstances', maxSize);
}

function checkService(context: Context, path: Path, service: ServiceText): void {
  const { desiredCount, desiredCountSchedule, loadBalancers, tags } = service;
  const quota = isDiscovered(service) ? 'tasksPerDiscoveredService' : 'tasksPerService';
  if (desiredCount !== undefined) hold(context, [...path, 'desiredCount'], quota, desiredCount);
  desiredCountSchedule?.entries.forEach((entry, i) => {
    hold(context, [...path, 'desiredCountSchedule', 'entries', i, 'desiredCount'], quota, entry.desiredCount);
  });
  hold(context, [...path, 'loadBalancers'], 'targetGroups', loadBalancers.length);
  checkTags(context, [...path, 'tags'], tags);
}

/** Returns whether it uses service discovery or Service Connect, which have this quota. */
function isDiscovered({ serviceRegistries, serviceConnectConfiguration }: ServiceText): boolean {
  return (Array.isArray(serviceRegistries) && serviceRegistries.length > 0) || isConnected(serviceConnectConfiguration);
}

/** Returns whether a service uses Service Connect. */
export function isConnected(configuration: unknown): configuration is { readonly enabled: true; readonly namespace?: unknown } {
  return typeof configuration === 'object' && configuration !== null && 'enabled' in configuration && configuration.enabled === true;
}

function checkNamespaces(context: Context): void {
  const counts = new Map<unknown, number>();
  for (const { serviceConnectConfiguration: connect } of context.scenario.services)
    if (isConnected(connect)) counts.set(connect.namespace, (counts.get(connect.namespace) ?? 0) + 1);
  for (const count of counts.values()) hold(context, ['services'], 'servicesPerNamespace', count);
}

function hold(context: Context, path: Path, name: QuotaName, count: number): void {
  const problem = quotaProblem(name, count, quotaSetting(context.scenario));
  if (problem !== null) context.error(path, `${problem}; quotas.${name} sets what your account has`);
}

function checkTags(context: Context, path: Path, tags: unknown): void {
  if (Array.isArray(tags) && tags.length > TAGS_MAX)
    context.error(path, `has ${tags.length} entries: a resource has at most ${TAGS_MAX} tags`);
}
