import { describe, expect, it } from 'vitest';
import { advance, inSession, WEB } from './session.js';

const { session, ecs } = inSession(WEB, '10m');

const running = async () => (await ecs().listTasks({ serviceName: 'web' })).taskArns!;

describe('task protection', () => {
  // Of three tasks, two are protected for ten minutes; the service is scaled to one.
  it('keeps tasks from scale-in until it expires or is taken off', async () => {
    const [first, second, third] = await running();
    const { protectedTasks, failures } = await ecs().updateTaskProtection({
      cluster: 'default',
      tasks: [first!, second!, 'none'],
      protectionEnabled: true,
      expiresInMinutes: 10,
    });
    expect(protectedTasks!.map(({ taskArn, protectionEnabled }) => [taskArn, protectionEnabled])).toEqual([
      [first, true],
      [second, true],
    ]);
    // The call takes a millisecond, and protection lasts from its time on.
    expect(protectedTasks![0]!.expirationDate!.getTime()).toBe(session().cluster.setup.startsAtMs + 600_001 + 600_000);
    expect(failures).toEqual([{ arn: 'none', reason: 'MISSING' }]);
    expect((await ecs().getTaskProtection({ cluster: 'default', tasks: [third!] })).protectedTasks).toEqual([
      { taskArn: third, protectionEnabled: false },
    ]);
    await ecs().updateService({ service: 'web', desiredCount: 1 });
    await advance(session(), '5m');
    expect(await running()).toEqual([first, second]);
    // More tasks are protected than desired: no further protection, but it can be taken off.
    const blocked = await ecs().updateTaskProtection({ cluster: 'default', tasks: [first!], protectionEnabled: true });
    expect(blocked.failures).toMatchObject([{ arn: first, reason: 'DEPLOYMENT_BLOCKED' }]);
    await ecs().updateTaskProtection({ cluster: 'default', tasks: [first!], protectionEnabled: false });
    await advance(session(), '1m');
    expect(await running()).toEqual([second]);
    await ecs().updateService({ service: 'web', desiredCount: 0 });
    await advance(session(), '3m');
    expect(await running()).toEqual([second]);
    await advance(session(), '3m');
    expect(await running()).toEqual([]);
  });

  it('is for tasks of services alone', async () => {
    const { tasks } = await ecs().runTask({ taskDefinition: 'web:1', launchType: 'EC2' });
    const { failures } = await ecs().updateTaskProtection({ cluster: 'default', tasks: [tasks![0]!.taskArn!], protectionEnabled: true });
    expect(failures).toMatchObject([{ reason: 'TASK_NOT_VALID' }]);
    await expect(
      ecs().updateTaskProtection({ cluster: 'default', tasks: ['x'], protectionEnabled: true, expiresInMinutes: 2_881 }),
    ).rejects.toMatchObject({ message: 'expiresInMinutes must be between 1 and 2880.' });
  });
});

describe('tags', () => {
  it('are given, listed, shown on request, and removed', async () => {
    await ecs().createService({
      serviceName: 'app',
      taskDefinition: 'web:1',
      desiredCount: 0,
      launchType: 'EC2',
      tags: [{ key: 'team', value: 'a' }],
    });
    const described = async (include: ['TAGS'] | []) => (await ecs().describeServices({ services: ['app'], include })).services![0]!;
    const { serviceArn } = await described([]);
    await ecs().tagResource({ resourceArn: serviceArn!, tags: [{ key: 'stage', value: 'test' }] });
    const own = (tags: readonly { key?: string | undefined; value?: string | undefined }[]) =>
      tags.filter(({ key }) => !key!.startsWith('drydock:'));
    const both = [
      { key: 'team', value: 'a' },
      { key: 'stage', value: 'test' },
    ];
    expect(own((await described(['TAGS'])).tags!)).toEqual(both);
    expect((await described([])).tags).toEqual([]);
    await ecs().untagResource({ resourceArn: serviceArn!, tagKeys: ['team'] });
    expect(own((await ecs().listTagsForResource({ resourceArn: serviceArn! })).tags!)).toEqual([{ key: 'stage', value: 'test' }]);
    await expect(ecs().tagResource({ resourceArn: `${serviceArn}x`, tags: [] })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
