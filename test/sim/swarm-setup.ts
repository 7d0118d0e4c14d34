import { launchRates, UNLIMITED } from '../../src/fargate/launching.js';
import { START_DEFAULTS } from '../../src/fargate/start.js';
import { hash32 } from '../../src/kernel/hash.js';
import { SERVICE_DEFAULTS, type TaskUse, WORKER_DEFAULTS } from '../../src/load/resource-use.js';
import type { LoadShape } from '../../src/load/shape.js';
import { type AlarmTerms, Comparison } from '../../src/metrics/alarm-terms.js';
import { ServiceMetric } from '../../src/metrics/names.js';
import { Statistic } from '../../src/metrics/statistics.js';
import { BREAKER_DEFAULTS } from '../../src/services/circuit-breaker.js';
import { SOUND } from '../../src/services/deployments/failure-modes.js';
import { type NativeHook, nativeSteps } from '../../src/services/deployments/native.js';
import { CHECK_DEFAULTS } from '../../src/services/health/container-check.js';
import { TARGET_CHECK_DEFAULTS } from '../../src/services/load-balancing/target-health.js';
import type { ScalingPolicy } from '../../src/services/scaling/policies.js';
import { PLACEMENT_RETRY_DEFAULTS } from '../../src/services/start-throttle.js';
import type { DeploymentSpec } from '../../src/sim/deployment-spec.js';
import type { Fault } from '../../src/sim/fault.js';
import type { LoadSpec, ScalingSpec } from '../../src/sim/load-spec.js';
import type { CapacityProviderSpec, HookSpec, ServiceSpec, Setup } from '../../src/sim/setup.js';
import { randomExpression } from './random-expression.js';
import {
  batch,
  CARE,
  constant,
  daemon,
  fargate,
  HOUR,
  images,
  instanceType,
  MINUTE,
  onLaunchType,
  PLAIN_CARE,
  provider,
  type SetupParts,
  service,
  setup,
  staticInstance,
  taskDefinition,
  withAttributes,
} from './setups.js';
import { withIncidents } from './swarm-incidents.js';

const STARTS_AT_MS = Date.UTC(2026, 0, 5);
const ZONES = ['us-east-1a', 'us-east-1b', 'us-east-1c'];
const RACKS = ['r1', 'r2'];
/** All groups that a drawn scenario may have, and one that nothing is of. */
const GROUPS = ['service:web', 'service:api', 'service:agent', 'family:app-1', 'family:app-2', 'databases', 'nobody'];

const SPOT_STRATEGIES = ['lowest-price', 'capacity-optimized', 'capacity-optimized-prioritized', 'price-capacity-optimized'] as const;

