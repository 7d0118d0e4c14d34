import type { DeploymentController } from '../deployments/percents.js';
import type { ServiceProblem } from '../deployments/problem.js';
import type { BalancerType } from './limits.js';
import { DEREGISTRATION_DELAY_MAX_MS } from './stop.js';

/** A target group of a service, with its load balancer. */
export interface TargetGroup {
  readonly balancer: BalancerType | 'classic';
  readonly targetType: 'instance' | 'ip';
  readonly deregistrationDelayMs: number;
}

export interface BalancedService {
  readonly targetGroups: readonly TargetGroup[];
  readonly controller: DeploymentController;
  readonly networkMode: 'awsvpc' | 'bridge' | 'host' | 'none';
  readonly isExternal: boolean;
  readonly stopTimeoutMs: number;
}

const TARGET_GROUPS_MAX = 5; // S.LB-4

/** Returns the service settings that conflict with its load balancers (T.LB-1); paths as in loadBalancers of CreateService. */
export function loadBalancerProblems(service: BalancedService): ServiceProblem[] {
  const { targetGroups, controller, networkMode, isExternal } = service;
  const found: ServiceProblem[] = [];
  const refuse = (message: string) => found.push({ path: ['loadBalancers'], message });
  if (targetGroups.length > TARGET_GROUPS_MAX) refuse(`has ${targetGroups.length} target groups: at most ${TARGET_GROUPS_MAX}`);
  if (targetGroups.length > 1 && controller === 'EXTERNAL')
    refuse('several target groups are not possible with the controller EXTERNAL: one');
  if (targetGroups.length > 1 && targetGroups.some(({ balancer }) => balancer === 'classic'))
    refuse('a Classic Load Balancer is the only one of its service: Application or Network Load Balancers can be several');
  if (isExternal && targetGroups.length > 0) refuse('is not possible on EXTERNAL instances: leave it out');
  if (networkMode === 'none' && targetGroups.length > 0) refuse('is not possible in network mode none: awsvpc, bridge or host');
  for (const [i, group] of targetGroups.entries())
    found.push(...groupProblems(group, service).map((problem) => ({ ...problem, path: ['loadBalancers', i, ...problem.path] })));
  return found;
}

function groupProblems(group: TargetGroup, { networkMode, stopTimeoutMs }: BalancedService): ServiceProblem[] {
  const { balancer, targetType, deregistrationDelayMs: delayMs } = group;
  const found: ServiceProblem[] = [];
  if (networkMode === 'awsvpc' && balancer === 'classic')
    found.push({
      path: ['loadBalancer'],
      message: 'a Classic Load Balancer cannot reach tasks in awsvpc: an Application or a Network Load Balancer',
    });
  else if (networkMode === 'awsvpc' && targetType !== 'ip')
    found.push({ path: ['targetType'], message: `${targetType} is not possible for tasks in awsvpc: ip` });
  if ((networkMode === 'bridge' || networkMode === 'host') && targetType !== 'instance')
    found.push({ path: ['targetType'], message: `${targetType} is not possible for tasks in ${networkMode}: instance` });
  if (delayMs < 0 || delayMs > DEREGISTRATION_DELAY_MAX_MS)
    found.push({
      path: ['deregistrationDelay'],
      message: `${delayMs / 1_000} s is not possible: 0 to ${DEREGISTRATION_DELAY_MAX_MS / 1_000} s`,
    });
  else if (stopTimeoutMs <= delayMs)
    found.push({
      path: ['deregistrationDelay'],
      message: `has a deregistration delay of ${delayMs / 1_000} s, which is not below the stopTimeout of ${stopTimeoutMs / 1_000} s: a shorter delay or a longer stopTimeout, as AWS recommends`,
      level: 'warning',
    });
  return found;
}
