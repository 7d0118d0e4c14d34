import type { ECS } from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { advance, ecsOf, type Session, sessionOf, WEB } from './session.js';

let session: Session;
let ecs: ECS;

beforeEach(async () => {
  session = await sessionOf(WEB);
  ecs = ecsOf(session);
  await advance(session, '10m');
});
afterEach(() => session.close());

const of = { cluster: 'default', service: 'api' };

// Of four desired tasks the first set has all; then the second gets half of them beside it, takes over, and the first goes.
it('task sets of an EXTERNAL service are created, scaled, made primary and deleted', async () => {
  const before = (await ecs.listTasks({})).taskArns;
  const { service } = await ecs.createService({ serviceName: 'api', desiredCount: 4, deploymentController: { type: 'EXTERNAL' } });
  expect(service).toMatchObject({ status: 'ACTIVE', taskSets: [], deployments: [], runningCount: 0 });
  await advance(session, '1m');
  const first = (await ecs.createTaskSet({ ...of, taskDefinition: 'web:1', launchType: 'EC2', scale: { value: 100, unit: 'PERCENT' } }))
    .taskSet!;
  expect(first).toMatchObject({ status: 'ACTIVE', computedDesiredCount: 4, runningCount: 0, stabilityStatus: 'STABILIZING' });
  await advance(session, '2m');
  const sets = async () =>
    (await ecs.describeTaskSets(of)).taskSets!.map(({ taskDefinition, status, runningCount, stabilityStatus }) => [
      taskDefinition!.slice(-5),
      status,
      runningCount,
      stabilityStatus,
    ]);
  await ecs.updateServicePrimaryTaskSet({ ...of, primaryTaskSet: first.taskSetArn });
  expect(await sets()).toEqual([['web:1', 'PRIMARY', 4, 'STEADY_STATE']]);
  const second = (await ecs.createTaskSet({ ...of, taskDefinition: 'web:2', launchType: 'EC2', scale: { value: 50, unit: 'PERCENT' } }))
    .taskSet!;
  await advance(session, '2m');
  expect(await sets()).toEqual([
    ['web:1', 'PRIMARY', 4, 'STEADY_STATE'],
    ['web:2', 'ACTIVE', 2, 'STEADY_STATE'],
  ]);
  await expect(ecs.deleteTaskSet({ ...of, taskSet: first.id })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  await ecs.updateTaskSet({ ...of, taskSet: second.id, scale: { value: 100, unit: 'PERCENT' } });
  await ecs.updateServicePrimaryTaskSet({ ...of, primaryTaskSet: second.id });
  await ecs.deleteTaskSet({ ...of, taskSet: first.taskSetArn, force: true });
  await advance(session, '2m');
  expect(await sets()).toEqual([['web:2', 'PRIMARY', 4, 'STEADY_STATE']]);
  const [described] = (await ecs.describeServices({ services: ['api'] })).services!;
  expect([described!.taskDefinition!.slice(-5), described!.runningCount, described!.deployments]).toEqual(['web:2', 4, []]);
  await expect(ecs.updateTaskSet({ ...of, taskSet: first.id, scale: {} })).rejects.toMatchObject({ name: 'TaskSetNotFoundException' });
  await expect(ecs.createTaskSet({ ...of, service: 'web', taskDefinition: 'web:1' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
  // What was there before the service is as it was.
  expect((await ecs.listTasks({ serviceName: 'web' })).taskArns).toEqual(before);
});
