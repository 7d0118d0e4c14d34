import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { ECS } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { advance, clientOf, inSession } from '../endpoint/session.js';
import { aws, awsError } from './aws-cli.js';

/** What each service of AWS answers for: a target group, a group with a Spot pool, and two instances for a service of three tasks. */
const SHOP = `
name: shop
duration: 8h
cluster:
  availabilityZones: [us-east-1a, us-east-1b]
  containerInstances: [{ instanceType: m5.xlarge, count: 2 }]
  capacityProviders:
    - name: workers
      autoScalingGroup: { instanceTypes: [m5.large, c5.large], minSize: 0, maxSize: 4, mixedInstancesPolicy: { instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0 } } }
taskDefinitions: [{ family: web, containerDefinitions: [{ name: web, image: "example/web:1", cpu: 512, memory: 1024 }] }]
targetGroups: [{ name: shop }]
services:
  - { serviceName: web, taskDefinition: web, desiredCount: 3, launchType: EC2, loadBalancers: [{ targetGroupArn: shop, containerName: web, containerPort: 80 }] }
spot: { pools: [{ instanceType: m5.large, usdPerHour: [{ at: 0s, usd: 0.04 }, { at: 1h, usd: 0.05 }] }] }
timings: { instanceBoot: 90s, containerStart: 5s, eniAttach: 0s, imagePull: 5s, containerStop: 0s, eniDetach: 0s }
`;

/** The tests of these calls by the SDK are in test/endpoint: here the CLI writes the calls, and reads the answers, by its own code. */
describe('the AWS CLI', () => {
  const { session } = inSession(SHOP, '2h');

  it('puts and lists attributes of container instances', async () => {
    const ecs = new ECS(clientOf(session()));
    const [first] = (await ecs.listContainerInstances({})).containerInstanceArns!;
    await aws(session(), `ecs put-attributes --attributes name=stack,value=blue,targetId=${first}`);
    expect(
      await aws(session(), 'ecs list-attributes --target-type container-instance --attribute-name stack --query attributes[].value'),
    ).toEqual(['blue']);
    expect(await awsError(session(), 'ecs put-attributes --attributes name=stack,value=blue,targetId=i-1')).toMatch(
      /InvalidParameterException/,
    );
  });

  it('lists deployments of a service by their status', async () => {
    const list = async (status: string) =>
      (await aws(session(), `ecs list-service-deployments --service web --status ${status}`)).serviceDeployments;
    expect([(await list('SUCCESSFUL')).length, await list('STOPPED')]).toEqual([1, []]);
  });

  it('follows a load balancer to its target group', async () => {
    const { LoadBalancers } = await aws(session(), 'elbv2 describe-load-balancers --names shop');
    const { Listeners } = await aws(session(), `elbv2 describe-listeners --load-balancer-arn ${LoadBalancers[0].LoadBalancerArn}`);
    const { Rules } = await aws(session(), `elbv2 describe-rules --listener-arn ${Listeners[0].ListenerArn}`);
    const { TargetGroups } = await aws(session(), 'elbv2 describe-target-groups --names shop');
    expect(Rules[0].Actions[0].TargetGroupArn).toBe(TargetGroups[0].TargetGroupArn);
  });

  it('puts data of a metric, and reads their statistics and the alarm on them', async () => {
    const orders = '--namespace Shop --metric-name OrdersWaiting --dimensions Name=Queue,Value=orders';
    await aws(
      session(),
      `cloudwatch put-metric-alarm --alarm-name busy ${orders} --statistic Sum --period 60 --evaluation-periods 1 --threshold 10 --comparison-operator GreaterThanThreshold`,
    );
    const data = 'MetricName=OrdersWaiting,Dimensions=[{Name=Queue,Value=orders}],Values=[4,8],Counts=[3,1]';
    await aws(session(), `cloudwatch put-metric-data --namespace Shop --metric-data ${data}`);
    await advance(session(), '2m');
    const times = '--start-time 2026-01-05T02:00:00Z --end-time 2026-01-05T02:05:00Z --period 300';
    const { Datapoints } = await aws(
      session(),
      `cloudwatch get-metric-statistics ${orders} ${times} --statistics Average Sum Maximum SampleCount`,
    );
    expect(Datapoints).toEqual([expect.objectContaining({ Average: 5, Sum: 20, Maximum: 8, SampleCount: 4 })]);
    const { MetricAlarms } = await aws(session(), 'cloudwatch describe-alarms --alarm-name-prefix bu --state-value ALARM');
    expect(MetricAlarms).toMatchObject([{ AlarmName: 'busy', MetricName: 'OrdersWaiting', Threshold: 10 }]);
  });

  it('puts a lifecycle hook', async () => {
    await aws(
      session(),
      'autoscaling put-lifecycle-hook --auto-scaling-group-name workers --lifecycle-hook-name ready --lifecycle-transition autoscaling:EC2_INSTANCE_LAUNCHING --heartbeat-timeout 600 --default-result ABANDON',
    );
    const groups = new AutoScaling(clientOf(session()));
    expect((await groups.describeLifecycleHooks({ AutoScalingGroupName: 'workers' })).LifecycleHooks).toMatchObject([
      { LifecycleHookName: 'ready', HeartbeatTimeout: 600, DefaultResult: 'ABANDON' },
    ]);
  });

  it('reads the history of Spot prices', async () => {
    const words =
      'ec2 describe-spot-price-history --instance-types m5.large --availability-zone us-east-1a --start-time 2026-01-05T01:30:00Z';
    expect(await aws(session(), `${words} --query SpotPriceHistory[].SpotPrice`)).toEqual(['0.050000']);
  });
});