/** Draws a whole scenario from a number: sizes, latencies, strategies, constraints, settings, quotas, all at once. */
export function swarmSetup(seed: number): Setup {
  let calls = 0;
  const below = (bound: number) => hash32(seed, 77, calls++, 0) % bound;
  const pick = <T>(choices: readonly T[]): T => choices[below(choices.length)];
  const spread = (maxMs: number) => (below(3) === 0 ? constant(0) : { kind: 'uniform' as const, minMs: 0, maxMs });
  const strategies = [
    [],
    [{ type: 'binpack', field: 'memory' }],
    [{ type: 'binpack', field: 'cpu' }],
    [
      { type: 'spread', field: 'attribute:ecs.availability-zone' },
      { type: 'spread', field: 'instanceId' },
    ],
    [
      { type: 'spread', field: 'attribute:ecs.availability-zone' },
      { type: 'binpack', field: 'memory' },
    ],
    [{ type: 'random' }],
    [
      { type: 'spread', field: 'attribute:rack' },
      { type: 'binpack', field: 'cpu' },
    ],
    [
      { type: 'spread', field: 'attribute:ecs.availability-zone' },
      { type: 'spread', field: 'attribute:rack' },
      { type: 'spread', field: 'instanceId' },
    ],
  ] as const;
  const words = { groups: GROUPS, zones: ZONES, racks: RACKS, startsAtMs: STARTS_AT_MS, minutes: 360 };
  const memberOf = () => (below(2) > 0 ? [] : Array.from({ length: 1 + below(2) }, () => randomExpression(below, words).text));
  const traits = () => withAttributes(pick([{}, { rack: null }, ...RACKS.map((rack) => ({ rack }))]));
  const definitions = Array.from({ length: 3 }, (_, i) =>
    taskDefinition({
      ...pick([{}, {}, { gpus: 1 }, { gpuMilli: pick([250, 300, 600]) }]),
      family: `app-${i}`,
      cpuUnits: 256 * (1 + below(12)),
      memoryMib: 256 * (1 + below(24)),
      eni: below(2),
      ports: below(4) === 0 ? [below(2)] : [],
      images: [below(3)],
    }),
  );
  const providers = Array.from({ length: 1 + below(2) }, (_, i) =>
    provider({
      name: `group-${i}`,
      instanceTypes: pick([[i], [i], [0, 1], [1, 0]]),
      split: pick([null, null, { onDemandBase: below(3), onDemandPercentAboveBase: pick([0, 40, 100]) }]),
      allocation: { onDemand: pick(['prioritized', 'lowest-price']), spot: pick(SPOT_STRATEGIES), spotPools: 1 + below(3) },
      spotMaxPrice: pick([null, null, 0.35]),
      zoneDistribution: pick(['balanced-best-effort', 'balanced-only']),
      terminationPolicies: pick([['Default'], ['OldestInstance'], ['NewestInstance'], ['AllocationStrategy', 'ClosestToNextInstanceHour']]),
      isSpotDraining: below(2) === 0,
      isCapacityRebalancing: below(2) === 0,
      maxLifetimeMs: pick([null, null, 2 * HOUR]),
      zones: pick([[0], [0, 1], [0, 1, 2]]),
      minSize: below(3),
      maxSize: 5 + below(20),
      initialSize: below(4),
      isProtected: below(2) === 0,
      isDraining: below(2) === 0,
      trunkFromMs: pick([null, 0, 20 * MINUTE]),
      traits: traits(),
      managedScaling: {
        isEnabled: below(6) > 0,
        targetPercent: pick([50, 80, 90, 100]),
        minimumStep: 1 + below(3),
        maximumStep: pick([2, 10_000]),
        warmupMs: pick([0, 120_000, 300_000]),
      },
    }),
  );
  const capacity = () =>
    below(5) === 0
      ? onLaunchType
      : {
          kind: 'strategy' as const,
          items: providers.map((_, i) => ({ provider: i, base: i === 0 ? below(3) : 0, weight: 1 + below(3) })),
        };
  const percentages = () => ({ minimumHealthyPercent: pick([0, 50, 100]), maximumPercent: pick([100, 150, 200]) });
  const steps = (): [number, number][] => [
    [0, below(12)],
    [30 + below(60), below(30)],
    [120 + below(60), below(10)],
  ];
  return withMarket(seed, {
    seed,
    durationMs: 6 * HOUR,
    startsAtMs: STARTS_AT_MS,
    zones: ZONES,
    faults: Array.from({ length: below(6) }, () => randomFault(below)),
    instanceTypes: [
      instanceType({ gpus: 1 + below(3), reservedPorts: pick([[], [], [1]]) }),
      instanceType({ name: 'test.large', cpuUnits: 2048, memoryMib: 7_700, trunkSource: pick(['none', 'ecs']) }),
    ],
    capacityProviders: withGroupLife(seed, providers),
    staticInstances: Array.from({ length: below(3) }, () => staticInstance({ zones: [0, 1], count: 1 + below(3), traits: traits() })),
    taskDefinitions: definitions,
    ports: ['tcp/80', 'tcp/443'],
    images: images('one', 'two', 'three').map((image) => ({ ...image, mib: below(2) === 0 ? null : 1 + below(900) })),
    imageCache:
      below(2) === 0
        ? null
        : {
            cleanup: {
              isEnabled: below(4) > 0,
              intervalMs: 10 * MINUTE,
              minimumAgeMs: below(HOUR),
              perCycle: 1 + below(2),
              taskWaitMs: below(HOUR),
            },
            ...{ pullMibPerSecond: 1 + below(40), p95OverMedian: 1.5, diskMib: 1_000 + below(4_000), unpackFactor: 2 },
          },
    services: [
      service(steps(), {
        name: 'web',
        taskDefinition: 0,
        capacity: capacity(),
        placementStrategy: pick(strategies),
        isDistinctInstance: below(5) === 0,
        memberOf: memberOf(),
        ...percentages(),
      }),
      service(steps(), {
        name: 'api',
        taskDefinition: 1,
        capacity: capacity(),
        placementStrategy: pick(strategies),
        memberOf: memberOf(),
        timeToFailure: below(2) === 0 ? { kind: 'exponential', meanMs: HOUR } : null,
        ...percentages(),
      }),
      ...(below(2) === 0 ? [daemon({ taskDefinition: 2, memberOf: memberOf() })] : []),
    ],
    workloads: [
      batch([10, 60, 61, 200], 1 + below(20), 5 * MINUTE, {
        name: 'batch',
        taskDefinition: 2,
        capacity: capacity(),
        placementStrategy: pick(strategies),
        isDistinctInstance: below(5) === 0,
        memberOf: memberOf(),
        group: pick([null, 'databases', 'service:api']),
        runTime: spread(40 * MINUTE),
      }),
      batch([], 1, 0, {
        name: 'stream',
        taskDefinition: 1,
        capacity: capacity(),
        placementStrategy: pick(strategies),
        memberOf: memberOf(),
        group: pick([null, 'databases']),
        arrivals: { kind: 'poisson', perHour: 20 + below(100) },
        runTime: { kind: 'exponential', meanMs: 10 * MINUTE },
      }),
    ],
    timings: {
      instanceBoot: spread(4 * MINUTE),
      warmStart: { kind: 'uniform', minMs: 0, maxMs: 90_000 },
      warmRegister: { kind: 'uniform', minMs: 0, maxMs: 60_000 },
      trunkAttach: spread(10_000),
      eniAttach: spread(20_000),
      imagePull: spread(60_000),
      containerStart: spread(5_000),
      containerStop: spread(60_000),
      eniDetach: spread(5_000),
      imagePullBehavior: pick(['default', 'always']),
    },
    scaler: {
      countN: pick(['registered', 'launched']),
      groupsCombine: pick(['max', 'sum']),
      warmup: pick(['blocks', 'counts']),
      zoneTie: pick(['list', 'rotate']),
      emptyGroup: pick(['steady', 'aws2019']),
      launchTypeBusy: below(2) === 0,
    },
    waiting: {
      headOfLine: pick(['skip', 'skip', 'block']),
      retryEveryMs: pick([null, 7 * MINUTE]),
      quotaOverflow: pick(['hold', 'refuse']),
      provisioningTimeoutMs: pick([null, 20 * MINUTE]),
      stopTie: pick(['newest', 'oldest']),
    },
    placement: {
      tie: pick(['oldest', 'hash']),
      policy: pick([null, null, null, 'best-fit', 'next-fit', 'random-fit', 'gpu-clustering', 'fgd']),
      ...stoppingRoom(seed),
    },
    quotas: {
      provisioningTasks: pick([null, 5, 500]),
      containerInstances: pick([null, 15]),
      serviceLaunchesPerMinute: pick([null, 3, 500]),
    },
  });
}

