import type { Ami } from '../catalog/registered.js';
import { hasManagedScaling } from './cluster/providers.js';
import { bakes } from './complete.js';
import {
  createsConnected,
  hasAwsvpc,
  hasBreaker,
  hasContainerChecks,
  hasFirstTasks,
  hasGroups,
  hasHangs,
  hasHighResolution,
  hasInstances,
  hasItsBreaker,
  hasLaunchVolumes,
  hasLoadOnTargets,
  hasNetworkTargets,
  hasProxies,
  hasRequestAlarms,
  hasScalingAlarms,
  hasScheduledActions,
  hasServices,
  hasSpotGroups,
  hasStartPeriods,
  hasTargets,
  hasTargetTracking,
  hasTurns,
  hasTurnsAtTargets,
  hasWaits,
  hasWaitsAtTargets,
  hasWarmPool,
  mayExitOnFargate,
  mayFailInstances,
  mayFailStartsOnFargate,
  mayLackCapacity,
  mayMissRegistration,
  runsOnFargate,
  startsInParts,
  stopsTasks,
  takesWaits,
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
  readonly touches: (scenario: Scenario, service?: ServiceText) => boolean;
}

type Touches = ChangedDefault['touches'];

function changed(setting: string, before: string, now: string, touches: Touches): ChangedDefault {
  return { setting, before, now, touches };
}

const BOOT_BEFORE = '{ lognormal: { median: 75s, p95: 140s } }';

function bootsWith(...images: readonly Ami[]): Touches {
  return (scenario) => hasGroups(scenario) && images.includes(scenario.cluster.ami);
}

