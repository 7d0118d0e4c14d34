import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { actionName, CALLS, type CallName } from '../../src/snapshot/calls.js';
import type { Account } from './aws-server.js';
import { snapshots } from './program.js';
import { ACCOUNT_ID, SECRETS, smallAccount } from './small-account.js';

let program: Awaited<ReturnType<typeof snapshots>>;
beforeAll(async () => {
  program = await snapshots('snapshot-test');
});
beforeEach(() => program.reset());
afterAll(() => program.end());

describe('drydock snapshot', () => {
  it('keeps each answer as the AWS CLI saves it, pages put together', async () => {
    const { stdout, stderr, status } = await program.snapshot('whole', ['--metrics', '7d']);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toBe(
      [
        'shop in us-east-1: 2 capacity providers, 2 Auto Scaling groups, 2 instances, 12 services, 4 tasks, 2 task definitions.',
        // A provider, twelve services of five metrics, requests of one, one metric of each group.
        'Metrics of 7d: 64 series.',
        '37 calls. Written to whole.\n',
      ].join('\n'),
    );
    expect(readdirSync(join(program.folder, 'whole')).filter((name) => !name.startsWith('get-metric-data'))).toEqual([
      'describe-alarms-1.json',
      'describe-auto-scaling-groups-1.json',
      'describe-auto-scaling-instances-1.json',
      'describe-capacity-providers-1.json',
      'describe-capacity-reservations-1.json',
      'describe-clusters.json',
      'describe-container-instances-1.json',
      'describe-instance-types-1.json',
      'describe-instances-1.json',
      'describe-launch-template-versions-1.json',
      'describe-lifecycle-hooks-1.json',
      'describe-lifecycle-hooks-2.json',
      'describe-policies-1.json',
      'describe-policies-2.json',
      'describe-scalable-targets.json',
      'describe-scaling-policies.json',
      'describe-scheduled-actions-of-group-1.json',
      'describe-scheduled-actions-of-group-2.json',
      'describe-scheduled-actions.json',
      'describe-services-1.json',
      'describe-services-2.json',
      'describe-subnets-1.json',
      'describe-target-group-attributes-1.json',
      'describe-target-groups-1.json',
      'describe-task-definition-1.json',
      'describe-task-definition-2.json',
      'describe-tasks-1.json',
      'get-task-protection-1.json',
      'list-account-settings.json',
      'list-container-instances.json',
      'list-services.json',
      'list-tasks-1.json',
      'list-tasks-2.json',
      'snapshot.json',
    ]);
    expect(program.read('whole', 'list-services.json').serviceArns).toHaveLength(12);
    expect(program.read('whole', 'describe-services-2.json')).toMatchObject({
      services: [{ serviceName: 'api-11' }, { serviceName: 'api-12', createdAt: '2026-05-28T20:26:40.000Z' }],
      failures: [],
    });
    expect(program.read('whole', 'describe-auto-scaling-groups-1.json').AutoScalingGroups).toMatchObject([
      { AutoScalingGroupName: 'shop/workers', MaxSize: 9, CreatedTime: '2026-01-02T03:04:05.678Z' },
      { AutoScalingGroupName: 'shop/old' },
    ]);
    expect(program.read('whole', 'describe-instances-1.json').Reservations[0].Instances[0]).toMatchObject({
      InstanceLifecycle: 'spot',
      LaunchTime: '2026-05-01T00:00:00.000Z',
    });
    // One that still stops holds what it holds; one that has stopped does not.
    expect(program.read('whole', 'describe-tasks-1.json').tasks.map(({ lastStatus }: { lastStatus: string }) => lastStatus)).toEqual([
      'RUNNING',
      'RUNNING',
      'RUNNING',
      'DEACTIVATING',
    ]);
    // A booting instance exists in EC2 before it registers with ECS.
    const { input } = program.aws.calls.find(({ action }) => action === 'DescribeInstances')!;
    expect(Object.values(input)).toEqual(expect.arrayContaining(['i-01', 'i-02', 'i-09']));
    // The alarms of a group's policies, too.
    const { input: alarms } = program.aws.calls.find(({ action }) => action === 'DescribeAlarms')!;
    expect(alarms).toMatchObject({ AlarmNames: ['high', 'group-busy'] });
    expect(program.read('whole', 'describe-target-group-attributes-1.json')).toEqual({
      TargetGroupArn: 'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/api/0123abcd',
      Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '45' }],
    });
    // A snapshot has no targets of other clusters.
    expect(
      program.read('whole', 'describe-scalable-targets.json').ScalableTargets.map(({ ResourceId }: { ResourceId: string }) => ResourceId),
    ).toEqual(['service/shop/api-1']);
    for (const { file } of program.read('whole', 'snapshot.json').calls)
      expect(readFileSync(join(program.folder, 'whole', file), 'utf8')).not.toMatch(/nextToken/i);
  });

  it('reads the metrics of so long, whole minutes that end when it began, beside what each is', () => {
    const { begun_at, is_complete, calls, metrics } = program.read('whole', 'snapshot.json');
    expect({ is_complete, metrics, last: calls.at(-1).file }).toEqual({ is_complete: true, metrics: '7d', last: 'get-metric-data-4.json' });
    const { MetricDataQueries: queries } = program.read('whole', 'get-metric-data-1.queries.json');
    expect(queries.slice(0, 2)).toEqual([
      {
        Id: 'm1',
        Label: 'CapacityProviderReservation workers',
        ReturnData: true,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/ECS/ManagedScaling',
            MetricName: 'CapacityProviderReservation',
            Dimensions: [
              { Name: 'ClusterName', Value: 'shop' },
              { Name: 'CapacityProviderName', Value: 'workers' },
            ],
          },
          Period: 60,
          Stat: 'Average',
        },
      },
      expect.objectContaining({ Label: 'CPUUtilization api-1' }),
    ]);
    const names = [1, 2, 3, 4]
      .flatMap((n) => program.read('whole', `get-metric-data-${n}.queries.json`).MetricDataQueries)
      .map(({ Label }) => Label);
    expect(names.filter((name) => /api-1$|shop|api\//.test(name))).toEqual([
      'CPUUtilization api-1',
      'MemoryUtilization api-1',
      'RunningTaskCount api-1',
      'DesiredTaskCount api-1',
      'PendingTaskCount api-1',
      'RequestCountPerTarget targetgroup/api/0123abcd',
      'GroupInServiceInstances shop/workers',
      'GroupInServiceInstances shop/old',
    ]);
    expect(program.read('whole', 'get-metric-data-1.json').MetricDataResults[0]).toEqual({
      Id: 'm1',
      Label: 'CapacityProviderReservation workers',
      Timestamps: ['2026-05-28T20:26:40.000Z', '2026-05-28T20:27:40.000Z'],
      Values: [10, 11],
      StatusCode: 'Complete',
    });
    expect(new Date(begun_at).getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('leaves nothing in the files that may be secret, and what a simulation needs', async () => {
    const all = readdirSync(join(program.folder, 'whole')).map((name) => readFileSync(join(program.folder, 'whole', name), 'utf8'));
    for (const secret of SECRETS)
      expect(
        all.filter((content) => content.includes(secret)),
        secret,
      ).toEqual([]);
    const { userData } = templateOf('whole');
    expect(userData).toBe('# redacted\nECS_ENABLE_SPOT_INSTANCE_DRAINING=true\nECS_INSTANCE_ATTRIBUTES={"tier":"web"}\n');
    const [container] = program.read('whole', 'describe-task-definition-1.json').taskDefinition.containerDefinitions;
    expect(container).toMatchObject({
      environment: [{ name: 'PASSWORD', value: 'redacted' }],
      healthCheck: { command: ['CMD-SHELL', 'redacted'], interval: 30 },
      image: '000000000000.dkr.ecr.us-east-1.amazonaws.com/api:1',
    });
    expect(program.read('whole', 'describe-auto-scaling-groups-1.json').AutoScalingGroups[0].Tags).toEqual([
      { Key: 'AmazonECSManaged', Value: 'true' },
      { Key: 'owner', Value: 'redacted' },
    ]);
    const keep = ['--keep-account-ids', '--keep-environment', '--keep-addresses', '--keep-user-data'];
    expect((await program.snapshot('kept', keep)).status).toBe(0);
    const kept = readdirSync(join(program.folder, 'kept')).map((name) => readFileSync(join(program.folder, 'kept', name), 'utf8'));
    for (const secret of SECRETS)
      expect(
        kept.some((content) => content.includes(secret)),
        secret,
      ).toBe(true);
    expect(templateOf('kept').userData).toContain('DB_PASSWORD=hunter2');
    expect(program.actions()).not.toContain('GetMetricData');
  });

  it('makes no call that is not in the list, and uses all of the list but one for groups without templates', async () => {
    await program.snapshot('listed', ['--metrics', '1d']);
    const listed = (Object.keys(CALLS) as CallName[]).filter((call) => call !== 'describe-launch-configurations').map(actionName);
    expect([...new Set(program.actions())].sort()).toEqual([...new Set(listed)].sort());
  });

  it('killed or cut off at any call goes on, repeats no call, and comes to the same files', async () => {
    const whole = program.filesIn('whole');
    let answered = 0;
    const cut =
      (account: Account): Account =>
      (action, input) =>
        ++answered % 9 === 0 ? { error: 'AccessDeniedException', message: 'no' } : account(action, input);
    program.aws.account = cut(smallAccount);
    const statuses: number[] = [];
    for (let i = 0; i < 9; i++) {
      const { status, stderr } = await program.snapshot('torn', ['--metrics', '7d']);
      statuses.push(status);
      if (status === 0) break;
      expect(stderr).toMatch(
        / is not allowed: no\ndocs\/reference\/snapshot-calls\.md has the policy that a snapshot needs\.\nWhat was read is kept in torn; the same command goes on\.\n$/,
      );
    }
    expect([statuses.length, statuses.at(-1)]).toEqual([statuses.indexOf(0) + 1, 0]);
    expect(statuses.length).toBeGreaterThan(3);
    expect(timeless(program.filesIn('torn'))).toEqual(timeless(whole));
    // Each call once, and the one that was refused once more.
    const { calls } = program.read('torn', 'snapshot.json');
    expect(new Set(calls.map(({ file }: { file: string }) => file)).size).toBe(calls.length);
    expect(program.actions().filter((action) => action === 'DescribeClusters')).toHaveLength(1);
    program.aws.calls.length = 0;
    expect((await program.snapshot('torn', ['--metrics', '7d'])).stdout).toContain('0 calls, 37 had been made before. Written to torn.');
    expect(program.actions()).toEqual([]);
  });

  it('requests the attributes of a target group by its whole ARN, which no file has', async () => {
    let isRefusing = true;
    program.aws.account = (action, input) =>
      isRefusing && action === 'DescribeTargetGroupAttributes' ? { error: 'AccessDenied', message: 'no' } : smallAccount(action, input);
    expect((await program.snapshot('targets')).stderr).toContain('elasticloadbalancing:DescribeTargetGroupAttributes is not allowed: no');
    isRefusing = false;
    expect((await program.snapshot('targets')).status).toBe(0);
    expect(program.read('targets', 'describe-target-group-attributes-1.json').Attributes).toHaveLength(1);
  });

  it('killed between two files leaves whole ones', async () => {
    const child = program.begin('killed');
    const end = once(child, 'close');
    while (!existsSync(join(program.folder, 'killed/describe-services-1.json'))) await new Promise((ok) => setTimeout(ok, 2));
    child.kill('SIGKILL');
    await end;
    program.aws.calls.length = 0;
    expect((await program.snapshot('killed')).status).toBe(0);
    expect(program.actions()).not.toContain('DescribeClusters');
    expect(readdirSync(join(program.folder, 'killed')).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('repeats calls for names that have an account id in them, for their files do not', async () => {
    const name = `jobs-${ACCOUNT_ID}`;
    const account: Account = (action, input) => JSON.parse(JSON.stringify(smallAccount(action, input)).replaceAll('api-12', name));
    let isRefusing = true;
    program.aws.account = (action, input) =>
      isRefusing && action === 'DescribeTasks' ? { error: 'AccessDeniedException' } : account(action, input);
    expect((await program.snapshot('named')).status).toBe(2);
    isRefusing = false;
    expect((await program.snapshot('named')).status).toBe(0);
    expect(program.actions().filter((action) => action === 'ListServices').length).toBe(6);
    const asked = program.aws.calls.filter(({ action, input }) => action === 'DescribeServices' && JSON.stringify(input).includes('jobs-'));
    expect(asked.map(({ input }) => input.services)).toEqual(Array(2).fill(['api-11', name]));
    expect(readFileSync(join(program.folder, 'named/describe-services-2.json'), 'utf8')).toContain('jobs-000000000000');
  });
});

function templateOf(out: string) {
  const { UserData } = program.read(out, 'describe-launch-template-versions-1.json').LaunchTemplateVersions[0].LaunchTemplateData;
  return { userData: Buffer.from(UserData, 'base64').toString() };
}

/** Without the times of calls. */
function timeless({ 'snapshot.json': head, ...files }: Record<string, string>) {
  const { begun_at: _, calls, ...rest } = JSON.parse(head!);
  return { ...files, head: { ...rest, calls: calls.map(({ at: __, ...call }: { at: string }) => call) } };
}
