import type { Headline, RunMetrics } from '../record/metrics.js';

/** Whether a run had this or that: tables leave out what it had not. */
export function hasSpot({ spot_instance_hours: hours, cost_spot_usd: usd }: Headline): boolean {
  return (hours ?? 0) + (usd ?? 0) > 0;
}

export function hasFargate(headline: Headline): boolean {
  return (headline.fargate_vcpu_hours ?? 0) > 0 || hasFargateShortage(headline);
}

/** Whether Fargate did not give at once what somebody wanted. */
export function hasFargateShortage(headline: Headline): boolean {
  const { fargate_refused_tasks: refused, fargate_quota_task_minutes: quota, fargate_capacity_task_minutes: capacity } = headline;
  return (refused ?? 0) + (quota ?? 0) + (capacity ?? 0) > 0;
}

/** Whether it had instances at all. */
export function hasInstances({ peak_instances: peak }: Headline): boolean {
  return (peak ?? 0) > 0;
}

/** Whether groups had fewer instances than they wanted. */
export function hasShortage({ launch_failures: failures, below_desired_instance_minutes: minutes }: Headline): boolean {
  return (failures ?? 0) + (minutes ?? 0) > 0;
}

/** Whether something else is on the bill than instances at list price. */
export function hasItems({ cost_items_usd: items }: Headline): boolean {
  return items !== 0;
}

export function hasCommitments({ commitments }: RunMetrics): boolean {
  return commitments.length > 0;
}
