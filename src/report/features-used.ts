import type { Headline } from '../record/metrics.js';
import type { RunMetrics } from '../record/run-metrics.js';

/** Predicates for features of a run: tables leave out the features that it lacked. */
export function hasSpot({ spot_instance_hours: hours, cost_spot_usd: usd }: Headline): boolean {
  return (hours ?? 0) + (usd ?? 0) > 0;
}

export function hasFargate(headline: Headline): boolean {
  return (headline.peak_fargate_vcpus ?? 0) > 0 || hasFargateShortage(headline);
}

/** Returns whether a request had to wait for Fargate or was refused. */
export function hasFargateShortage(headline: Headline): boolean {
  const { fargate_refused_tasks: refused, fargate_quota_task_minutes: quota, fargate_capacity_task_minutes: capacity } = headline;
  return (refused ?? 0) + (quota ?? 0) + (capacity ?? 0) > 0;
}

export function hasInstances({ peak_instances: peak }: Headline): boolean {
  return (peak ?? 0) > 0;
}

/**
 * Returns whether groups found no capacity. DesiredCapacity alone does not show it: it is ahead of each group that grows, until EC2 has
 * launched.
 */
export function hasShortage({ launch_failures: failures }: Headline): boolean {
  return (failures ?? 0) > 0;
}

/** Returns whether the bill has other items than instances at list price. */
export function hasItems({ cost_items_usd: items }: Headline): boolean {
  return items !== 0;
}

export function hasCommitments({ commitments }: RunMetrics): boolean {
  return commitments.length > 0;
}
