import { UNLIMITED } from '../../src/fargate/launching.js';
import { START_DEFAULTS } from '../../src/fargate/start.js';
import type { Distribution } from '../../src/kernel/distribution.js';
import { BREAKER_DEFAULTS } from '../../src/services/circuit-breaker.js';
import { DEPLOYMENT_DEFAULTS } from '../../src/services/deployments/deployment-settings.js';
import type { WatchRules } from '../../src/services/deployments/watch.js';
import type { HealthSettings } from '../../src/services/health/health-settings.js';
import { TARGET_DEFAULTS } from '../../src/services/load-balancing/target-settings.js';
import { THROTTLE_DEFAULTS } from '../../src/services/start-throttle.js';
import type { DeploymentAndHealthSettings, DeploymentSpec } from '../../src/sim/deployment-spec.js';
import type {
  CapacityProviderSpec,
  FargateSpec,
  ImageSpec,
  InstanceTraits,
  InstanceTypeSpec,
  ServiceSpec,
  StaticInstancesSpec,
  TaskDefinitionSpec,
  WorkloadSpec,
} from '../../src/sim/setup.js';

/** A task without checks is healthy 40 s after RUNNING (S.HEALTH-1), and ECS has its health at once. */
export const HEALTH: HealthSettings = { healthyAfterMs: 40_000, reportMs: 0 };

/** Parts of setups in small: each function makes a lawful part from the few things a test is about. Latencies are zero unless given. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const constant = (ms: number): Distribution => ({ kind: 'constant', ms });

/** No attributes beyond those that follow from the type and the zone. */
export const NO_TRAITS: InstanceTraits = { attributes: {}, agentVersion: '1.89.2' };

/** Four vCPU, 16,000 MiB, three awsvpc tasks (ten with a trunk), one dollar an hour. */
export function instanceType(over: Partial<InstanceTypeSpec> = {}): InstanceTypeSpec {
  return {
    name: 'test.xlarge',
    cpuUnits: 4096,
    memoryMib: 16_000,
    memorySource: 'given',
    eniTasks: 3,
    eniTasksTrunk: 10,
    trunkSource: 'given',
    gpus: 0,
    architecture: 'x86_64',
    operatingSystem: 'linux',
    reservedPorts: [],
    usdPerHour: 1,
    priceSource: 'given',
    ...over,
  };
}

/** Without a mixed instances policy; the oldest goes first. */
export const PLAIN_GROUP = {
  split: null,
  allocation: { onDemand: 'prioritized', spot: 'lowest-price', spotPools: 2 },
  spotMaxPrice: null,
  zoneDistribution: 'balanced-best-effort',
  terminationPolicies: ['OldestInstance'],
  isSpotDraining: false,
  isCapacityRebalancing: false,
  maxLifetimeMs: null,
  healthGraceMs: 0,
  isNewProtected: false,
  hooks: [],
  warmPool: null,
  refreshes: [],
} as const satisfies Partial<CapacityProviderSpec>;

/** A group in one zone from 0 to 100 instances, with managed scaling at 100 % and managed termination protection. */
export function provider(over: Partial<CapacityProviderSpec> = {}): CapacityProviderSpec {
  return {
    name: 'workers',
    instanceTypes: [0],
    ...PLAIN_GROUP,
    zones: [0],
    minSize: 0,
    maxSize: 100,
    startsCold: false,
    initialSize: 0,
    managedScaling: { isEnabled: true, targetPercent: 100, minimumStep: 1, maximumStep: 10_000, warmupMs: 300_000 },
    isProtected: true,
    isDraining: true,
    trunkFromMs: null,
    traits: NO_TRAITS,
    ...over,
  };
}

/** One instance in the first zone, there from the start. */
export function staticInstance(over: Partial<StaticInstancesSpec> = {}): StaticInstancesSpec {
  return { instanceType: 0, zones: [0], count: 1, hasTrunk: false, traits: NO_TRAITS, ...over };
}

/** Traits with these attributes. */
export const withAttributes = (attributes: InstanceTraits['attributes']): InstanceTraits => ({ ...NO_TRAITS, attributes });

/** One vCPU and 1,024 MiB in bridge mode: four fit an instance of instanceType(). */
export function taskDefinition(over: Partial<TaskDefinitionSpec> = {}): TaskDefinitionSpec {
  return {
    family: 'app',
    revision: 1,
    cpuUnits: 1024,
    memoryMib: 1024,
    eni: 0,
    gpus: 0,
    gpuMilli: 0,
    ports: [],
    images: [],
    stopTimeoutMs: 30_000,
    architecture: 'x86_64',
    operatingSystem: 'linux',
    fargate: { storageGib: 20 },
    ...over,
  };
}