/** What groups do with their instances: hooks that may hang. */
function withGroupLife(seed: number, providers: CapacityProviderSpec[]): CapacityProviderSpec[] {
  let calls = 0;
  const below = (bound: number) => hash32(seed, 79, calls++, 0) % bound;
  const pick = <T>(choices: readonly T[]): T => choices[below(choices.length)];
  const hook = (name: string): HookSpec => ({
    name,
    transition: pick(['launch', 'terminate']),
    heartbeatMs: pick([MINUTE, 5 * MINUTE]),
    defaultResult: pick(['CONTINUE', 'ABANDON']),
    recordsHeartbeats: below(3) === 0,
    action: pick([null, constant(0), constant(MINUTE), { kind: 'uniform', minMs: 0, maxMs: 6 * MINUTE }]),
  });
  const refresh = (atMs: number, types: readonly number[]): CapacityProviderSpec['refreshes'][number] => ({
    atMs,
    ...(below(2) === 0 ? {} : { desired: { template: pick([null, 0, 2]), instanceTypes: pick([null, types.slice(0, 1), types]) } }),
    preferences: {
      minHealthyPercent: pick([0, 50, 90, 100]),
      maxHealthyPercent: pick([100, 120, 200]),
      instanceWarmupMs: pick([0, 2 * MINUTE]),
      checkpointPercentages: pick([[100], [30, 100]]),
      checkpointDelayMs: 20 * MINUTE,
      scaleInProtectedInstances: pick(['Wait', 'Refresh', 'Ignore']),
      skipsMatching: below(2) === 0,
    },
  });
  const refreshed = (types: readonly number[]) => ({
    startTypes: pick([types, types.slice(-1)]),
    refreshes: [refresh(HOUR, types), refresh(2 * HOUR, types)],
  });
  const warmPool = (): NonNullable<CapacityProviderSpec['warmPool']> => ({
    minSize: below(3),
    maxGroupPreparedCapacity: pick([null, 4, 8]),
    state: pick(['Stopped', 'Running', 'Hibernated']),
    isChecked: below(2) === 0,
  });
  return providers.map((spec) => ({
    ...spec,
    healthGraceMs: pick([0, 5 * MINUTE]),
    isNewProtected: !spec.isProtected && below(4) === 0,
    ...(below(3) === 0 ? refreshed(spec.instanceTypes) : {}),
    warmPool: spec.split === null && below(2) === 0 ? warmPool() : null,
    hooks: Array.from({ length: below(2) * below(4) }, (_, i) => hook(`hook-${i}`)),
  }));
}

