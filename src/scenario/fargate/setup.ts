import { LAUNCH_DEFAULTS, launchRates, UNLIMITED } from '../../fargate/launching.js';
import { whyNotInZone, zoneKind } from '../../fargate/platform/places.js';
import type { FargateTask, Zone } from '../../fargate/platform/task.js';
import { FARGATE_PROVIDER_NAMES, type FargateProvider } from '../../fargate/providers.js';
import { VCPU_QUOTAS_NEW_ACCOUNT } from '../../fargate/quota.js';
import { START_DEFAULTS, type StartSettings } from '../../fargate/start.js';
import type { MarketSettings } from '../../market/market-settings.js';
import type { Pool } from '../../market/pools.js';
import { LAUNCHES_PER_MINUTE } from '../../services/rates/launches.js';
import { fargatePool } from '../../sim/providers/fargate/pools.js';
import { PROVIDER_KINDS } from '../../sim/providers/kinds.js';
import type { FargateSpec } from '../../sim/setup.js';
import { EXTERNAL_ZONE } from '../cluster/external.js';
import { accountProvidersOf } from '../cluster/providers.js';
import type { Scenario } from '../schema.js';
import type { TaskDefinition } from '../task-definition/definition.js';
import { distribution, durationMs } from '../units.js';

/** The Fargate providers that a cluster lists, or uses by launch type. */
export function fargateProvidersOf(scenario: Scenario): FargateProvider[] {
  return accountProvidersOf(scenario).flatMap(({ kind, nth }) => (kind === PROVIDER_KINDS.fargate ? [nth as FargateProvider] : []));
}

/** Fargate rounds a task up to one of its sizes. */
export function fargateSize({ cpuUnits, memoryMib, fargate }: TaskDefinition): { readonly cpuUnits: number; readonly memoryMib: number } {
  return fargate === null ? { cpuUnits, memoryMib } : { cpuUnits: fargate.cpuUnits, memoryMib: fargate.memoryMib };
}

/** Returns a zone in the terms of Fargate's rules. */
export function fargateZone({ cluster }: Scenario, name: string): Zone {
  const ids = cluster.availabilityZoneIds ?? {};
  return { name, id: Object.hasOwn(ids, name) ? ids[name]! : null, kind: zoneKind(name) };
}

/** A task that every zone with Fargate accepts. */
export const PLAIN_TASK: FargateTask = {
  cpuUnits: 256,
  memoryMib: 512,
  osFamily: 'LINUX',
  architecture: 'x86_64',
  ephemeralGib: null,
  networkMode: 'awsvpc',
  parameters: [],
};

/** Returns the zones with Fargate (C.FG-07, T.FG-9). */
export function fargateZonesOf(scenario: Scenario, zones: readonly string[]): string[] {
  const { fargate, region } = scenario;
  return (
    fargate.availabilityZones ??
    zones.filter((zone) => zone !== EXTERNAL_ZONE && whyNotInZone(PLAIN_TASK, region, fargateZone(scenario, zone)) === null)
  );
}

/** Returns one pool for each provider in each zone. */
export function fargatePoolsOf(scenario: Scenario, zones: readonly string[], settings: MarketSettings): Pool[] {
  return fargateProvidersOf(scenario).flatMap((provider) =>
    fargateZonesOf(scenario, zones).map((zoneName) => fargatePool({ provider, zone: zones.indexOf(zoneName), zoneName }, settings)),
  );
}

export function fargateOf(scenario: Scenario, zones: readonly string[]): FargateSpec {
  const { start, stop, capacityRetry, capacityRetryMax } = scenario.fargate;
  return {
    ...limitsOf(scenario),
    zones: fargateZonesOf(scenario, zones).map((zone) => zones.indexOf(zone)),
    start: startOf(start),
    stop: { exitNoticedMs: durationMs(stop.exitNoticed), cleanup: distribution(stop.cleanup) },
    ...startThrottleOf(scenario),
    retry: { firstMs: durationMs(capacityRetry), longestMs: durationMs(capacityRetryMax) },
  };
}

function startOf(start: Scenario['fargate']['start']): StartSettings {
  const { whole, machine, pull, containers, lazyPull, ...same } = start;
  // Images take their unpacked size of the storage however long the start takes.
  if (whole !== undefined) return { ...START_DEFAULTS, unpackFactor: same.unpackFactor, whole: distribution(whole) };
  return {
    ...same,
    machineMs: durationMs(machine),
    ...(pull === undefined ? {} : { unknownPullMs: durationMs(pull) }),
    containersMs: durationMs(containers),
    lazyPullMs: durationMs(lazyPull),
  };
}

/** On Fargate the wait does not grow: a start that failed ten times was tried again every 6 to 7 minutes (V.6). The first failures bring no wait there either. */
function startThrottleOf({ fargate, awsBehaviour, serviceScheduler }: Scenario): Pick<FargateSpec, 'startThrottle'> {
  const { startRetry = awsBehaviour === 'current' ? '5m' : 'grows' } = fargate;
  if (startRetry === 'grows') return {};
  return {
    startThrottle: {
      freeFailures: serviceScheduler.throttleFreeFailures,
      firstMs: durationMs(startRetry),
      longestMs: durationMs(startRetry),
    },
  };
}

function limitsOf({ quotas, fargate }: Scenario): Pick<FargateSpec, 'rates' | 'vcpus' | 'serviceLaunchesPerMinute'> {
  const usual = LAUNCH_DEFAULTS[fargate.regionSize];
  const perMinute = LAUNCHES_PER_MINUTE.fargate[fargate.regionSize];
  if (quotas === 'aws') return { rates: launchRates(usual), vcpus: VCPU_QUOTAS_NEW_ACCOUNT, serviceLaunchesPerMinute: perMinute };
  if (quotas === 'none') return { rates: UNLIMITED, vcpus: FARGATE_PROVIDER_NAMES.map(() => null), serviceLaunchesPerMinute: null };
  const { fargateVcpus, fargateSpotVcpus, fargateLaunchBurst: burst = usual.burst } = quotas;
  const { fargateLaunchesPerSecond: tasks = usual.perSecond, fargateRunTaskCallsPerSecond: calls } = quotas;
  const limit = (value: number | 'none') => (value === 'none' ? null : value);
  const rates = launchRates({
    burst,
    perSecond: tasks === 'none' ? 1 : tasks,
    runTaskCallsPerSecond: calls === 'none' ? 1 : calls,
  });
  return {
    rates: { tasks: tasks === 'none' ? null : rates.tasks, runTaskCalls: calls === 'none' ? null : rates.runTaskCalls },
    vcpus: [limit(fargateVcpus), limit(fargateSpotVcpus)],
    serviceLaunchesPerMinute: limit(quotas.fargateServiceLaunchesPerMinute ?? perMinute),
  };
}
