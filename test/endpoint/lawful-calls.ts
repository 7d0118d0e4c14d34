import fc from 'fast-check';
import { describeTasks } from '../../src/answers/tasks.js';
import type { LiveCluster } from '../../src/endpoint/cluster/live-cluster.js';

/** A call, or milliseconds that pass. */
export type Step = readonly [service: string, action: string, input: (cluster: LiveCluster) => object] | number;

export const nth = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(1, list.length)];
const taskAt = ({ moment }: LiveCluster, at: number) =>
  nth((describeTasks(moment) as { tasks: { taskArn: string }[] }).tasks, at)?.taskArn ?? 'none';
const instanceAt = ({ moment }: LiveCluster, at: number) => moment.names.instance(at % Math.max(1, moment.world.fleet.launched));
const count = fc.integer({ min: 0, max: 8 });
const place = fc.nat(30);
const name = fc.constantFrom('web', 'a', 'b');

const percent = fc.constantFrom(0, 33.3, 50, 100);

function taskSetAt({ moment }: LiveCluster, nth: number): string {
  const spec = moment.world.setup.services.find(({ name: own }) => own === 'sets');
  return spec === undefined ? 'none' : moment.names.deployment(spec, nth + 1);
}

const group = fc.constantFrom('workers', 'more');

/** A group of two instances, which a provider may be of. */
function newGroup(AutoScalingGroupName: string): object {
  const Overrides = [{ InstanceType: 'm5.large' }, { InstanceType: 'c5.large' }];
  return { AutoScalingGroupName, MinSize: 1, MaxSize: 3, DesiredCapacity: 2, MixedInstancesPolicy: { LaunchTemplate: { Overrides } } };
}

function newProvider(name: string, autoScalingGroupArn: string): object {
  return { name, autoScalingGroupProvider: { autoScalingGroupArn, managedScaling: { status: 'ENABLED' } } };
}

const stack = fc.constantFrom('blue', 'green');

function attributeAt(cluster: LiveCluster, at: number, value?: string): object {
  return { name: 'stack', ...(value === undefined ? {} : { value }), targetId: instanceAt(cluster, at), targetType: 'container-instance' };
}

function onStack(value: string): object {
  return { placementConstraints: [{ type: 'memberOf', expression: `attribute:stack == ${value}` }] };
}

