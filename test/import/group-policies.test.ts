import { describe, expect, it } from 'vitest';
import { imported, importedFiles } from './imported.js';

const resource = (Type: string, Properties: object) => ({ Type, Properties });
const ARN = 'arn:aws:autoscaling:eu-west-1:111122223333';

/** A cluster on a group with detailed monitoring, without managed scaling. */
const STACK = {
  Template: resource('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { InstanceType: 'm5.large', Monitoring: { Enabled: true } } }),
  Group: resource('AWS::AutoScaling::AutoScalingGroup', {
    MinSize: '1',
    MaxSize: '8',
    Cooldown: '120',
    DefaultInstanceWarmup: 90,
    LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' }, Version: '1' },
  }),
  Provider: resource('AWS::ECS::CapacityProvider', {
    Name: 'web',
    AutoScalingGroupProvider: {
      AutoScalingGroupArn: { Ref: 'Group' },
      ManagedScaling: { Status: 'DISABLED' },
      ManagedTerminationProtection: 'DISABLED',
    },
  }),
  Cluster: resource('AWS::ECS::Cluster', { ClusterName: 'shop', CapacityProviders: [{ Ref: 'Provider' }] }),
  Task: resource('AWS::ECS::TaskDefinition', {
    Family: 'web',
    ContainerDefinitions: [{ Name: 'app', Image: 'app', Cpu: 256, Memory: 256 }],
  }),
  Service: resource('AWS::ECS::Service', {
    ServiceName: 'web',
    Cluster: { Ref: 'Cluster' },
    TaskDefinition: { Ref: 'Task' },
    DesiredCount: 2,
    LaunchType: 'EC2',
  }),
};
const policy = (more: object) => resource('AWS::AutoScaling::ScalingPolicy', { AutoScalingGroupName: { Ref: 'Group' }, ...more });
/** An alarm on the memory that a cluster reserves, which starts a policy. */
const alarm = (name: string, over: object = {}) =>
  resource('AWS::CloudWatch::Alarm', {
    ...{ Namespace: 'AWS/ECS', MetricName: 'MemoryReservation', Statistic: 'Average', Period: 60, EvaluationPeriods: 2, Threshold: 75 },
    Dimensions: [{ Name: 'ClusterName', Value: { Ref: 'Cluster' } }],
    ComparisonOperator: 'GreaterThanThreshold',
    AlarmActions: [{ Ref: name }],
    ...over,
  });
const groupIn = ({ scenario }: ReturnType<typeof imported>) => scenario.cluster.capacityProviders[0].autoScalingGroup;

describe('scaling policies of a group', () => {
  it('of a template are those of the scenario: target tracking, and steps with their alarm', () => {
    const found = imported({
      Resources: {
        ...STACK,
        Cpu: policy({
          PolicyType: 'TargetTrackingScaling',
          EstimatedInstanceWarmup: 60,
          TargetTrackingConfiguration: {
            TargetValue: 50,
            PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' },
          },
        }),
        Out: policy({
          PolicyType: 'StepScaling',
          AdjustmentType: 'ChangeInCapacity',
          StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 2 }],
        }),
        Full: resource('AWS::CloudWatch::Alarm', {
          ...{
            Namespace: 'AWS/ECS',
            MetricName: 'MemoryReservation',
            Statistic: 'Average',
            Period: 60,
            EvaluationPeriods: 2,
            Threshold: 75,
          },
          Dimensions: [{ Name: 'ClusterName', Value: { Ref: 'Cluster' } }],
          ComparisonOperator: 'GreaterThanThreshold',
          AlarmActions: [{ Ref: 'Out' }],
        }),
      },
    });
    const { scalingPolicies, defaultCooldown, defaultInstanceWarmup, monitoring } = groupIn(found);
    expect([defaultCooldown, defaultInstanceWarmup, monitoring]).toEqual([120, 90, { enabled: true }]);
    expect(scalingPolicies).toMatchObject([
      { policyName: 'Cpu', estimatedInstanceWarmup: 60, targetTrackingConfiguration: { targetValue: 50 } },
      {
        policyName: 'Out',
        adjustmentType: 'ChangeInCapacity',
        stepAdjustments: [{ metricIntervalLowerBound: 0, scalingAdjustment: 2 }],
        alarm: { namespace: 'AWS/ECS', metricName: 'MemoryReservation', threshold: 75, evaluationPeriods: 2 },
      },
    ]);
  });

  it('on a metric that a run does not have are left out, with the reason', () => {
    const found = imported({
      Resources: {
        ...STACK,
        Network: policy({
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingConfiguration: { TargetValue: 1e6, PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageNetworkIn' } },
        }),
        Alone: policy({ PolicyType: 'SimpleScaling', AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 1 }),
      },
    });
    expect(groupIn(found).scalingPolicies).toBeUndefined();
    expect(found.leftOut).toContainEqual(expect.stringContaining('the policy "Network" of a group follows "ASGAverageNetworkIn"'));
    expect(found.leftOut).toContainEqual(expect.stringContaining('the policy "Alone" of a group has no alarm in the input'));
  });

  it('of a Terraform plan are read as it spells them', () => {
    const planned = (type: string, name: string, values: object) => ({ address: `${type}.${name}`, mode: 'managed', type, name, values });
    const resources = [
      planned('aws_autoscaling_group', 'g', { name: 'g', min_size: 1, max_size: 3, launch_template: [{ id: 'lt-1', version: '1' }] }),
      planned('aws_launch_template', 't', { id: 'lt-1', name: 't', instance_type: 'm5.large' }),
      planned('aws_ecs_cluster', 'c', { name: 'shop' }),
      planned('aws_ecs_task_definition', 'w', {
        family: 'web',
        container_definitions: JSON.stringify([{ name: 'app', image: 'app', cpu: 256, memory: 256 }]),
      }),
      planned('aws_ecs_service', 'w', { name: 'web', cluster: 'shop', task_definition: 'web', desired_count: 1, launch_type: 'EC2' }),
      planned('aws_autoscaling_policy', 'cpu', {
        ...{ name: 'cpu', autoscaling_group_name: 'g', policy_type: 'TargetTrackingScaling', adjustment_type: null, cooldown: null },
        ...{
          scaling_adjustment: 0,
          estimated_instance_warmup: 120,
          step_adjustment: [],
          enabled: true,
          predictive_scaling_configuration: [],
        },
        target_tracking_configuration: [
          {
            target_value: 60,
            disable_scale_in: true,
            customized_metric_specification: [],
            predefined_metric_specification: [{ predefined_metric_type: 'ASGAverageCPUUtilization', resource_label: null }],
          },
        ],
      }),
    ];
    const plan = {
      format_version: '1.2',
      terraform_version: '1.9.0',
      planned_values: { root_module: { resources } },
      configuration: { root_module: {} },
    };
    const found = imported(plan, { file: 'plan.json' });
    expect(groupIn(found).scalingPolicies).toMatchObject([
      {
        policyName: 'cpu',
        estimatedInstanceWarmup: 120,
        targetTrackingConfiguration: {
          targetValue: 60,
          disableScaleIn: true,
          predefinedMetricSpecification: { predefinedMetricType: 'ASGAverageCPUUtilization' },
        },
      },
    ]);
  });

  it('of recorded answers come with the suspended processes of the group', () => {
    const files = [
      {
        clusters: [
          {
            clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop',
            clusterName: 'shop',
            status: 'ACTIVE',
            capacityProviders: ['web'],
          },
        ],
      },
      {
        capacityProviders: [
          {
            name: 'web',
            status: 'ACTIVE',
            autoScalingGroupProvider: {
              autoScalingGroupArn: `${ARN}:autoScalingGroup:1:autoScalingGroupName/g`,
              managedScaling: { status: 'DISABLED' },
              managedTerminationProtection: 'DISABLED',
            },
          },
        ],
      },
      {
        AutoScalingGroups: [
          {
            AutoScalingGroupName: 'g',
            AutoScalingGroupARN: `${ARN}:autoScalingGroup:1:autoScalingGroupName/g`,
            ...{ MinSize: 1, MaxSize: 4, DesiredCapacity: 1, AvailabilityZones: ['eu-west-1a'], DefaultCooldown: 200, Instances: [] },
            LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '1' },
            SuspendedProcesses: [{ ProcessName: 'AZRebalance', SuspensionReason: 'User suspended at 2026-01-01' }],
          },
        ],
      },
      {
        ScalingPolicies: [
          {
            ...{
              AutoScalingGroupName: 'g',
              PolicyName: 'more',
              PolicyARN: `${ARN}:scalingPolicy:1:autoScalingGroupName/g:policyName/more`,
            },
            ...{
              PolicyType: 'SimpleScaling',
              AdjustmentType: 'ChangeInCapacity',
              ScalingAdjustment: 1,
              Cooldown: 60,
              StepAdjustments: [],
              Enabled: true,
            },
            Alarms: [{ AlarmName: 'full', AlarmARN: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:full' }],
          },
        ],
      },
      {
        MetricAlarms: [
          {
            ...{
              AlarmName: 'full',
              Namespace: 'AWS/ECS',
              MetricName: 'CPUReservation',
              Statistic: 'Average',
              Period: 60,
              EvaluationPeriods: 1,
            },
            ...{
              Threshold: 80,
              ComparisonOperator: 'GreaterThanThreshold',
              AlarmActions: [`${ARN}:scalingPolicy:1:autoScalingGroupName/g:policyName/more`],
            },
          },
        ],
      },
      { taskDefinition: { family: 'web', revision: 1, containerDefinitions: [{ name: 'app', image: 'app:1', cpu: 256, memory: 256 }] } },
      {
        services: [
          {
            ...{
              serviceName: 'web',
              clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop',
              status: 'ACTIVE',
              desiredCount: 1,
              launchType: 'EC2',
            },
            taskDefinition: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1',
          },
        ],
      },
    ];
    const found = importedFiles(files.map((answer, i) => ({ file: `${i}.json`, text: JSON.stringify(answer) })));
    expect(groupIn(found)).toMatchObject({
      defaultCooldown: 200,
      suspendedProcesses: [{ processName: 'AZRebalance' }],
      scalingPolicies: [{ policyName: 'more', scalingAdjustment: 1, cooldown: 60, alarm: { metricName: 'CPUReservation', threshold: 80 } }],
    });
  });

  it('is left out alone and by its name where the checks refuse it, and the others stay', () => {
    const steps = (...StepAdjustments: object[]) =>
      policy({ PolicyType: 'StepScaling', AdjustmentType: 'ChangeInCapacity', StepAdjustments });
    const found = imported({
      Resources: {
        ...STACK,
        Good: steps({ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }),
        Gap: steps(
          { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 5, ScalingAdjustment: 1 },
          { MetricIntervalLowerBound: 10, ScalingAdjustment: 2 },
        ),
        GoodAlarm: alarm('Good'),
        GapAlarm: alarm('Gap'),
      },
    });
    expect(groupIn(found).scalingPolicies).toMatchObject([{ policyName: 'Good', alarm: { threshold: 75 } }]);
    expect(found.leftOut).toEqual([
      expect.stringMatching(/web: autoScalingGroup\.scalingPolicies\.Gap is left out: there is a gap between two steps/),
    ]);
  });
});

describe('alarms of an input', () => {
  it('are listed where they start no policy: those that only notify have no effect', () => {
    const found = imported({
      Resources: {
        ...STACK,
        Out: policy({ PolicyType: 'SimpleScaling', AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 1 }),
        First: alarm('Out'),
        Second: alarm('Out'),
        Gone: alarm('Out', { AlarmActions: ['arn:aws:autoscaling:eu-west-1:1:scalingPolicy:x:autoScalingGroupName/g:policyName/gone'] }),
        Told: alarm('Out', { AlarmActions: ['arn:aws:sns:eu-west-1:1:pager'] }),
        Mute: alarm('Out', { AlarmActions: undefined }),
      },
    });
    expect(groupIn(found).scalingPolicies).toMatchObject([{ policyName: 'Out', alarm: { threshold: 75 } }]);
    expect(found.leftOut).toEqual([
      'Resources.Second.Properties: the alarm "Second" starts the policy "Out", which has another alarm: a policy has one in a scenario',
      expect.stringMatching(/: the alarm "Gone" starts "arn:aws:autoscaling:.*, which is no scaling policy of the input$/),
    ]);
    expect(found.withoutEffect.filter((line) => line.includes('alarm "'))).toEqual([
      'Resources.Told.Properties: the alarm "Told": it starts no scaling policy',
      'Resources.Mute.Properties: the alarm "Mute": it starts no scaling policy',
    ]);
  });
});
