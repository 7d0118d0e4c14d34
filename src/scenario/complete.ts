import { dateSecondsOf } from '../placement/query/literals.js';
import { SERVICE_DEFAULT, STANDALONE_DEFAULT } from '../placement/strategies.js';
import type { PlacementStrategy } from '../placement/view.js';
import { percentsInForce } from '../services/deployments/percents.js';
import { TARGET_DEFAULTS } from '../services/load-balancing/target-settings.js';
import { pullRate } from '../services/pulls/pull-settings.js';
import { type Attributes, settledAttributes } from './cluster/attributes.js';
import { type FixedText, isExternal } from './cluster/external.js';
import { operatingSystemOfType } from './cluster/instance-types.js';
import { isOnInstances } from './cluster/providers.js';
import { hasGroupPolicies } from './features.js';
import { groupScaling } from './groups/policies-schema.js';
import { completeMixed, completeRefreshes, typesOf } from './groups/setup.js';
import { imageCache } from './images/schema.js';
import { REQUESTS_DEFAULT } from './load/schema.js';
import { momentMsOf } from './moment.js';
import { placementField } from './placement/schema.js';
import type { LoadText, ProviderText, Scenario, ServiceText, WorkloadText } from './schema.js';
import { rebalancingOf } from './services/rebalancing.js';
import { alarms } from './services/scheduler-schema.js';
import { bootOf } from './settings/setup.js';

/**
 * Writes out the defaults that depend on other parts of the scenario. A completed scenario loads to itself, so the written scenario repeats
 * a run even after a default has changed.
 */
export function complete(scenario: Scenario): Scenario {
  const availabilityZones = zonesOf(scenario);
  const { cluster } = scenario;
  const capacityProviders = cluster.capacityProviders.map((provider) =>
    typeof provider === 'string' ? provider : completeProvider(provider, scenario),
  );
  const containerInstances = cluster.containerInstances.map((group) => completeFixed(group, scenario));
  return {
    ...scenario,
    ...completeImageCache(scenario),
    ...(scenario.groupScaling !== undefined || !hasGroupPolicies(scenario) ? {} : { groupScaling: groupScaling.parse({}) }),
    cluster: { ...cluster, availabilityZones, capacityProviders, containerInstances },
    timings: { instanceBoot: bootOf(scenario), ...scenario.timings },
    serviceScheduler: completeScheduler(scenario),
    ...(scenario.alarms === undefined && scenario.services.some(bakes) ? { alarms: alarms.parse({}) } : {}),
    services: scenario.services.map((service) => completeService(service, scenario)),
    workloads: scenario.workloads.map((workload) => completeWorkload(workload, scenario)),
  };
}

function completeImageCache({ images, imageCache: given }: Scenario): Pick<Scenario, 'imageCache'> {
  if (given === undefined && images.length === 0) return {};
  const cache = given ?? imageCache.parse({});
  return { imageCache: { pullMibPerSecond: pullRate(cache), ...cache } };
}

/** Writes no default for a setting that only some services need, if none of them exists. */
function completeScheduler({ serviceScheduler, services }: Scenario): Scenario['serviceScheduler'] {
  const { allUnhealthy = TARGET_DEFAULTS.allUnhealthy } = serviceScheduler;
  const hasTargets = services.some(({ load, loadBalancers }) => load !== undefined && loadBalancers.length > 0);
  return { ...serviceScheduler, ...(hasTargets ? { allUnhealthy } : {}) };
}

/** Returns whether alarms of a rolling update are watched once it is steady. */
export function bakes({ deploymentConfiguration: { alarms, strategy = 'ROLLING', bakeTimeInMinutes } }: ServiceText): boolean {
  return alarms?.enable === true && strategy === 'ROLLING' && bakeTimeInMinutes === undefined;
}

/** Time 0 on the calendar, in milliseconds since 1970. */
export function startsAtMsOf({ startsAt }: Scenario): number {
  return dateSecondsOf(startsAt)! * 1_000;
}

/** The time of the present state; the run treats it as time 0. */
export function presentAtMsOf(scenario: Scenario): number {
  const { at } = scenario.present ?? {};
  return at === undefined ? startsAtMsOf(scenario) : momentMsOf(at)!;
}

/** Three zones by default, because most regions have at least three: the spread of a service over zones then has an effect. */
export function zonesOf({ cluster, region }: Scenario): string[] {
  return cluster.availabilityZones ?? ['a', 'b', 'c'].map((letter) => `${region}${letter}`);
}