/** From draws of their own. */
function stoppingRoom(seed: number): Partial<Setup['placement']> {
  const below = (nth: number, bound: number) => hash32(seed, 86, nth, 0) % bound;
  return {
    stoppingRoom: below(0, 4) === 0 ? 'held' : 'free',
    stoppingRoomFrom: below(1, 3) === 0 ? 'sigterm' : 'desired',
    stoppingEni: below(2, 3) === 0 ? 'free' : 'held',
  };
}

function randomFault(below: (bound: number) => number): Fault {
  const fromMs = below(6 * HOUR);
  const during = { fromMs, untilMs: fromMs + 1 + below(2 * HOUR) };
  const anywhere = { provider: below(2) === 0 ? null : 0, zone: below(2) === 0 ? null : below(3) };
  const chosen = { ...anywhere, share: (1 + below(4)) / 4, count: below(2) === 0 ? null : 1 + below(3) };
  return [
    { kind: 'zoneOutage', zone: below(3), fromMs } as const,
    {
      kind: 'agentDisconnect',
      ...anywhere,
      share: (1 + below(4)) / 4,
      ...during,
    } as const,
    { kind: 'slowBoot', factor: 1 + below(5), ...during } as const,
    { kind: 'slowPull', factor: 1 + below(5), ...during } as const,
    { kind: 'registryDown', isSilent: below(2) === 0, ...during } as const,
    {
      kind: 'apiThrottling',
      action: (['RunInstances', 'RunTask', 'RegisterContainerInstance'] as const)[below(3)],
      rate: { capacity: 1 + below(3), refill: 1 + below(3), perMs: 1 + below(5 * MINUTE) },
      ...during,
    } as const,
    { kind: 'registrationFailure', ...anywhere, share: (1 + below(4)) / 4, statusReason: 'drawn', ...during } as const,
    { kind: 'drain', ...chosen, ...during } as const,
    { kind: 'deregister', ...chosen, fromMs, isForced: below(2) === 0 } as const,
    { kind: 'terminate', ...chosen, fromMs, isOfOutside: below(2) === 0 } as const,
    { kind: 'instanceFailure', ...chosen, fromMs } as const,
    { kind: 'protect', ...chosen, fromMs, isProtected: below(3) > 0 } as const,
    { kind: 'startFailure', share: (1 + below(4)) / 4, afterMs: below(MINUTE), ...during } as const,
  ][below(13)];
}

