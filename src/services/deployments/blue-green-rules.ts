import type { BalancerType } from '../load-balancing/limits.js';
import type { NativeShift } from './native.js';
import type { ServiceProblem } from './problem.js';
import { CODE_DEPLOY_CONFIGS } from './traffic.js';

/**
 * Returns why CodeDeploy cannot shift the service's traffic, by the load balancer of each target group (S.BG-3); the name of the
 * configuration determines the kind of shift.
 */
export function codeDeployProblems(balancers: readonly BalancerType[], configName: string): ServiceProblem[] {
  const found: ServiceProblem[] = [];
  const refuse = (path: string[], message: string) => found.push({ path, message });
  if (balancers.length === 0) refuse(['loadBalancers'], 'is missing: CODE_DEPLOY moves the traffic of a load balancer');
  if (balancers.length > 2)
    refuse(['loadBalancers'], `has ${balancers.length} target groups: CODE_DEPLOY takes 2, one for each set of tasks`);
  if (balancers.includes('network') && CODE_DEPLOY_CONFIGS[configName]?.type !== 'AllAtOnce')
    refuse(
      ['codeDeploy', 'deploymentConfigName'],
      `${configName} is not possible behind a Network Load Balancer: CodeDeployDefault.ECSAllAtOnce`,
    );
  return found;
}

/**
 * Returns why ECS cannot shift the service's traffic itself (N.STRAT-1, N.STRAT-2). The schema has the ranges of minutes.
 *
 * @param hasTraffic - Whether a load balancer, Service Connect or VPC Lattice can move it.
 */
export function nativeProblems(hasTraffic: boolean, shift: NativeShift, bakeTimeInMinutes: number | undefined): ServiceProblem[] {
  const { strategy } = shift;
  const found: ServiceProblem[] = [];
  const refuse = (keys: string[], message: string) => found.push({ path: ['deploymentConfiguration', ...keys], message });
  // Without any BLUE_GREEN only replaces the tasks.
  if (!hasTraffic && strategy !== 'BLUE_GREEN')
    refuse(
      ['strategy'],
      `${strategy} needs something to shift traffic with: give loadBalancers, serviceConnectConfiguration or vpcLatticeConfigurations`,
    );
  if (bakeTimeInMinutes === undefined && strategy === 'BLUE_GREEN')
    refuse(['bakeTimeInMinutes'], 'is missing: BLUE_GREEN needs it, 0 for none');
  if (strategy === 'CANARY') {
    const { canaryPercent = 5 } = shift;
    if (!isWithin(canaryPercent, 0.1, 100, 0.1))
      refuse(['canaryConfiguration', 'canaryPercent'], `${canaryPercent} is not possible: 0.1 to 100 in steps of 0.1`);
  }
  if (strategy === 'LINEAR') {
    const { stepPercent = 10 } = shift;
    if (!isWithin(stepPercent, 3, 100, 0.1))
      refuse(['linearConfiguration', 'stepPercent'], `${stepPercent} is not possible: 3 to 100 in steps of 0.1`);
  }
  return found;
}

function isWithin(value: number, min: number, max: number, step: number): boolean {
  return value >= min && value <= max && Math.abs(value / step - Math.round(value / step)) < 1e-9;
}
