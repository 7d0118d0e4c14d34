import { loadBalancerProblems, type TargetGroup } from '../../services/load-balancing/rules.js';
import type { Context } from '../context.js';
import type { ServiceText } from '../schema.js';
import { findDefinition } from '../task-definition/check.js';
import type { Path } from '../text/problem.js';
import { targetGroupAt, typeOf } from './target-group.js';

/**
 * Reports settings that conflict with a service's target groups (T.LB-1). The quota check covers more than five groups; stopTimeout should
 * exceed the delay (T.LB-3), but few users do so.
 */
export function checkLoadBalancers(context: Context, path: Path, service: ServiceText): void {
  const { loadBalancers, deploymentController, launchType } = service;
  const found = findDefinition(service.taskDefinition, context.sketches);
  const definition = found === undefined ? undefined : context.sketches[found];
  if (definition === undefined || loadBalancers.length === 0) return;
  const networkMode = definition.networkMode === 'default' ? 'bridge' : definition.networkMode;
  // The network mode determines the type of the targets.
  const targetType = networkMode === 'awsvpc' ? 'ip' : 'instance';
  const groups = loadBalancers.slice(0, 5).map(({ targetGroupArn }): TargetGroup => {
    const balancer = typeOf(targetGroupAt(targetGroupArn, context.scenario));
    return { balancer, targetType, deregistrationDelayMs: 0 };
  });
  const problems = loadBalancerProblems({
    targetGroups: groups,
    controller: deploymentController?.type ?? 'ECS',
    networkMode,
    isExternal: launchType === 'EXTERNAL',
    stopTimeoutMs: 1, // Above the delay, so that the two cause no warning.
  });
  for (const { path: at, message, level } of problems) {
    if (level === 'warning') context.warn([...path, ...at], message);
    else context.error([...path, ...at], message);
  }
}
