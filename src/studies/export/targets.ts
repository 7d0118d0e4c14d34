import { targetGroupName } from '../../scenario/services/setup.js';
import type { Moment } from './moment.js';

/** describe-target-groups, of Elastic Load Balancing: those that services have and the scenario describes. The rest is as AWS has it by default. */
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

/** A scenario may call it by name alone. */
export function targetGroupArn({ names, world }: Moment, reference: string): string {
  if (reference.startsWith('arn:')) return reference;
  return `arn:aws:elasticloadbalancing:${world.setup.region}:${names.account}:targetgroup/${targetGroupName(reference)}/0000000000000000`;
}