function completeProvider(provider: ProviderText, scenario: Scenario): ProviderText {
  const group = provider.autoScalingGroup;
  const isManaged = provider.autoScalingGroupProvider.managedTerminationProtection === 'ENABLED';
  const { desiredCapacity = group.minSize, newInstancesProtectedFromScaleIn = isManaged } = group;
  const traits = traitsOf(group, typesOf(group)[0]!, scenario);
  return {
    ...provider,
    autoScalingGroup: {
      ...group,
      ...completeMixed(group),
      ...completeRefreshes(group),
      desiredCapacity,
      newInstancesProtectedFromScaleIn,
      ...traits,
    },
  };
}

/** Instances outside AWS have no zone. */
function completeFixed(group: FixedText, scenario: Scenario): FixedText {
  const { availabilityZones, attributes } = traitsOf(group, group.instanceType, scenario);
  return isExternal(group) ? { ...group, attributes } : { ...group, availabilityZones, attributes };
}

type Group = Scenario['cluster']['containerInstances'][number] | ProviderText['autoScalingGroup'];

/** The zones of a group's instances, and the attributes that follow from them. */
function traitsOf(group: Group, instanceType: string, scenario: Scenario): { availabilityZones: string[]; attributes: Attributes } {
  const { availabilityZones = zonesOf(scenario), attributes } = group;
  const operatingSystem = operatingSystemOfType(instanceType, scenario);
  const { subnets = {} } = scenario.cluster;
  return { availabilityZones, attributes: settledAttributes({ attributes, operatingSystem, zones: availabilityZones, subnets }) };
}

function completeService(service: ServiceText, scenario: Scenario): ServiceText {
  const { schedulingStrategy, deploymentController } = service;
  const isDaemon = schedulingStrategy === 'DAEMON';
  const percented = { schedulingStrategy, controller: deploymentController?.type ?? ('ECS' as const) };
  const { minimumHealthyPercent, maximumPercent } = percentsInForce(percented, service.deploymentConfiguration);
  return {
    ...service,
    // A daemon runs on every instance, also in a cluster whose default is a strategy.
    ...(isDaemon && service.capacityProviderStrategy === undefined && service.launchType === undefined
      ? { launchType: 'EC2' as const }
      : capacityOf(service, scenario)),
    // A daemon has no strategy, because it runs everywhere (C.SCH-01). A task without an instance has none either (S.PLACE-15).
    ...(isDaemon || !isOnInstances(service, scenario) ? {} : { placementStrategy: placementOf(service, SERVICE_DEFAULT) }),
    ...rebalancingOf(service, scenario),
    deploymentConfiguration: { ...service.deploymentConfiguration, minimumHealthyPercent, maximumPercent },
    ...(service.load === undefined ? {} : { load: completeLoad(service.load, isOnInstances(service, scenario)) }),
  };
}

/** A task without an instance gets no more CPU than its size. */
function completeLoad(load: LoadText, onInstances: boolean): LoadText {
  const { cpuLimit = onInstances ? 'none' : 'task' } = load.task;
  const { requests = REQUESTS_DEFAULT } = load;
  return { ...load, ...(load.queue === undefined ? { requests } : {}), task: { ...load.task, cpuLimit } };
}

function completeWorkload(workload: WorkloadText, scenario: Scenario): WorkloadText {
  // A trace with a duration column has its own run times; a row without one ends at its start.
  const { runTime = '0s' } = workload;
  if (workload.startTask !== undefined) return { ...workload, launchType: 'EC2', runTime };
  const placement = isOnInstances(workload, scenario) ? { placementStrategy: placementOf(workload, STANDALONE_DEFAULT) } : {};
  return { ...workload, ...capacityOf(workload, scenario), ...placement, runTime };
}

type Rule = NonNullable<ServiceText['placementStrategy']>[number];

function placementOf({ placementStrategy }: ServiceText | WorkloadText, standard: readonly PlacementStrategy[]): Rule[] {
  const rules = placementStrategy === undefined || placementStrategy.length === 0 ? standard : placementStrategy;
  return rules.map(({ type, field }) => (field === undefined ? { type } : { type, field: placementField(field) ?? field }));
}

/** The capacity of the work itself, else the default of the cluster, else launch type EC2 (C.CAP-02). */
function capacityOf(work: ServiceText | WorkloadText, { cluster }: Scenario): Pick<ServiceText, 'launchType' | 'capacityProviderStrategy'> {
  if (work.launchType !== undefined || work.capacityProviderStrategy !== undefined) return {};
  const { defaultCapacityProviderStrategy } = cluster;
  return defaultCapacityProviderStrategy === undefined
    ? { launchType: 'EC2' }
    : { capacityProviderStrategy: defaultCapacityProviderStrategy };
}
