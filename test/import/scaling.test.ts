import { describe, expect, it } from 'vitest';
import { imported, importedFiles } from './imported.js';

const DIMENSION = 'ecs:service:DesiredCount';
const definition = {
  taskDefinition: { family: 'web', revision: 1, containerDefinitions: [{ name: 'app', image: 'app:1', cpu: 256, memory: 512 }] },
};
const service = (serviceName: string) => ({
  serviceName,
  clusterArn: 'arn:aws:ecs:eu-west-1:000000000000:cluster/shop',
  status: 'ACTIVE',
  desiredCount: 2,
  taskDefinition: 'arn:aws:ecs:eu-west-1:000000000000:task-definition/web:1',
  launchType: 'EC2',
});
const target = (name: string) => ({ ScalableDimension: DIMENSION, ResourceId: `service/shop/${name}`, MinCapacity: 1, MaxCapacity: 9 });
const policy = (name: string, PolicyName: string, over: object) => ({
  ScalableDimension: DIMENSION,
  ResourceId: `service/shop/${name}`,
  PolicyName,
  ...over,
});
const steps = {
  StepScalingPolicyConfiguration: {
    AdjustmentType: 'ChangeInCapacity',
    StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
  },
};
const alarm = (AlarmName: string, over: object) => ({
  AlarmName,
  MetricName: 'CPUUtilization',
  Namespace: 'AWS/ECS',
  Dimensions: [
    { Name: 'ClusterName', Value: 'shop' },
    { Name: 'ServiceName', Value: 'web' },
  ],
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 60,
  Period: 60,
  EvaluationPeriods: 1,
  Statistic: 'Average',
  AlarmActions: [`arn:aws:autoscaling:eu-west-1:0:scalingPolicy:0:resource/ecs/service/shop/web:policyName/${AlarmName}`],
  ...over,
});

/** What becomes of policies of the service web and of alarms that name them. */
function scaledBy(ScalingPolicies: object[], MetricAlarms: object[] = []) {
  const answers = [definition, { services: [service('web')] }, { ScalableTargets: [target('web')] }, { ScalingPolicies }, { MetricAlarms }];
  const files = answers.map((answer, i) => ({ file: `${i}.json`, text: JSON.stringify(answer) }));
  const { scenario, leftOut } = importedFiles(files);
  const names = (scenario.services[0].scaling?.policies ?? []).map(({ policyName }: { policyName: string }) => policyName);
  return { names, leftOut: leftOut.filter((line) => /the policy|[nN]amespace|[dD]imensions/.test(line)) };
}

