export type BalancerType = 'application' | 'network';

/** Default quotas of Elastic Load Balancing. A target counts once for each target group that it is in. */
export interface BalancerQuotas {
  readonly targetsPerGroup: number;
  readonly targetsPerBalancer: number;
  readonly targetsPerZone: number;
  readonly groupsPerBalancer: number;
  readonly listenersPerBalancer: number;
}

const { POSITIVE_INFINITY: UNLIMITED } = Number;

/** "Quotas for your Application Load Balancers", "... Network Load Balancers" (without balancing across zones); most can be raised on request. */
export const BALANCER_QUOTAS: Readonly<Record<BalancerType, BalancerQuotas>> = {
  application: {
    targetsPerGroup: 1_000,
    targetsPerBalancer: 1_000,
    targetsPerZone: UNLIMITED,
    groupsPerBalancer: 100,
    listenersPerBalancer: 50,
  },
  network: {
    targetsPerGroup: 1_000,
    targetsPerBalancer: 3_000,
    targetsPerZone: 500,
    groupsPerBalancer: UNLIMITED,
    listenersPerBalancer: 50,
  },
};

/** Targets registered already, those that drain among them. */
export interface RegisteredTargets {
  readonly inGroup: number;
  readonly inBalancer: number;
  readonly inZone: number;
}

/** How many more targets of a zone can be registered; a task for which there is no place never becomes healthy. */
export function targetsLeft({ inGroup, inBalancer, inZone }: RegisteredTargets, quotas: BalancerQuotas): number {
  return Math.max(0, Math.min(quotas.targetsPerGroup - inGroup, quotas.targetsPerBalancer - inBalancer, quotas.targetsPerZone - inZone));
}
