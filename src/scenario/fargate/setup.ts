import { LAUNCH_DEFAULTS, launchRates, UNLIMITED } from '../../fargate/launching.js';
import { whyNotInZone, zoneKind } from '../../fargate/platform/places.js';
import type { FargateTask, Zone } from '../../fargate/platform/task.js';
import { FARGATE_PROVIDER_NAMES, FargateProvider } from '../../fargate/providers.js';
import { VCPU_QUOTAS_NEW_ACCOUNT } from '../../fargate/quota.js';
import { fargatePool, type Pool } from '../../market/pools.js';
import type { MarketSettings } from '../../market/settings.js';
import { LAUNCHES_PER_MINUTE } from '../../services/rates/launches.js';
import type { FargateSpec } from '../../sim/setup.js';
import { EXTERNAL_ZONE } from '../cluster/external.js';
import type { Scenario, ServiceText, StrategyText, WorkloadText } from '../schema.js';
import { durationMs } from '../units.js';

export function isFargate(provider: string): boolean {
  return FARGATE_PROVIDER_NAMES.some((name) => name === provider);
}

/** Whether a service or a standalone task runs on Fargate: a strategy is of one kind (C.CAP-09). */
export function isOnFargate(work: ServiceText | WorkloadText, scenario: Scenario): boolean {
  if (work.launchType !== undefined) return work.launchType === 'FARGATE';
  const strategy = strategyOf(work, scenario);
  return strategy.length > 0 && strategy.every(({ capacityProvider }) => isFargate(capacityProvider));
}

/** Its own strategy, else that of the cluster; it counts where no launch type is named. */
export function strategyOf({ capacityProviderStrategy }: ServiceText | WorkloadText, { cluster }: Scenario): StrategyText {
  return capacityProviderStrategy ?? cluster.defaultCapacityProviderStrategy ?? [];
}

/** The Fargate providers that a cluster has, or uses by launch type, which needs no association. */
export function fargateProvidersOf({ cluster, services, workloads }: Scenario): FargateProvider[] {
  const hasLaunchType = [...services, ...workloads].some(({ launchType }) => launchType === 'FARGATE');
  return [FargateProvider.FARGATE, FargateProvider.FARGATE_SPOT].filter(
    (provider) =>
      cluster.capacityProviders.some((name) => name === FARGATE_PROVIDER_NAMES[provider]) ||
      (provider === FargateProvider.FARGATE && hasLaunchType),
  );
}

/** A zone as the rules of Fargate know it. */
export function fargateZone({ cluster }: Scenario, name: string): Zone {
  const ids = cluster.availabilityZoneIds ?? {};
  return { name, id: Object.hasOwn(ids, name) ? ids[name]! : null, kind: zoneKind(name) };
}

/** What every zone that has Fargate takes. */
export const PLAIN_TASK: FargateTask = {
  cpuUnits: 256,
  memoryMib: 512,
  osFamily: 'LINUX',
  architecture: 'x86_64',
  ephemeralGib: null,
  networkMode: 'awsvpc',
  parameters: [],
};

/** Zones that Fargate is in (C.FG-07, T.FG-9). */
export function fargateZonesOf(scenario: Scenario, zones: readonly string[]): string[] {
  const { fargate, region } = scenario;
  return (
    fargate.availabilityZones ??
    zones.filter((zone) => zone !== EXTERNAL_ZONE && whyNotInZone(PLAIN_TASK, region, fargateZone(scenario, zone)) === null)
  );
}

/** A pool of each provider in each zone. */
export function fargatePoolsOf(scenario: Scenario, zones: readonly string[], settings: MarketSettings): Pool[] {
  return fargateProvidersOf(scenario).flatMap((provider) =>
    fargateZonesOf(scenario, zones).map((zoneName) => fargatePool({ provider, zone: zones.indexOf(zoneName), zoneName }, settings)),
  );
}

export function fargateOf(scenario: Scenario, zones: readonly string[]): FargateSpec {
  const { start, capacityRetry, capacityRetryMax } = scenario.fargate;
  const { machine, lazyPull, ...same } = start;
  return {
    ...limitsOf(scenario),
    zones: fargateZonesOf(scenario, zones).map((zone) => zones.indexOf(zone)),
    start: { ...same, machineMs: durationMs(machine), lazyPullMs: durationMs(lazyPull) },
    retry: { firstMs: durationMs(capacityRetry), longestMs: durationMs(capacityRetryMax) },
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
