import { sampleMs } from '../kernel/sample.js';
import { groupProviders } from './cluster/providers.js';
import { bakes } from './complete.js';
import { fargateProvidersOf } from './fargate/setup.js';
import { highResolutionOf } from './scaling/monitoring.js';
import type { Scenario, ServiceText } from './schema.js';
import { whyNotRebalanced } from './services/rebalancing.js';
import { timingsOf } from './settings/setup.js';
import { readTaskDefinition } from './task-definition/read.js';

/** A default that has changed since the last release: a row of docs/migration.md. */
export interface ChangedDefault {
  /** Path of the setting; `services[].` stands for each service. */
  readonly setting: string;
  /** The value that restores the earlier behaviour, and the default of today, as a user writes them. */
  readonly before: string;
  readonly now: string;
  /** Whether the scenario can come out differently; of a setting of services, whether this service can. */
  touches(scenario: Scenario, service?: ServiceText): boolean;
}

/** In alphabetical order of the settings. */
export const CHANGED_DEFAULTS: readonly ChangedDefault[] = [
  { setting: 'alarms.rollingBakeTime', before: '0s', now: '5m', touches: ({ services }) => services.some(bakes) },
  { setting: 'fargate.capacityRetry', before: '15s', now: '5m', touches: runsOnFargate },
  { setting: 'fargate.start.containers', before: '0s', now: '2s', touches: runsOnFargate },
  { setting: 'fargate.start.machine', before: '25s', now: '13s', touches: runsOnFargate },
  { setting: 'fargate.start.p95OverMedian', before: '1.5', now: '1.3', touches: runsOnFargate },
  { setting: 'fargate.start.unpackMibPerSecond', before: '26', now: '38', touches: runsOnFargate },
  { setting: 'fargate.startRetry', before: 'grows', now: '5m', touches: mayFailStartsOnFargate },
  {
    setting: 'fargate.stop.cleanup',
    before: '{ lognormal: { median: 4s, p95: 8s } }',
    now: '{ lognormal: { median: 23s, p95: 30s } }',
    touches: runsOnFargate,
  },
  { setting: 'fargate.stop.exitNoticed', before: '0s', now: '10s', touches: runsOnFargate },
  { setting: 'groups.launchDelay', before: '0s', now: '14s', touches: hasGroups },
  { setting: 'placement.stoppingRoom', before: 'held', now: 'free', touches: hasInstances },
  { setting: 'registration.timeout', before: 'never', now: '15m', touches: mayMissRegistration },
  { setting: 'scaler.actionDelay', before: '0s', now: '3s', touches: hasManagedScaling },
  { setting: 'scaler.evaluationPhase', before: '0s', now: 'drawn', touches: hasManagedScaling },
  { setting: 'scaler.metricDelay', before: '0s', now: '10s', touches: hasManagedScaling },
  { setting: 'serviceScaling.actionDelay', before: '0s', now: '3s', touches: hasScalingAlarms },
  { setting: 'serviceScaling.activityTime', before: '0s', now: '30s', touches: hasScalingAlarms },
  { setting: 'serviceScaling.evaluationPhase', before: '0s', now: 'drawn', touches: hasScalingAlarms },
  { setting: 'serviceScaling.metricDelay', before: '0s', now: '150s', touches: hasScalingAlarms },
  { setting: 'serviceScaling.metricDelayHigh', before: '0s', now: '18s', touches: hasHighResolution },
  { setting: 'serviceScaling.scaleInSteps', before: 'proportional', now: 'single', touches: hasTargetTracking },
  { setting: 'serviceScheduler.breakerStartsInStage2', before: 'false', now: 'true', touches: hasBreaker },
  {
    setting: 'serviceScheduler.completesAfter',
    before: '0s',
    now: '40s',
    touches: (scenario) => takesTurns(scenario) && hasServices(scenario),
  },
  {
    setting: 'serviceScheduler.containerHealthReport',
    before: '0s',
    now: '20s',
    touches: (scenario) => takesTurns(scenario) && hasContainerChecks(scenario),
  },
  { setting: 'serviceScheduler.firstCheck', before: 'afterInterval', now: '1.5s', touches: hasTargets },
  {
    setting: 'serviceScheduler.firstCheckNetwork',
    before: 'asOthers',
    now: '3m',
    touches: (scenario) => takesTurns(scenario) && hasNetworkTargets(scenario),
  },
  { setting: 'serviceScheduler.healthyAfter', before: '0s', now: '40s', touches: hasServices },
  { setting: 'serviceScheduler.lostTarget', before: '0s', now: '4s', touches: hasLoadOnTargets },
  { setting: 'serviceScheduler.reaction', before: '0s', now: 'turns', touches: hasServices },
  { setting: 'serviceScheduler.registersWhen', before: 'running', now: 'healthy', touches: hasTargets },
  {
    setting: 'serviceScheduler.replacesAfter',
    before: '0s',
    now: '50s',
    touches: (scenario) => takesTurns(scenario) && hasTargets(scenario),
  },
  { setting: 'serviceScheduler.rollingScaleOut', before: 'new', now: 'both', touches: hasServices },
  {
    setting: 'serviceScheduler.settlesAfter',
    before: '0s',
    now: '40s',
    touches: (scenario) => takesTurns(scenario) && hasServices(scenario),
  },
  { setting: 'serviceScheduler.throttleFreeFailures', before: '4', now: '3', touches: hasServices },
  {
    setting: 'serviceScheduler.unhealthyReaction',
    before: '0s',
    now: '{ uniform: { min: 0s, max: 35s } }',
    touches: (scenario) => takesTurns(scenario) && hasTargets(scenario),
  },
  {
    setting: 'serviceScheduler.youngTargets',
    before: '0s',
    now: '90s',
    touches: (scenario) => takesTurns(scenario) && hasTargets(scenario),
  },
  { setting: 'services[].availabilityZoneRebalancing', before: 'DISABLED', now: 'ENABLED', touches: isRebalancedAnew },
  {
    setting: 'services[].deploymentConfiguration.deploymentCircuitBreaker.resetOnHealthyTask',
    before: 'false',
    now: 'true',
    touches: (_, service) => hasItsBreaker(service!),
  },
  { setting: 'services[].failureMode.unhealthyBy', before: 'check', now: 'hang', touches: (_, service) => fails(service!) },
  { setting: 'spot.noticeSeen', before: '0s', now: '12s', touches: hasSpotGroups },
  { setting: 'taskMemorySum', before: 'reserved', now: 'reservation', touches: hasMemoryAboveTask },
  {
    setting: 'timings.containerStart',
    before: '{ lognormal: { median: 2s, p95: 5s } }',
    now: '{ lognormal: { median: 500ms, p95: 2s } }',
    touches: hasInstances,
  },
  {
    setting: 'timings.instanceBoot',
    before: '{ lognormal: { median: 75s, p95: 140s } }',
    now: '{ lognormal: { median: 40s, p95: 60s } }',
    touches: hasGroups,
  },
  {
    setting: 'timings.volumeAttach',
    before: '0s',
    now: '{ lognormal: { median: 10s, p95: 30s } }',
    touches: hasLaunchVolumes,
  },
];

