import type { Setup } from '../sim/setup.js';
import { billingOf } from './billing/setup.js';
import { reservationsOf } from './cluster/reservations.js';
import { staticSpec } from './cluster/setup.js';
import { startsAtMsOf } from './complete.js';
import { fargateOf } from './fargate/setup.js';
import { faultsOf } from './faults/setup.js';
import { groupScalingSettingsOf } from './groups/policies-setup.js';
import { providerSpec } from './groups/provider-setup.js';
import { groupSettingsOf } from './groups/setup.js';
import { imageCacheOf } from './images/setup.js';
import { Indexes } from './indexes.js';
import type { LoadFiles } from './load/files.js';
import type { MarketFiles } from './market/files.js';
import { marketOf } from './market/setup.js';
import { presentOf } from './present/setup.js';
import { customMetricsOf } from './scaling/custom-setup.js';
import { serviceScalingOf } from './scaling/setup.js';
import type { Scenario } from './schema.js';
import { deploymentAndHealthOf } from './services/setup.js';
import { quotasOf } from './settings/quotas-setup.js';
import { registrationTimeoutOf, scalerOf, timingsOf, waitingOf } from './settings/setup.js';
import type { TaskDefinition } from './task-definition/definition.js';
import { definitionSpec } from './task-definition/setup.js';
import { durationMs } from './units.js';
import { serviceSpec, workloadSpec } from './work/setup.js';

/** The files of a scenario after reading. */
export interface ReadFiles {
  readonly definitions: readonly TaskDefinition[];
  readonly market: MarketFiles;
  readonly loads: LoadFiles;
}

/** Converts a valid scenario into the setup of a simulation: completed, with the content of its files. */
export function toSetup(scenario: Scenario, { definitions, market, loads }: ReadFiles): Setup {
  const indexes = new Indexes(scenario, definitions, loads);
  const { name, seed, region } = scenario;
  const groups = indexes.groups.map((provider) => providerSpec(provider, indexes));
  const places = { instanceTypes: indexes.types, zones: indexes.zones, capacityProviders: groups };
  const services = scenario.services.map((service) => serviceSpec(service, indexes));
  const workloads = scenario.workloads.map((workload) => workloadSpec(workload, indexes));
  const present = presentOf(scenario, { indexes, capacityProviders: groups, services, workloads });
  const typeNames = indexes.types.map((type) => type.name);
  return {
    name,
    seed,
    durationMs: durationMs(scenario.duration),
    startsAtMs: startsAtMsOf(scenario),
    region,
    zones: indexes.zones,
    instanceTypes: indexes.types,
    capacityProviders: groups,
    providers: indexes.providers,
    staticInstances: scenario.cluster.containerInstances.map((group) => staticSpec(group, indexes)),
    taskDefinitions: definitions.map((definition) => definitionSpec(definition, indexes)),
    services,
    workloads,
    ports: indexes.ports,
    images: indexes.images,
    imageCache: imageCacheOf(scenario),
    timings: timingsOf(scenario),
    market: marketOf(scenario, market, { ...places, present }),
    faults: faultsOf(scenario, places),
    groups: groupSettingsOf(scenario),
    registrationTimeoutMs: registrationTimeoutOf(scenario),
    fargate: fargateOf(scenario, indexes.zones),
    deploymentAndHealth: deploymentAndHealthOf(scenario),
    scaler: scalerOf(scenario),
    serviceScaling: serviceScalingOf(scenario),
    ...groupScalingSettingsOf(scenario),
    ...customMetricsOf(scenario),
    ...reservationsOf(scenario, indexes),
    waiting: waitingOf(scenario),
    placement: { ...scenario.placement, policy: scenario.placement.policy ?? null },
    quotas: quotasOf(scenario),
    billing: billingOf(scenario, typeNames),
    metrics: { everyMs: scenario.metrics.every === undefined ? null : durationMs(scenario.metrics.every) },
    ...(present === undefined ? {} : { present }),
  };
}
