import { describe, expect, it } from 'vitest';
import { type DeploymentEvent, deploymentText } from '../../../src/services/deployments/messages.js';

describe('deploymentText', () => {
  it.each<[DeploymentEvent, string]>([
    [{ kind: 'deploymentCompleted', deployment: 'ecs-svc/1' }, '(service web) (deployment ecs-svc/1) deployment completed.'],
    [
      { kind: 'deploymentFailed', deployment: 'ecs-svc/2' },
      '(service web) (deployment ecs-svc/2) deployment failed: tasks failed to start.',
    ],
    [{ kind: 'rollingBack', to: 'ecs-svc/1' }, '(service web) rolling back to deployment ecs-svc/1.'],
    [{ kind: 'pendingStopped', tasks: 2 }, '(service web) stopped 2 pending tasks.'],
    [{ kind: 'tasksStopped', tasks: ['a', 'b'] }, '(service web) has stopped 2 running tasks: (task a) (task b).'],
    [{ kind: 'drainingConnections', tasks: 2 }, '(service web) has begun draining connections on 2 tasks.'],
    [{ kind: 'registered', targets: 1, targetGroup: 'tg' }, '(service web) registered 1 targets in (target-group tg)'],
    [{ kind: 'deregistered', targets: 3, targetGroup: 'tg' }, '(service web) deregistered 3 targets in (target-group tg)'],
    [
      { kind: 'unhealthyTarget', task: 'a', targetGroup: 'tg' },
      '(service web) (task a) is unhealthy in (target-group tg) due to (reason Health checks failed).',
    ],
    [{ kind: 'unhealthyContainer', task: 'a' }, '(service web) (task a) failed container health checks.'],
  ])('%o', (event, text) => expect(deploymentText('web', event)).toBe(text));
});
