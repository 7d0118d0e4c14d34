import type { PlacementStrategy } from '../../placement/view.js';
import type { ContainerBehaviors } from '../../services/containers/container-behavior.js';
import type { Capacity } from '../../sim/capacity.js';
import type { DeploymentSpec } from '../../sim/deployment-spec.js';
import type { ServiceSpec, WorkloadSpec } from '../../sim/setup.js';
import { providerOfLaunchType } from '../cluster/providers.js';
import { startsAtMsOf } from '../complete.js';
import type { Indexes } from '../indexes.js';
import { loadOf } from '../load/setup.js';
import { scalingOf } from '../scaling/setup.js';
import type { ServiceText, StrategyText, WorkloadText } from '../schema.js';
import { deploymentSpecOf } from '../services/setup.js';
import { findDefinition } from '../task-definition/check.js';
import { distribution, durationMs } from '../units.js';
import { arrivalsOf } from './arrivals.js';
import { volumeSpecOf } from './volumes-setup.js';

/** Converts the text of a service. */
export function serviceSpec(service: ServiceText, indexes: Indexes): ServiceSpec {
  const { desiredCountSchedule: schedule, deploymentConfiguration: deployment } = service;
  const where = whereSpec(service, indexes);
  const deploymentSpec = withStrategies(deploymentSpecOf(service, indexes.scenario, indexes.definitions), service, indexes);
  // Two sets of tasks side by side are not balanced, and one zone always is.
  const isRolling = deploymentSpec === null || (deploymentSpec.shift === null && deploymentSpec.taskSets === null);
  const isRebalanced = service.availabilityZoneRebalancing === 'ENABLED' && isRolling && indexes.zones.length > 1;
  return {
    name: service.serviceName,
    ...where,
    schedulingStrategy: service.schedulingStrategy,
    ...(service.createdAt === undefined ? {} : { createdAtMs: durationMs(service.createdAt) }),
    ...(service.drawnBy === undefined ? {} : { drawnBy: service.drawnBy }),
    desired: desiredOf(service),
    desiredEveryMs: schedule?.every === undefined ? null : durationMs(schedule.every),
    minimumHealthyPercent: deployment.minimumHealthyPercent!,
    maximumPercent: deployment.maximumPercent!,
    ...behaviorsOf(service),
    timeToFailure: service.timeToFailure === undefined ? null : distribution(service.timeToFailure),
    ...(isRebalanced ? { isRebalanced } : {}),
    ...resolutionsOf(service, deploymentSpec, indexes),
    deploymentSpec,
    ...dependenciesOf(service),
    load: loadOf(service, indexes.definitions, { scenario: indexes.scenario, files: indexes.loads }),
    scaling: scalingOf(service.scaling, startsAtMsOf(indexes.scenario), indexes.scenario.customMetrics),
  };
}

/** By revision, whether its tags are resolved to digests. Task sets have no service revisions that could keep digests. */
function resolutionsOf(
  service: ServiceText,
  deploymentSpec: DeploymentSpec | null,
  { scenario, definitions }: Indexes,
): Pick<ServiceSpec, 'resolvesTags'> {
  const { versionConsistency, reaction } = scenario.serviceScheduler;
  const standard = scenario.awsBehaviour === 'current' && reaction === 'turns' ? 'enabled' : 'disabled';
  const { type = 'ECS' } = service.deploymentController ?? {};
  if ((versionConsistency ?? standard) === 'disabled' || type !== 'ECS' || service.schedulingStrategy === 'DAEMON') return {};
  const revisions = deploymentSpec?.revisions ?? [{ taskDefinition: findDefinition(service.taskDefinition, definitions)! }];
  return { resolvesTags: revisions.map(({ taskDefinition }) => definitions[taskDefinition]!.containers.some((one) => one.resolvesTag)) };
}

function dependenciesOf({ dependencies }: ServiceText): Pick<ServiceSpec, 'dependencies'> {
  if (dependencies === undefined) return {};
  return {
    dependencies: dependencies.map(({ name, share, errorTime, startup, startupTimeout, healthCheck }) => ({
      name,
      share,
      errorMs: errorTime === undefined ? null : durationMs(errorTime),
      startupTimeoutMs: startup ? durationMs(startupTimeout) : null,
      isChecked: healthCheck,
    })),
  };
}

export function workloadSpec(workload: WorkloadText, indexes: Indexes): WorkloadSpec {
  const { name, count, group = null, arrivals, runTime, startTask } = workload;
  return {
    name,
    ...whereSpec(workload, indexes),
    group,
    arrivals: arrivalsOf(arrivals, startsAtMsOf(indexes.scenario)),
    count,
    runTime: runTime === 'forever' ? null : distribution(runTime!),
    ...behaviorsOf(workload),
    ...(startTask === undefined ? {} : { startOn: startTask.containerInstances }),
  };
}

