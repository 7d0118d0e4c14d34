import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { EC2 } from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import { replay } from '../../src/endpoint/journal.js';
import { advance, clientOf, inSession, type Json, sessionOf, WEB } from './session.js';

const SLOW = WEB.replace('containerStop: 0s', 'containerStop: 20s');
const { session, ecs } = inSession(SLOW, '10m');
const described = async () => (await ecs().describeServices({ services: ['web'], include: ['TAGS'] })).services!;
const events = async (): Promise<Json[]> => {
  const lines = (await (await fetch(`${session().address}/drydock/events`)).text()).trim().split('\n');
  return lines.map((line) => JSON.parse(line));
};

async function deleteWeb(): Promise<void> {
  await ecs().deleteService({ service: 'web', force: true });
}

it('the name of a service is free once its tasks have stopped, and both lives are distinguished', async () => {
  const arn = (await described())[0]!.serviceArn!;
  await ecs().tagResource({ resourceArn: arn, tags: [{ key: 'life', value: 'first' }] });
  const [first] = (await ecs().listServiceDeployments({ service: 'web' })).serviceDeployments!;
  const before = (await ecs().listTasks({ serviceName: 'web' })).taskArns!;
  await deleteWeb();
  await advance(session(), '5s');
  const again = { serviceName: 'web', taskDefinition: 'web:2', desiredCount: 2, launchType: 'EC2' } as const;
  await expect(ecs().createService(again)).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'Unable to Start a service that is still Draining.',
  });
  // The scheduler has told all of them to stop by now, which takes 20 s.
  await advance(session(), '10s');
  expect((await described())[0]).toMatchObject({ status: 'DRAINING', runningCount: 0, pendingCount: 0 });
  await advance(session(), '5m');
  expect((await described())[0]).toMatchObject({ status: 'INACTIVE', runningCount: 0 });
  const { service } = await ecs().createService(again);
  expect(service).toMatchObject({ serviceArn: arn, status: 'ACTIVE', desiredCount: 2 });
  await advance(session(), '5m');
  const [now] = await described();
  expect(now).toMatchObject({ serviceName: 'web', runningCount: 2, taskDefinition: expect.stringMatching(/web:2$/) });
  expect(now!.tags!.filter(({ key }) => key === 'life')).toEqual([]);
  // The second life has events, deployments and tasks of its own.
  expect(now!.events!.filter(({ message }) => /has started 1 tasks/.test(message!))).toHaveLength(2);
  expect(now!.events!.some(({ message }) => /has started 3 tasks/.test(message!))).toBe(false);
  const deployments = (await ecs().listServiceDeployments({ service: 'web' })).serviceDeployments!;
  expect(deployments.map(({ serviceDeploymentArn }) => serviceDeploymentArn)).not.toContain(first!.serviceDeploymentArn);
  expect(deployments).toHaveLength(1);
  const tasks = (await ecs().listTasks({ serviceName: 'web' })).taskArns!;
  expect(tasks.filter((task) => before.includes(task))).toEqual([]);
  expect((await ecs().listServices({})).serviceArns).toEqual([arn]);
  const started = (await events()).filter(({ detail }) => detail.lastStatus === 'RUNNING').map(({ detail }) => detail.group);
  expect([...new Set(started)]).toEqual(['service:web--1', 'service:web']);
});

it('a third life has the name too, and a journal of all three gives the same digest', async () => {
  const again = async (taskDefinition: string) => {
    await deleteWeb();
    await advance(session(), '5m');
    await ecs().createService({ serviceName: 'web', taskDefinition, desiredCount: 1, launchType: 'EC2' });
    await advance(session(), '5m');
  };
  await again('web:2');
  await again('web:1');
  expect(await described()).toMatchObject([{ status: 'ACTIVE', runningCount: 1, taskDefinition: expect.stringMatching(/web:1$/) }]);
  await ecs().updateService({ service: 'web', desiredCount: 2 });
  await advance(session(), '5m');
  const { cluster, journal } = session();
  const twin = await sessionOf(SLOW);
  const end = { endMs: cluster.nowMs, digest: cluster.digest };
  const head = { journal: 'drydock serve 1', scenario: 'web', seed: cluster.setup.seed } as const;
  await replay(twin.endpoint, { head, calls: journal, end });
  expect(twin.cluster.digest).toBe(cluster.digest);
  await twin.close();
});

it('names of groups and capacity providers are free again', async () => {
  const [groups, ec2] = [new AutoScaling(clientOf(session())), new EC2(clientOf(session()))];
  await ec2.createLaunchTemplate({ LaunchTemplateName: 'large', LaunchTemplateData: { InstanceType: 'm5.large' } });
  const create = (DesiredCapacity: number) =>
    groups.createAutoScalingGroup({
      ...{ AutoScalingGroupName: 'pool', MinSize: 0, MaxSize: 3, DesiredCapacity },
      LaunchTemplate: { LaunchTemplateName: 'large' },
      AvailabilityZones: ['us-east-1a'],
    });
  const pool = async () => (await groups.describeAutoScalingGroups({ AutoScalingGroupNames: ['pool'] })).AutoScalingGroups!;
  const provide = async () => {
    const autoScalingGroupArn = (await pool())[0]!.AutoScalingGroupARN!;
    const { capacityProvider } = await ecs().createCapacityProvider({ name: 'extra', autoScalingGroupProvider: { autoScalingGroupArn } });
    return capacityProvider;
  };
  await create(1);
  expect(await provide()).toMatchObject({ name: 'extra', status: 'ACTIVE' });
  await ecs().deleteCapacityProvider({ capacityProvider: 'extra' });
  expect(await provide()).toMatchObject({ name: 'extra', status: 'ACTIVE' });
  await ecs().deleteCapacityProvider({ capacityProvider: 'extra' });
  await advance(session(), '5m');
  await groups.deleteAutoScalingGroup({ AutoScalingGroupName: 'pool', ForceDelete: true });
  expect(await pool()).toEqual([]);
  await advance(session(), '5m');
  await create(2);
  await advance(session(), '5m');
  expect((await pool())[0]).toMatchObject({
    DesiredCapacity: 2,
    Instances: [{ LifecycleState: 'InService' }, { LifecycleState: 'InService' }],
  });
  expect(await provide()).toMatchObject({ name: 'extra', status: 'ACTIVE' });
  await expect(create(1)).rejects.toMatchObject({ name: 'AlreadyExistsFault' });
});
