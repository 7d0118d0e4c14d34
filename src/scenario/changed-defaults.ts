import { hasManagedScaling } from './cluster/providers.js';
import { bakes } from './complete.js';
import {
  hasAwsvpc,
  hasBreaker,
  hasContainerChecks,
  hasFirstTasks,
  hasGroups,
  hasHighResolution,
  hasInstances,
  hasItsBreaker,
  hasLaunchVolumes,
  hasLoadOnTargets,
  hasNetworkTargets,
  hasProxies,
  hasScalingAlarms,
  hasServices,
  hasSpotGroups,
  hasTargets,
  hasTargetTracking,
  hasTurns,
  hasTurnsAtTargets,
  hasWaits,
  hasWaitsAtTargets,
  hasWarmPool,
  mayFailStartsOnFargate,
  mayMissRegistration,
  runsOnFargate,
  stopsTasks,
} from './features.js';
import type { Scenario, ServiceText } from './schema.js';
import { whyNotRebalanced } from './services/rebalancing.js';
import { readTaskDefinition } from './task-definition/read.js';

/** A default that has changed since the last release: a row of docs/migration.md. */
export interface ChangedDefault {
  /** Path of the setting; `services[].` stands for each service. */
  readonly setting: string;
  /** The value that restores the earlier behaviour, and the default of today, as a user writes them. */
  readonly before: string;
  readonly now: string;
  /** Whether the change can alter a run of the scenario; for a setting of services, of this service. */
  touches(scenario: Scenario, service?: ServiceText): boolean;
}

/** Whether instances of groups may end by another's hand, or launches fail. */
const mayLoseInstances = (scenario: Scenario) => hasGroups(scenario) && (scenario.faults.length > 0 || hasSpotGroups(scenario));

