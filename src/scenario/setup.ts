import { RESERVED_HOST_PORTS } from '../catalog/registered.js';
import { FARGATE_PROVIDER_NAMES } from '../fargate/providers.js';
import type { PlacementStrategy } from '../placement/view.js';
import { QUOTAS } from '../services/rates/quotas.js';
import type {
  Capacity,
  CapacityProviderSpec,
  ImageSpec,
  InstanceTypeSpec,
  ServiceSpec,
  Setup,
  StaticInstancesSpec,
  TaskDefinitionSpec,
  WorkloadSpec,
} from '../sim/setup.js';
import { billingOf } from './billing/setup.js';
import { volumeDriverAttribute } from './cluster/attributes.js';
import { EXTERNAL_ZONE, externalName, externalType, isExternal, traitsOf } from './cluster/external.js';
import { factsOf, type InstanceTypeFacts } from './cluster/instance-types.js';
import { trunkFromMs } from './cluster/trunks.js';
import { startsAtMsOf, zonesOf } from './complete.js';
import { isGroupProvider } from './context.js';
import { fargateOf } from './fargate/setup.js';
import { faultsOf } from './faults/setup.js';
import { lifeOf } from './groups/life-setup.js';
import { allTypesOf, groupSettingsOf, purchasingOf, typesOf } from './groups/setup.js';
import { imageCacheOf, imagesOf } from './images/setup.js';
import type { LoadFiles } from './load/files.js';
import { loadOf } from './load/setup.js';
import type { MarketFiles } from './market/files.js';
import { marketOf } from './market/setup.js';
import { presentDesired, presentOf, presentTypesOf } from './present/setup.js';
import { scalingOf } from './scaling/setup.js';
import type { GroupText, ProviderText, Scenario, ServiceText, StrategyText, WorkloadText } from './schema.js';
import { careOf, careSettingsOf } from './services/setup.js';
import { quotasOf } from './settings/quotas-setup.js';
import { scalerOf, timingsOf, waitingOf } from './settings/setup.js';
import { findDefinition } from './task-definition/check.js';
import type { TaskDefinition } from './task-definition/definition.js';
import { distribution, durationMs } from './units.js';
import { arrivalsOf } from './work/arrivals.js';
import { desiredOf } from './work/desired.js';

/** Names to indexes: the lists that the rest of the setup points into. */
class Lists {
  readonly zones: readonly string[];
  readonly providers: readonly ProviderText[];
  readonly types: readonly InstanceTypeSpec[];
  readonly ports: readonly string[];
  readonly images: readonly ImageSpec[];

  constructor(
    readonly scenario: Scenario,
    readonly definitions: readonly TaskDefinition[],
    readonly loads: LoadFiles,
  ) {
    const { cluster } = scenario;
    const external = cluster.containerInstances.filter(isExternal);
    this.zones = [...zonesOf(scenario), ...(external.length > 0 ? [EXTERNAL_ZONE] : [])];
    this.providers = cluster.capacityProviders.filter(isGroupProvider);
    const names = [
      ...this.providers.flatMap(({ autoScalingGroup }) => allTypesOf(autoScalingGroup)),
      ...cluster.containerInstances.flatMap((fixed) => (isExternal(fixed) ? [] : [fixed.instanceType])),
      ...(scenario.present?.containerInstances ?? []).map(({ instanceType }) => instanceType),
    ];
    this.ports = [...new Set(definitions.flatMap((definition) => portsOf(definition)))];
    const ofExternal = external.map((fixed) => externalType(fixed, factsOf(fixed.instanceType, scenario)));
    const ofEc2 = [...new Set(names)].map((name) => factsOf(name, scenario));
    const types = new Map([...ofEc2, ...ofExternal].map((facts) => [facts.name, typeSpec(facts, this.ports)]));
    this.types = [...types.values()];
    this.images = imagesOf(scenario, [...new Set(definitions.flatMap((definition) => definition.images))]);
  }

  type(name: string): number {
    return this.types.findIndex((type) => type.name === name);
  }

  /** Those of Fargate come after the groups. */
  provider(name: string): number {
    return [...this.providers.map((provider) => provider.name), ...FARGATE_PROVIDER_NAMES].indexOf(name);
  }

  zoneIndexes(zones: readonly string[] | undefined): number[] {
    return (zones ?? zonesOf(this.scenario)).map((zone) => this.zones.indexOf(zone));
  }
}

/** What a scenario names, read. */
export interface ReadFiles {
  readonly definitions: readonly TaskDefinition[];
  readonly market: MarketFiles;
  readonly loads: LoadFiles;
}

