import { request } from 'node:http';
import { ECS } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { advance, clientOf, inSession, sessionOf, WEB } from './session.js';

const ARN = 'arn:aws:ecs:us-east-1:111122223333';
const { session, ecs } = inSession(WEB, '10m');

describe('reads of ECS by the SDK', () => {
  it('describes cluster, service, tasks and container instances with times as dates', async () => {
    const { clusters, failures } = await ecs().describeClusters({ clusters: ['default', 'other'] });
    expect(clusters).toEqual([
      expect.objectContaining({ clusterName: 'default', runningTasksCount: 3, registeredContainerInstancesCount: 2 }),
    ]);
    expect(failures).toEqual([{ arn: `${ARN}:cluster/other`, reason: 'MISSING' }]);
    const { services = [] } = await ecs().describeServices({ services: ['web'] });
    expect(services[0]).toMatchObject({
      desiredCount: 3,
      runningCount: 3,
      pendingCount: 0,
      taskDefinition: `${ARN}:task-definition/web:1`,
    });
    expect(services[0]!.events![0]!.createdAt).toBeInstanceOf(Date);
    const { taskArns } = await ecs().listTasks({ serviceName: 'web', maxResults: 2 });
    expect(taskArns).toHaveLength(2);
    const { tasks } = await ecs().describeTasks({ tasks: taskArns });
    expect(tasks!.map(({ lastStatus, group }) => [lastStatus, group])).toEqual([
      ['RUNNING', 'service:web'],
      ['RUNNING', 'service:web'],
    ]);
    const { containerInstanceArns } = await ecs().listContainerInstances({ status: 'ACTIVE' });
    const { containerInstances } = await ecs().describeContainerInstances({ containerInstances: containerInstanceArns });
    expect(containerInstances!.map(({ runningTasksCount }) => runningTasksCount).reduce((a, b) => a! + b!)).toBe(3);
  });

  it('answers with the errors of AWS', async () => {
    await expect(ecs().listServices({ cluster: 'prod' })).rejects.toMatchObject({
      name: 'ClusterNotFoundException',
      message: 'Cluster not found.',
    });
    await expect(ecs().describeServices({ services: undefined })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: "1 validation error detected: Value null at 'services' failed to satisfy constraint: Member must not be null",
    });
    await expect(ecs().discoverPollEndpoint({})).rejects.toMatchObject({ name: 'UnknownOperationException' });
    expect(session().logged).toEqual(['ecs DiscoverPollEndpoint: this call is not simulated']);
  });
});

describe('UpdateService', () => {
  // Two more tasks run 10 s after the call, which takes a millisecond.
  it('changes the desired count, and tasks start in simulated time', async () => {
    const { service } = await ecs().updateService({ service: 'web', desiredCount: 5 });
    expect([service!.desiredCount, service!.runningCount]).toEqual([5, 3]);
    const running = async () => (await ecs().describeServices({ services: ['web'] })).services![0]!.runningCount;
    await advance(session(), '9s');
    expect(await running()).toBe(3);
    await advance(session(), '2s');
    expect(await running()).toBe(5);
  });
});

describe('a request that is no call of a client on the same host', () => {
  /** Status of a request with these headers and so many bytes. */
  const statusOf = (headers: Record<string, string>, bytes = 0) =>
    new Promise<number>((done, failed) => {
      const asked = request(`${session().address}/drydock/advance`, { method: 'POST', headers }, (answer) => done(answer.statusCode!));
      asked.on('error', failed);
      asked.end(bytes === 0 ? '{"by":"1s"}' : Buffer.alloc(bytes));
    });

  it('gets no answer: a page of a browser, a name that leads here, a long body', async () => {
    expect(await statusOf({})).toBe(200);
    expect(await statusOf({ origin: session().address })).toBe(403);
    expect(await statusOf({ host: 'rebound.example:80' })).toBe(403);
    expect(await statusOf({}, 1_048_577)).toBe(413);
    expect(session().cluster.nowMs).toBe(601_000);
    expect((await fetch(session().address)).status).toBe(405);
    expect((await fetch(`${session().address}/drydock/else`)).status).toBe(404);
  });

  it('leaves the clock where it is when the time is invalid, or past', async () => {
    for (const body of ['{"by":"-1s"}', '{"to":"9m"}', '{"to":"soon"}', '[]', 'x'])
      expect((await fetch(`${session().address}/drydock/advance`, { method: 'POST', body })).status, body).toBe(400);
    expect(session().cluster.nowMs).toBe(600_000);
  });
});

it('a service is there once it is created', async () => {
  const later = '{ serviceName: later, taskDefinition: "web:1", desiredCount: 1, launchType: EC2, createdAt: 20m }';
  const own = await sessionOf(WEB.replace('timings:', `  - ${later}\ntimings:`));
  const client = new ECS(clientOf(own));
  const found = async () => (await client.describeServices({ services: ['web', 'later'] })).services!.map(({ serviceName }) => serviceName);
  expect([await found(), (await client.listServices({})).serviceArns]).toEqual([['web'], [`${ARN}:service/default/web`]]);
  await advance(own, '21m');
  expect(await found()).toEqual(['web', 'later']);
  await own.close();
});
