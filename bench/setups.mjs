// Setups that the benchmarks run, as the engine takes them.
import { fromDist } from './dist.mjs';

const { GROUP_DEFAULTS, MARKET_DEFAULTS, SCALER_DEFAULTS } = await fromDist('engine.js');

const NOTHING = { kind: 'constant', ms: 0 };
/** Longer than any run: the common workload ends by itself. */
const FOREVER_MS = 1e12;

/** MACHINES equal instances with exactly 32,768 CPU units and 131,072 MiB, no latencies, one workload of standalone tasks. */
export function staticFleet({ machines, placementStrategy }) {
  return {
    name: `static-${machines}`,
    seed: 1,
    durationMs: FOREVER_MS,
    startsAtMs: 0,
    region: 'us-east-1',
    zones: ['us-east-1a'],
    instanceTypes: [
      {
        name: 'bench.32',
        cpuUnits: 32_768,
        memoryMib: 131_072,
        memorySource: 'given',
        eniTasks: 14,
        eniTasksTrunk: 14,
        trunkSource: 'none',
        gpus: 0,
        architecture: 'x86_64',
        operatingSystem: 'linux',
        reservedPorts: [],
        usdPerHour: 1,
        priceSource: 'given',
      },
    ],
    capacityProviders: [],
    staticInstances: [
      { instanceType: 0, zones: [0], count: machines, hasTrunk: false, traits: { attributes: {}, agentVersion: '1.89.2' } },
    ],
    taskDefinitions: [
      {
        family: 'bench',
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
      },
    ],
    services: [],
    workloads: [
      {
        name: 'bench',
        taskDefinition: 0,
        capacity: { kind: 'launchType' },
        placementStrategy,
        isDistinctInstance: false,
        memberOf: [],
        group: null,
        zones: null,
        arrivals: { kind: 'schedule', atMs: [], everyMs: null },
        count: 1,
        runTime: NOTHING,
      },
    ],
    ports: [],
    images: [],
    timings: {
      instanceBoot: NOTHING,
      trunkAttach: NOTHING,
      eniAttach: NOTHING,
      imagePull: NOTHING,
      containerStart: NOTHING,
      containerStop: NOTHING,
      eniDetach: NOTHING,
      imagePullBehavior: 'default',
    },
    scaler: SCALER_DEFAULTS,
    market: { pools: [], overlays: [], settings: MARKET_DEFAULTS },
    faults: [],
    groups: GROUP_DEFAULTS,
    waiting: {
      order: 'requestTime',
      headOfLine: 'skip',
      retryEveryMs: null,
      quotaOverflow: 'hold',
      provisioningTimeoutMs: null,
      stopTie: 'newest',
    },
    placement: { tie: 'oldest', policy: null },
    quotas: { provisioningTasks: null, containerInstances: null, serviceLaunchesPerMinute: null },
  };
}