/** In every second scenario some tasks come by the clock, and some are started on instances by name, of which not all are there. */
function withScheduled(seed: number, parts: SetupParts): SetupParts {
  let calls = 0;
  const below = (bound: number) => hash32(seed, 83, calls++, 0) % bound;
  if (below(2) === 0) return parts;
  const { workloads = [], startsAtMs = 0 } = parts;
  const expressions = ['cron(5/20 * ? * MON *)', 'cron(0 1-4 5 * ? *)', 'rate(25 minutes)', 'rate(1 hour)'];
  const arrivals = (expression: string) => {
    const kind = expression.startsWith('cron') ? ('cron' as const) : ('rate' as const);
    return { kind, expression, timeZone: 'UTC', startsAtMs };
  };
  const named = Array.from({ length: 1 + below(6) }, () => below(12));
  const common = { capacity: onLaunchType, placementStrategy: [] };
  return {
    ...parts,
    workloads: [
      ...workloads,
      batch([], 1 + below(4), below(30 * MINUTE), { ...common, name: 'clockwork', arrivals: arrivals(expressions[below(4)]) }),
      batch([20, 20, 100, 250], 1, 7 * MINUTE, { ...common, name: 'named', startOn: [...new Set(named)], taskDefinition: below(3) }),
    ],
  };
}

/** In every second scenario a service and standalone tasks run on Fargate too, with quotas, rates and retirements of their own. */
function withFargate(seed: number, parts: SetupParts): SetupParts {
  let calls = 0;
  const below = (bound: number) => hash32(seed, 80, calls++, 0) % bound;
  if (below(2) === 0) return parts;
  const { capacityProviders = [], services = [], workloads = [], taskDefinitions = [], faults = [] } = parts;
  const items = [0, 1].map((which) => ({
    provider: capacityProviders.length + which,
    base: which === 0 ? below(3) : 0,
    weight: 1 + below(3),
  }));
  const capacity = () => ({ kind: 'strategy' as const, items: [items.slice(0, 1), items.slice(1), items][below(3)] });
  const steps: [number, number][] = [[0, below(12)], [40 + below(60), below(20)], [150, below(6)]]; // biome-ignore format: steps
  const place = () => ({ taskDefinition: taskDefinitions.length, zones: [null, [0, 2]][below(2)] });
  const percentages = { minimumHealthyPercent: [50, 100][below(2)], maximumPercent: [100, 200][below(2)] };
  const noticeMs = below(3 * HOUR);
  const retirement = () => {
    const startMs = noticeMs + below(2) * HOUR;
    return { kind: 'fargateRetirement', noticeMs, startMs, endMs: startMs + 20 * MINUTE } as const;
  };
  return {
    ...parts,
    fargate: fargate({
      rates: below(3) === 0 ? launchRates({ burst: 1 + below(5), perSecond: 1, runTaskCallsPerSecond: 1 }) : UNLIMITED,
      vcpus: [below(2) === 0 ? null : 4 + below(8), below(2) === 0 ? null : 4 + below(8)],
      zones: [[0, 1, 2], [0], [1, 2]][below(3)], // biome-ignore format: zones
      start: { ...START_DEFAULTS, p95OverMedian: 1 + below(2) },
    }),
    taskDefinitions: [...taskDefinitions, taskDefinition({ family: 'serverless', eni: 1, images: [below(3)] })],
    services: [...services, service(steps, { name: 'serverless', capacity: capacity(), ...place(), ...percentages })],
    workloads: [...workloads, batch([15, 15, 90], 1 + below(30), 8 * MINUTE, { name: 'calls', capacity: capacity(), ...place() })],
    faults: [...faults, ...(below(2) === 0 ? [] : [retirement()])],
  };
}

