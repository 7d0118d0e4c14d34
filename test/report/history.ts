import { SCALER_DEFAULTS } from '../../src/autoscaling/cluster-scaler-settings.js';
import { GROUP_DEFAULTS } from '../../src/autoscaling/group/group-settings.js';
import { MARKET_DEFAULTS } from '../../src/market/market-settings.js';
import { onDemandPool, spotPool } from '../../src/market/pools.js';
import { PULL_DEFAULTS } from '../../src/services/pulls/pull-settings.js';
import { SCALING_DEFAULTS } from '../../src/services/scaling/service-scaling-settings.js';
import { Fact, type FactKind, InstanceCause, StopCause, type Subscriber } from '../../src/sim/facts.js';
import { providersOf } from '../../src/sim/providers/of-setup.js';
import type { CapacityProviderSpec, ServiceSpec, Setup, TaskDefinitionSpec, WorkloadSpec } from '../../src/sim/setup.js';
import { PLAIN_BILLING } from '../billing/terms.js';
import { instanceType, service as specOf } from '../sim/parts.js';
import { CARE, fargate, PLAIN_GROUP } from '../sim/setups.js';

export type RecordedFact = readonly [kind: FactKind, atMs: number, a: number, b: number, c: number, d: number, e: number, f: number];

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** 2,000 CPU units, 4,000 MiB, 3 ENIs (10 with a trunk), 0.36 USD an hour: a hundredth of a cent a second. */
const SMALL = instanceType({ name: 'test.small', cpuUnits: 2000, memoryMib: 4000, usdPerHour: 0.36, priceSource: 'test' });

const none = { kind: 'constant', ms: 0 } as const;

export function provider(name: string, targetPercent = 100): CapacityProviderSpec {
  return {
    name,
    instanceTypes: [0],
    ...PLAIN_GROUP,
    zones: [0, 1],
    minSize: 0,
    maxSize: 100,
    initialSize: 0,
    startsCold: false,
    managedScaling: { isEnabled: true, targetPercent, minimumStep: 1, maximumStep: 10_000, warmupMs: 300_000 },
    isProtected: true,
    trunkFromMs: null,
    isDraining: true,
    traits: { attributes: {}, agentVersion: '1.89.2' },
  };
}

export function service(name: string, more: Partial<ServiceSpec> = {}): ServiceSpec {
  return specOf(0, { name, placementStrategy: [], ...more });
}

function workload(name: string): WorkloadSpec {
  const { taskDefinition, capacity, placementStrategy, isDistinctInstance, memberOf, zones } = service(name);
  const arrivals = { kind: 'constant', everyMs: MINUTE, firstMs: 0 } as const;
  const placement = { capacity, placementStrategy, isDistinctInstance, memberOf, group: null, zones };
  return { name, taskDefinition, ...placement, arrivals, count: 1, runTime: none };
}

const DEFINITION: TaskDefinitionSpec = {
  family: 'web',
  revision: 1,
  cpuUnits: 500,
  memoryMib: 1000,
  eni: 1,
  gpus: 0,
  gpuMilli: 0,
  ports: [],
  images: [],
  stopTimeoutMs: 30_000,
  architecture: 'x86_64',
  operatingSystem: 'linux',
  fargate: null,
};

const ZONES = ['us-east-1a', 'us-east-1b'];
/** test.small in both zones: On-Demand, and on Spot for a quarter of that; in the first zone for a half from minute 15 on. */
const POOLS = ZONES.flatMap((zoneName, zone) => {
  const place = { type: 0, zone, typeName: 'test.small', zoneName };
  const spot = spotPool(place, { savingsPercent: 75, interruptionBucket: '<5%', onDemandUsdPerHour: 0.36 }, MARKET_DEFAULTS);
  const price = { atMs: [0, 15 * MINUTE], usdPerHour: [0.09, 0.18] };
  return [onDemandPool(place, 0.36), zone === 0 ? { ...spot, price } : spot];
});

