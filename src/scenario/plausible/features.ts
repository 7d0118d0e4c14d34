import { groupProviders } from '../cluster/providers.js';
import type { Scenario } from '../schema.js';

/** The features of a scenario that marked settings are about. */

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

/** Whether an operator or a schedule brings services new revisions. */
export function hasDeployments({ services }: Scenario): boolean {
  return services.some(({ deployments = [] }) => deployments.length > 0);
}

/** Whether tasks of services may fail to start or run. */
export function hasFaults({ faults, services }: Scenario): boolean {
  return faults.length > 0 || services.some(({ failureMode, timeToFailure }) => failureMode !== undefined || timeToFailure !== undefined);
}