/** Whether the service is eligible for rebalancing, and has more zones than one. */
function isRebalancedAnew(scenario: Scenario, service?: ServiceText): boolean {
  const { availabilityZones = [] } = scenario.cluster;
  return scenario.awsBehaviour === 'current' && availabilityZones.length > 1 && whyNotRebalanced(service!, scenario) === null;
}

const REGISTRATION_LIMIT_MS = 15 * 60_000;
/** The quantile that stands for the longest boots. */
const ALMOST_ONE = 0.999;

/** Whether an instance may fail to register in the time: by a fault, or a boot that can take longer. */
export function mayMissRegistration(scenario: Scenario): boolean {
  if (scenario.awsBehaviour !== 'current' || !hasManagedScaling(scenario)) return false;
  const { instanceBoot, warmStart } = timingsOf(scenario);
  return (
    scenario.faults.some(({ type }) => type === 'registrationFailure' || type === 'slowBoot' || type === 'apiThrottling') ||
    [instanceBoot, warmStart].some((time) => sampleMs(time, ALMOST_ONE) > REGISTRATION_LIMIT_MS)
  );
}

/** Whether cluster auto scaling scales a group. */
export function hasManagedScaling(scenario: Scenario): boolean {
  return groupProviders(scenario).some(({ autoScalingGroupProvider }) => autoScalingGroupProvider.managedScaling.status === 'ENABLED');
}

