/** Service events about deployments, health and protection, with the ids of tasks and deployments shown to users. */
export type DeploymentEvent =
  | { readonly kind: 'blockedByPercents' }
  | { readonly kind: 'startsImpaired' }
  | { readonly kind: 'startFailed'; readonly reason: string }
  | { readonly kind: 'protectedTooMany'; readonly taskSet: string }
  | { readonly kind: 'deploymentCompleted'; readonly deployment: string }
  | { readonly kind: 'deploymentFailed'; readonly deployment: string }
  | { readonly kind: 'rollingBack'; readonly to: string }
  | { readonly kind: 'tasksStopped'; readonly tasks: readonly string[] }
  | { readonly kind: 'pendingStopped'; readonly tasks: number }
  | { readonly kind: 'drainingConnections'; readonly tasks: number }
  | { readonly kind: 'registered'; readonly targets: number; readonly targetGroup: string }
  | { readonly kind: 'deregistered'; readonly targets: number; readonly targetGroup: string }
  | { readonly kind: 'unhealthyTarget'; readonly task: string; readonly targetGroup: string }
  | { readonly kind: 'unhealthyContainer'; readonly task: string };

const NOT_POSSIBLE =
  'was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.';

/** Returns the message as DescribeServices returns it (T.MSG-4, T.MSG-6). */
export function deploymentText(service: string, event: DeploymentEvent): string {
  return `(service ${service}) ${predicate(event)}`;
}

function predicate(event: DeploymentEvent): string {
  switch (event.kind) {
    case 'blockedByPercents':
      return NOT_POSSIBLE;
    case 'startsImpaired':
      return 'is unable to consistently start tasks successfully.';
    case 'startFailed':
      return `was unable to place a task. Reason: ${event.reason}.`;
    case 'protectedTooMany':
      return `was unable to reach steady state because task set (${event.taskSet}) was unable to scale in. Reason: The number of protected tasks are more than the desired count of tasks.`;
    case 'deploymentCompleted':
      return `(deployment ${event.deployment}) deployment completed.`;
    case 'deploymentFailed':
      return `(deployment ${event.deployment}) deployment failed: tasks failed to start.`;
    case 'rollingBack':
      return `rolling back to deployment ${event.to}.`;
    case 'tasksStopped':
      return `has stopped ${event.tasks.length} running tasks: ${event.tasks.map((task) => `(task ${task})`).join(' ')}.`;
    case 'pendingStopped':
      return `stopped ${event.tasks} pending tasks.`;
    case 'drainingConnections':
      return `has begun draining connections on ${event.tasks} tasks.`;
    case 'registered':
      return `registered ${event.targets} targets in (target-group ${event.targetGroup})`;
    case 'deregistered':
      return `deregistered ${event.targets} targets in (target-group ${event.targetGroup})`;
    case 'unhealthyTarget':
      return `(task ${event.task}) is unhealthy in (target-group ${event.targetGroup}) due to (reason Health checks failed).`;
    case 'unhealthyContainer':
      return `(task ${event.task}) failed container health checks.`;
  }
}
