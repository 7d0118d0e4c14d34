import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { expect, it } from 'vitest';
import { clientOf, inSession } from './session.js';

const SHOP = `
name: shop
duration: 1h
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders: [{ name: workers, autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 2 } }]
taskDefinitions: [{ family: web, containerDefinitions: [{ name: web, image: web, cpu: 256, memory: 256 }] }]
services: [{ serviceName: web, taskDefinition: web, desiredCount: 1, launchType: EC2 }]
`;
const { session, ecs } = inSession(SHOP, undefined, 'max');

it('refuses a value that its member cannot have, and changes nothing', async () => {
  const [groups, alarms] = [new AutoScaling(clientOf(session())), new CloudWatch(clientOf(session()))];
  const group = { AutoScalingGroupName: 'workers' };
  const hook = { ...group, LifecycleHookName: 'ready', LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING' };
  await expect(groups.putLifecycleHook({ ...hook, DefaultResult: 'GO_ON' })).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'DefaultResult "GO_ON" is not one of ABANDON, CONTINUE',
  });
  await expect(groups.putLifecycleHook({ ...hook, HeartbeatTimeout: 1 })).rejects.toThrow(
    'HeartbeatTimeout 1 is out of range: at least 30',
  );
  expect((await groups.describeLifecycleHooks(group)).LifecycleHooks).toEqual([]);
  await expect(groups.putWarmPool({ ...group, PoolState: 'Asleep' as 'Stopped' })).rejects.toThrow(/^PoolState "Asleep" is not one of/);
  await expect(ecs().updateService({ service: 'web', deploymentConfiguration: { minimumHealthyPercent: 101 } })).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'deploymentConfiguration.minimumHealthyPercent 101 is out of range: at most 100',
  });
  const placementStrategy = [{ type: 'closest' as 'spread', field: 'instanceId' }];
  await expect(ecs().updateService({ service: 'web', placementStrategy })).rejects.toThrow(
    "Value 'closest' at 'placementStrategy.1.member.type' failed to satisfy constraint: Member must satisfy enum value set: [binpack, random, spread]",
  );
  const reservation = { Namespace: 'AWS/ECS', MetricName: 'CPUReservation', Dimensions: [{ Name: 'ClusterName', Value: 'default' }] };
  const terms = {
    EvaluationPeriods: 2,
    Period: 60,
    Threshold: 50,
    Statistic: 'Average',
    ComparisonOperator: 'GreaterThanThreshold',
  } as const;
  await expect(alarms.putMetricAlarm({ AlarmName: 'full', ...reservation, ...terms, TreatMissingData: 'absent' })).rejects.toThrow(
    /^TreatMissingData "absent" is not one of/,
  );
  expect((await alarms.describeAlarms({ AlarmNames: ['full'] })).MetricAlarms).toEqual([]);
});

it('refuses words that ECS does not have, also in members that it only keeps, and registers nothing', async () => {
  const moon = 'MOON' as never;
  await expect(ecs().createService({ serviceName: 'more', taskDefinition: 'web', launchType: moon })).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message:
      "1 validation error detected: Value 'MOON' at 'launchType' failed to satisfy constraint: Member must satisfy enum value set: [EC2, EXTERNAL, FARGATE, MANAGED_INSTANCES]",
  });
  const container = { name: 'web', image: 'web', memory: 256, ulimits: [{ name: moon, softLimit: 1, hardLimit: 1 }] };
  await expect(ecs().registerTaskDefinition({ family: 'more', pidMode: moon, containerDefinitions: [container] })).rejects.toThrow(
    /^2 validation errors detected: .* at 'containerDefinitions\.1\.member\.ulimits\.1\.member\.name' .* at 'pidMode' .*: \[host, task\]$/,
  );
  expect((await ecs().listServices({})).serviceArns).toHaveLength(1);
  expect((await ecs().listTaskDefinitions({ familyPrefix: 'more' })).taskDefinitionArns).toEqual([]);
});

it('refuses a group of a launch template that is not there with a code of EC2 Auto Scaling', async () => {
  const LaunchTemplate = { LaunchTemplateName: 'none' };
  const group = { AutoScalingGroupName: 'more', MinSize: 0, MaxSize: 1, AvailabilityZones: ['us-east-1a'], LaunchTemplate };
  await expect(new AutoScaling(clientOf(session())).createAutoScalingGroup(group)).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringMatching(/^You must use a valid fully-formed launch template. .* none, does not exist.$/),
  });
});
