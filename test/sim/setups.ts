import { SCALER_DEFAULTS, type ScalerSettings } from '../../src/autoscaling/cluster-scaler-settings.js';
import { GROUP_DEFAULTS, type GroupSettings } from '../../src/autoscaling/group/group-settings.js';
import { FargateProvider } from '../../src/fargate/providers.js';
import { MARKET_DEFAULTS, type MarketSettings } from '../../src/market/market-settings.js';
import type { SpotAdvice } from '../../src/market/pools.js';
import { poolsOf } from '../../src/scenario/market/setup.js';
import { PULL_DEFAULTS } from '../../src/services/pulls/pull-settings.js';
import { SCALING_DEFAULTS, type ScalingSettings } from '../../src/services/scaling/service-scaling-settings.js';
import { FACTS, Fact, type FactKind, type Subscriber } from '../../src/sim/facts.js';
import { fargatePool } from '../../src/sim/providers/fargate/pools.js';
import { PROVIDER_KINDS } from '../../src/sim/providers/kinds.js';
import { kindFor, providersOf } from '../../src/sim/providers/of-setup.js';
import type { Setup, Timings, WaitingSettings } from '../../src/sim/setup.js';
import { Simulation } from '../../src/sim/simulation.js';
import { makeSource } from '../../src/workload/make-source.js';
import { PLAIN_BILLING } from '../billing/terms.js';
import { CARE, constant, fargate, instanceType, MINUTE, provider, taskDefinition, UNCARED } from './parts.js';

export * from './parts.js';

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
  hungStop: 'containerStop',
  checkStartIntervalMs: null,
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
  metricDelayRequests: constant(0),
  evaluationPhaseMs: 0,
  actionDelayMs: 0,
  activityMs: 0,
  scheduleDelayMs: 0,
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
    // RUNNING is healthy where no service has deployments: older rules have no 40 seconds in drains.
    deploymentAndHealth: over.services?.some(({ deploymentSpec }) => deploymentSpec !== null) ? CARE : UNCARED,
    faults: [],
    placement: { ...PLACEMENT, ...placement },
    quotas: { provisioningTasks: null, containerInstances: null, serviceLaunchesPerMinute: null },
    billing: PLAIN_BILLING,
    metrics: { everyMs: null },
    ...over,
    timings: { ...NO_LATENCY, ...timings },
    // Older rules have no delay.
    scaler: { ...SCALER_DEFAULTS, metricDelayMs: 0, evaluationPhaseMs: 0, actionDelayMs: 0, ...scaler },
    serviceScaling: { ...SCALING_AT_ONCE, ...serviceScaling },
    waiting: { ...WAITING, ...waiting },
    groups: {
      ...GROUP_DEFAULTS,
      healthCheckPhase: 'inService' as const,
      launchRetryMs: 60_000,
      launchRetryFactor: 2,
      launchRetryMaxMs: 900_000,
      launchDelayMs: 0,
      terminationDelayMs: 0,
      warmPoolStopMs: 0,
      ...groups,
    },
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

/** Keeps every fact, for tests. */
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

  /** The facts of one task, in order: [name of the fact, at ms]. */
  storyOfTask(task: number): [name: string, atMs: number][] {
    const facts = this.facts.filter(({ kind, args }) => FACTS[kind].args[0] === 'task' && args[0] === task);
    return facts.map(({ kind, atMs }) => [FACTS[kind].name, atMs]);
  }

  /** When each fact of the kind was emitted, in minutes. */
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
