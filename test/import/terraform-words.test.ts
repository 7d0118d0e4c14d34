import { describe, expect, it } from 'vitest';
import { imported } from './imported.js';

const planned = (type: string, name: string, values: object) => ({ address: `${type}.${name}`, mode: 'managed', type, name, values });
const containers = (more: object = {}) => JSON.stringify([{ name: 'app', image: 'app', cpu: 256, memory: 256, ...more }]);
const CLUSTER = [
  planned('aws_ecs_cluster', 'c', { name: 'shop' }),
  planned('aws_launch_template', 't', { id: 'lt-1', name: 't', instance_type: 'm5.large' }),
  planned('aws_autoscaling_group', 'g', { name: 'g', min_size: 1, max_size: 3, launch_template: [{ id: 'lt-1', version: '1' }] }),
  planned('aws_ecs_capacity_provider', 'p', {
    name: 'own',
    auto_scaling_group_provider: [{ auto_scaling_group_arn: 'g', managed_scaling: [{ status: 'DISABLED' }] }],
  }),
  planned('aws_ecs_task_definition', 'w', { family: 'web', container_definitions: containers() }),
  planned('aws_ecs_service', 'w', { name: 'web', cluster: 'shop', task_definition: 'web', desired_count: 1, launch_type: 'EC2' }),
];
const alarm = (name: string, action: string, more: object) =>
  planned('aws_cloudwatch_metric_alarm', name, {
    alarm_name: name,
    comparison_operator: 'GreaterThanThreshold',
    threshold: 70,
    evaluation_periods: 2,
    alarm_actions: [action],
    ok_actions: [],
    ...more,
  });
const plan = (...resources: object[]) =>
  imported(
    {
      format_version: '1.2',
      terraform_version: '1.9.0',
      planned_values: { root_module: { resources: [...CLUSTER, ...resources] } },
      configuration: { root_module: {} },
    },
    { file: 'plan.json' },
  );

