import { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatch, type MetricDataQuery, type PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { advance, clientOf, inSession, WEB } from './session.js';

const { session, ecs } = inSession(WEB, '10m');
const cloudwatch = () => new CloudWatch(clientOf(session()));
const scaling = () => new ApplicationAutoScaling(clientOf(session()));
const COUNT = { ServiceNamespace: 'ecs', ResourceId: 'service/default/web', ScalableDimension: 'ecs:service:DesiredCount' } as const;
const desired = async () => (await ecs().describeServices({ services: ['web'] })).services![0]!.desiredCount;
const shop = (Id: string, MetricName: string, Stat: string): MetricDataQuery => ({
  Id,
  MetricStat: { Metric: { Namespace: 'Shop', MetricName }, Period: 60, Stat },
  ReturnData: false,
});
const SHARE = [
  shop('bad', 'Errors', 'Sum'),
  shop('all', 'Requests', 'Sum'),
  { Id: 'share', Expression: '100 * bad / all', Label: 'Errors, %' },
];

/** An alarm above 5 that adds two tasks. */
async function putAlarm(over: Partial<PutMetricAlarmInput> = {}): Promise<void> {
  await scaling().registerScalableTarget({ ...COUNT, MinCapacity: 1, MaxCapacity: 10 });
  const { PolicyARN } = await scaling().putScalingPolicy({
    ...{ ...COUNT, PolicyName: 'out', PolicyType: 'StepScaling' as const },
    StepScalingPolicyConfiguration: {
      AdjustmentType: 'ChangeInCapacity',
      StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 2 }],
      Cooldown: 600,
    },
  });
  await cloudwatch().putMetricAlarm({
    ...{ AlarmName: 'errors', AlarmActions: [PolicyARN!], Metrics: SHARE, EvaluationPeriods: 1, Threshold: 5 },
    ...{ ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'notBreaching', ...over },
  });
}

async function put(errors: number, requests: number): Promise<void> {
  const data = [{ MetricName: 'Errors', Value: errors }, { MetricName: 'Requests', Value: requests }]; // biome-ignore format: pairs
  await cloudwatch().putMetricData({ Namespace: 'Shop', MetricData: data });
  await advance(session(), '1m');
}

describe('an alarm on metric math', () => {
  it('changes its state and starts its policy by what the expression gives', async () => {
    await putAlarm();
    const state = async () => (await cloudwatch().describeAlarms({ AlarmNames: ['errors'] })).MetricAlarms![0]!.StateValue;
    await put(4, 100);
    await advance(session(), '1m');
    expect([await desired(), await state()]).toEqual([3, 'OK']);
    await put(6, 100);
    // It is evaluated once a minute, and its action takes some seconds.
    await advance(session(), '1m');
    expect(await state()).toBe('ALARM');
    await advance(session(), '30s');
    expect(await desired()).toBe(5);
    const { ScalingActivities } = await scaling().describeScalingActivities({ ServiceNamespace: 'ecs' });
    expect(ScalingActivities![0]).toMatchObject({ Description: 'Setting desired count to 5.', Cause: 'policy out' });
  });

  it('reads back as it was put, and is not an alarm of one of its metrics', async () => {
    await putAlarm();
    const { MetricAlarms } = await cloudwatch().describeAlarms({ AlarmNames: ['errors'] });
    expect(MetricAlarms).toMatchObject([{ AlarmName: 'errors', Threshold: 5, Metrics: SHARE }]);
    expect(Object.keys(MetricAlarms![0]!)).not.toEqual(expect.arrayContaining(['Period']));
    // CloudWatch: "It does not return alarms based on math expressions that use the specified metric."
    expect((await cloudwatch().describeAlarmsForMetric({ Namespace: 'Shop', MetricName: 'Errors' })).MetricAlarms).toEqual([]);
  });

  it('is refused where its form is wrong', async () => {
    await expect(putAlarm({ MetricName: 'Errors', Namespace: 'Shop' })).rejects.toThrow(
      /MetricName, Namespace cannot be specified when Metrics is/,
    );
    await expect(putAlarm({ Metrics: SHARE.map((one) => ({ ...one, ReturnData: true })) })).rejects.toThrow(
      'Exactly one element of the metrics list should return data.',
    );
    await expect(putAlarm({ Metrics: [SHARE[0]!, { Id: 'e', Expression: 'bad / nothing' }] })).rejects.toThrow(
      /no query has the id nothing/,
    );
  });
});

// 45 orders wait for 3 tasks: 15 for each, above the target of 10. Five tasks have 9 each.
it('a target tracking policy follows metric math with the running tasks', async () => {
  await scaling().registerScalableTarget({ ...COUNT, MinCapacity: 1, MaxCapacity: 10 });
  const Metrics = [
    { Id: 'orders', MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'Waiting' }, Stat: 'Average' }, ReturnData: false },
    {
      Id: 'tasks',
      MetricStat: { Metric: { Namespace: 'ECS/ContainerInsights', MetricName: 'RunningTaskCount' }, Stat: 'Average' },
      ReturnData: false,
    },
    { Id: 'each', Expression: 'orders / tasks' },
  ];
  const TargetTrackingScalingPolicyConfiguration = { TargetValue: 10, CustomizedMetricSpecification: { Metrics } };
  await scaling().putScalingPolicy({
    ...COUNT,
    PolicyName: 'each',
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingScalingPolicyConfiguration,
  });
  const read = (await scaling().describeScalingPolicies({ ServiceNamespace: 'ecs' })).ScalingPolicies!;
  expect(read[0]!.TargetTrackingScalingPolicyConfiguration).toMatchObject({ CustomizedMetricSpecification: { Metrics } });
  for (let minute = 0; minute < 10 && (await desired()) === 3; minute++) {
    await cloudwatch().putMetricData({ Namespace: 'Shop', MetricData: [{ MetricName: 'Waiting', Value: 45 }] });
    await advance(session(), '1m');
  }
  expect(await desired()).toBe(5);
  const [high] = (await cloudwatch().describeAlarms({ AlarmNamePrefix: 'TargetTracking-service/default/web-AlarmHigh' })).MetricAlarms!;
  expect(high).toMatchObject({ Metrics: [{ Id: 'orders' }, { Id: 'tasks' }, { Id: 'each', Expression: 'orders / tasks' }] });
});
