import { expect, it } from 'vitest';
import { advance, ecsOf, sessionOf, WEB } from './session.js';

// A task that is stopped by a user: RUNNING with the desired status STOPPED, and then STOPPED.
it('GET /drydock/events has the events of EventBridge, and those after the last one of the client', async () => {
  const session = await sessionOf(WEB);
  try {
    await advance(session, '10m');
    const ask = async (query = '') => fetch(`${session.address}/drydock/events${query}`);
    const eventsOf = (text: string) => text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
    const before = eventsOf(await (await ask()).text());
    expect(new Set(before.map((event) => event['detail-type']))).toContain('ECS Task State Change');
    expect(Object.keys(before[0])).toEqual(['version', 'id', 'detail-type', 'source', 'account', 'time', 'region', 'resources', 'detail']);
    const ecs = ecsOf(session);
    const [task] = (await ecs.listTasks({})).taskArns!;
    await ecs.stopTask({ task });
    await advance(session, '1s');
    const after = eventsOf(await (await ask(`?after=${before.at(-1).id}`)).text());
    const own = after.filter(({ detail }) => detail.taskArn === task);
    expect(own.map(({ detail }) => [detail.lastStatus, detail.desiredStatus])).toEqual(
      expect.arrayContaining([
        ['RUNNING', 'STOPPED'],
        ['STOPPED', 'STOPPED'],
      ]),
    );
    expect(after.some(({ id }) => id === before.at(-1).id)).toBe(false);
    expect((await ask('?after=none')).status).toBe(404);
    const { attributes } = await ecs.listAttributes({ targetType: 'container-instance', attributeName: 'ecs.instance-type' });
    expect(attributes!.map(({ value }) => value)).toEqual(['m5.xlarge', 'm5.xlarge']);
  } finally {
    await session.close();
  }
});