/** In two of three scenarios the first services have load, and mostly scalers of every kind. */
function withTraffic(seed: number, parts: SetupParts): SetupParts {
  let calls = 0;
  const below = (bound: number) => hash32(seed, 81, calls++, 0) % bound;
  if (below(3) === 0) return parts;
  const { services = [] } = parts;
  const shape = (): LoadShape =>
    [
      { kind: 'constant', perSecond: below(200) } as const,
      { kind: 'diurnal', peakPerSecond: 100 + below(100), troughPerSecond: below(50), peakAtMs: below(6 * HOUR) } as const,
      { kind: 'steps', perMs: MINUTE, atMs: [0, HOUR, 2 * HOUR, 4 * HOUR], values: [0, 6_000, 9_000, below(600)], everyMs: null } as const,
    ][below(3)];
  const reserved = { cpuUnits: 256 * (1 + below(8)), memoryMib: 1_024, cpuUnitsIdle: below(2) * 20, memoryMibIdle: 200, memoryMibEach: 1 };
  const task = () => ({ concurrency: 1 + below(4), meanMs: 20 + below(200), cpuMs: 10 + below(60), ...reserved, cpuUnitsMost: null });
  /** Where there is a second revision it may be slower and larger. */
  const uses = <Use extends TaskUse>(use: Use): Use[] => [
    use,
    ...(below(2) === 0 ? [] : [{ ...use, meanMs: 3 * use.meanMs, cpuUnits: 512 }]),
  ];
  const requests = (): LoadSpec => ({
    kind: 'requests',
    shape: shape(),
    uses: uses({ ...SERVICE_DEFAULTS, ...task(), waitingPerTaskMax: [null, 10][below(2)], timeoutMs: [null, 1_000][below(2)] }),
  });
  const queue = (): LoadSpec => ({
    kind: 'queue',
    shape: shape(),
    uses: uses({ ...WORKER_DEFAULTS, ...task(), whenStopped: (['finishes', 'redelivered'] as const)[below(2)] }),
  });
  const loads = services.map((_, i) => (i > 2 ? null : [requests, queue][below(2)]()));
  return {
    ...parts,
    services: services.map((spec, i) => {
      const load = loads[i] ?? null;
      const isScaled = load !== null && spec.schedulingStrategy === 'REPLICA' && below(4) > 0;
      return { ...spec, load, scaling: isScaled ? randomScaling(load, below) : null };
    }),
  };
}

function randomScaling({ kind }: LoadSpec, below: (bound: number) => number): ScalingSpec {
  const pick = <T>(choices: readonly T[]): T => choices[below(choices.length)];
  const own = kind === 'queue' ? ServiceMetric.BacklogPerTask : ServiceMetric.RequestCountPerTarget;
  const cooldowns = () => ({ scaleOutCooldownMs: pick([0, MINUTE, 5 * MINUTE]), scaleInCooldownMs: pick([0, 5 * MINUTE]) });
  const tracking = { policyType: 'TargetTrackingScaling', isHighResolution: false, disableScaleIn: below(4) === 0 } as const;
  const policies: ScalingPolicy[] = [
    { ...tracking, metric: ServiceMetric.CPUUtilization, isHighResolution: below(2) === 0, targetValue: 20 + below(60), ...cooldowns() },
    { ...tracking, metric: own, targetValue: 1 + below(2_000), ...cooldowns() },
    {
      ...{ policyType: 'StepScaling', adjustmentType: 'PercentChangeInCapacity', minMagnitude: 1, cooldownMs: pick([0, 3 * MINUTE]) },
      steps: [{ lower: 0, upper: 20, change: 10 }, { lower: 20, upper: null, change: 50 }], // biome-ignore format: steps
      alarm: {
        ...{ metric: ServiceMetric.CPUUtilization, statistic: Statistic.Average, comparison: Comparison.GreaterThanThreshold },
        ...{ threshold: 50, periodMs: pick([MINUTE, 2 * MINUTE, 30_000]), evaluationPeriods: 2, datapointsToAlarm: 1 },
        treatMissingData: pick(['missing', 'ignore', 'breaching', 'notBreaching']),
      },
    },
    {
      ...{ policyType: 'PredictiveScaling', metric: ServiceMetric.CPUUtilization, targetValue: 50, mode: 'ForecastAndScale' },
      ...{ schedulingBufferMs: 5 * MINUTE, maxCapacityBuffer: pick([null, 10]) },
    },
  ];
  const chosen = policies.filter(() => below(2) === 0);
  const action = { name: 'later', expression: pick(['rate(1 hour)', 'cron(30 * * * ? *)']), timeZone: 'UTC', startMs: HOUR, endMs: null };
  const suspended = () => below(6) === 0;
  return {
    target: {
      ...{ minCapacity: below(3), maxCapacity: 8 + below(20), scheduledScalingSuspended: suspended() },
      ...{ dynamicScalingInSuspended: suspended(), dynamicScalingOutSuspended: suspended() },
    },
    policies: chosen,
    policyNames: chosen.map((_, i) => `policy-${i}`),
    actions: below(2) === 0 ? [] : [{ ...action, minCapacity: 2, maxCapacity: pick([null, 12]) }],
  };
}