describe('the scaling of a service', () => {
  it('is not that of a service whose name begins with its own', () => {
    const scaled = (name: string, PolicyName: string) => ({
      [`${PolicyName}Target`]: {
        Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
        Properties: { ResourceId: `service/shop/${name}`, ScalableDimension: DIMENSION, MinCapacity: 1, MaxCapacity: 9 },
      },
      [`${PolicyName}Policy`]: {
        Type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
        Properties: {
          PolicyName,
          ScalingTargetId: `service/shop/${name}|${DIMENSION}|ecs`,
          TargetTrackingScalingPolicyConfiguration: {
            TargetValue: 50,
            PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
          },
        },
      },
    });
    const ecsService = (ServiceName: string) => ({
      Type: 'AWS::ECS::Service',
      Properties: { ServiceName, Cluster: 'shop', TaskDefinition: { Ref: 'Task' }, DesiredCount: 1, LaunchType: 'FARGATE' },
    });
    const { scenario } = imported({
      Resources: {
        Task: {
          Type: 'AWS::ECS::TaskDefinition',
          Properties: {
            Family: 'task',
            NetworkMode: 'awsvpc',
            RequiresCompatibilities: ['FARGATE'],
            Cpu: 256,
            Memory: 512,
            ContainerDefinitions: [{ Name: 'app', Image: 'app' }],
          },
        },
        Web: ecsService('web'),
        Api: ecsService('web-api'),
        ...scaled('web-api', 'ofApi'),
        ...scaled('web', 'ofWeb'),
      },
    });
    const policies = scenario.services.map(
      ({ serviceName, scaling }: { serviceName: string; scaling: { policies: { policyName: string }[] } }) => [
        serviceName,
        ...scaling.policies.map(({ policyName }) => policyName),
      ],
    );
    expect(policies).toEqual([
      ['web', 'ofWeb'],
      ['web-api', 'ofApi'],
    ]);
  });

  it('starts by alarms on its own metrics: not by those of a database, of another service or of the whole cluster (S.TT-1)', () => {
    const own = scaledBy([policy('web', 'own', steps)], [alarm('own', {})]);
    expect(own).toEqual({ names: ['own'], leftOut: [] });
    const others = {
      database: { Namespace: 'AWS/RDS', Dimensions: [{ Name: 'DBInstanceIdentifier', Value: 'db' }] },
      other: {
        Dimensions: [
          { Name: 'ClusterName', Value: 'shop' },
          { Name: 'ServiceName', Value: 'api' },
        ],
      },
      elsewhere: {
        Dimensions: [
          { Name: 'ClusterName', Value: 'lab' },
          { Name: 'ServiceName', Value: 'web' },
        ],
      },
      cluster: { Dimensions: [{ Name: 'ClusterName', Value: 'shop' }] },
    };
    const names = Object.keys(others);
    const remarks = scaledBy(
      [policy('web', 'own', steps), ...names.map((name) => policy('web', name, steps))],
      [alarm('own', {}), ...Object.entries(others).map(([name, over]) => alarm(name, over))],
    );
    expect(remarks.names).toEqual(['own']);
    expect(remarks.leftOut.map((line) => line.replace(/^\S+: /, ''))).toEqual([
      'the policy "database" of web follows CPUUtilization of AWS/RDS (DBInstanceIdentifier db), which is not of the service',
      'the policy "other" of web follows CPUUtilization of AWS/ECS (ClusterName shop, ServiceName api), which is not of the service',
      'the policy "elsewhere" of web follows CPUUtilization of AWS/ECS (ClusterName lab, ServiceName web), which is not of the service',
      'the policy "cluster" of web follows CPUUtilization of AWS/ECS (ClusterName shop), which is not of the service',
    ]);
  });

  it('takes metrics of its own making, and a customized metric of ECS only where it is of the service', () => {
    const custom = (name: string, Namespace: string, MetricName: string, dimensions: Record<string, string> = {}) =>
      policy('web', name, {
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 10,
          CustomizedMetricSpecification: {
            MetricName,
            Namespace,
            Statistic: 'Average',
            Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          },
        },
      });
    const { names, leftOut } = scaledBy([
      custom('mine', 'Shop', 'BacklogPerTask', { QueueName: 'q' }),
      custom('ecs', 'AWS/ECS', 'MemoryUtilization', { ClusterName: 'shop', ServiceName: 'web' }),
      custom('cache', 'AWS/ElastiCache', 'CPUUtilization', { CacheClusterId: 'c' }),
    ]);
    expect(names).toEqual(['mine', 'ecs']);
    expect(leftOut.map((line) => line.replace(/^\S+: /, ''))).toEqual([
      'the policy "cache" of web follows CPUUtilization of AWS/ElastiCache (CacheClusterId c), which is not of the service',
    ]);
  });

  it('keeps the metric math of its policies and alarms, and names what of it is not simulated', () => {
    const queue = {
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: 'q' }],
    };
    const metric = (Id: string, Metric: object) => ({ Id, MetricStat: { Metric, Stat: 'Average' }, ReturnData: false });
    const running = { Namespace: 'ECS/ContainerInsights', MetricName: 'RunningTaskCount' };
    const tracked = (...Metrics: object[]) => ({
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 10, CustomizedMetricSpecification: { Metrics } },
    });
    const { names, leftOut } = scaledBy(
      [
        policy('web', 'backlog', tracked(metric('m1', queue), metric('m2', running), { Id: 'e1', Expression: 'm1 / m2' })),
        policy('web', 'share', steps),
        policy('web', 'band', tracked(metric('m1', queue), { Id: 'e1', Expression: 'ANOMALY_DETECTION_BAND(m1)' })),
        policy('web', 'other', tracked(metric('m1', { Namespace: 'Shop', MetricName: 'Orders' }), { Id: 'e1', Expression: 'm1 * 2' })),
      ],
      [
        {
          ...{ AlarmName: 'share', ComparisonOperator: 'GreaterThanThreshold', Threshold: 5, EvaluationPeriods: 1 },
          AlarmActions: alarm('share', {}).AlarmActions,
          Metrics: [metric('m1', queue), { Id: 'e1', Expression: 'RATE(m1)' }],
        },
      ],
    );
    expect(names).toEqual(['backlog', 'share']);
    expect(leftOut).toEqual([
      expect.stringMatching(/the policy "band" of web has metric math that cannot be evaluated: .*ANOMALY_DETECTION_BAND is not simulated/),
      expect.stringMatching(/the policy "other" of web follows "Orders"; a simulated service has /),
    ]);
  });

  const policiesOf = (over: object, [name, shape]: [string, object] = ['own', steps]) => {
    const answers = [definition, { services: [service('web')] }, { ScalableTargets: [target('web')] }];
    const given = [...answers, { ScalingPolicies: [policy('web', name, shape)] }, { MetricAlarms: [alarm(name, over)] }];
    const files = given.map((answer, i) => ({ file: `${i}.json`, text: JSON.stringify(answer) }));
    const { scenario, leftOut, withoutEffect } = importedFiles(files);
    return { policies: scenario.services[0].scaling?.policies ?? [], leftOut: leftOut.join('\n'), withoutEffect: withoutEffect.join('\n') };
  };

  it('keeps an alarm whose actions are off, which starts nothing', () => {
    expect(policiesOf({ ActionsEnabled: false }).policies[0].alarm.actionsEnabled).toBe(false);
    expect(policiesOf({}).policies[0].alarm.actionsEnabled).toBeUndefined();
  });

  it('leaves out a policy whose alarm follows a percentile, and does not follow the average instead', () => {
    const { policies, leftOut } = policiesOf({ Statistic: undefined, ExtendedStatistic: 'p99' });
    expect(policies).toEqual([]);
    expect(leftOut).toContain('the policy "own" of web has an alarm on the statistic "p99", which no metric of a scenario has');
  });

  it('tells each key of an alarm that a scenario does not have, once', () => {
    const arn = 'arn:aws:cloudwatch:eu-west-1:0:alarm:own';
    const { leftOut, withoutEffect } = policiesOf({ AlarmDescription: 'busy', Quux: 1, StateValue: 'OK', AlarmArn: arn });
    expect(leftOut).toMatch(/^[^:]*: no part in a scenario: policies\.alarm\.Quux$/m);
    expect(withoutEffect).toMatch(/^[^:]*: policies\.alarm\.AlarmDescription$/m);
    expect(`${leftOut} ${withoutEffect}`.match(/Quux|AlarmDescription|StateValue|AlarmArn/g)).toHaveLength(2);
  });

  it('leaves out a policy without its steps or its metric, and says what it lacks', () => {
    const { StepScalingPolicyConfiguration: whole } = steps;
    const bare = { StepScalingPolicyConfiguration: { ...whole, StepAdjustments: undefined } };
    expect(policiesOf({}, ['own', bare]).leftOut).toContain('the policy "own" of web lacks stepScalingPolicyConfiguration.stepAdjustments');
    const forecast = { PredictiveScalingPolicyConfiguration: { Mode: 'ForecastOnly' } };
    expect(policiesOf({}, ['own', forecast]).leftOut).toContain(
      'the policy "own" of web lacks predictiveScalingPolicyConfiguration.metricSpecifications',
    );
  });
});
