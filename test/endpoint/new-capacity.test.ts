import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { EC2 } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { advance, clientOf, inSession, WEB } from './session.js';

const { session, ecs } = inSession(WEB, '10m');
const groups = () => new AutoScaling(clientOf(session()));
const ec2 = () => new EC2(clientOf(session()));

const group = async (name: string) => (await groups().describeAutoScalingGroups({ AutoScalingGroupNames: [name] })).AutoScalingGroups![0]!;
const service = async (name: string) => (await ecs().describeServices({ services: [name] })).services![0]!;

/** A group of m5.large, of 1 to 5 instances, and a capacity provider of it with another name. */
async function provided(status: 'ENABLED' | 'DISABLED' = 'ENABLED') {
  await ec2().createLaunchTemplate({ LaunchTemplateName: 'agents', LaunchTemplateData: { InstanceType: 'm5.large' } });
  await groups().createAutoScalingGroup({
    AutoScalingGroupName: 'agents-group',
    MinSize: 1,
    MaxSize: 5,
    AvailabilityZones: ['us-east-1a'],
    LaunchTemplate: { LaunchTemplateName: 'agents' },
  });
  await advance(session(), '2m');
  const { AutoScalingGroupARN } = await group('agents-group');
  return ecs().createCapacityProvider({
    name: 'agents',
    autoScalingGroupProvider: { autoScalingGroupArn: AutoScalingGroupARN!, managedScaling: { status } },
    tags: [{ key: 'team', value: 'a' }],
  });
}

describe('a group and a capacity provider that calls make', () => {
  it('launch, are associated, and scale out for tasks', async () => {
    const before = (await ecs().listTasks({})).taskArns;
    const { capacityProvider } = await provided();
    expect(capacityProvider).toMatchObject({ name: 'agents', status: 'ACTIVE', tags: [{ key: 'team', value: 'a' }] });
    // An instance boots in 90 s and was launched two minutes ago.
    const made = await group('agents-group');
    expect([made.DesiredCapacity, made.Instances!.map(({ LifecycleState }) => LifecycleState)]).toEqual([1, ['InService']]);
    expect(made.LaunchTemplate).toMatchObject({ LaunchTemplateName: 'agents' });
    const [instance] = made.Instances!;
    expect((await ecs().listTasks({})).taskArns).toEqual(before);

    const strategy = [{ capacityProvider: 'agents', weight: 1 }];
    const create = { serviceName: 'api', taskDefinition: 'web:1', desiredCount: 6, capacityProviderStrategy: strategy };
    await expect(ecs().createService(create)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringMatching(/not associated with the cluster/),
    });
    const { cluster } = await ecs().putClusterCapacityProviders({
      cluster: 'default',
      capacityProviders: ['agents', 'FARGATE'],
      defaultCapacityProviderStrategy: strategy,
    });
    expect(cluster).toMatchObject({ capacityProviders: ['agents', 'FARGATE'], defaultCapacityProviderStrategy: strategy });
    // Without a strategy of its own a service has that of the cluster; the older one keeps its launch type.
    const { capacityProviderStrategy: _, ...byDefault } = create;
    await ecs().createService(byDefault);
    expect((await service('web')).launchType).toBe('EC2');
    // Tasks of 512 units: four an m5.large of 2,048, so that six need two instances.
    await advance(session(), '20m');
    expect((await service('api')).runningCount).toBe(6);
    const grown = await group('agents-group');
    expect([grown.DesiredCapacity, grown.Instances![0]!.InstanceId]).toEqual([2, instance!.InstanceId]);
  });

  it('are deleted, the group by force with its instances', async () => {
    await provided();
    await ecs().putClusterCapacityProviders({ cluster: 'default', capacityProviders: ['agents'], defaultCapacityProviderStrategy: [] });
    await expect(ecs().deleteCapacityProvider({ capacityProvider: 'agents' })).rejects.toMatchObject({
      message: 'The specified capacity provider is in use and cannot be deleted.',
    });
    await ecs().putClusterCapacityProviders({ cluster: 'default', capacityProviders: [], defaultCapacityProviderStrategy: [] });
    await ecs().deleteCapacityProvider({ capacityProvider: 'agents' });
    expect((await ecs().describeCapacityProviders({ capacityProviders: ['agents'] })).failures).toEqual([
      { arn: 'agents', reason: 'MISSING' },
    ]);
    await expect(groups().deleteAutoScalingGroup({ AutoScalingGroupName: 'agents-group' })).rejects.toMatchObject({
      name: 'ResourceInUseFault',
    });
    await groups().deleteAutoScalingGroup({ AutoScalingGroupName: 'agents-group', ForceDelete: true });
    await advance(session(), '1m');
    expect((await groups().describeAutoScalingGroups({ AutoScalingGroupNames: ['agents-group'] })).AutoScalingGroups).toEqual([]);
    // The two instances outside any group stay.
    expect((await ecs().listContainerInstances({})).containerInstanceArns).toHaveLength(2);
  });

  it('are refused with AWS’s errors', async () => {
    await expect(groups().createAutoScalingGroup({ AutoScalingGroupName: 'x', MinSize: 0, MaxSize: 1 })).rejects.toMatchObject({
      name: 'ValidationError',
    });
    await provided();
    await expect(
      ecs().createCapacityProvider({ name: 'other', autoScalingGroupProvider: { autoScalingGroupArn: 'agents-group' } }),
    ).rejects.toMatchObject({ message: expect.stringMatching(/already being used by another capacity provider/) });
    await expect(ecs().createCluster({ clusterName: 'prod' })).rejects.toMatchObject({ name: 'ClientException' });
    await expect(ecs().deleteCluster({ cluster: 'default' })).rejects.toMatchObject({ name: 'ClusterContainsServicesException' });
    expect((await ecs().createCluster({ clusterName: 'default' })).cluster).toMatchObject({ clusterName: 'default', status: 'ACTIVE' });
  });
});

