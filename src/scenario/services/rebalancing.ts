import { ZONE_ATTRIBUTE } from '../../placement/strategies.js';
import { notRebalanced } from '../../services/az-rebalancing.js';
import type { Scenario, ServiceText } from '../schema.js';

type RebalancedText = Pick<ServiceText, 'schedulingStrategy' | 'loadBalancers'> &
  Partial<Pick<ServiceText, 'launchType' | 'deploymentController' | 'placementConstraints' | 'placementStrategy'>> & {
    readonly deploymentConfiguration: { readonly maximumPercent?: number | undefined };
  };

/** Returns why availabilityZoneRebalancing is not possible for the service; null where it is. */
export function whyNotRebalanced(
  service: RebalancedText,
  { placement }: { readonly placement: Pick<Scenario['placement'], 'policy'> },
): string | null {
  const { schedulingStrategy, deploymentConfiguration, loadBalancers, placementConstraints = [], placementStrategy = [] } = service;
  const [first] = placementStrategy;
  const why = notRebalanced({
    schedulingStrategy,
    controller: service.deploymentController?.type ?? 'ECS',
    isExternal: service.launchType === 'EXTERNAL',
    maximumPercent: deploymentConfiguration.maximumPercent ?? 200,
    hasClassicLoadBalancer: loadBalancers.some(({ loadBalancerName }) => loadBalancerName !== undefined),
    hasZoneConstraint: placementConstraints.some(({ expression }) => expression?.includes(ZONE_ATTRIBUTE)),
    spreadsZonesFirst: first === undefined || (first.type === 'spread' && first.field?.toLowerCase() === `attribute:${ZONE_ATTRIBUTE}`),
  });
  if (why !== null || placement.policy === undefined) return why;
  return 'is not possible with placement.policy, which alone decides where the next task goes';
}

/** A new service without the key has it ENABLED where that is possible (N.AZRB-1); the guide of 2024 does not have it. */
export function rebalancingOf(service: ServiceText, scenario: Scenario): Pick<ServiceText, 'availabilityZoneRebalancing'> {
  if (service.availabilityZoneRebalancing !== undefined || scenario.awsBehaviour === 'guide-2024') return {};
  return whyNotRebalanced(service, scenario) === null ? { availabilityZoneRebalancing: 'ENABLED' } : {};
}
