import { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { describe, expect, it } from 'vitest';
import { advance, clientOf, inSession, WEB } from './session.js';

const { session, ecs } = inSession(WEB, '10m');
const groups = () => new AutoScaling(clientOf(session()));

describe('values that a call gives to a resource', () => {
  it('comes back from reads of a task definition', async () => {
    const container = {
      name: 'app',
      image: 'example/app:1',
      cpu: 256,
      memory: 256,
      environment: [{ name: 'STAGE', value: 'test' }],
      logConfiguration: { logDriver: 'awslogs' as const, options: { 'awslogs-group': 'app' } },
    };
    await ecs().registerTaskDefinition({
      family: 'app',
      containerDefinitions: [container],
      executionRoleArn: 'arn:aws:iam::111122223333:role/execution',
      taskRoleArn: 'arn:aws:iam::111122223333:role/task',
      pidMode: 'task',
    });
    const { taskDefinition } = await ecs().describeTaskDefinition({ taskDefinition: 'app' });
    expect(taskDefinition).toMatchObject({
      executionRoleArn: 'arn:aws:iam::111122223333:role/execution',
      taskRoleArn: 'arn:aws:iam::111122223333:role/task',
      pidMode: 'task',
      containerDefinitions: [container],
    });
  });

  it('comes back from reads of a service, and changes with UpdateService', async () => {
    const network = { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' as const } };
    await ecs().createService({
      serviceName: 'app',
      taskDefinition: 'web:1',
      desiredCount: 1,
      launchType: 'EC2',
      networkConfiguration: network,
      enableExecuteCommand: true,
      enableECSManagedTags: true,
      propagateTags: 'SERVICE',
      serviceConnectConfiguration: { enabled: true, namespace: 'shop' },
      tags: [{ key: 'team', value: 'shop' }],
    });
    const described = async () => (await ecs().describeServices({ services: ['app'], include: ['TAGS'] })).services![0]!;
    const made = await described();
    expect(made).toMatchObject({
      networkConfiguration: network,
      enableExecuteCommand: true,
      enableECSManagedTags: true,
      propagateTags: 'SERVICE',
    });
    expect(made.deployments![0]!.serviceConnectConfiguration).toEqual({ enabled: true, namespace: 'shop' });
    expect((await ecs().listServicesByNamespace({ namespace: 'shop' })).serviceArns).toEqual([made.serviceArn]);
    // Its tasks get the tags of the service, and those that ECS manages.
    await advance(session(), '1m');
    const { taskArns } = await ecs().listTasks({ serviceName: 'app' });
    const { tasks } = await ecs().describeTasks({ tasks: taskArns!, include: ['TAGS'] });
    expect(tasks![0]!.tags).toEqual(
      expect.arrayContaining([
        { key: 'team', value: 'shop' },
        { key: 'aws:ecs:serviceName', value: 'app' },
        { key: 'aws:ecs:clusterName', value: 'default' },
      ]),
    );
    await ecs().updateService({ service: 'app', enableExecuteCommand: false, propagateTags: 'NONE' });
    expect(await described()).toMatchObject({ enableExecuteCommand: false, enableECSManagedTags: true, propagateTags: 'NONE' });
  });

  it('comes back from reads of the cluster, where the call includes it', async () => {
    await ecs().updateClusterSettings({ cluster: 'default', settings: [{ name: 'containerInsights', value: 'enhanced' }] });
    expect((await ecs().describeClusters({ include: ['SETTINGS'] })).clusters![0]!.settings).toEqual([
      { name: 'containerInsights', value: 'enhanced' },
    ]);
    expect((await ecs().describeClusters({})).clusters![0]!.settings).toBeUndefined();
  });

  it('comes back from reads of an Auto Scaling group, with its hooks and tags', async () => {
    await groups().createAutoScalingGroup({
      AutoScalingGroupName: 'more',
      MinSize: 0,
      MaxSize: 2,
      VPCZoneIdentifier: 'subnet-1',
      MixedInstancesPolicy: { LaunchTemplate: { Overrides: [{ InstanceType: 'm5.large' }] } },
      DefaultCooldown: 60,
      HealthCheckType: 'ELB',
      Tags: [{ Key: 'team', Value: 'shop', PropagateAtLaunch: true }],
      LifecycleHookSpecificationList: [
        {
          LifecycleHookName: 'warm',
          LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
          HeartbeatTimeout: 60,
          NotificationMetadata: 'for the agent',
        },
      ],
    });
    const [group] = (await groups().describeAutoScalingGroups({ Filters: [{ Name: 'tag:team', Values: ['shop'] }] })).AutoScalingGroups!;
    expect(group).toMatchObject({ VPCZoneIdentifier: 'subnet-1', DefaultCooldown: 60, HealthCheckType: 'ELB' });
    expect(group!.Tags).toContainEqual({
      ...{ ResourceId: 'more', ResourceType: 'auto-scaling-group' },
      ...{ Key: 'team', Value: 'shop', PropagateAtLaunch: true },
    });
    expect((await groups().describeLifecycleHooks({ AutoScalingGroupName: 'more' })).LifecycleHooks).toEqual([
      expect.objectContaining({
        LifecycleHookName: 'warm',
        HeartbeatTimeout: 60,
        GlobalTimeout: 6000,
        NotificationMetadata: 'for the agent',
      }),
    ]);
    await groups().deleteTags({ Tags: [{ ResourceId: 'more', ResourceType: 'auto-scaling-group', Key: 'team' }] });
    expect((await groups().describeTags({ Filters: [{ Name: 'key', Values: ['team'] }] })).Tags).toEqual([]);
  });
});

describe('UpdateService', () => {
  it('deploys nothing where all stays as it is', async () => {
    await advance(session(), '1m');
    const service = async () => (await ecs().describeServices({ services: ['web'] })).services![0]!;
    const { deployments } = await service();
    await ecs().updateService({
      service: 'web',
      taskDefinition: 'web:1',
      desiredCount: 3,
      deploymentController: { type: 'ECS' },
      loadBalancers: [],
    });
    expect((await service()).deployments!.map(({ id }) => id)).toEqual(deployments!.map(({ id }) => id));
    await ecs().updateService({ service: 'web', taskDefinition: 'web:1', forceNewDeployment: true });
    expect((await service()).deployments).toHaveLength(2);
  });

  it('refuses a change that a simulation does not have', async () => {
    await expect(ecs().updateService({ service: 'web', deploymentController: { type: 'EXTERNAL' } })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Drydock cannot change deploymentController of a service: create another service with it.',
    });
  });
});

describe('a client token', () => {
  it('makes a call once', async () => {
    const call = { taskDefinition: 'web:1', launchType: 'EC2' as const, clientToken: 'once' };
    const [first, again] = [await ecs().runTask(call), await ecs().runTask(call)];
    expect(again.tasks!.map(({ taskArn }) => taskArn)).toEqual(first.tasks!.map(({ taskArn }) => taskArn));
    expect((await ecs().listTasks({ family: 'web' })).taskArns).toHaveLength(4);
    await expect(ecs().runTask({ ...call, count: 2 })).rejects.toMatchObject({ name: 'ConflictException' });
  });
});

describe('a scalable target', () => {
  const scaling = () => new ApplicationAutoScaling(clientOf(session()));
  const WEB_COUNT = { ServiceNamespace: 'ecs', ResourceId: 'service/default/web', ScalableDimension: 'ecs:service:DesiredCount' } as const;

  it('is created, read, updated and deleted with its policies and actions', async () => {
    await scaling().registerScalableTarget({
      ...WEB_COUNT,
      MinCapacity: 1,
      MaxCapacity: 6,
      RoleARN: 'arn:aws:iam::111122223333:role/scaling',
    });
    const targets = async () => (await scaling().describeScalableTargets({ ServiceNamespace: 'ecs' })).ScalableTargets!;
    expect(await targets()).toEqual([
      expect.objectContaining({ MinCapacity: 1, MaxCapacity: 6, RoleARN: 'arn:aws:iam::111122223333:role/scaling' }),
    ]);
    const StepScalingPolicyConfiguration = {
      AdjustmentType: 'ChangeInCapacity' as const,
      StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
    };
    await scaling().putScalingPolicy({ ...WEB_COUNT, PolicyName: 'up', PolicyType: 'StepScaling', StepScalingPolicyConfiguration });
    const policies = async () => (await scaling().describeScalingPolicies({ ServiceNamespace: 'ecs' })).ScalingPolicies!;
    // No alarm starts it yet.
    expect(await policies()).toEqual([expect.objectContaining({ PolicyName: 'up', StepScalingPolicyConfiguration, Alarms: [] })]);
    const action = { ...WEB_COUNT, ScheduledActionName: 'night', Schedule: 'cron(0 20 * * ? *)' };
    await scaling().putScheduledAction({ ...action, ScalableTargetAction: { MaxCapacity: 2 } });
    await scaling().putScheduledAction({ ...action, Schedule: 'cron(0 22 * * ? *)' });
    const actions = async () => (await scaling().describeScheduledActions({ ServiceNamespace: 'ecs' })).ScheduledActions!;
    expect(await actions()).toEqual([
      expect.objectContaining({ ScheduledActionName: 'night', Schedule: 'cron(0 22 * * ? *)', ScalableTargetAction: { MaxCapacity: 2 } }),
    ]);
    await scaling().deleteScalingPolicy({ ...WEB_COUNT, PolicyName: 'up' });
    expect(await policies()).toEqual([]);
    await scaling().deleteScheduledAction({ ...WEB_COUNT, ScheduledActionName: 'night' });
    expect(await actions()).toEqual([]);
    await scaling().deregisterScalableTarget(WEB_COUNT);
    expect(await targets()).toEqual([]);
    await expect(scaling().deregisterScalableTarget(WEB_COUNT)).rejects.toMatchObject({ name: 'ObjectNotFoundException' });
  });
});
