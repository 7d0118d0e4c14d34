import { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { EC2 } from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import { clientOf, inSession, WEB } from './session.js';

const { session, ecs } = inSession(WEB, undefined, 'max');
const COUNT = { ServiceNamespace: 'ecs', ResourceId: 'service/default/web', ScalableDimension: 'ecs:service:DesiredCount' } as const;

// Terraform does so before it deletes a group.
it('a group may be set to nothing', async () => {
  const [groups, ec2] = [new AutoScaling(clientOf(session())), new EC2(clientOf(session()))];
  await ec2.createLaunchTemplate({ LaunchTemplateName: 'large', LaunchTemplateData: { InstanceType: 'm5.large' } });
  await groups.createAutoScalingGroup({
    ...{ AutoScalingGroupName: 'pool', MinSize: 1, MaxSize: 3, AvailabilityZones: ['us-east-1a'] },
    LaunchTemplate: { LaunchTemplateName: 'large' },
  });
  const pool = async () => (await groups.describeAutoScalingGroups({ AutoScalingGroupNames: ['pool'] })).AutoScalingGroups!;
  expect((await pool())[0]!.Instances).toHaveLength(1);
  await groups.updateAutoScalingGroup({ AutoScalingGroupName: 'pool', MinSize: 0, MaxSize: 0, DesiredCapacity: 0 });
  expect(await pool()).toMatchObject([{ MinSize: 0, MaxSize: 0, DesiredCapacity: 0, Instances: [] }]);
  await groups.deleteAutoScalingGroup({ AutoScalingGroupName: 'pool' });
  expect(await pool()).toEqual([]);
});

it('a policy on a metric without data is kept, and its alarms have none', async () => {
  const scaling = new ApplicationAutoScaling(clientOf(session()));
  await scaling.registerScalableTarget({ ...COUNT, MinCapacity: 1, MaxCapacity: 5 });
  await scaling.putScalingPolicy({
    ...{ ...COUNT, PolicyName: 'cpu', PolicyType: 'TargetTrackingScaling' as const },
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 50,
      PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
    },
  });
  const { ScalingPolicies } = await scaling.describeScalingPolicies({ ServiceNamespace: 'ecs' });
  expect(ScalingPolicies).toMatchObject([{ PolicyName: 'cpu', Alarms: [{}, {}] }]);
  const { MetricAlarms } = await new CloudWatch(clientOf(session())).describeAlarms({});
  expect(MetricAlarms!.map(({ StateValue }) => StateValue)).toEqual(['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA']);
});

it('a service whose scheduled actions are over is deleted', async () => {
  const scaling = new ApplicationAutoScaling(clientOf(session()));
  await scaling.registerScalableTarget({ ...COUNT, MinCapacity: 1, MaxCapacity: 5 });
  const action = { ScheduledActionName: 'morning', Schedule: 'rate(1 hour)', ScalableTargetAction: { MinCapacity: 2 } };
  await scaling.putScheduledAction({ ...COUNT, ...action });
  await ecs().listServices({});
  await session().cluster.advance(2 * 3_600_000);
  await scaling.deleteScheduledAction({ ...COUNT, ScheduledActionName: 'morning' });
  await ecs().deleteService({ service: 'web', force: true });
  expect((await ecs().describeServices({ services: ['web'] })).services).toMatchObject([{ status: 'INACTIVE', runningCount: 0 }]);
  expect((await scaling.describeScalableTargets({ ServiceNamespace: 'ecs' })).ScalableTargets).toEqual([]);
});

it("a command in a container is refused by AWS's error", async () => {
  const [task] = (await ecs().listTasks({ serviceName: 'web' })).taskArns!;
  const command = { command: 'ls', interactive: true };
  await expect(ecs().executeCommand({ task, ...command })).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringMatching(/execute command was not enabled when the task was run/),
  });
  await expect(ecs().executeCommand({ task: 'none', ...command })).rejects.toThrow('The referenced task was not found.');
});

it('an account setting has a name of ECS', async () => {
  const put = (name: string) => ecs().putAccountSetting({ name: name as 'containerInsights', value: 'enabled' });
  expect((await put('containerInsights')).setting).toMatchObject({ name: 'containerInsights', value: 'enabled' });
  await expect(put('containerInsight')).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

// RoleARN is a required member of the answer.
it('a scalable target has the service-linked role of Application Auto Scaling', async () => {
  const scaling = new ApplicationAutoScaling(clientOf(session()));
  await scaling.registerScalableTarget({ ...COUNT, MinCapacity: 1, MaxCapacity: 5 });
  expect((await scaling.describeScalableTargets({ ServiceNamespace: 'ecs' })).ScalableTargets).toMatchObject([
    { RoleARN: expect.stringMatching(/^arn:aws:iam::\d{12}:role\/aws-service-role\/ecs\.application-autoscaling\.amazonaws\.com\//) },
  ]);
});

// boto3 fails on an answer without the element.
it('an answer without members has the element of its result', async () => {
  const body = 'Action=SetInstanceProtection&Version=2011-01-01&AutoScalingGroupName=pool&ProtectedFromScaleIn=true&InstanceIds=';
  const groups = new AutoScaling(clientOf(session()));
  await groups.createAutoScalingGroup({
    ...{ AutoScalingGroupName: 'pool', MinSize: 0, MaxSize: 1, AvailabilityZones: ['us-east-1a'] },
    MixedInstancesPolicy: { LaunchTemplate: { Overrides: [{ InstanceType: 'm5.large' }] } },
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await (await fetch(session().address, { method: 'POST', headers, body })).text();
  expect(answer).toMatch(/<SetInstanceProtectionResult\s*\/>|<SetInstanceProtectionResult><\/SetInstanceProtectionResult>/);
});
