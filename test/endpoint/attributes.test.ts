import { describe, expect, it } from 'vitest';
import { advance, inSession, WEB } from './session.js';

/** Beside the web tasks: a daemon for instances with a stack, of which there are none. */
const STACKS = WEB.replace(
  'services:\n',
  `services:
  - { serviceName: agent, taskDefinition: "web:2", schedulingStrategy: DAEMON, launchType: EC2, placementConstraints: [{ type: memberOf, expression: "attribute:stack exists" }] }
`,
);

describe('attributes of container instances', () => {
  const { ecs, session } = inSession(STACKS, '10m');
  const running = async (service: string) => (await ecs().describeServices({ services: [service] })).services![0]!.runningCount;
  const instances = async () => (await ecs().listContainerInstances({})).containerInstanceArns!;
  const stack = (targetId: string, value = 'blue') => ({ name: 'stack', value, targetId });

  const run = () =>
    ecs().runTask({
      taskDefinition: 'web:1',
      launchType: 'EC2',
      placementConstraints: [{ type: 'memberOf', expression: 'attribute:stack == blue' }],
    });

  it('let tasks be placed at once when they are put, and leave the tasks where they are when they are deleted', async () => {
    const [first = '', second = ''] = await instances();
    expect([(await run()).failures!.length, await running('agent')]).toEqual([1, 0]);
    expect((await ecs().putAttributes({ attributes: [stack(second)] })).attributes).toEqual([stack(second)]);
    const [task] = (await run()).tasks!;
    expect(task!.containerInstanceArn).toBe(second);
    expect((await ecs().listAttributes({ targetType: 'container-instance', attributeName: 'stack' })).attributes).toEqual([
      { ...stack(second), targetType: 'container-instance' },
    ]);
    const [described] = (await ecs().describeContainerInstances({ containerInstances: [second] })).containerInstances!;
    expect(described!.attributes).toContainEqual({ name: 'stack', value: 'blue' });
    await ecs().putAttributes({ attributes: [stack(first, 'green')] });
    await advance(session(), '1m');
    expect(await running('agent')).toBe(2);
    // ECS stops a daemon whose constraints do not hold any more (S.DAEMON-2), and no other task.
    const gone = { name: 'stack', targetId: second.split('/').at(-1)!, targetType: 'container-instance' } as const;
    expect((await ecs().deleteAttributes({ attributes: [gone] })).attributes).toEqual([gone]);
    await advance(session(), '1m');
    expect(await running('agent')).toBe(1);
    expect((await ecs().describeTasks({ tasks: [task!.taskArn!] })).tasks![0]!.lastStatus).toBe('RUNNING');
    expect((await run()).tasks).toEqual([]);
  });

  it('answer with the errors of AWS', async () => {
    const [first = ''] = await instances();
    const none = first.replace(/.{8}$/, '00000077');
    await expect(ecs().putAttributes({ attributes: [stack(none)] })).rejects.toMatchObject({ name: 'TargetNotFoundException' });
    await expect(ecs().putAttributes({ attributes: [{ name: 'ecs.os-type', targetId: first }] })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    const many = Array.from({ length: 10 }, (_, i) => ({ name: `n${i}`, targetId: first }));
    await ecs().putAttributes({ attributes: many });
    await expect(ecs().putAttributes({ attributes: [stack(first)] })).rejects.toMatchObject({ name: 'AttributeLimitExceededException' });
  });
});
