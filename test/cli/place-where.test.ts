import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/run/failure.js';
import { type WhereArguments, whereText } from '../../src/studies/place/where.js';

const SCENARIO = join(import.meta.dirname, '../fixtures/cli/query.yaml');

interface Look extends Partial<WhereArguments> {
  readonly width?: number;
}

const print = (expression: string, { width, ...look }: Look = {}) =>
  whereText({ where: expression, scenario: SCENARIO, at: '0s', set: [], json: false, ...look }, width);
const lines = async (expression: string, look?: Look) => (await print(expression, look)).trimEnd().split('\n');
const answer = async (expression: string, look?: Look) => JSON.parse(await print(expression, { ...look, json: true }));
/** Ordinals of the instances that match: the last digits of their ids. */
const matching = async (expression: string, at?: string) =>
  (await answer(expression, at === undefined ? {} : { at })).instances.map(({ ec2InstanceId }: { ec2InstanceId: string }) =>
    Number.parseInt(ec2InstanceId.slice(2), 16),
  );
const mistakes = async (expression: string, look?: Look) => {
  const error: unknown = await print(expression, look).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return [(error as UserError).exitCode, ...(error as UserError).lines];
};

// Two instances outside any provider, in zones a and b (ordinals 0 and 1), and two of a group, in zones a and b (2 and 3).
describe('drydock place --where', () => {
  it('shows how many of how many match, and lists them with the attributes of the expression', async () => {
    expect(await lines('attribute:stack == prod and agentVersion >= 1.80')).toEqual([
      '2 of 4 container instances of asked match at 0s: attribute:stack == prod and agentVersion >= 1.80',
      '',
      'Instance             Type      Zone        Provider  stack  Agent   Running tasks',
      'i-00000000000000002  m5.large  us-east-1a  workers   prod   1.89.2              1',
      'i-00000000000000003  m5.large  us-east-1b  workers   prod   1.89.2              1',
    ]);
  });

  it('evaluates at a time, or at the end of the scenario', async () => {
    // Two tasks of web are placed at once, spread over the two zones of the group.
    expect(await matching('runningTasksCount == 0')).toEqual([0, 1]);
    expect(await matching('runningTasksCount == 1', '30m')).toEqual([2, 3]);
    expect(await matching('runningTasksCount == 0', '30m')).toEqual([0, 1]);
    expect((await answer('runningTasksCount == 0', { at: undefined })).atMs).toBe(2 * 3_600_000);
  });

  it('[C.CI-05] leaves out an instance that has been deregistered', async () => {
    const set = ['faults=[{ at: 10m, type: deregister, count: 1 }]'];
    expect(await answer('agentConnected == true', { at: '5m', set })).toMatchObject({ matching: 4, registered: 4 });
    expect(await answer('agentConnected == true', { at: '30m', set })).toMatchObject({ matching: 3, registered: 3 });
  });

  it('answers for every kind of subject', async () => {
    expect(await matching('attribute:ecs.instance-type =~ m5.* and ecs.availability-zone==us-east-1b')).toEqual([3]);
    expect(await matching('attribute:stack not_exists')).toEqual([0, 1]);
    expect(await matching('task:group == service:web', '30m')).toEqual([2, 3]);
    expect(await matching('not(task:group == service:web)', '30m')).toEqual([0, 1]);
    expect(await matching('agentConnected == true')).toEqual([0, 1, 2, 3]);
    expect(await matching("ec2InstanceId in ['i-00000000000000001']")).toEqual([1]);
    expect(await matching('registeredAt < 2026-02-01')).toEqual([]);
    expect(await matching('registeredAt == 2026-02-01')).toEqual([0, 1, 2, 3]);
  });

  it('shows columns for groups, agent and registration only when the expression has them', async () => {
    const head = async (expression: string) => (await lines(expression, { at: '30m' }))[2];
    expect(await head('attribute:ecs.instance-type exists')).toBe('Instance             Type      Zone        Provider  Running tasks');
    expect(await lines('task:group in [service:web, family:job] and agentConnected == true', { at: '30m', width: 160 })).toEqual([
      '2 of 4 container instances of asked match at 30m: task:group in [service:web, family:job] and agentConnected == true',
      '',
      'Instance             Type      Zone        Provider  Connected  Groups       Running tasks',
      'i-00000000000000002  m5.large  us-east-1a  workers   true       service:web              1',
      'i-00000000000000003  m5.large  us-east-1b  workers   true       service:web              1',
      '',
      'No task of the scenario is of the group family:job; did you mean family:web?',
    ]);
    expect((await lines('registeredAt > 2018-02-13'))[3]).toMatch(/ – +2026-02-01T00:00:00\.000Z +0$/);
    expect((await lines('attribute:ecs.capability.task-eni exists'))[3]).toMatch(/ \(no value\) +0$/);
  });

  it('answers with all attributes in JSON', async () => {
    const { instances, ...head } = await answer('attribute:stack=~p.*');
    expect(head).toEqual({ scenario: 'asked', atMs: 0, query: 'attribute:stack =~ p.*', matching: 2, registered: 4 });
    expect(instances[0]).toMatchObject({
      ec2InstanceId: 'i-00000000000000002',
      instanceType: 'm5.large',
      availabilityZone: 'us-east-1a',
      capacityProvider: 'workers',
      status: 'ACTIVE',
      runningTasksCount: 1,
      agentConnected: true,
      agentVersion: '1.89.2',
      registeredAt: '2026-02-01T00:00:00.000Z',
      taskGroups: [],
      attributes: { stack: 'prod', 'ecs.instance-type': 'm5.large', 'ecs.availability-zone': 'us-east-1a', 'ecs.os-type': 'linux' },
    });
    expect((await answer('attribute:stack !exists')).instances[0].capacityProvider).toBe(null);
  });

  it('reports an attribute in the expression that no instance of the scenario can have', async () => {
    expect(await lines('attribute:stcak == prod')).toEqual([
      '0 of 4 container instances of asked match at 0s: attribute:stcak == prod',
      '',
      'No instance of the scenario has the attribute stcak; did you mean stack?',
    ]);
  });

  it('corrects the name of an attribute that ECS sets', async () => {
    const problems = await mistakes('ecs.capabilty.task-eni == a');
    expect(problems.join(' ')).toContain('ECS sets no attribute ecs.capabilty.task-eni; did you mean attribute:ecs.capability.task-eni?');
  });

  it('reports every mistake of an expression with a caret under its place, and exits with 2', async () => {
    expect(await mistakes('attribute:stack = prod and runningTasksCount > x')).toEqual([
      2,
      expect.stringMatching(/^--where, character 17: there is no operator =, did you mean ==\?/),
      '    attribute:stack = prod and runningTasksCount > x',
      '                    ^',
      '--where, character 48: runningTasksCount is compared with a whole number from 0, not x',
      '    attribute:stack = prod and runningTasksCount > x',
      '                                                   ^',
    ]);
  });

  it('reports what is wrong with the expression, the time and the scenario at once', async () => {
    expect(await mistakes('agentConnected == maybe', { at: 'noon', scenario: 'none.yaml' })).toEqual([
      2,
      '--where, character 19: agentConnected is compared with true or false, not maybe',
      '    agentConnected == maybe',
      '                      ^^^^^',
      '--at noon: write a duration, such as 90s or 2h30m',
      expect.stringContaining('none.yaml: there is no such file'),
    ]);
  });

  it('refuses an invalid time, and one after the end', async () => {
    await expect(print('agentConnected == true', { at: 'noon' })).rejects.toThrow('--at noon: write a duration, such as 90s or 2h30m');
    await expect(print('agentConnected == true', { at: '3h' })).rejects.toThrow('--at 3h: the scenario ends at 2h');
  });
});
