import { targetGroupName } from '../scenario/services/target-group.js';
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

/** A scenario may give the name alone. */
export function targetGroupArn({ names, world }: Moment, reference: string): string {
  if (reference.startsWith('arn:')) return reference;
  return `arn:aws:elasticloadbalancing:${world.setup.region}:${names.account}:targetgroup/${targetGroupName(reference)}/0000000000000000`;
}