/** A scenario without mistakes as the simulation takes it: completed, and with its files read. */
export function toSetup(scenario: Scenario, { definitions, market, loads }: ReadFiles): Setup {
  const lists = new Lists(scenario, definitions, loads);
  const { name, seed, region } = scenario;
  const providers = lists.providers.map((provider) => providerSpec(provider, lists));
  const places = { instanceTypes: lists.types, zones: lists.zones, capacityProviders: providers };
  const services = scenario.services.map((service) => serviceSpec(service, lists));
  const workloads = scenario.workloads.map((workload) => workloadSpec(workload, lists));
  const present = presentOf(scenario, { lists, capacityProviders: providers, services, workloads });
  return {
    name,
    seed,
    durationMs: durationMs(scenario.duration),
    startsAtMs: startsAtMsOf(scenario),
    region,
    zones: lists.zones,
    instanceTypes: lists.types,
    capacityProviders: providers,
    staticInstances: scenario.cluster.containerInstances.map((group) => staticSpec(group, lists)),
    taskDefinitions: definitions.map((definition) => definitionSpec(definition, lists)),
    services,
    workloads,
    ports: lists.ports,
    images: lists.images,
    imageCache: imageCacheOf(scenario),
    timings: timingsOf(scenario),
    market: marketOf(scenario, market, places),
    faults: faultsOf(scenario, places),
    groups: groupSettingsOf(scenario),
    fargate: fargateOf(scenario, lists.zones),
    care: careSettingsOf(scenario),
    scaler: scalerOf(scenario),
    serviceScaling: scenario.serviceScaling,
    waiting: waitingOf(scenario),
    placement: { tie: scenario.placement.tie, policy: scenario.placement.policy ?? null },
    quotas: quotasOf(scenario),
    billing: billingOf(
      scenario,
      lists.types.map((type) => type.name),
    ),
    metrics: { everyMs: scenario.metrics.every === undefined ? null : durationMs(scenario.metrics.every) },
    ...(present === undefined ? {} : { present }),
  };
}

/** Of the ports that every instance keeps (all of them tcp) those that some task definition asks for: the others are nobody's wish. */
function typeSpec(facts: InstanceTypeFacts, ports: readonly string[]): InstanceTypeSpec {
  const reserved = RESERVED_HOST_PORTS[facts.operatingSystem].map((port) => ports.indexOf(`tcp/${port}`));
  const reservedPorts = reserved.filter((slot) => slot >= 0);
  const portsMost = QUOTAS.hostPorts.limit - reserved.length + reservedPorts.length;
  return { ...facts, reservedPorts, ...(ports.length > portsMost ? { portsMost } : {}) };
}

function portsOf({ ports }: TaskDefinition): string[] {
  return ports.map(({ protocol, hostPort }) => `${protocol}/${hostPort}`);
}

function providerSpec(
  { name, autoScalingGroup: group, autoScalingGroupProvider: settings }: ProviderText,
  lists: Lists,
): CapacityProviderSpec {
  const { status, targetCapacity, minimumScalingStepSize, maximumScalingStepSize, instanceWarmupPeriod } = settings.managedScaling;
  return {
    name,
    ...typesFor(group, presentTypesOf(lists.scenario, name), lists),
    zones: lists.zoneIndexes(group.availabilityZones),
    ...purchasingOf(group),
    ...lifeOf(group, (type) => lists.type(type)),
    minSize: group.minSize,
    maxSize: group.maxSize,
    initialSize: presentDesired(lists.scenario, name) ?? group.desiredCapacity ?? group.minSize,
    managedScaling: {
      isEnabled: status === 'ENABLED',
      targetPercent: targetCapacity,
      minimumStep: minimumScalingStepSize,
      maximumStep: maximumScalingStepSize,
      warmupMs: instanceWarmupPeriod * 1000,
    },
    isProtected: settings.managedTerminationProtection === 'ENABLED',
    isNewProtected: settings.managedTerminationProtection === 'DISABLED' && group.newInstancesProtectedFromScaleIn === true,
    isDraining: settings.managedDraining === 'ENABLED',
    trunkFromMs: trunkFromMs(group, lists.scenario.cluster.accountSettings),
    traits: traitsOf(group),
  };
}

/** Those of its present instances too, which it need not launch any more. */
function typesFor(group: GroupText, present: readonly string[], lists: Lists): Pick<CapacityProviderSpec, 'instanceTypes' | 'startTypes'> {
  const instanceTypes = [...new Set([...allTypesOf(group), ...present])].map((type) => lists.type(type));
  const startTypes = instanceTypes.slice(0, typesOf(group).length);
  return startTypes.length === instanceTypes.length ? { instanceTypes } : { instanceTypes, startTypes };
}

/** These instances are older than any opt-in that comes after the start. */
function staticSpec(group: Scenario['cluster']['containerInstances'][number], lists: Lists): StaticInstancesSpec {
  const { instanceType: name, availabilityZones, count } = group;
  const instanceType = lists.type(isExternal(group) ? externalName(group) : name);
  return {
    instanceType,
    zones: isExternal(group) ? [lists.zones.indexOf(EXTERNAL_ZONE)] : lists.zoneIndexes(availabilityZones),
    count,
    hasTrunk: trunkFromMs(group, lists.scenario.cluster.accountSettings) === 0 && lists.types[instanceType]!.trunkSource !== 'none',
    traits: traitsOf(group),
  };
}

