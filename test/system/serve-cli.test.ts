import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { advance, type Json, type Session, sessionOf, WEB } from '../endpoint/session.js';
import { aws, awsError } from './aws-cli.js';

const ARN = 'arn:aws:ecs:us-east-1:111122223333';

describe('reads of ECS by the AWS CLI', () => {
  let session: Session;
  beforeAll(async () => {
    session = await sessionOf(WEB);
    await advance(session, '10m');
  });
  afterAll(() => session.close());

  it('lists and describes the cluster', async () => {
    expect(await aws(session, 'ecs list-clusters')).toEqual({ clusterArns: [`${ARN}:cluster/default`] });
    const { clusters, failures } = await aws(session, 'ecs describe-clusters --clusters default other');
    expect(clusters).toEqual([
      expect.objectContaining({ clusterName: 'default', status: 'ACTIVE', runningTasksCount: 3, registeredContainerInstancesCount: 2 }),
    ]);
    expect(failures).toEqual([{ arn: `${ARN}:cluster/other`, reason: 'MISSING' }]);
  });

  it('lists and describes services', async () => {
    expect(await aws(session, 'ecs list-services')).toEqual({ serviceArns: [`${ARN}:service/default/web`] });
    const { services } = await aws(session, 'ecs describe-services --services web');
    expect(services).toEqual([
      expect.objectContaining({
        desiredCount: 3,
        runningCount: 3,
        pendingCount: 0,
        taskDefinition: `${ARN}:task-definition/web:1`,
        status: 'ACTIVE',
      }),
    ]);
    expect(services[0].events[0].message).toMatch(/deployment completed\.$/);
  });

  it('lists and describes tasks and container instances', async () => {
    const { taskArns } = await aws(session, 'ecs list-tasks --service-name web');
    expect(taskArns).toHaveLength(3);
    const { tasks } = await aws(session, `ecs describe-tasks --tasks ${taskArns.join(' ')}`);
    expect(tasks.map((one: Json) => one.lastStatus)).toEqual(['RUNNING', 'RUNNING', 'RUNNING']);
    const { containerInstanceArns } = await aws(session, 'ecs list-container-instances');
    const { containerInstances } = await aws(
      session,
      `ecs describe-container-instances --container-instances ${containerInstanceArns.join(' ')}`,
    );
    expect(containerInstances.map((one: Json) => [one.status, one.agentConnected])).toEqual([
      ['ACTIVE', true],
      ['ACTIVE', true],
    ]);
    const onFirst = await aws(session, `ecs list-tasks --container-instance ${containerInstanceArns[0]}`);
    expect(onFirst.taskArns).toHaveLength(containerInstances[0].runningTasksCount);
  });

  it('pages a list', async () => {
    const { taskArns } = await aws(session, 'ecs list-tasks --page-size 2');
    expect(new Set(taskArns).size).toBe(3);
  });

  it('answers with the errors of AWS', async () => {
    expect(await awsError(session, 'ecs list-services --cluster prod')).toBe(
      'An error occurred (ClusterNotFoundException) when calling the ListServices operation: Cluster not found.',
    );
    expect(await awsError(session, 'ecs update-service --service nobody --desired-count 1')).toMatch(
      /^An error occurred \(ServiceNotFoundException\)/,
    );
    expect(await awsError(session, 'ecs discover-poll-endpoint')).toMatch(/\(UnknownOperationException\).*not simulated/);
    expect(session.logged).toContain('ecs DiscoverPollEndpoint: this call is not simulated');
  });
});

describe('UpdateService by the AWS CLI', () => {
  // Two more tasks run 10 s after the call.
  it('starts tasks in simulated time', async () => {
    const session = await sessionOf(WEB);
    await advance(session, '10m');
    const { service } = await aws(session, 'ecs update-service --service web --desired-count 5');
    expect([service.desiredCount, service.runningCount]).toEqual([5, 3]);
    const running = async () => (await aws(session, 'ecs describe-services --services web')).services[0].runningCount;
    await advance(session, '9s');
    expect(await running()).toBe(3);
    await advance(session, '2s');
    expect(await running()).toBe(5);
    await session.close();
  });
});