/** Images of which only the name is known. */
export const images = (...names: string[]): ImageSpec[] => names.map((name) => ({ name, mib: null, hasSociIndex: false }));

/** As AWS has it, where it says so. */
export const CARE: DeploymentAndHealthSettings = {
  deployments: { ...DEPLOYMENT_DEFAULTS, replacesOwn: false },
  health: HEALTH,
  targets: { ...TARGET_DEFAULTS, registersWhen: 'running', firstCheckMs: null, lostTargetMs: 0 },
  // The first wait came a failure later.
  throttle: { ...THROTTLE_DEFAULTS.current, freeFailures: 4 },
  placementRetry: null,
  unhealthyReaction: constant(0),
  stopTaskReaction: constant(0),
  isTermedFirst: false,
  turns: null,
  reaction: constant(0),
};

export const UNCARED: DeploymentAndHealthSettings = { ...CARE, health: { healthyAfterMs: 0, reportMs: 0 } };

/** Of a service with nothing but revisions. */
/** The API's defaults; the console turns both circuit breaker options on (S.CB-8). */
export const UNWATCHED: WatchRules = {
  circuitBreaker: BREAKER_DEFAULTS,
  alarms: { enable: false, rollback: false },
  bakeMs: 0,
};

export const PLAIN_CARE = {
  ...{ watch: UNWATCHED, alarms: [], metricAlarms: [], targetGroup: null, shift: null, taskSets: null },
  ...{ graceMs: 0, protection: null },
} as const satisfies Partial<DeploymentSpec>;

/** Fargate without limits, where every start takes a minute, in all three zones. */
export function fargate(over: Partial<FargateSpec> = {}): FargateSpec {
  const start = { ...START_DEFAULTS, machineMs: MINUTE, containersMs: 0, p95OverMedian: 1 };
  const stop = { exitNoticedMs: 0, cleanup: constant(0) };
  return {
    rates: UNLIMITED,
    vcpus: [null, null],
    serviceLaunchesPerMinute: null,
    zones: [0, 1, 2],
    start,
    stop,
    retry: { firstMs: 15_000, longestMs: 300_000 },
    ...over,
  };
}

/** Capacity: the first provider alone. */
export const onProvider = (index = 0) => ({ kind: 'strategy' as const, items: [{ provider: index, base: 0, weight: 1 }] });
export const onLaunchType = { kind: 'launchType' as const };

/** A REPLICA service on the first provider, binpacked by memory, with a constant desired count or a list of [minute, count]. */
export function service(desired: number | [minute: number, count: number][], over: Partial<ServiceSpec> = {}): ServiceSpec {
  const steps: [number, number][] = typeof desired === 'number' ? [[0, desired]] : desired;
  return {
    name: 'web',
    taskDefinition: 0,
    schedulingStrategy: 'REPLICA',
    desired: steps.map(([minute, count]) => ({ atMs: minute * MINUTE, count })),
    desiredEveryMs: null,
    capacity: onProvider(),
    placementStrategy: [{ type: 'binpack', field: 'memory' }],
    isDistinctInstance: false,
    memberOf: [],
    zones: null,
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    timeToFailure: null,
    deploymentSpec: null,
    load: null,
    scaling: null,
    ...over,
  };
}

export function daemon(over: Partial<ServiceSpec> = {}): ServiceSpec {
  return service(0, {
    name: 'agent',
    schedulingStrategy: 'DAEMON',
    capacity: onLaunchType,
    minimumHealthyPercent: 0,
    maximumPercent: 100,
    ...over,
  });
}

/** Standalone tasks at the given minutes, each `count` at once, that run for `runMs`. */
export function batch(minutes: number[], count: number, runMs: number, over: Partial<WorkloadSpec> = {}): WorkloadSpec {
  return {
    name: 'batch',
    taskDefinition: 0,
    capacity: onProvider(),
    placementStrategy: [{ type: 'binpack', field: 'memory' }],
    isDistinctInstance: false,
    memberOf: [],
    group: null,
    zones: null,
    arrivals: { kind: 'schedule', atMs: minutes.map((m) => m * MINUTE), everyMs: null },
    count,
    runTime: constant(runMs),
    ...over,
  };
}