function definitionSpec(definition: TaskDefinition, lists: Lists): TaskDefinitionSpec {
  const { family, revision, cpuUnits, memoryMib, eni, gpus, gpuMilli, architecture, operatingSystem, volumeDrivers: drivers } = definition;
  return {
    family,
    revision,
    cpuUnits,
    memoryMib,
    eni,
    gpus,
    gpuMilli,
    ports: [...new Set(portsOf(definition))].map((port) => lists.ports.indexOf(port)),
    images: definition.images.map((image) => lists.images.findIndex(({ name }) => name === image)),
    containers: definition.containers.map(({ name, image, cpuUnits, essential }) => ({ name, image, cpuUnits, isEssential: essential })),
    stopTimeoutMs: definition.stopTimeoutSeconds * 1000,
    ...(drivers.length === 0 ? {} : { requiredAttributes: drivers.map(volumeDriverAttribute) }),
    architecture,
    operatingSystem,
    fargate: definition.fargate === null ? null : { storageGib: definition.storageGib },
  };
}

function serviceSpec(service: ServiceText, lists: Lists): ServiceSpec {
  const { desiredCountSchedule: schedule, deploymentConfiguration: deployment } = service;
  const where = whereSpec(service, lists);
  return {
    name: service.serviceName,
    ...where,
    schedulingStrategy: service.schedulingStrategy,
    desired: desiredOf(service),
    desiredEveryMs: schedule?.every === undefined ? null : durationMs(schedule.every),
    minimumHealthyPercent: deployment.minimumHealthyPercent!,
    maximumPercent: deployment.maximumPercent!,
    timeToFailure: service.timeToFailure === undefined ? null : distribution(service.timeToFailure),
    care: careOf(service, lists.scenario, lists.definitions),
    load: loadOf(service, lists.definitions, { scenario: lists.scenario, files: lists.loads }),
    scaling: scalingOf(service.scaling, startsAtMsOf(lists.scenario)),
  };
}

function workloadSpec(workload: WorkloadText, lists: Lists): WorkloadSpec {
  const { name, count, group = null, arrivals, runTime, startTask } = workload;
  return {
    name,
    ...whereSpec(workload, lists),
    group,
    arrivals: arrivalsOf(arrivals, startsAtMsOf(lists.scenario)),
    count,
    runTime: distribution(runTime!),
    // Constraints are for who places a task.
    ...(startTask === undefined ? {} : { memberOf: [], startOn: startTask.containerInstances }),
  };
}

function whereSpec(work: ServiceText | WorkloadText, lists: Lists) {
  const { placementConstraints = [], placementStrategy = [], networkConfiguration, platformVersion } = work;
  const taskDefinition = findDefinition(work.taskDefinition, lists.definitions)!;
  return {
    taskDefinition,
    capacity: capacityOf(work, lists),
    placementStrategy: placementStrategy.map(({ type, field }): PlacementStrategy => (field === undefined ? { type } : { type, field })),
    memberOf: [
      ...lists.definitions[taskDefinition]!.placementConstraints.map(({ expression }) => expression),
      ...placementConstraints.flatMap(({ type, expression }) => (type === 'memberOf' ? [expression!] : [])),
    ],
    isDistinctInstance: placementConstraints.some(({ type }) => type === 'distinctInstance'),
    zones: networkConfiguration === undefined ? null : subnetZones(networkConfiguration.awsvpcConfiguration.subnets, lists),
    ...(platformVersion === undefined ? {} : { platformVersion }),
  };
}

/** Launch type FARGATE is that provider alone: what ECS does with the task is the same. */
function capacityOf({ launchType, capacityProviderStrategy }: ServiceText | WorkloadText, lists: Lists): Capacity {
  if (capacityProviderStrategy !== undefined) return strategyOf(capacityProviderStrategy, lists);
  if (launchType === 'EXTERNAL') return { kind: 'launchType', isExternal: true };
  if (launchType !== 'FARGATE') return { kind: 'launchType' };
  return strategyOf([{ capacityProvider: 'FARGATE', base: 0, weight: 1 }], lists);
}

/** A sole provider takes every task, whatever its weight: the default weight of 0 would divide by nothing. */
function strategyOf(items: StrategyText, lists: Lists): Capacity {
  return {
    kind: 'strategy',
    items: items.map(({ capacityProvider, base, weight }) => ({
      provider: lists.provider(capacityProvider),
      base,
      weight: items.length === 1 ? Math.max(1, weight) : weight,
    })),
  };
}

function subnetZones(subnets: readonly string[], lists: Lists): number[] {
  const known = lists.scenario.cluster.subnets ?? {};
  const zones = subnets.map((subnet) => lists.zones.indexOf(Object.hasOwn(known, subnet) ? known[subnet]! : subnet));
  return [...new Set(zones)].sort((a, b) => a - b);
}
