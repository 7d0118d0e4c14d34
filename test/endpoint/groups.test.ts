import { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { EC2 } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { advance, clientOf, inSession } from './session.js';

/** A group of m5.large instances, 2 of up to 8; a task takes half of one. Booting takes 90 s. */
const SHOP = `
name: shop
duration: 4h
startsAt: 2026-02-01T00:00:00Z
cluster:
  availabilityZones: [us-east-1a, us-east-1b]
  subnets: { subnet-a: us-east-1a }
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: ENABLED }, managedTerminationProtection: DISABLED, managedDraining: DISABLED }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 2, maxSize: 8 }
    - name: fixed
      autoScalingGroupProvider: { managedScaling: { status: DISABLED }, managedTerminationProtection: DISABLED, managedDraining: DISABLED }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 4 }
taskDefinitions:
  - { family: web, containerDefinitions: [{ name: web, image: "example/web:1", cpu: 1024, memory: 1024 }] }
services:
  - { serviceName: web, taskDefinition: web, desiredCount: 2, capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }] }
timings: { instanceBoot: 90s, containerStart: 5s, eniAttach: 0s, imagePull: 5s, containerStop: 0s, eniDetach: 0s }
`;
const { session, ecs } = inSession(SHOP, '10m');
const groups = () => new AutoScaling(clientOf(session()));
const ec2 = () => new EC2(clientOf(session()));

const group = async (name: string) => (await groups().describeAutoScalingGroups({ AutoScalingGroupNames: [name] })).AutoScalingGroups![0]!;

describe('Auto Scaling', () => {
  it('describes the groups with their instances, and activities', async () => {
    expect(await group('workers')).toMatchObject({
      MinSize: 2,
      MaxSize: 8,
      DesiredCapacity: 2,
      AvailabilityZones: ['us-east-1a', 'us-east-1b'],
    });
    const { AutoScalingInstances = [] } = await groups().describeAutoScalingInstances({});
    expect(AutoScalingInstances.map(({ AutoScalingGroupName, LifecycleState }) => [AutoScalingGroupName, LifecycleState])).toEqual([
      ['workers', 'InService'],
      ['workers', 'InService'],
      ['fixed', 'InService'],
    ]);
    await expect(groups().setDesiredCapacity({ AutoScalingGroupName: 'other', DesiredCapacity: 1 })).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });

  it('sets the desired capacity within the bounds, and the bounds', async () => {
    await groups().setDesiredCapacity({ AutoScalingGroupName: 'fixed', DesiredCapacity: 3 });
    expect((await group('fixed')).DesiredCapacity).toBe(3);
    await advance(session(), '2m');
    expect((await group('fixed')).Instances).toHaveLength(3);
    const { Activities = [] } = await groups().describeScalingActivities({ AutoScalingGroupName: 'fixed', MaxRecords: 2 });
    expect(Activities.map(({ Description }) => Description!.slice(0, 29))).toEqual([
      'Launching a new EC2 instance:',
      'Launching a new EC2 instance:',
    ]);
    await expect(groups().setDesiredCapacity({ AutoScalingGroupName: 'fixed', DesiredCapacity: 5 })).rejects.toMatchObject({
      message: 'New SetDesiredCapacity value 5 is above max value 4 for the AutoScalingGroup.',
    });
    await groups().updateAutoScalingGroup({ AutoScalingGroupName: 'fixed', MinSize: 0, MaxSize: 2 });
    expect(await group('fixed')).toMatchObject({ MinSize: 0, MaxSize: 2, DesiredCapacity: 2 });
  });

  it('ends an instance, with another in its place or without', async () => {
    await groups().setDesiredCapacity({ AutoScalingGroupName: 'fixed', DesiredCapacity: 3 });
    await advance(session(), '5m');
    const [first, second] = (await group('fixed')).Instances!;
    await groups().terminateInstanceInAutoScalingGroup({ InstanceId: first!.InstanceId, ShouldDecrementDesiredCapacity: true });
    await advance(session(), '5m');
    expect((await group('fixed')).Instances!.map(({ InstanceId }) => InstanceId)).toEqual([second!.InstanceId, expect.any(String)]);
    await ec2().terminateInstances({ InstanceIds: [second!.InstanceId!] });
    await advance(session(), '5m');
    const after = await group('fixed');
    expect([after.DesiredCapacity, after.Instances!.length]).toEqual([2, 2]);
    expect(after.Instances!.some(({ InstanceId }) => InstanceId === second!.InstanceId)).toBe(false);
  });
});

describe('EC2', () => {
  it('describes instances by filters, subnets and launch templates', async () => {
    const { Reservations = [] } = await ec2().describeInstances({ Filters: [{ Name: 'availability-zone', Values: ['us-east-1a'] }] });
    expect(Reservations.map(({ Instances }) => Instances![0]!.Placement!.AvailabilityZone)).toEqual(['us-east-1a', 'us-east-1a']);
    expect(Reservations[0]!.Instances![0]!.LaunchTime).toBeInstanceOf(Date);
    await expect(ec2().describeInstances({ InstanceIds: ['i-0123456789abcdef0'] })).rejects.toMatchObject({
      name: 'InvalidInstanceID.NotFound',
    });
    expect((await ec2().describeSubnets({})).Subnets).toEqual([
      expect.objectContaining({ SubnetId: 'subnet-a', AvailabilityZone: 'us-east-1a' }),
    ]);
    const { LaunchTemplateVersions } = await ec2().describeLaunchTemplateVersions({ LaunchTemplateName: 'workers' });
    expect(LaunchTemplateVersions![0]!.LaunchTemplateData!.InstanceType).toBe('m5.large');
  });
});

describe('cluster auto scaling', () => {
  // 4 GiB... two tasks an m5.large (2,048 CPU units): ten tasks need five instances.
  it('scales the group out for waiting tasks, as CloudWatch shows', async () => {
    await ecs().updateService({ service: 'web', desiredCount: 10 });
    await advance(session(), '15m');
    expect((await group('workers')).Instances).toHaveLength(5);
    expect((await ecs().describeServices({ services: ['web'] })).services![0]!.runningCount).toBe(10);
    const cloudWatch = new CloudWatch(clientOf(session()));
    const { Metrics = [] } = await cloudWatch.listMetrics({ Namespace: 'AWS/ECS/ManagedScaling' });
    const Metric = Metrics.find(({ Dimensions }) => Dimensions!.some(({ Value }) => Value === 'workers'))!;
    const { MetricDataResults } = await cloudWatch.getMetricData({
      StartTime: new Date('2026-02-01T00:10:00Z'),
      EndTime: new Date('2026-02-01T00:25:00Z'),
      MetricDataQueries: [{ Id: 'm1', MetricStat: { Metric, Period: 900, Stat: 'Maximum' } }],
      ScanBy: 'TimestampAscending',
    });
    // Five needed, two running: 250 %.
    expect(MetricDataResults![0]!.Values![0]).toBe(250);
  });
});

describe('Application Auto Scaling', () => {
  it('registers a service, and a scheduled action fires', async () => {
    const scaling = new ApplicationAutoScaling(clientOf(session()));
    const of = { ServiceNamespace: 'ecs', ResourceId: 'service/default/web', ScalableDimension: 'ecs:service:DesiredCount' } as const;
    await expect(scaling.putScheduledAction({ ...of, ScheduledActionName: 'x', Schedule: 'rate(1 hour)' })).rejects.toMatchObject({
      name: 'ObjectNotFoundException',
    });
    await scaling.registerScalableTarget({ ...of, MinCapacity: 1, MaxCapacity: 6 });
    expect((await scaling.describeScalableTargets({ ServiceNamespace: 'ecs' })).ScalableTargets).toEqual([
      expect.objectContaining({ ResourceId: of.ResourceId, MinCapacity: 1, MaxCapacity: 6 }),
    ]);
    await scaling.putScheduledAction({
      ...of,
      ScheduledActionName: 'morning',
      Schedule: 'at(2026-02-01T00:30:00)',
      ScalableTargetAction: { MinCapacity: 4 },
    });
    const desired = async () => (await ecs().describeServices({ services: ['web'] })).services![0]!.desiredCount;
    await advance(session(), '15m');
    expect(await desired()).toBe(2);
    await advance(session(), '10m');
    expect(await desired()).toBe(4);
    await scaling.registerScalableTarget({ ...of, MinCapacity: 5, MaxCapacity: 6 });
    expect(await desired()).toBe(5);
  });
});