export function hasBreaker({ services }: Scenario): boolean {
  return services.some(hasItsBreaker);
}

/** Whether the service has a circuit breaker. */
function hasItsBreaker({ deploymentConfiguration }: ServiceText): boolean {
  return deploymentConfiguration.deploymentCircuitBreaker?.enable === true;
}

/** Whether a task creates an EBS volume. */
export function hasLaunchVolumes({ services, workloads }: Scenario): boolean {
  const all = [...services, ...services.flatMap(({ deployments }) => deployments ?? []), ...workloads];
  return all.some(({ volumeConfigurations = [] }) => volumeConfigurations.length > 0);
}

/** Whether a task definition is taken that was refused. */
function hasMemoryAboveTask({ taskDefinitions, awsBehaviour }: Scenario): boolean {
  return taskDefinitions.some((value) => readTaskDefinition(value, { awsBehaviour, taskMemorySum: 'reserved' }).value === undefined);
}

/** Whether alarms on the metrics of a service act. */
export function hasScalingAlarms({ services }: Scenario): boolean {
  return services.some(({ scaling, metricAlarms = [] }) => metricAlarms.length > 0 || (scaling?.policies.length ?? 0) > 0);
}

export function hasHighResolution({ services }: Scenario): boolean {
  return services.some((service) => service.scaling !== undefined && highResolutionOf(service).size > 0);
}

export function hasTargetTracking({ services }: Scenario): boolean {
  return services.some(({ scaling }) => scaling?.policies.some((policy) => policy.targetTrackingScalingPolicyConfiguration !== undefined));
}

export function hasNetworkTargets({ targetGroups }: Scenario): boolean {
  return targetGroups.some(({ loadBalancerType }) => loadBalancerType === 'network');
}

export function hasTargets({ services }: Scenario): boolean {
  return services.some(({ loadBalancers }) => loadBalancers.length > 0);
}

export function hasLoadOnTargets({ services }: Scenario): boolean {
  return services.some(({ loadBalancers, load }) => loadBalancers.length > 0 && load !== undefined);
}

function fails({ failureMode }: ServiceText): boolean {
  return failureMode?.unhealthyAfter !== undefined;
}

/** Whether tasks may run on container instances. */
export function hasInstances(scenario: Scenario): boolean {
  return scenario.cluster.containerInstances.length > 0 || groupProviders(scenario).length > 0;
}

export function hasServices({ services }: Scenario): boolean {
  return services.length > 0;
}

export function runsOnFargate(scenario: Scenario): boolean {
  return fargateProvidersOf(scenario).length > 0;
}

/** Whether a service on Fargate has failed starts by its failure mode, or by a fault. */
export function mayFailStartsOnFargate(scenario: Scenario): boolean {
  const failing = ({ failureMode, deployments }: ServiceText) =>
    [failureMode, ...(deployments ?? []).map((deployment) => deployment.failureMode)].some(
      (mode) => (mode?.failedStarts ?? 0) > 0 || mode?.badImage !== undefined,
    );
  const isTroubled = scenario.faults.some(({ type }) => type === 'registryDown' || type === 'startFailure');
  return scenario.awsBehaviour === 'current' && runsOnFargate(scenario) && (isTroubled || scenario.services.some(failing));
}

export function hasGroups(scenario: Scenario): boolean {
  return groupProviders(scenario).length > 0;
}

export function hasSpotGroups(scenario: Scenario): boolean {
  return groupProviders(scenario).some(({ autoScalingGroup }) => autoScalingGroup.mixedInstancesPolicy !== undefined);
}

export function hasContainerChecks({ taskDefinitions }: Scenario): boolean {
  return taskDefinitions.some(({ containerDefinitions }) => JSON.stringify(containerDefinitions ?? []).includes('"healthCheck"'));
}

/** A given reaction brings the earlier defaults of what goes with turns. */
export function takesTurns({ serviceScheduler }: Scenario): boolean {
  return serviceScheduler.reaction === 'turns';
}
