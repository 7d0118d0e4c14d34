import { loadBalancerProblems, type TargetGroup } from '../../services/load-balancing/rules.js';
import { DEREGISTRATION_DELAY_DEFAULT_MS } from '../../services/load-balancing/stop.js';
import { tasksMax } from '../../services/replica.js';
import type { Path } from '../problem.js';
import type { ServiceText } from '../schema/scenario.js';
import { targetGroupName } from '../service-care.js';
import type { Context } from './context.js';
import { findDefinition } from './definitions.js';

/** What a service's target groups do not go together with (T.LB-1), and what AWS advises of them (T.LB-3). More than five are a matter of quotas. */
export function checkLoadBalancers(context: Context, path: Path, service: ServiceText): void {
  const { loadBalancers, deploymentController, deploymentConfiguration, launchType, schedulingStrategy } = service;
  const found = findDefinition(service.taskDefinition, context.definitions);
  const definition = found === undefined ? undefined : context.definitions[found];
  if (definition === undefined || loadBalancers.length === 0) return;
  const networkMode = definition.networkMode === 'default' ? 'bridge' : definition.networkMode;
  const problems = loadBalancerProblems({
    targetGroups: loadBalancers.slice(0, 5).map(({ targetGroupArn }) => groupOf(context, targetGroupArn, networkMode === 'awsvpc')),
    controller: deploymentController?.type ?? 'ECS',
    networkMode,
    isExternal: launchType === 'EXTERNAL',
    stopTimeoutMs: definition.stopTimeoutSeconds * 1_000,
    tasksMax: schedulingStrategy === 'DAEMON' ? 0 : tasksMax(mostTasks(service), deploymentConfiguration.maximumPercent ?? 200),
  });
  for (const { path: at, message, level } of problems) {
    // A service names its group; what the group is like is said elsewhere.
    const where = [...path, ...at.filter((key) => key !== 'deregistrationDelay')];
    if (level === 'warning') context.warn(where, message);
    else context.error(where, message);
  }
}

/** Targets are of the type that the task's network mode asks for. AWS's own delay and stopTimeout are nobody's choice: of those nothing is said. */
function groupOf({ scenario }: Context, arn: string, isAwsvpc: boolean): TargetGroup {
  const listed = scenario.targetGroups.find(({ name }) => name === targetGroupName(arn));
  const delayMs = (listed?.deregistrationDelaySeconds ?? 0) * 1_000;
  return {
    balancer: 'application',
    targetType: isAwsvpc ? 'ip' : 'instance',
    deregistrationDelayMs: delayMs === DEREGISTRATION_DELAY_DEFAULT_MS ? 0 : delayMs,
  };
}

function mostTasks({ desiredCount = 0, desiredCountSchedule, scaling }: ServiceText): number {
  const told = (desiredCountSchedule?.entries ?? []).map((entry) => entry.desiredCount);
  return Math.max(desiredCount, scaling?.maxCapacity ?? 0, ...told);
}
