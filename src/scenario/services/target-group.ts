import type { BalancerType } from '../../services/load-balancing/limits.js';
import type { Scenario } from '../schema.js';

type TargetGroupText = Scenario['targetGroups'][number];

/** Accepts arn:aws:elasticloadbalancing:REGION:ACCOUNT:targetgroup/NAME/ID, or the name alone. */
export function targetGroupName(arn: string): string {
  return arn.match(/:targetgroup\/([^/]+)\//)?.[1] ?? arn;
}

/** Returns undefined for a target group that is as AWS has it by default. */
export function targetGroupAt(arn: string, { targetGroups }: Pick<Scenario, 'targetGroups'>): TargetGroupText | undefined {
  const named = targetGroupName(arn);
  return targetGroups.find(({ name }) => name === named);
}

/** Type of the load balancer for a target group. */
export function typeOf(group: TargetGroupText | undefined): BalancerType {
  return group?.loadBalancerType ?? 'application';
}
