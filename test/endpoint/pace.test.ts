import { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { EC2 } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { clientOf, inSession, WEB } from './session.js';

/** Three instances of a group, with three tasks of a service and a daemon on each. An instance boots for 90 s. */
const SHOP = WEB.replace(
  '  containerInstances: [{ instanceType: m5.xlarge, count: 2 }]\n',
  `  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: DISABLED } }
      autoScalingGroup: { instanceTypes: [m5.xlarge], minSize: 1, desiredCapacity: 3, maxSize: 6 }
`,
)
  .replace(
    'services:\n',
    `services:
  - { serviceName: agent, taskDefinition: "agent:1", schedulingStrategy: DAEMON, launchType: EC2, placementConstraints: [{ type: memberOf, expression: "attribute:stack != bare" }] }
`,
  )
  .replace(
    'services:\n',
    `  - { family: agent, containerDefinitions: [{ name: agent, image: "example/agent:1", cpu: 64, memory: 64 }] }\nservices:\n`,
  );

describe('at --speed max the first read after a write has all effects of the write', () => {
  const { session, ecs } = inSession(SHOP, undefined, 'max');
  const group = () => new AutoScaling(clientOf(session()));
  const workers = async () => (await group().describeAutoScalingGroups({ AutoScalingGroupNames: ['workers'] })).AutoScalingGroups![0]!;
  const arns = async () => (await ecs().listContainerInstances({})).containerInstanceArns!;
  const instances = async (containerInstances: string[]) =>
    (await ecs().describeContainerInstances({ containerInstances })).containerInstances!;
  const web = async () => (await ecs().describeServices({ services: ['web'] })).services![0]!;
  const minutes = () => session().cluster.nowMs / 60_000;

  it('a drain by hand', async () => {
    const [busy] = (await instances(await arns())).filter(({ runningTasksCount }) => runningTasksCount! > 1);
    const id = busy!.containerInstanceArn!;
    await ecs().updateContainerInstancesState({ containerInstances: [id], status: 'DRAINING' });
    const tasks = (await ecs().listTasks({ containerInstance: id, serviceName: 'web' })).taskArns;
    expect([tasks, (await web()).runningCount]).toEqual([[], 3]);
  });

  it('a new size of a group', async () => {
    await group().setDesiredCapacity({ AutoScalingGroupName: 'workers', DesiredCapacity: 5 });
    const states = (await workers()).Instances!.map(({ LifecycleState }) => LifecycleState);
    expect([states, (await arns()).length]).toEqual([Array(5).fill('InService'), 5]);
    await group().updateAutoScalingGroup({ AutoScalingGroupName: 'workers', MaxSize: 2, DesiredCapacity: 2 });
    expect((await workers()).Instances).toHaveLength(2);
  });

  it('the end of an instance, which the group replaces', async () => {
    const { InstanceId } = (await workers()).Instances![0]!;
    await new EC2(clientOf(session())).terminateInstances({ InstanceIds: [InstanceId!] });
    const { Instances } = await workers();
    expect([Instances!.length, Instances!.some((one) => one.InstanceId === InstanceId)]).toEqual([3, false]);
    expect((await web()).runningCount).toBe(3);
  });

  it('an instance that is deregistered', async () => {
    const [busy] = (await instances(await arns())).filter(({ runningTasksCount }) => runningTasksCount! > 1);
    await ecs().deregisterContainerInstance({ containerInstance: busy!.containerInstanceArn!, force: true });
    const { runningCount, pendingCount } = await web();
    expect([runningCount, pendingCount]).toEqual([3, 0]);
  });

  it('an instance refresh', async () => {
    const before = (await workers()).Instances!.map(({ InstanceId }) => InstanceId);
    await group().startInstanceRefresh({ AutoScalingGroupName: 'workers', Preferences: { InstanceWarmup: 0 } });
    const { InstanceRefreshes } = await group().describeInstanceRefreshes({ AutoScalingGroupName: 'workers' });
    expect(InstanceRefreshes).toMatchObject([{ Status: 'Successful', PercentageComplete: 100 }]);
    expect((await workers()).Instances!.filter(({ InstanceId }) => before.includes(InstanceId))).toEqual([]);
  });

  it('an attribute that takes a daemon from an instance', async () => {
    const [targetId] = await arns();
    await ecs().putAttributes({ attributes: [{ name: 'stack', value: 'bare', targetType: 'container-instance', targetId }] });
    expect((await ecs().listTasks({ serviceName: 'agent' })).taskArns).toHaveLength(2);
    await ecs().deleteAttributes({ attributes: [{ name: 'stack', targetType: 'container-instance', targetId }] });
    expect((await ecs().listTasks({ serviceName: 'agent' })).taskArns).toHaveLength(3);
  });

  it('a data point above the threshold of an alarm, and a state that is set', async () => {
    const [client, metrics] = [new ApplicationAutoScaling(clientOf(session())), new CloudWatch(clientOf(session()))];
    const of = { ServiceNamespace: 'ecs', ResourceId: 'service/default/web', ScalableDimension: 'ecs:service:DesiredCount' } as const;
    await client.registerScalableTarget({ ...of, MinCapacity: 1, MaxCapacity: 9 });
    const { PolicyARN } = await client.putScalingPolicy({
      ...{ ...of, PolicyName: 'out', PolicyType: 'StepScaling' as const },
      StepScalingPolicyConfiguration: {
        AdjustmentType: 'ChangeInCapacity',
        StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
        Cooldown: 0,
      },
    });
    await metrics.putMetricAlarm({
      ...{ AlarmName: 'backlog', AlarmActions: [PolicyARN!], Namespace: 'Shop', MetricName: 'Backlog', Statistic: 'Average', Period: 60 },
      ...{ EvaluationPeriods: 1, Threshold: 100, ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'notBreaching' },
    });
    await metrics.setAlarmState({ AlarmName: 'backlog', StateValue: 'ALARM', StateReason: 'rehearsal' });
    expect((await web()).runningCount).toBe(4);
    await metrics.putMetricData({ Namespace: 'Shop', MetricData: [{ MetricName: 'Backlog', Value: 150 }] });
    expect((await web()).runningCount).toBe(5);
  });

  it('and no time passes between reads, or for a metric that no policy follows', async () => {
    await web();
    const before = minutes();
    await new CloudWatch(clientOf(session())).putMetricData({ Namespace: 'Shop', MetricData: [{ MetricName: 'Other', Value: 1 }] });
    await web();
    await web();
    expect(minutes() - before).toBeLessThan(0.5);
  });
});
