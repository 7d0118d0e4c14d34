import { sampleMs } from '../kernel/sample.js';
import { groupProviders, hasManagedScaling } from './cluster/providers.js';
import { fargateProvidersOf } from './fargate/setup.js';
import { highResolutionOf } from './scaling/monitoring.js';
import type { Scenario, ServiceText } from './schema.js';
import { typeOf } from './services/target-group.js';
import { isConnected } from './settings/quotas-check.js';
import { timingsOf } from './settings/setup.js';

/** The features that a scenario has, which decide whether a setting can matter to it. */

const REGISTRATION_LIMIT_MS = 15 * 60_000;
/** The quantile that stands for the longest boots. */
const ALMOST_ONE = 0.999;

/** Returns whether an instance may fail to register in the time: by a fault, or a boot that can take longer. */
export function mayMissRegistration(scenario: Scenario): boolean {
  if (scenario.awsBehaviour !== 'current' || !hasManagedScaling(scenario)) return false;
  const { instanceBoot, warmStart } = timingsOf(scenario);
  return (
    scenario.faults.some(({ type }) => type === 'registrationFailure' || type === 'slowBoot' || type === 'apiThrottling') ||
    [instanceBoot, warmStart].some((time) => sampleMs(time, ALMOST_ONE) > REGISTRATION_LIMIT_MS)
  );
}

/** Returns whether a group has scaling policies of its own. */
export function hasGroupPolicies(scenario: Scenario): boolean {
  return groupProviders(scenario).some(({ autoScalingGroup }) => (autoScalingGroup.scalingPolicies?.length ?? 0) > 0);
}

export function hasBreaker({ services }: Scenario): boolean {
  return services.some(hasItsBreaker);
}

/** Returns whether the service has a circuit breaker. */
export function hasItsBreaker({ deploymentConfiguration }: ServiceText): boolean {
  return deploymentConfiguration.deploymentCircuitBreaker?.enable === true;
}

/** Returns whether a task creates an EBS volume. */
export function hasLaunchVolumes({ services, workloads }: Scenario): boolean {
  const all = [...services, ...services.flatMap(({ deployments }) => deployments ?? []), ...workloads];
  return all.some(({ volumeConfigurations = [] }) => volumeConfigurations.length > 0);
}

/** Returns whether alarms on the metrics of a service act. */
export function hasScalingAlarms({ services }: Scenario): boolean {
  return services.some(({ scaling, metricAlarms = [] }) => metricAlarms.length > 0 || (scaling?.policies.length ?? 0) > 0);
}

/** Returns whether an alarm may follow a metric of the load balancer. */
export function hasRequestAlarms({ services }: Scenario): boolean {
  const names = /RequestCountPerTarget|ResponseTime/;
  return services.some(({ scaling, metricAlarms = [] }) => names.test(JSON.stringify([scaling?.policies, metricAlarms])));
}

export function hasScheduledActions({ services }: Scenario): boolean {
  return services.some(({ scaling }) => (scaling?.scheduledActions.length ?? 0) > 0);
}

export function hasHighResolution({ services }: Scenario): boolean {
  return services.some((service) => service.scaling !== undefined && highResolutionOf(service).size > 0);
}

export function hasTargetTracking({ services }: Scenario): boolean {
  return services.some(({ scaling }) => scaling?.policies.some((policy) => policy.targetTrackingScalingPolicyConfiguration !== undefined));
}

export function hasNetworkTargets({ targetGroups }: Scenario): boolean {
  return targetGroups.some((group) => typeOf(group) === 'network');
}

export function hasTargets({ services }: Scenario): boolean {
  return services.some(({ loadBalancers }) => loadBalancers.length > 0);
}

export function hasLoadOnTargets({ services }: Scenario): boolean {
  return services.some(({ loadBalancers, load }) => loadBalancers.length > 0 && load !== undefined);
}

/** Returns whether tasks may run on container instances. */
export function hasInstances(scenario: Scenario): boolean {
  return scenario.cluster.containerInstances.length > 0 || groupProviders(scenario).length > 0;
}

export function hasServices({ services }: Scenario): boolean {
  return services.length > 0;
}

export function runsOnFargate(scenario: Scenario): boolean {
  return fargateProvidersOf(scenario).length > 0;
}

/** Returns whether tasks on Fargate start by the parts of a start. */
export function startsInParts(scenario: Scenario): boolean {
  return runsOnFargate(scenario) && scenario.fargate.start.whole === undefined;
}

/** Returns whether a service on Fargate has failed starts by its failure mode, or by a fault. */
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

/** Returns whether instances of groups may fail, or end by another's hand. */
export function mayFailInstances(scenario: Scenario): boolean {
  return hasGroups(scenario) && scenario.faults.length > 0;
}

/** Returns whether launches of groups may find no capacity. */
export function mayLackCapacity(scenario: Scenario): boolean {
  return hasGroups(scenario) && (scenario.faults.length > 0 || hasSpotGroups(scenario) || scenario.onDemand.pools.length > 0);
}

/** Returns whether tasks have a proxy of Service Connect that takes its time. */
export function hasProxies(scenario: Scenario): boolean {
  return takesTurns(scenario) && hasServiceConnect(scenario);
}