/** Two zones, one instance type, two providers, two services and a workload: enough for every column to be used. */
export function setupFor(more: Partial<Setup> = {}): Setup {
  const timings = { instanceBoot: none, trunkAttach: none, eniAttach: none, imagePull: none, containerStart: none };
  return {
    name: 'example',
    seed: 7,
    durationMs: HOUR,
    startsAtMs: 0,
    region: 'us-east-1',
    zones: ZONES,
    instanceTypes: [SMALL, { ...SMALL, name: 'test.large', cpuUnits: 4000, memoryMib: 8000, usdPerHour: 0.72 }],
    capacityProviders: [provider('workers'), provider('batch', 80)],
    providers: providersOf([{ name: 'workers' }, { name: 'batch' }]),
    staticInstances: [],
    taskDefinitions: [DEFINITION],
    services: [service('web'), service('agent', { schedulingStrategy: 'DAEMON' })],
    workloads: [workload('nightly')],
    ports: [],
    images: [],
    imageCache: null,
    fargate: fargate({ zones: [0, 1] }),
    deploymentAndHealth: CARE,
    timings: {
      ...timings,
      warmStart: none,
      warmRegister: none,
      containerStop: none,
      hungStop: 'containerStop',
      checkStartIntervalMs: null,
      eniDetach: none,
      volumeAttach: none,
      volumeDetachMs: 0,
      windowsPullFactor: 1,
      imagePullBehavior: 'default',
      fargatePullsUpfront: true,
      pulls: PULL_DEFAULTS,
    },
    scaler: SCALER_DEFAULTS,
    serviceScaling: SCALING_DEFAULTS,
    market: { pools: POOLS, overlays: [], settings: MARKET_DEFAULTS },
    faults: [],
    groups: GROUP_DEFAULTS,
    waiting: {
      order: 'requestTime',
      headOfLine: 'skip',
      retryEveryMs: null,
      quotaOverflow: 'hold',
      provisioningTimeoutMs: null,
      stopTie: 'newest',
      stopShares: 'ignored',
    },
    placement: { tie: 'oldest', policy: null, stoppingRoom: 'held', stoppingRoomFrom: 'desired', stoppingEni: 'held' },
    registrationTimeoutMs: null,
    quotas: { provisioningTasks: 500, containerInstances: 5000, serviceLaunchesPerMinute: 500 },
    billing: PLAIN_BILLING,
    metrics: { everyMs: null },
    ...more,
  };
}

/** A list of facts, emitted in the order in which it is written. The caller chooses the ordinals. */
export class History {
  readonly facts: RecordedFact[] = [];
  atMs = 0;

  at(atMs: number): this {
    this.atMs = atMs;
    return this;
  }

  add(kind: FactKind, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): this {
    this.facts.push([kind, this.atMs, a, b, c, d, e, f]);
    return this;
  }

  /** A class of service 0 (or of the workload when `workload` is given). */
  defineClass(index: number, what: { service?: number; workload?: number; cpu?: number; memory?: number; eni?: number } = {}): this {
    const { service = what.workload === undefined ? 0 : -1, workload = -1, cpu = 500, memory = 1000, eni = 1 } = what;
    return this.add(Fact.taskClassDefined, index, service, workload, cpu, memory, eni);
  }

  launch(instance: number, what: { type?: number; zone?: number; provider?: number; trunk?: number; purchase?: number } = {}): this {
    const { type = 0, zone = 0, provider = 0, trunk = 0, purchase = 0 } = what;
    return this.add(Fact.instanceLaunched, instance, type, zone, provider, trunk, purchase);
  }

  register(instance: number): this {
    return this.add(Fact.instanceRegistered, instance);
  }

  terminate(instance: number, cause: number = InstanceCause.scaleIn): this {
    return this.add(Fact.instanceTerminated, instance, cause);
  }

  /** EC2 takes it in two minutes. */
  notice(instance: number): this {
    return this.add(Fact.instanceNoticed, instance, this.atMs + 2 * MINUTE);
  }

  request(task: number, taskClass = 0, from = 0): this {
    return this.add(Fact.taskRequested, task, taskClass, from);
  }

  place(task: number, instance: number, bootMs = 0): this {
    return this.add(Fact.taskPlaced, task, instance, bootMs);
  }

  pend(task: number, pullMs = 0, startMs = 0): this {
    return this.add(Fact.taskPending, task, pullMs, startMs);
  }

  run(task: number): this {
    return this.add(Fact.taskRunning, task);
  }

  stop(task: number, cause: number = StopCause.runEnded): this {
    return this.add(Fact.taskStopping, task, cause).add(Fact.taskStopped, task, cause, 1);
  }

  play<T extends Subscriber>(subscriber: T): T {
    for (const fact of this.facts) subscriber.onFact(...fact);
    return subscriber;
  }
}
