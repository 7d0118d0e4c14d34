export type BalancerType = 'application' | 'network';

const { POSITIVE_INFINITY: UNLIMITED } = Number;

/**
 * Default quotas of Elastic Load Balancing ("Quotas for your Application Load Balancers", "... Network Load Balancers", without balancing
 * across zones); most can be raised on request. A target counts once for each target group that it is in.
 */
const QUOTAS = {
  application: { targetsPerGroup: 1_000, targetsPerBalancer: 1_000, targetsPerZone: UNLIMITED, groupsPerBalancer: 100 },
  network: { targetsPerGroup: 1_000, targetsPerBalancer: 3_000, targetsPerZone: 500, groupsPerBalancer: UNLIMITED },
} as const;

/** Target groups to which one action of a listener forwards by weights. */
export const GROUPS_PER_ACTION_MAX = 5;

/** Target groups behind one load balancer, each with its greatest number of targets. */
export interface BalancerUse {
  readonly type: BalancerType;
  readonly targets: readonly number[];
  /** Zones over which the targets are distributed. */
  readonly zones: number;
}

/** A quota that a load balancer would exceed: by the index of the target group, or for all. */
export interface LimitProblem {
  readonly group: number | null;
  readonly message: string;
}

/** Returns where the use of a load balancer exceeds its default quotas. */
export function limitProblems({ type, targets, zones }: BalancerUse): LimitProblem[] {
  const { targetsPerGroup, targetsPerBalancer, targetsPerZone, groupsPerBalancer } = QUOTAS[type];
  const found: LimitProblem[] = [];
  for (const [group, count] of targets.entries())
    if (count > targetsPerGroup) found.push({ group, message: `takes ${targetsPerGroup} targets by default, and may have ${count}` });
  const all = targets.reduce((sum, count) => sum + count, 0);
  const report = (message: string) => found.push({ group: null, message });
  if (found.length === 0 && all > targetsPerBalancer) report(`takes ${targetsPerBalancer} targets by default, and may have ${all}`);
  const inZone = Math.ceil(all / zones);
  if (found.length === 0 && inZone > targetsPerZone)
    report(`takes ${targetsPerZone} targets in a zone by default, and may have ${inZone} in each of ${zones}`);
  if (targets.length > groupsPerBalancer) report(`takes ${groupsPerBalancer} target groups by default, and has ${targets.length}`);
  return found;
}