/** In alphabetical order of the settings. */
export const CHANGED_DEFAULTS: readonly ChangedDefault[] = [
  { setting: 'alarms.rollingBakeTime', before: '0s', now: '5m', touches: ({ services }) => services.some(bakes) },
  { setting: 'fargate.capacityRetry', before: '15s', now: '5m', touches: runsOnFargate },
  { setting: 'fargate.start.containers', before: '0s', now: '2s', touches: runsOnFargate },
  { setting: 'fargate.start.machine', before: '25s', now: '13s', touches: runsOnFargate },
  { setting: 'fargate.start.p95OverMedian', before: '1.5', now: '1.45', touches: runsOnFargate },
  { setting: 'fargate.start.unknownImageMib', before: '238', now: '94', touches: runsOnFargate },
  { setting: 'fargate.start.unpackMibPerSecond', before: '26', now: '38', touches: runsOnFargate },
  { setting: 'fargate.startRetry', before: 'grows', now: '5m', touches: mayFailStartsOnFargate },
  {
    setting: 'fargate.stop.cleanup',
    before: '{ lognormal: { median: 4s, p95: 8s } }',
    now: '{ lognormal: { median: 23s, p95: 30s } }',
    touches: runsOnFargate,
  },
  { setting: 'fargate.stop.exitNoticed', before: '0s', now: '10s', touches: runsOnFargate },
  {
    setting: 'groups.healthCheckInterval',
    before: '1m',
    now: '2m',
    touches: mayLoseInstances,
  },
  {
    setting: 'groups.healthCheckPhase',
    before: 'inService',
    now: 'drawn',
    touches: mayLoseInstances,
  },
  { setting: 'groups.launchDelay', before: '0s', now: '9s', touches: hasGroups },
  { setting: 'groups.launchRetry', before: '1m', now: '15s', touches: mayLoseInstances },
  { setting: 'groups.launchRetryFactor', before: '2', now: '1.6', touches: mayLoseInstances },
  { setting: 'groups.launchRetryMax', before: '15m', now: '10m', touches: mayLoseInstances },
  { setting: 'groups.terminationDelay', before: '0s', now: '9s', touches: hasGroups },
  { setting: 'groups.warmPoolStop', before: '0s', now: '50s', touches: hasWarmPool },
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
  { setting: 'serviceScaling.scaleOutBase', before: 'running', now: 'beforeCooldown', touches: hasTargetTracking },
  {
    setting: 'serviceScheduler.breakerCountsChecksAfter',
    before: '0s',
    now: '40s',
    touches: (scenario) => hasTurns(scenario) && hasBreaker(scenario),
  },
  {
    setting: 'serviceScheduler.breakerCountsStarts',
    before: 'atOnce',
    now: 'replacedOnFargate',
    touches: (scenario) => hasTurns(scenario) && hasBreaker(scenario),
  },
  { setting: 'serviceScheduler.breakerStartsInStage2', before: 'false', now: 'true', touches: hasBreaker },
  { setting: 'serviceScheduler.checkingNodes', before: '1', now: '2', touches: hasTurnsAtTargets },
  {
    setting: 'serviceScheduler.completesAfter',
    before: '0s',
    now: '40s',
    touches: hasWaits,
  },
  {
    setting: 'serviceScheduler.containerHealthReport',
    before: '0s',
    now: '{ uniform: { min: 4s, max: 24s } }',
    touches: (scenario) => hasTurns(scenario) && hasContainerChecks(scenario),
  },
  { setting: 'serviceScheduler.deploysAfter', before: '0s', now: '10s', touches: hasWaits },
  { setting: 'serviceScheduler.drainingTasks', before: 'counted', now: 'goneWithoutServiceConnect', touches: hasWaitsAtTargets },
  { setting: 'serviceScheduler.firstCheck', before: 'afterInterval', now: '1.5s', touches: hasTargets },
  {
    setting: 'serviceScheduler.firstCheckNetwork',
    before: 'asOthers',
    now: '20s',
    touches: (scenario) => hasTurnsAtTargets(scenario) && hasNetworkTargets(scenario),
  },
  { setting: 'serviceScheduler.healthyAfter', before: '0s', now: '40s', touches: hasServices },
  { setting: 'serviceScheduler.lostTarget', before: '0s', now: '4s', touches: hasLoadOnTargets },
  { setting: 'serviceScheduler.reaction', before: '0s', now: 'turns', touches: hasServices },
  { setting: 'serviceScheduler.registersWhen', before: 'running', now: 'healthy', touches: hasTargets },
  {
    setting: 'serviceScheduler.replacesAfter',
    before: '0s',
    now: '50s',
    touches: hasWaitsAtTargets,
  },
  { setting: 'serviceScheduler.rollingScaleOut', before: 'new', now: 'both', touches: hasServices },
  {
    setting: 'serviceScheduler.settlesAfter',
    before: '0s',
    now: '40s',
    touches: hasWaits,
  },
  { setting: 'serviceScheduler.shiftsComplete', before: 'baked', now: 'cleanedUp', touches: shiftsTraffic },
  {
    setting: 'serviceScheduler.stopTaskReaction',
    before: '0s',
    now: '{ lognormal: { median: 14s, p95: 40s } }',
    touches: stopsTasks,
  },
  { setting: 'serviceScheduler.throttleFreeFailures', before: '4', now: '3', touches: hasServices },
  {
    setting: 'serviceScheduler.unhealthyReaction',
    before: '0s',
    now: '{ uniform: { min: 0s, max: 35s } }',
    touches: hasTurnsAtTargets,
  },
  { setting: 'serviceScheduler.versionConsistency', before: 'disabled', now: 'enabled', touches: hasFirstTasks },
  {
    setting: 'serviceScheduler.youngTargets',
    before: '0s',
    now: '90s',
    touches: hasWaitsAtTargets,
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
    now: '{ lognormal: { median: 1s, p95: 2s } }',
    touches: hasInstances,
  },
  {
    setting: 'timings.eniAttach',
    before: '{ lognormal: { median: 4s, p95: 8s } }',
    now: '{ lognormal: { median: 13s, p95: 20s } }',
    touches: hasInterfacesOnInstances,
  },
  {
    setting: 'timings.eniDetach',
    before: '{ lognormal: { median: 4s, p95: 8s } }',
    now: '{ lognormal: { median: 12s, p95: 20s } }',
    touches: hasInterfacesOnInstances,
  },
  {
    setting: 'timings.instanceBoot',
    before: '{ lognormal: { median: 75s, p95: 140s } }',
    now: '{ lognormal: { median: 40s, p95: 60s } }',
    touches: hasGroups,
  },
  { setting: 'timings.proxyStart', before: '0s', now: '5s', touches: hasProxies },
  { setting: 'timings.proxyStop', before: '0s', now: '20s', touches: hasProxies },
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

/** Whether a task definition is accepted that was refused before. */
function hasMemoryAboveTask({ taskDefinitions, awsBehaviour }: Scenario): boolean {
  return taskDefinitions.some((value) => readTaskDefinition(value, { awsBehaviour, taskMemorySum: 'reserved' }).value === undefined);
}

/** Whether ECS shifts the traffic of a deployment. */
function shiftsTraffic(scenario: Scenario): boolean {
  const { services } = scenario;
  return hasWaits(scenario) && services.some(({ deploymentConfiguration: { strategy = 'ROLLING' } }) => strategy !== 'ROLLING');
}

function hasInterfacesOnInstances(scenario: Scenario): boolean {
  return hasInstances(scenario) && hasAwsvpc(scenario);
}

function fails({ failureMode }: ServiceText): boolean {
  return failureMode?.unhealthyAfter !== undefined;
}