/** Sources: the argument references of the provider hashicorp/aws for each resource. */
describe('what Terraform spells in its own way', () => {
  const metric = { namespace: 'AWS/ECS', metric_name: 'CPUUtilization', statistic: 'Average', period: 60, metric_query: [] };
  const ofService = { ...metric, dimensions: { ClusterName: 'shop', ServiceName: 'web' } };
  const target = { resource_id: 'service/shop/web', service_namespace: 'ecs', scalable_dimension: 'ecs:service:DesiredCount' };
  const scalable = planned('aws_appautoscaling_target', 't', { ...target, min_capacity: 1, max_capacity: 4 });
  const steps = planned('aws_appautoscaling_policy', 'up', {
    ...target,
    ...{ name: 'up', arn: 'arn:up', policy_type: 'StepScaling' },
    step_scaling_policy_configuration: [
      {
        adjustment_type: 'ChangeInCapacity',
        step_adjustment: [{ metric_interval_lower_bound: '0', metric_interval_upper_bound: '', scaling_adjustment: 1 }],
      },
    ],
  });

  it('is the map of an alarm that has its dimensions, and the empty bound of a step', () => {
    const { scenario, leftOut } = plan(scalable, steps, alarm('high', 'arn:up', ofService));
    expect(leftOut).toEqual([]);
    expect(scenario.services[0].scaling.policies).toMatchObject([
      {
        policyName: 'up',
        stepScalingPolicyConfiguration: { stepAdjustments: [{ metricIntervalLowerBound: 0, scalingAdjustment: 1 }] },
        alarm: {
          metricName: 'CPUUtilization',
          dimensions: [
            { name: 'ClusterName', value: 'shop' },
            { name: 'ServiceName', value: 'web' },
          ],
        },
      },
    ]);
    expect(scenario.services[0].scaling.policies[0].stepScalingPolicyConfiguration.stepAdjustments[0]).not.toHaveProperty(
      'metricIntervalUpperBound',
    );
  });

  it('is the metric_query of an alarm, with the period and the statistic in its metric', () => {
    const { namespace, metric_name, dimensions } = ofService;
    const math = {
      metric_query: [
        { id: 'm', return_data: false, metric: [{ namespace, metric_name, dimensions, stat: 'Average', period: 60 }] },
        { id: 'e', expression: 'm * 2', return_data: true, metric: [] },
      ],
    };
    const { scenario, leftOut } = plan(scalable, steps, alarm('high', 'arn:up', math));
    expect(leftOut).toEqual([]);
    expect(scenario.services[0].scaling.policies[0].alarm.metrics).toMatchObject([
      { id: 'm', returnData: false, metricStat: { stat: 'Average', period: 60, metric: { metricName: 'CPUUtilization' } } },
      { id: 'e', expression: 'm * 2', returnData: true },
    ]);
  });

  it('is the metric_dimension of a policy of a group', () => {
    const { scenario, leftOut } = plan(
      planned('aws_autoscaling_policy', 'cpu', {
        ...{ name: 'cpu', autoscaling_group_name: 'g', policy_type: 'TargetTrackingScaling' },
        target_tracking_configuration: [
          {
            target_value: 60,
            customized_metric_specification: [
              {
                ...{ namespace: 'AWS/ECS', metric_name: 'MemoryReservation', statistic: 'Average' },
                metric_dimension: [{ name: 'ClusterName', value: 'shop' }],
              },
            ],
          },
        ],
      }),
    );
    expect(leftOut).toEqual([]);
    const [{ targetTrackingConfiguration }] = scenario.cluster.capacityProviders[0].autoScalingGroup.scalingPolicies;
    expect(targetTrackingConfiguration.customizedMetricSpecification.dimensions).toEqual([{ name: 'ClusterName', value: 'shop' }]);
  });

  it('is an EBS volume of a task: configure_at_launch and size_in_gb', () => {
    const { scenario, leftOut } = plan(
      planned('aws_ecs_task_definition', 'v', {
        family: 'kept',
        container_definitions: containers(),
        volume: [{ name: 'data', configure_at_launch: true, host_path: '' }],
      }),
      planned('aws_ecs_service', 'v', {
        ...{ name: 'kept', cluster: 'shop', task_definition: 'kept', desired_count: 1, launch_type: 'EC2' },
        volume_configuration: [{ name: 'data', managed_ebs_volume: [{ role_arn: 'arn:r', size_in_gb: 20, volume_type: 'gp3' }] }],
      }),
    );
    expect(leftOut).toEqual([]);
    expect(scenario.taskDefinitions[1].volumes).toEqual([{ name: 'data', configuredAtLaunch: true }]);
    expect(scenario.services[1].volumeConfigurations).toEqual([{ name: 'data', managedEBSVolume: { sizeInGiB: 20, volumeType: 'gp3' } }]);
  });

  it('is the target of a rule: its constraints and order of placement, and no strategy as an empty list', () => {
    const { scenario, leftOut } = plan(
      planned('aws_cloudwatch_event_rule', 'r', { name: 'hourly', schedule_expression: 'rate(1 hour)' }),
      planned('aws_cloudwatch_event_target', 'r', {
        rule: 'hourly',
        ecs_target: [
          {
            ...{ task_definition_arn: 'web', task_count: 2, launch_type: 'EC2', capacity_provider_strategy: [] },
            placement_constraint: [{ type: 'distinctInstance', expression: '' }],
            ordered_placement_strategy: [{ type: 'spread', field: 'instanceId' }],
          },
        ],
      }),
    );
    expect(leftOut).toEqual([]);
    expect(scenario.workloads).toMatchObject([
      {
        name: 'hourly',
        count: 2,
        launchType: 'EC2',
        placementConstraints: [{ type: 'distinctInstance' }],
        placementStrategy: [{ type: 'spread', field: 'instanceId' }],
      },
    ]);
  });
});

describe('Service Connect of a plan', () => {
  it('adds its proxy in a rolling service, too; the rest of its block has no effect', () => {
    const { scenario, leftOut, withoutEffect } = plan(
      planned('aws_ecs_task_definition', 'n', {
        ...{ family: 'near', memory: '1024', network_mode: 'bridge' },
        container_definitions: containers({ portMappings: [{ name: 'http', containerPort: 80 }] }),
      }),
      planned('aws_ecs_service', 'n', {
        ...{ name: 'near', cluster: 'shop', task_definition: 'near', desired_count: 1, launch_type: 'EC2' },
        service_connect_configuration: [{ enabled: true, namespace: 'shop', service: [{ port_name: 'http' }] }],
      }),
    );
    expect(leftOut).toEqual([]);
    expect(scenario.services[1].serviceConnectConfiguration).toEqual({ enabled: true, namespace: 'shop' });
    expect(withoutEffect).toContainEqual('aws_ecs_service.n: serviceConnectConfiguration.service');
  });
});