/** Returns whether services are created during the run with Service Connect. */
export function createsConnected(scenario: Scenario): boolean {
  const isCreated = ({ createdAt, serviceConnectConfiguration }: ServiceText) =>
    createdAt !== undefined && isConnected(serviceConnectConfiguration);
  return takesTurns(scenario) && scenario.services.some(isCreated);
}

function hasServiceConnect({ services }: Scenario): boolean {
  return services.some(({ serviceConnectConfiguration }) => isConnected(serviceConnectConfiguration));
}

/** The proxy of Service Connect has a check, too. */
export function hasContainerChecks(scenario: Scenario): boolean {
  const { taskDefinitions } = scenario;
  if (hasServiceConnect(scenario)) return true;
  return taskDefinitions.some(({ containerDefinitions }) => JSON.stringify(containerDefinitions ?? []).includes('"healthCheck"'));
}

/** A given reaction restores the earlier defaults of the settings that go with turns. */
function takesTurns({ serviceScheduler }: Scenario): boolean {
  return serviceScheduler.reaction === 'turns';
}

export function hasAwsvpc({ taskDefinitions }: Scenario): boolean {
  return taskDefinitions.some(({ networkMode }) => networkMode === 'awsvpc');
}

export function hasTrunks(scenario: Scenario): boolean {
  return scenario.cluster.accountSettings?.awsvpcTrunking === 'enabled' && hasAwsvpc(scenario);
}

export function hasWarmPool(scenario: Scenario): boolean {
  return groupProviders(scenario).some(({ autoScalingGroup }) => autoScalingGroup.warmPool !== undefined);
}

export function hasSeveralGroups(scenario: Scenario): boolean {
  return groupProviders(scenario).length > 1;
}

export function hasMaximumLifetime(scenario: Scenario): boolean {
  return groupProviders(scenario).some(({ autoScalingGroup }) => autoScalingGroup.maxInstanceLifetime > 0);
}

export function hasCapacityRebalance(scenario: Scenario): boolean {
  return groupProviders(scenario).some(({ autoScalingGroup }) => autoScalingGroup.capacityRebalance);
}

export function hasDaemons({ services }: Scenario): boolean {
  return services.some(({ schedulingStrategy }) => schedulingStrategy === 'DAEMON');
}

/** Returns whether an operator or a schedule brings services new revisions. */
export function hasDeployments({ services }: Scenario): boolean {
  return services.some(({ deployments = [] }) => deployments.length > 0);
}

/** Returns whether tasks of services may fail to start or run. */
export function hasFaults({ faults, services }: Scenario): boolean {
  return faults.length > 0 || services.some(({ failureMode, timeToFailure }) => failureMode !== undefined || timeToFailure !== undefined);
}

/** Returns whether tasks on Fargate may exit by themselves, and be replaced at a turn of the scheduler. */
export function mayExitOnFargate(scenario: Scenario): boolean {
  return hasTurns(scenario) && hasFaults(scenario) && runsOnFargate(scenario);
}

export function hasTurns(scenario: Scenario): boolean {
  return hasServices(scenario) && takesTurns(scenario);
}

export function hasTurnsAtTargets(scenario: Scenario): boolean {
  return hasTargets(scenario) && takesTurns(scenario);
}

/** Returns whether deployments take the waits of today's ECS, which logs before 2024 do not show. */
export function takesWaits(scenario: Scenario): boolean {
  return takesTurns(scenario) && scenario.awsBehaviour === 'current';
}

export function hasWaits(scenario: Scenario): boolean {
  return hasServices(scenario) && takesWaits(scenario);
}

export function hasWaitsAtTargets(scenario: Scenario): boolean {
  return hasTargets(scenario) && takesWaits(scenario);
}

/** Returns whether a service is created or deployed in the run, whose first task then resolves the tags of its images. */
export function hasFirstTasks(scenario: Scenario): boolean {
  return (
    hasWaits(scenario) && scenario.services.some(({ createdAt, deployments = [] }) => createdAt !== undefined || deployments.length > 0)
  );
}

/** Returns whether tasks hang, by their failure mode or by a fault. */
export function hasHangs({ services, faults }: Scenario): boolean {
  const hangs = ({ failureMode, deployments }: ServiceText) =>
    [failureMode, ...(deployments ?? []).map((deployment) => deployment.failureMode)].some(
      (mode) => mode?.unhealthyAfter !== undefined && mode.unhealthyBy === 'hang',
    );
  return services.some(hangs) || faults.some((fault) => fault.type === 'taskFailure' && fault.unhealthyBy === 'hang');
}

/** Returns whether a container on an instance has a health check with a start period. */
export function hasStartPeriods(scenario: Scenario): boolean {
  if (!hasInstances(scenario)) return false;
  return scenario.taskDefinitions.some(({ containerDefinitions }) =>
    ((containerDefinitions ?? []) as { healthCheck?: { startPeriod?: number } }[]).some(
      ({ healthCheck }) => (healthCheck?.startPeriod ?? 0) > 0,
    ),
  );
}

export function stopsTasks(scenario: Scenario): boolean {
  return hasWaits(scenario) && scenario.faults.some(({ type }) => type === 'stopTask');
}
