import { SCALER_DEFAULTS, type ScalerSettings } from '../../src/autoscaling/cluster-scaler-settings.js';
import { GROUP_DEFAULTS, type GroupSettings } from '../../src/autoscaling/group/group-settings.js';
import { UNLIMITED } from '../../src/fargate/launching.js';
import { FargateProvider } from '../../src/fargate/providers.js';
import { START_DEFAULTS } from '../../src/fargate/start.js';
import type { Distribution } from '../../src/kernel/distribution.js';
import { MARKET_DEFAULTS, type MarketSettings } from '../../src/market/market-settings.js';
import type { SpotAdvice } from '../../src/market/pools.js';
import { poolsOf } from '../../src/scenario/market/setup.js';
import { BREAKER_DEFAULTS } from '../../src/services/circuit-breaker.js';
import { DEPLOYMENT_DEFAULTS } from '../../src/services/deployments/deployment-settings.js';
import type { WatchRules } from '../../src/services/deployments/watch.js';
import { HEALTH_DEFAULTS } from '../../src/services/health/health-settings.js';
import { TARGET_DEFAULTS } from '../../src/services/load-balancing/target-settings.js';
import { PULL_DEFAULTS } from '../../src/services/pulls/pull-settings.js';
import { SCALING_DEFAULTS, type ScalingSettings } from '../../src/services/scaling/service-scaling-settings.js';
import { THROTTLE_DEFAULTS } from '../../src/services/start-throttle.js';
import type { DeploymentAndHealthSettings, DeploymentSpec } from '../../src/sim/deployment-spec.js';
import { FACTS, Fact, type FactKind, type Subscriber } from '../../src/sim/facts.js';
import { fargatePool } from '../../src/sim/providers/fargate/pools.js';
import { PROVIDER_KINDS } from '../../src/sim/providers/kinds.js';
import { kindFor, providersOf } from '../../src/sim/providers/of-setup.js';
import type {
  CapacityProviderSpec,
  FargateSpec,
  ImageSpec,
  InstanceTraits,
  InstanceTypeSpec,
  ServiceSpec,
  Setup,
  StaticInstancesSpec,
  TaskDefinitionSpec,
  Timings,
  WaitingSettings,
  WorkloadSpec,
} from '../../src/sim/setup.js';
import { Simulation } from '../../src/sim/simulation.js';
import { makeSource } from '../../src/workload/make-source.js';
import { PLAIN_BILLING } from '../billing/terms.js';

/** Setups in small: each function makes a lawful part from the few things a test is about. Latencies are zero unless given. */
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
  health: HEALTH_DEFAULTS,
  targets: { ...TARGET_DEFAULTS, registersWhen: 'running', firstCheckMs: null, lostTargetMs: 0 },
  // The first wait came a failure later.
  throttle: { ...THROTTLE_DEFAULTS.current, freeFailures: 4 },
  placementRetry: null,
  unhealthyReaction: constant(0),
  turns: null,
  reaction: constant(0),
};

const UNCARED: DeploymentAndHealthSettings = { ...CARE, health: { healthyAfterMs: 0, reportMs: 0 } };

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

const NO_LATENCY: Timings = {
  instanceBoot: constant(0),
  warmStart: constant(0),
  warmRegister: constant(0),
  trunkAttach: constant(0),
  eniAttach: constant(0),
  imagePull: constant(0),
  windowsPullFactor: 1,
  containerStart: constant(0),
  containerStop: constant(0),
  eniDetach: constant(0),
  volumeAttach: constant(0),
  volumeDetachMs: 0,
  imagePullBehavior: 'default',
  fargatePullsUpfront: true,
  pulls: PULL_DEFAULTS,
};

/** Service auto scaling without any delay between metric, alarm and action, and with scale-ins in one step, as the older rules have it. */
export const SCALING_AT_ONCE: ScalingSettings = {
  ...SCALING_DEFAULTS,
  metricDelay: constant(0),
  metricDelayHigh: constant(0),
  evaluationPhaseMs: 0,
  actionDelayMs: 0,
  activityMs: 0,
  scaleInSteps: 'proportional',
  scaleOutBase: 'running',
};

const WAITING: WaitingSettings = {
  order: 'requestTime',
  headOfLine: 'skip',
  retryEveryMs: null,
  quotaOverflow: 'hold',
  provisioningTimeoutMs: null,
  stopTie: 'newest',
  stopShares: 'ignored',
};

/** Room of stopping tasks as the rules before N.ROOM have it. */
const PLACEMENT: Setup['placement'] = {
  tie: 'oldest',
  policy: null,
  stoppingRoom: 'held',
  stoppingRoomFrom: 'desired',
  stoppingEni: 'held',
};

export interface SetupParts
  extends Partial<Omit<Setup, 'placement' | 'timings' | 'scaler' | 'serviceScaling' | 'waiting' | 'groups' | 'market'>> {
  readonly minutes?: number;
  readonly placement?: Partial<Setup['placement']>;
  readonly timings?: Partial<Timings>;
  readonly scaler?: Partial<ScalerSettings>;
  readonly serviceScaling?: Partial<ScalingSettings>;
  readonly waiting?: Partial<WaitingSettings>;
  readonly groups?: Partial<GroupSettings>;
  /** Pools are those of the groups unless they are given; Spot costs 70 % less. */
  readonly market?: Partial<Omit<Setup['market'], 'settings'>> & { readonly settings?: Partial<MarketSettings> };
}