function deploymentOf({ moment, setup }: LiveCluster, service: string): object {
  const spec = setup.services.find(({ name: own }) => own === service);
  if (spec === undefined) return { serviceDeploymentArn: 'none' };
  const { deployments } = moment.world.records.services[setup.services.indexOf(spec)]!.deploymentState;
  const { revision } = deployments.list[deployments.primary]!;
  const id = moment.names.deployment(spec, revision).replace(/^.*\//, '/');
  return { serviceDeploymentArn: moment.names.service(spec).replace(':service/', ':service-deployment/') + id };
}

const WEB = { ServiceNamespace: 'ecs', ResourceId: 'service/default/web', ScalableDimension: 'ecs:service:DesiredCount' };

function onOrders(TargetValue: number): object {
  const CustomizedMetricSpecification = { Namespace: 'Shop', MetricName: 'Orders', Statistic: 'Average' };
  const TargetTrackingScalingPolicyConfiguration = { TargetValue, CustomizedMetricSpecification };
  return { PolicyName: 'orders', PolicyType: 'TargetTrackingScaling', TargetTrackingScalingPolicyConfiguration };
}

function hookOf(AutoScalingGroupName: string): object {
  return { AutoScalingGroupName, LifecycleHookName: 'ready', HeartbeatTimeout: 60 };
}

function ec2IdAt({ moment }: LiveCluster, at: number): string {
  return `i-${(at % Math.max(1, moment.world.fleet.launched)).toString(16).padStart(17, '0')}`;
}

/** Calls that AWS may refuse for the state of the cluster, and never for their form. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom(1, 999, 10_000, 65_000, 600_000),
  fc.tuple(name, count).map(([service, desiredCount]): Step => ['ecs', 'UpdateService', () => ({ service, desiredCount })]),
  fc
    .tuple(name, fc.constantFrom('web:1', 'web:2'))
    .map(([service, taskDefinition]): Step => ['ecs', 'UpdateService', () => ({ service, taskDefinition })]),
  name.map((service): Step => ['ecs', 'UpdateService', () => ({ service, forceNewDeployment: true })]),
  fc
    .tuple(name, fc.integer({ min: 0, max: 100 }), fc.integer({ min: 101, max: 200 }))
    .map(
      ([service, low, high]): Step => [
        'ecs',
        'UpdateService',
        () => ({ service, deploymentConfiguration: { minimumHealthyPercent: low, maximumPercent: high } }),
      ],
    ),
  fc.tuple(name, count, fc.boolean()).map(([serviceName, desiredCount, isScaled]): Step => {
    const where = isScaled ? { capacityProviderStrategy: [{ capacityProvider: 'workers', weight: 1 }] } : { launchType: 'EC2' };
    return ['ecs', 'CreateService', () => ({ serviceName, taskDefinition: 'web:1', desiredCount, ...where })];
  }),
  name.map((service): Step => ['ecs', 'DeleteService', () => ({ service, force: true })]),
  fc
    .integer({ min: 1, max: 10 })
    .map((tasks): Step => ['ecs', 'RunTask', () => ({ taskDefinition: 'web:1', count: tasks, launchType: 'EC2' })]),
  place.map((at): Step => ['ecs', 'StopTask', (cluster) => ({ task: taskAt(cluster, at) })]),
  fc
    .tuple(place, fc.constantFrom('ACTIVE', 'DRAINING'))
    .map(
      ([at, status]): Step => [
        'ecs',
        'UpdateContainerInstancesState',
        (cluster) => ({ containerInstances: [instanceAt(cluster, at)], status }),
      ],
    ),
  place.map(
    (at): Step => ['ecs', 'DeregisterContainerInstance', (cluster) => ({ containerInstance: instanceAt(cluster, at), force: true })],
  ),
  count.map(
    (desired): Step => ['autoscaling', 'SetDesiredCapacity', () => ({ AutoScalingGroupName: 'workers', DesiredCapacity: desired })],
  ),
  fc
    .integer({ min: 1, max: 6 })
    .map((most): Step => ['autoscaling', 'UpdateAutoScalingGroup', () => ({ AutoScalingGroupName: 'workers', MaxSize: most })]),
  fc
    .tuple(fc.array(place, { minLength: 1, maxLength: 3 }), fc.boolean())
    .map(
      ([all, protectionEnabled]): Step => [
        'ecs',
        'UpdateTaskProtection',
        (cluster) => ({ tasks: all.map((at) => taskAt(cluster, at)), protectionEnabled, expiresInMinutes: 5 }),
      ],
    ),
  count.map(
    (desiredCount): Step => [
      'ecs',
      'CreateService',
      () => ({ serviceName: 'sets', desiredCount, deploymentController: { type: 'EXTERNAL' } }),
    ],
  ),
  fc
    .tuple(fc.constantFrom('web:1', 'web:2'), percent)
    .map(
      ([taskDefinition, value]): Step => [
        'ecs',
        'CreateTaskSet',
        () => ({ service: 'sets', taskDefinition, launchType: 'EC2', scale: { value, unit: 'PERCENT' } }),
      ],
    ),
  fc
    .tuple(fc.nat(3), percent)
    .map(
      ([nth, value]): Step => [
        'ecs',
        'UpdateTaskSet',
        (cluster) => ({ service: 'sets', taskSet: taskSetAt(cluster, nth), scale: { value, unit: 'PERCENT' } }),
      ],
    ),
  fc.nat(3).map((nth): Step => ['ecs', 'DeleteTaskSet', (cluster) => ({ service: 'sets', taskSet: taskSetAt(cluster, nth), force: true })]),
  group.map((one): Step => ['autoscaling', 'CreateAutoScalingGroup', () => newGroup(one)]),
  fc
    .tuple(group, fc.constantFrom('fast', 'slow'))
    .map(([one, provider]): Step => ['ecs', 'CreateCapacityProvider', () => newProvider(provider, one)]),
  fc
    .subarray(['workers', 'fast', 'slow', 'FARGATE'])
    .map(
      (capacityProviders): Step => [
        'ecs',
        'PutClusterCapacityProviders',
        () => ({ capacityProviders, defaultCapacityProviderStrategy: [] }),
      ],
    ),
  fc.constantFrom('fast', 'slow').map((capacityProvider): Step => ['ecs', 'DeleteCapacityProvider', () => ({ capacityProvider })]),
  group.map((AutoScalingGroupName): Step => ['autoscaling', 'DeleteAutoScalingGroup', () => ({ AutoScalingGroupName, ForceDelete: true })]),
  fc
    .tuple(group, fc.integer({ min: 0, max: 3 }))
    .map(([one, MinSize]): Step => ['autoscaling', 'PutWarmPool', () => ({ AutoScalingGroupName: one, MinSize })]),
  group.map((AutoScalingGroupName): Step => ['autoscaling', 'DeleteWarmPool', () => ({ AutoScalingGroupName, ForceDelete: true })]),
  group.map((AutoScalingGroupName): Step => ['autoscaling', 'StartInstanceRefresh', () => ({ AutoScalingGroupName })]),
  group.map((AutoScalingGroupName): Step => ['autoscaling', 'CancelInstanceRefresh', () => ({ AutoScalingGroupName })]),
  place.map((at): Step => ['ec2', 'TerminateInstances', (cluster) => ({ InstanceIds: [ec2IdAt(cluster, at)] })]),
  fc
    .tuple(place, stack)
    .map(([at, value]): Step => ['ecs', 'PutAttributes', (cluster) => ({ attributes: [attributeAt(cluster, at, value)] })]),
  place.map((at): Step => ['ecs', 'DeleteAttributes', (cluster) => ({ attributes: [attributeAt(cluster, at)] })]),
  stack.map((value): Step => ['ecs', 'RunTask', () => ({ taskDefinition: 'web:1', launchType: 'EC2', ...onStack(value) })]),
  fc
    .tuple(name, fc.constantFrom('ROLLBACK', 'ABORT'))
    .map(([service, stopType]): Step => ['ecs', 'StopServiceDeployment', (cluster) => ({ ...deploymentOf(cluster, service), stopType })]),
  fc
    .constantFrom(10, 90)
    .map((Value): Step => ['cloudwatch', 'PutMetricData', () => ({ Namespace: 'Shop', MetricData: [{ MetricName: 'Orders', Value }] })]),
  fc
    .integer({ min: 1, max: 8 })
    .map((MaxCapacity): Step => ['application-autoscaling', 'RegisterScalableTarget', () => ({ ...WEB, MinCapacity: 1, MaxCapacity })]),
  fc.constantFrom(20, 50).map((target): Step => ['application-autoscaling', 'PutScalingPolicy', () => ({ ...WEB, ...onOrders(target) })]),
  fc
    .tuple(group, fc.constantFrom('LAUNCHING', 'TERMINATING'))
    .map(
      ([one, transition]): Step => [
        'autoscaling',
        'PutLifecycleHook',
        () => ({ ...hookOf(one), LifecycleTransition: `autoscaling:EC2_INSTANCE_${transition}` }),
      ],
    ),
  group.map((one): Step => ['autoscaling', 'DeleteLifecycleHook', () => hookOf(one)]),
  fc
    .tuple(group, place, fc.constantFrom('CONTINUE', 'ABANDON'))
    .map(
      ([one, at, LifecycleActionResult]): Step => [
        'autoscaling',
        'CompleteLifecycleAction',
        (cluster) => ({ ...hookOf(one), InstanceId: ec2IdAt(cluster, at), LifecycleActionResult }),
      ],
    ),
);