function whereSpec(work: ServiceText | WorkloadText, indexes: Indexes) {
  const { placementConstraints = [], placementStrategy = [], networkConfiguration, platformVersion } = work;
  const volume = volumeSpecOf(work, indexes.scenario);
  return {
    taskDefinition: findDefinition(work.taskDefinition, indexes.definitions)!,
    capacity: capacityOf(work, indexes),
    placementStrategy: placementStrategy.map(({ type, field }): PlacementStrategy => (field === undefined ? { type } : { type, field })),
    memberOf: placementConstraints.flatMap(({ type, expression }) => (type === 'memberOf' ? [expression!] : [])),
    isDistinctInstance: placementConstraints.some(({ type }) => type === 'distinctInstance'),
    zones: networkConfiguration === undefined ? null : subnetZones(networkConfiguration.awsvpcConfiguration.subnets, indexes),
    ...(platformVersion === undefined ? {} : { platformVersion }),
    ...(volume === undefined ? {} : { volume }),
  };
}

/** A launch type without instances equals a strategy with the first provider of its kind alone: ECS treats the task the same. */
function capacityOf({ launchType, capacityProviderStrategy }: ServiceText | WorkloadText, indexes: Indexes): Capacity {
  if (capacityProviderStrategy !== undefined) return strategyOf(capacityProviderStrategy, indexes);
  if (launchType === 'EXTERNAL') return { kind: 'launchType', isExternal: true };
  const capacityProvider = providerOfLaunchType(launchType);
  if (capacityProvider === undefined) return { kind: 'launchType' };
  return strategyOf([{ capacityProvider, base: 0, weight: 1 }], indexes);
}

/** Gives each deployment the strategy in force: its own, or that of the deployment before it. */
function withStrategies(spec: DeploymentSpec | null, { deployments }: ServiceText, indexes: Indexes): DeploymentSpec | null {
  if (spec === null || deployments.every(({ capacityProviderStrategy }) => capacityProviderStrategy === undefined)) return spec;
  const first = spec.revisions.length - deployments.length;
  let capacity: Capacity | undefined;
  const revisions = spec.revisions.map((revision, i) => {
    const strategy = deployments[i - first]?.capacityProviderStrategy;
    if (strategy !== undefined) capacity = strategyOf(strategy, indexes);
    return capacity === undefined ? revision : { ...revision, capacity };
  });
  return { ...spec, revisions };
}

/** A single provider takes every task, whatever its weight: a weight of 0 (the default) would divide by zero. */
function strategyOf(items: StrategyText, indexes: Indexes): Capacity {
  return {
    kind: 'strategy',
    items: items.map(({ capacityProvider, base, weight }) => ({
      provider: indexes.provider(capacityProvider),
      base,
      weight: items.length === 1 ? Math.max(1, weight) : weight,
    })),
  };
}

function subnetZones(subnets: readonly string[], indexes: Indexes): number[] {
  const zoneOf = indexes.scenario.cluster.subnets ?? {};
  const zones = subnets.map((subnet) => indexes.zones.indexOf(Object.hasOwn(zoneOf, subnet) ? zoneOf[subnet]! : subnet));
  return [...new Set(zones)].sort((a, b) => a - b);
}

/** The behaviour of the containers that a service or workload describes. */
function behaviorsOf({ containers }: ServiceText | WorkloadText): { containers?: ContainerBehaviors } {
  if (containers === undefined) return {};
  const entries = Object.entries(containers).map(([name, { runTime, exitCode, stopTime, healthyAfter }]) => {
    const runTimes = runTime === undefined ? null : Array.isArray(runTime) ? runTime.map(distribution) : [distribution(runTime)];
    const healthyFromMs = healthyAfter === 'never' ? null : durationMs(healthyAfter);
    return [name, { runTimes, exitCode, stopTime: stopTime === undefined ? null : distribution(stopTime), healthyFromMs }] as const;
  });
  return { containers: Object.fromEntries(entries) };
}

/**
 * The first entry is at the creation of the service, or at 0. A repeating schedule begins with the count of its last entry, any other with
 * desiredCount.
 */
function desiredOf(service: ServiceText): ServiceSpec['desired'] {
  const { createdAt = '0s', desiredCount, desiredCountSchedule: schedule, schedulingStrategy } = service;
  if (schedulingStrategy === 'DAEMON') return [];
  const entries = (schedule?.entries ?? []).map(({ at, desiredCount: count }) => ({ atMs: durationMs(at), count }));
  const createdAtMs = durationMs(createdAt);
  if (entries[0]?.atMs === createdAtMs) return entries;
  const first = schedule?.every === undefined ? (desiredCount ?? 0) : entries.at(-1)!.count;
  return [{ atMs: createdAtMs, count: first }, ...entries];
}
