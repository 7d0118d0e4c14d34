import type { Scenario } from '../scenario/schema.js';
import { targetGroupAt, targetGroupName, typeOf } from '../scenario/services/target-group.js';
import { DEREGISTRATION_DELAY_DEFAULT_MS } from '../services/load-balancing/stop.js';
import type { Moment } from './moment.js';

/**
 * describe-target-groups, of Elastic Load Balancing: those of services that the scenario describes. Other settings have the defaults of
 * AWS.
 */
export function describeTargetGroups(moment: Moment): object {
  return {
    TargetGroups: moment.scenario.targetGroups.map((group) => ({
      TargetGroupArn: targetGroupArn(moment, group.name),
      TargetGroupName: group.name,
      Protocol: protocolOf(group),
      TargetType: 'ip',
      HealthCheckEnabled: true,
      HealthCheckIntervalSeconds: group.healthCheckIntervalSeconds,
      HealthCheckTimeoutSeconds: group.healthCheckTimeoutSeconds,
      HealthyThresholdCount: group.healthyThresholdCount,
      UnhealthyThresholdCount: group.unhealthyThresholdCount,
      LoadBalancerArns: [],
    })),
  };
}

/**
 * Returns a protocol of the target group, which decides the type of its load balancer; among those of one type the choice has no effect.
 */
export function protocolOf(group: Scenario['targetGroups'][number] | undefined): 'HTTP' | 'TCP' {
  return typeOf(group) === 'network' ? 'TCP' : 'HTTP';
}

/** describe-target-group-attributes, with the ARN that AWS leaves out: without it the target group of an answer is unknown. */
export function describeTargetGroupAttributes({ scenario }: Moment, arn: string): object {
  const group = targetGroupAt(arn, scenario);
  const delay = group?.deregistrationDelaySeconds ?? DEREGISTRATION_DELAY_DEFAULT_MS / 1000;
  const crossZone = group?.loadBalancingCrossZoneEnabled === false ? 'false' : 'use_load_balancer_configuration';
  const ofRequests = {
    'slow_start.duration_seconds': group?.slowStartDurationSeconds ?? 0,
    'load_balancing.algorithm.type': group?.loadBalancingAlgorithmType ?? 'round_robin',
  };
  const attributes = {
    'deregistration_delay.timeout_seconds': delay,
    ...(typeOf(group) === 'network' ? {} : ofRequests),
    'load_balancing.cross_zone.enabled': crossZone,
  };
  return { TargetGroupArn: arn, Attributes: Object.entries(attributes).map(([Key, value]) => ({ Key, Value: String(value) })) };
}

/** Returns the ARN of a target group. A scenario may give its name alone. */
export function targetGroupArn({ names, world }: Moment, reference: string): string {
  if (reference.startsWith('arn:')) return reference;
  return `arn:aws:elasticloadbalancing:${world.setup.region}:${names.account}:targetgroup/${targetGroupName(reference)}/0000000000000000`;
}