const HOOKS: readonly NativeHook[] = [
  { stage: 'POST_SCALE_UP', answersAfterMs: 3 * MINUTE, timeoutMs: HOUR, onTimeout: 'ROLLBACK' },
  { stage: 'PRODUCTION_TRAFFIC_SHIFT', answersAfterMs: null, timeoutMs: 20 * MINUTE, onTimeout: 'CONTINUE' },
];
const BUSY: AlarmTerms = {
  ...{ metric: ServiceMetric.CPUUtilization, statistic: Statistic.Average, comparison: Comparison.GreaterThanThreshold, threshold: 60 },
  ...{ periodMs: 2 * MINUTE, evaluationPeriods: 3, datapointsToAlarm: 2, treatMissingData: 'missing' },
};

/** In every second scenario ECS takes care of services: deployments of several kinds, protected tasks, zones that are made even. */
function withCare(seed: number, parts: SetupParts): SetupParts {
  let calls = 0;
  const below = (bound: number) => hash32(seed, 82, calls++, 0) % bound;
  /** What came later to be drawn, so that it changes nothing of what was drawn before. */
  let others = 0;
  const other = (bound: number) => hash32(seed, 84, others++, 0) % bound;
  const pick = <T>(choices: readonly T[]): T => choices[below(choices.length)];
  const { services = [] } = parts;
  if (below(2) === 0) return parts;
  const fault = () =>
    pick([
      SOUND,
      SOUND,
      { ...SOUND, failedStarts: 0.6 },
      { ...SOUND, unhealthyAfterMs: 5 * MINUTE, unhealthyBy: 'hang' as const, crashesPerHour: 2 },
    ]);
  const mode = () => ({ ...fault(), ...(other(3) === 0 ? { failedHooks: ['POST_SCALE_UP'] as const, slower: 2 } : {}) });
  const careOf = ({ taskDefinition }: ServiceSpec): DeploymentSpec => {
    const revisions = [0, ...(below(2) === 0 ? [] : [HOUR, 3 * HOUR])].map((atMs) => ({ atMs, taskDefinition, mode: mode() }));
    const detection = () => ({ enable: below(2) === 0, rollback: below(2) === 0 });
    return {
      ...PLAIN_CARE,
      ...{
        revisions,
        watch: { circuitBreaker: { ...BREAKER_DEFAULTS, ...detection() }, alarms: detection(), bakeMs: pick([0, 10 * MINUTE]) },
      },
      alarms: below(3) === 0 ? [{ fromMs: 61 * MINUTE, untilMs: 70 * MINUTE }] : [],
      targetGroup: below(3) === 0 ? { check: TARGET_CHECK_DEFAULTS, deregistrationDelayMs: pick([0, 5 * MINUTE]) } : null,
      graceMs: pick([0, 8 * MINUTE]),
      checks: revisions.map(() => pick([[], [], [{ ...CHECK_DEFAULTS, intervalMs: 10_000 }]])),
      shift: shiftOf(),
      taskSets:
        below(8) === 0
          ? revisions.map(({ atMs }) => ({
              scale: [
                { atMs, percent: 40 },
                { atMs: atMs + HOUR, percent: pick([0, 60, 100]) },
              ],
              weights: [{ atMs, weight: 1 + other(3) }],
            }))
          : null,
      protection:
        below(2) === 0
          ? null
          : {
              ...{ share: pick([0.3, 1]), minutes: pick([1, 120]), isRenewed: below(2) === 0 },
              work: { kind: 'uniform', minMs: 0, maxMs: pick([HOUR, 4 * HOUR]) },
            },
      metricAlarms: other(2) === 0 ? [] : [{ name: 'busy', terms: BUSY, isOfNew: other(2) === 0 }],
    };
  };
  const shiftOf = (): DeploymentSpec['shift'] => {
    const steps = nativeSteps({ strategy: 'LINEAR', stepPercent: 40, stepBakeTimeInMinutes: 3 });
    const codeDeploy = { steps, readyWaitMs: MINUTE, terminationWaitMs: pick([0, 10 * MINUTE]), isAutoRollback: below(2) === 0, hooks: [] };
    return pick([
      null,
      null,
      null,
      { kind: 'codeDeploy', rules: codeDeploy },
      { kind: 'native', rules: { steps, bakeMs: 5 * MINUTE, hooks: other(2) === 0 ? [] : HOOKS } },
    ]);
  };
  const reaction = pick([constant(0), { kind: 'uniform' as const, minMs: 0, maxMs: 23_000 }]);
  const turns = reaction.kind === 'constant' ? pick([null, { everyMs: 10_000, phaseMs: null, restMs: 45_000 }]) : null;
  return {
    ...parts,
    deploymentAndHealth: { ...CARE, turns, reaction, placementRetry: pick([null, PLACEMENT_RETRY_DEFAULTS]) },
    services: services.map((spec) => {
      const deploymentSpec = below(4) === 0 ? null : careOf(spec);
      const isRebalanced = spec.zones === null && spec.schedulingStrategy === 'REPLICA' && below(2) === 0;
      return {
        ...spec,
        ...(isRebalanced ? { isRebalanced } : {}),
        deploymentSpec:
          deploymentSpec !== null && spec.schedulingStrategy === 'DAEMON'
            ? { ...deploymentSpec, protection: null, shift: null, taskSets: null }
            : deploymentSpec,
      };
    }),
  };
}