/** In alphabetical order of the settings; one whose default differs by the image of instances has a row for each. */
export const CHANGED_DEFAULTS: readonly ChangedDefault[] = [
  changed('alarms.rollingBakeTime', '0s', '5m', ({ services }) => services.some(bakes)),
  changed('fargate.capacityRetry', '15s', '15m', runsOnFargate),
  changed('fargate.capacityRetryMax', '5m', '15m', runsOnFargate),
  changed('fargate.start.containers', '0s', '2s', startsInParts),
  changed('fargate.start.machine', '25s', '13s', startsInParts),
  changed('fargate.start.p95OverMedian', '1.5', '1.45', startsInParts),
  changed('fargate.start.pullMibPerSecond', '25', '27', startsInParts),
  changed('fargate.start.unknownImageMib', '238', '94', startsInParts),
  changed('fargate.start.unpackMibPerSecond', '26', '23.6', startsInParts),
  changed('fargate.startRetry', 'grows', '5m', mayFailStartsOnFargate),
  changed('fargate.stop.cleanup', '{ lognormal: { median: 4s, p95: 8s } }', '{ lognormal: { median: 23s, p95: 30s } }', runsOnFargate),
  changed('fargate.stop.exitNoticed', '0s', '10s', runsOnFargate),
  changed('groups.healthCheckInterval', '1m', '2m', mayFailInstances),
  changed('groups.healthCheckPhase', 'inService', 'drawn', mayFailInstances),
  changed('groups.launchDelay', '0s', '9s', hasGroups),
  changed('groups.launchRetry', '1m', '15s', mayLackCapacity),
  changed('groups.launchRetryFactor', '2', '1.6', mayLackCapacity),
  changed('groups.launchRetryMax', '15m', '10m', mayLackCapacity),
  changed('groups.terminationDelay', '0s', '9s', hasGroups),
  changed('groups.warmPoolStop', '0s', '50s', hasWarmPool),
  changed('imageCache.pullMibPerSecond', '20', '27.8', (scenario) => hasInstances(scenario) && scenario.images.length > 0),
  changed('placement.stoppingRoom', 'held', 'free', hasInstances),
  changed('registration.timeout', 'never', '15m', mayMissRegistration),
  changed('scaler.actionDelay', '0s', '3s', hasManagedScaling),
  changed('scaler.evaluationPhase', '0s', 'drawn', hasManagedScaling),
  changed('scaler.metricDelay', '0s', '10s', hasManagedScaling),
  changed(
    'scaler.newestPoint',
    'counts',
    'waits',
    (scenario) => hasManagedScaling(scenario) && scenario.scaler.evaluationPhase === 'drawn',
  ),
  changed('serviceScaling.actionDelay', '0s', '3s', hasScalingAlarms),
  changed('serviceScaling.activityTime', '0s', '30s', hasScalingAlarms),
  changed('serviceScaling.evaluationPhase', '0s', 'drawn', hasScalingAlarms),
  changed('serviceScaling.metricDelay', '0s', '150s', hasScalingAlarms),
  changed('serviceScaling.metricDelayHigh', '0s', '18s', hasHighResolution),
  changed('serviceScaling.metricDelayRequests', '0s', '60s', hasRequestAlarms),
  changed('serviceScaling.scaleInSteps', 'proportional', 'single', hasTargetTracking),
  changed('serviceScaling.scaleOutBase', 'running', 'beforeCooldown', hasTargetTracking),
  changed('serviceScaling.scheduleDelay', '0s', '13s', hasScheduledActions),
  changed('serviceScheduler.breakerCountsChecksAfter', '0s', '50s', (scenario) => hasTurns(scenario) && hasBreaker(scenario)),
  changed('serviceScheduler.breakerCountsStarts', 'atOnce', 'replacedOnFargate', (scenario) => hasTurns(scenario) && hasBreaker(scenario)),
  changed('serviceScheduler.breakerStartsInStage2', 'false', 'true', hasBreaker),
  changed('serviceScheduler.checkingNodes', '1', '2', hasTurnsAtTargets),
  changed('serviceScheduler.completesAfter', '0s', '40s', hasWaits),
  changed(
    'serviceScheduler.containerHealthReport',
    '0s',
    '{ uniform: { min: 4s, max: 24s } }',
    (scenario) => hasTurns(scenario) && hasContainerChecks(scenario),
  ),
  changed('serviceScheduler.deploysAfter', '0s', '10s', (scenario) => hasServices(scenario) && hasTurns(scenario)),
  changed('serviceScheduler.drainingTasks', 'counted', 'goneWithoutServiceConnect', hasWaitsAtTargets),
  changed('serviceScheduler.firstCheck', 'afterInterval', '1.5s', hasTargets),
  changed(
    'serviceScheduler.firstCheckNetwork',
    'asOthers',
    '20s',
    (scenario) => hasTurnsAtTargets(scenario) && hasNetworkTargets(scenario),
  ),
  changed('serviceScheduler.healthyAfter', '0s', '40s', hasServices),
  changed('serviceScheduler.lostTarget', '0s', '4s', hasLoadOnTargets),
  changed('serviceScheduler.reaction', '0s', 'turns', hasServices),
  changed('serviceScheduler.replacesAfter', '0s', '50s', hasWaitsAtTargets),
  changed('serviceScheduler.replacesExited', 'atExit', 'onceStopped', mayExitOnFargate),
  changed('serviceScheduler.restTurn', '0s', '45s', (scenario) => hasServices(scenario) && hasTurns(scenario)),
  changed('serviceScheduler.rollingScaleOut', 'new', 'both', hasServices),
  changed('serviceScheduler.serviceConnectSetup', '0s', '36s', createsConnected),
  changed('serviceScheduler.settlesAfter', '0s', '40s', hasWaits),
  changed('serviceScheduler.shiftsComplete', 'baked', 'cleanedUp', shiftsTraffic),
  changed('serviceScheduler.stopTaskReaction', '0s', '{ uniform: { min: 0s, max: 45s } }', stopsTasks),
  changed('serviceScheduler.throttleFreeFailures', '4', '3', hasServices),
  changed('serviceScheduler.unhealthyReaction', '0s', '{ uniform: { min: 0s, max: 35s } }', hasTurnsAtTargets),
  changed('serviceScheduler.versionConsistency', 'disabled', 'enabled', hasFirstTasks),
  changed('services[].availabilityZoneRebalancing', 'DISABLED', 'ENABLED', isRebalancedAnew),
  changed('services[].deploymentConfiguration.deploymentCircuitBreaker.resetOnHealthyTask', 'false', 'true', (_, service) =>
    hasItsBreaker(service!),
  ),
  changed('services[].failureMode.unhealthyBy', 'check', 'hang', (_, service) => fails(service!)),
  changed('spot.noticeSeen', '0s', '12s', hasSpotGroups),
  changed('taskMemorySum', 'reserved', 'reservation', hasMemoryAboveTask),
  changed('timings.checkStartInterval', 'none', '5s', (scenario) => takesWaits(scenario) && hasStartPeriods(scenario)),
  changed('timings.containerStart', '{ lognormal: { median: 2s, p95: 5s } }', '{ lognormal: { median: 1s, p95: 2s } }', hasInstances),
  changed(
    'timings.eniAttach',
    '{ lognormal: { median: 4s, p95: 8s } }',
    '{ lognormal: { median: 13s, p95: 20s } }',
    hasInterfacesOnInstances,
  ),
  changed(
    'timings.eniDetach',
    '{ lognormal: { median: 4s, p95: 8s } }',
    '{ lognormal: { median: 12s, p95: 20s } }',
    hasInterfacesOnInstances,
  ),
  changed('timings.hungStop', 'containerStop', 'stopTimeout', hasHangs),
  changed('timings.instanceBoot', BOOT_BEFORE, '{ lognormal: { median: 28s, p95: 42s } }', bootsWith('al2023')),
  changed('timings.instanceBoot', BOOT_BEFORE, '{ lognormal: { median: 40s, p95: 60s } }', bootsWith('al1', 'al2')),
  changed('timings.instanceBoot', BOOT_BEFORE, '{ lognormal: { median: 26s, p95: 39s } }', bootsWith('bottlerocket')),
  changed('timings.instanceBoot', BOOT_BEFORE, '{ lognormal: { median: 6m, p95: 9m } }', bootsWith('windows')),
  changed('timings.proxyStart', '0s', '5s', hasProxies),
  changed('timings.proxyStop', '0s', '20s', hasProxies),
  changed('timings.volumeAttach', '0s', '{ lognormal: { median: 10s, p95: 30s } }', hasLaunchVolumes),
  changed('timings.warmStart', '{ lognormal: { median: 36s, p95: 60s } }', '{ lognormal: { median: 24s, p95: 40s } }', hasWarmPool),
];

/** Returns whether the service is eligible for rebalancing, and has more zones than one. */
function isRebalancedAnew(scenario: Scenario, service?: ServiceText): boolean {
  const { availabilityZones = [] } = scenario.cluster;
  return scenario.awsBehaviour === 'current' && availabilityZones.length > 1 && whyNotRebalanced(service!, scenario) === null;
}

/** Returns whether a task definition is accepted that was refused before. */
function hasMemoryAboveTask({ taskDefinitions, awsBehaviour }: Scenario): boolean {
  return taskDefinitions.some((value) => readTaskDefinition(value, { awsBehaviour, taskMemorySum: 'reserved' }).value === undefined);
}

/** Returns whether ECS shifts the traffic of a deployment. */
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