describe('a warm pool that a call puts', () => {
  // The pool holds what the group may grow by: 3 − 1 = 2. A prepared instance is stopped once it has booted.
  it('is filled, helps a launch, and is deleted', async () => {
    await provided('DISABLED');
    await groups().putWarmPool({ AutoScalingGroupName: 'agents-group', MaxGroupPreparedCapacity: 3 });
    await advance(session(), '5m');
    const pool = await groups().describeWarmPool({ AutoScalingGroupName: 'agents-group' });
    expect(pool.WarmPoolConfiguration).toMatchObject({ MaxGroupPreparedCapacity: 3, PoolState: 'Stopped' });
    expect(pool.Instances!.map(({ LifecycleState }) => LifecycleState)).toEqual(['Warmed:Stopped', 'Warmed:Stopped']);
    await groups().setDesiredCapacity({ AutoScalingGroupName: 'agents-group', DesiredCapacity: 2 });
    await advance(session(), '3m');
    const warmed = new Set(pool.Instances!.map(({ InstanceId }) => InstanceId));
    expect((await group('agents-group')).Instances!.filter(({ InstanceId }) => warmed.has(InstanceId))).toHaveLength(1);
    await expect(groups().deleteWarmPool({ AutoScalingGroupName: 'agents-group' })).rejects.toMatchObject({ name: 'ResourceInUseFault' });
    await groups().deleteWarmPool({ AutoScalingGroupName: 'agents-group', ForceDelete: true });
    await advance(session(), '5m');
    const after = await groups().describeWarmPool({ AutoScalingGroupName: 'agents-group' });
    expect([after.WarmPoolConfiguration, after.Instances]).toEqual([undefined, []]);
    expect((await group('agents-group')).Instances).toHaveLength(2);
  });
});

describe('an instance refresh that a call starts', () => {
  it('replaces the instances, and is cancelled half way', async () => {
    await provided('DISABLED');
    await groups().setDesiredCapacity({ AutoScalingGroupName: 'agents-group', DesiredCapacity: 4 });
    await advance(session(), '5m');
    const before = (await group('agents-group')).Instances!.map(({ InstanceId }) => InstanceId);
    // 50 % of four stay in service, so that two are replaced at a time.
    const { InstanceRefreshId } = await groups().startInstanceRefresh({
      AutoScalingGroupName: 'agents-group',
      Preferences: { MinHealthyPercentage: 50, InstanceWarmup: 0 },
    });
    await expect(groups().startInstanceRefresh({ AutoScalingGroupName: 'agents-group' })).rejects.toMatchObject({
      name: 'InstanceRefreshInProgressFault',
    });
    await advance(session(), '1m');
    const refreshes = async () => (await groups().describeInstanceRefreshes({ AutoScalingGroupName: 'agents-group' })).InstanceRefreshes!;
    expect(await refreshes()).toMatchObject([{ InstanceRefreshId, Status: 'InProgress', PercentageComplete: 50, InstancesToUpdate: 2 }]);
    await groups().cancelInstanceRefresh({ AutoScalingGroupName: 'agents-group' });
    await advance(session(), '10m');
    const after = (await group('agents-group')).Instances!.map(({ InstanceId }) => InstanceId);
    expect([after.length, after.filter((id) => before.includes(id)).length]).toEqual([4, 2]);
    expect((await refreshes())[0]).toMatchObject({ Status: 'Cancelled' });
    await groups().startInstanceRefresh({ AutoScalingGroupName: 'agents-group', Preferences: { MinHealthyPercentage: 50 } });
    await advance(session(), '30m');
    expect((await refreshes()).map(({ Status }) => Status)).toEqual(['Successful', 'Cancelled']);
    await expect(groups().cancelInstanceRefresh({ AutoScalingGroupName: 'agents-group' })).rejects.toMatchObject({
      name: 'ActiveInstanceRefreshNotFoundFault',
    });
  });
});