/** The pools of the groups, of which some are small, change their price, or have a drought; and instances that are taken at any time. */
function withMarket(seed: number, parts: SetupParts): Setup {
  let calls = 0;
  const below = (bound: number) => hash32(seed, 78, calls++, 0) % bound;
  const made = setup(withIncidents(seed, withCare(seed, withScheduled(seed, withTraffic(seed, withFargate(seed, parts))))));
  const atMs = () => 1 + below(6 * HOUR);
  const where = () => ({ isSpot: null, type: null, zone: below(2) === 0 ? null : below(3) });
  const pools = made.market.pools.map((pool) => ({
    ...pool,
    capacity: below(3) === 0 ? { atMs: [0, 2 * HOUR], instances: [below(4), 2 + below(6)] } : pool.capacity,
    replayed: pool.isSpot && below(2) === 0 ? { atMs: [HOUR, 2 * HOUR, 4 * HOUR], share: [0.5, 1, 0.4] } : null,
    reclaimGapMs: pool.isSpot ? 20 * MINUTE : null,
    price: pool.isSpot && below(2) === 0 ? { atMs: [0, atMs()], usdPerHour: [0.2 + below(3) / 10, 0.2 + below(3) / 10] } : pool.price,
  }));
  const overlays = Array.from({ length: below(5) }, () =>
    below(3) === 0
      ? ({ kind: 'drought', where: where(), fromMs: atMs(), untilMs: below(2) === 0 ? null : 6 * HOUR } as const)
      : ({ kind: 'interruption', where: where(), atMs: atMs(), share: (1 + below(4)) / 4 } as const),
  );
  return { ...made, market: { ...made.market, pools, overlays } };
}