/** Where something runs there; no chance of interruption. */
function fargatePools(
  { services, workloads, providers, zones }: Pick<Setup, 'services' | 'workloads' | 'providers' | 'zones'>,
  settings: MarketSettings,
) {
  if (![...services, ...workloads].some((work) => kindFor(work, { providers }) === PROVIDER_KINDS.fargate)) return [];
  return [FargateProvider.FARGATE, FargateProvider.FARGATE_SPOT].flatMap((provider) =>
    zones.map((zoneName, zone) => ({ ...fargatePool({ provider, zone, zoneName }, settings), reclaimGapMs: null })),
  );
}

const ADVICE: SpotAdvice = { savingsPercent: 70, interruptionBucket: '<5%' };

export function setup({
  minutes = 60,
  placement,
  timings,
  scaler,
  serviceScaling,
  waiting,
  groups,
  market,
  ...over
}: SetupParts = {}): Setup {
  const capacityProviders = over.capacityProviders ?? [provider()];
  const parts = {
    name: 'test',
    seed: 1,
    durationMs: minutes * MINUTE,
    startsAtMs: Date.UTC(2026, 0, 5),
    region: 'us-east-1',
    zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
    instanceTypes: [instanceType()],
    capacityProviders,
    providers: providersOf(capacityProviders),
    staticInstances: [],
    taskDefinitions: [taskDefinition()],
    services: [],
    workloads: [],
    ports: [],
    images: [],
    imageCache: null,
    registrationTimeoutMs: null,
    fargate: fargate(),
    // RUNNING is healthy where no service has deployments: older rules know no 40 seconds in drains.
    deploymentAndHealth: over.services?.some(({ deploymentSpec }) => deploymentSpec !== null) ? CARE : UNCARED,
    faults: [],
    placement: { ...PLACEMENT, ...placement },
    quotas: { provisioningTasks: null, containerInstances: null, serviceLaunchesPerMinute: null },
    billing: PLAIN_BILLING,
    metrics: { everyMs: null },
    ...over,
    timings: { ...NO_LATENCY, ...timings },
    // Older rules know no delay.
    scaler: { ...SCALER_DEFAULTS, metricDelayMs: 0, evaluationPhaseMs: 0, actionDelayMs: 0, ...scaler },
    serviceScaling: { ...SCALING_AT_ONCE, ...serviceScaling },
    waiting: { ...WAITING, ...waiting },
    groups: { ...GROUP_DEFAULTS, launchDelayMs: 0, ...groups },
  };
  const settings = { ...MARKET_DEFAULTS, noticeSeenMs: 0, ...market?.settings };
  const pools = [...poolsOf({ ...parts, settings, adviceOf: () => ADVICE }), ...fargatePools(parts, settings)];
  return { ...parts, market: { pools, overlays: [], ...market, settings } };
}

export interface RecordedFact {
  readonly kind: FactKind;
  readonly atMs: number;
  readonly args: readonly number[];
}

/** Keeps every fact, for tests to ask. */
export class Recorder implements Subscriber {
  readonly facts: RecordedFact[] = [];

  onFact(kind: FactKind, atMs: number, a: number, b: number, c: number, d: number, e: number, f: number): void {
    this.facts.push({ kind, atMs, args: [a, b, c, d, e, f] });
  }

  of(kind: FactKind): RecordedFact[] {
    return this.facts.filter((fact) => fact.kind === kind);
  }

  /** One argument by its name in FACTS. */
  values(kind: FactKind, arg: string): number[] {
    const index = FACTS[kind].args.indexOf(arg);
    return this.of(kind).map((fact) => fact.args[index]);
  }

  /** What was told of one task, in order: [name of the fact, at ms]. */
  storyOfTask(task: number): [name: string, atMs: number][] {
    const facts = this.facts.filter(({ kind, args }) => FACTS[kind].args[0] === 'task' && args[0] === task);
    return facts.map(({ kind, atMs }) => [FACTS[kind].name, atMs]);
  }

  /** When each fact of the kind was told, in minutes. */
  minutesOf(kind: FactKind): number[] {
    return this.of(kind).map((fact) => fact.atMs / MINUTE);
  }

  /** Instance of each placed task, in order of placement. */
  get places(): [task: number, instance: number][] {
    return this.of(Fact.taskPlaced).map(({ args }) => [args[0], args[1]]);
  }

  /** DesiredCapacity as it changed: [minute, desired]. */
  get desiredByMinute(): [number, number][] {
    return this.of(Fact.scalingDecided)
      .filter((fact) => fact.args[1] !== fact.args[2])
      .map((fact) => [fact.atMs / MINUTE, fact.args[2]]);
  }
}

export function simulationOf(what: Setup): { simulation: Simulation; recorder: Recorder } {
  const recorder = new Recorder();
  const sources = what.workloads.map((workload) => makeSource(workload.arrivals, { seed: what.seed, name: workload.name }));
  return { simulation: new Simulation(what, { sources, subscribers: [recorder] }), recorder };
}

/** Runs it to the end. */
export function run(parts: SetupParts): { simulation: Simulation; recorder: Recorder } {
  const made = simulationOf(setup(parts));
  made.simulation.advance();
  return made;
}
