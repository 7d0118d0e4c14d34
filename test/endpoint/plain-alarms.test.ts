import { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatch, type PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { advance, clientOf, inSession, WEB } from './session.js';

const { session, ecs } = inSession(`${WEB}\nstartsAt: 2026-02-01T00:00:00Z\n`, '10m');
const cloudwatch = () => new CloudWatch(clientOf(session()));
const OPS = 'arn:aws:sns:us-east-1:111122223333:ops';
const put = async (MetricName: string, Value: number) => {
  await cloudwatch().putMetricData({ Namespace: 'Shop', MetricData: [{ MetricName, Value }] });
  await advance(session(), '1m');
};
const stateOf = async (name: string) => (await cloudwatch().describeAlarms({ AlarmNames: [name] })).MetricAlarms![0]!.StateValue;

describe('an alarm that starts no policy', () => {
  const ERRORS: PutMetricAlarmInput = {
    ...{ AlarmName: 'errors', AlarmActions: [OPS], Namespace: 'Shop', MetricName: 'Errors', Statistic: 'Sum', Period: 60 },
    ...{ EvaluationPeriods: 2, DatapointsToAlarm: 2, Threshold: 5, ComparisonOperator: 'GreaterThanThreshold' },
    ...{ TreatMissingData: 'notBreaching', Tags: [{ Key: 'team', Value: 'shop' }] },
  };

  it('has its state by the data, and its history', async () => {
    await cloudwatch().putMetricAlarm(ERRORS);
    await put('Errors', 3);
    expect(await stateOf('errors')).toBe('OK');
    await put('Errors', 6);
    expect(await stateOf('errors')).toBe('OK');
    await put('Errors', 7);
    expect(await stateOf('errors')).toBe('ALARM');
    await put('Errors', 1);
    const { MetricAlarms } = await cloudwatch().describeAlarms({ AlarmNamePrefix: 'err', StateValue: 'OK' });
    expect(MetricAlarms).toMatchObject([{ AlarmActions: [OPS], Period: 60, DatapointsToAlarm: 2, ActionsEnabled: true }]);
    const { AlarmHistoryItems } = await cloudwatch().describeAlarmHistory({ AlarmName: 'errors' });
    expect(AlarmHistoryItems!.map(({ HistorySummary }) => HistorySummary).slice(0, 2)).toEqual([
      'Alarm updated from ALARM to OK',
      'Alarm updated from OK to ALARM',
    ]);
    const found = (await cloudwatch().describeAlarmsForMetric({ Namespace: 'Shop', MetricName: 'Errors' })).MetricAlarms!;
    expect((await cloudwatch().listTagsForResource({ ResourceARN: found[0]!.AlarmArn! })).Tags).toEqual([{ Key: 'team', Value: 'shop' }]);
    expect((await ecs().describeServices({ services: ['web'] })).services![0]!.desiredCount).toBe(3);
    await cloudwatch().deleteAlarms({ AlarmNames: ['errors'] });
    expect((await cloudwatch().describeAlarms({})).MetricAlarms).toEqual([]);
  });

  it('may be on a metric of the cluster, on metric math, and be set', async () => {
    const reserved = { Namespace: 'AWS/ECS', Dimensions: [{ Name: 'ClusterName', Value: 'default' }] };
    // Three tasks of 512 units on two instances of 4,096: 18.75 %.
    const cpu = { Metric: { ...reserved, MetricName: 'CPUReservation' }, Period: 60, Stat: 'Average' };
    await cloudwatch().putMetricAlarm({
      ...{ AlarmName: 'free', EvaluationPeriods: 1, Threshold: 80, ComparisonOperator: 'GreaterThanThreshold' },
      Metrics: [{ Id: 'cpu', MetricStat: cpu, ReturnData: false }, { Id: 'free', Expression: '100 - cpu' }], // biome-ignore format: pair
    });
    expect(await stateOf('free')).toBe('ALARM');
    await cloudwatch().setAlarmState({ AlarmName: 'free', StateValue: 'OK', StateReason: 'rehearsal' });
    expect(await stateOf('free')).toBe('OK');
    await advance(session(), '2m');
    expect(await stateOf('free')).toBe('ALARM');
    await cloudwatch().disableAlarmActions({ AlarmNames: ['free'] });
    expect((await cloudwatch().describeAlarms({})).MetricAlarms).toMatchObject([{ AlarmName: 'free', ActionsEnabled: false }]);
  });

  it('is refused where CloudWatch refuses it', async () => {
    const alarm = (over: Partial<PutMetricAlarmInput>) => cloudwatch().putMetricAlarm({ ...ERRORS, ...over });
    await expect(alarm({ MetricName: undefined })).rejects.toThrow(/needs MetricName or Metrics/);
    await expect(alarm({ DatapointsToAlarm: 3 })).rejects.toThrow(/wrong datapointsToAlarm/);
    await expect(alarm({ Period: 45 })).rejects.toThrow(/period/);
    const policy = 'arn:aws:autoscaling:us-east-1:111122223333:scalingPolicy:0:resource/ecs/service/default/web:policyName/none';
    await expect(alarm({ AlarmActions: [policy] })).rejects.toThrow(/is no step or simple scaling policy that is there/);
  });
});

it('two alarms may start one policy, and an alarm may get other terms', async () => {
  const scaling = new ApplicationAutoScaling(clientOf(session()));
  const of = { ServiceNamespace: 'ecs', ResourceId: 'service/default/web', ScalableDimension: 'ecs:service:DesiredCount' } as const;
  const desired = async () => (await ecs().describeServices({ services: ['web'] })).services![0]!.desiredCount;
  await scaling.registerScalableTarget({ ...of, MinCapacity: 1, MaxCapacity: 20 });
  const { PolicyARN } = await scaling.putScalingPolicy({
    ...{ ...of, PolicyName: 'out', PolicyType: 'StepScaling' as const },
    StepScalingPolicyConfiguration: {
      AdjustmentType: 'ChangeInCapacity',
      StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
      Cooldown: 0,
    },
  });
  const alarm = (AlarmName: string, MetricName: string, over: Partial<PutMetricAlarmInput> = {}) =>
    cloudwatch().putMetricAlarm({
      ...{ AlarmName, AlarmActions: [PolicyARN!], Namespace: 'Shop', MetricName, Statistic: 'Average', Period: 60 },
      ...{ EvaluationPeriods: 1, Threshold: 100, ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'notBreaching', ...over },
    });
  await alarm('orders', 'Orders');
  await alarm('mails', 'Mails', { Threshold: 50 });
  const shown = async () =>
    (await cloudwatch().describeAlarms({})).MetricAlarms!.map(({ AlarmName, MetricName, Threshold, Period }) => [
      AlarmName,
      MetricName,
      Threshold,
      Period,
    ]);
  expect(await shown()).toEqual([['orders', 'Orders', 100, 60], ['mails', 'Mails', 50, 60]]); // biome-ignore format: rows
  const [policy, ...others] = (await scaling.describeScalingPolicies({ ServiceNamespace: 'ecs' })).ScalingPolicies!;
  expect([policy!.PolicyName, policy!.Alarms!.map(({ AlarmName }) => AlarmName), others]).toEqual(['out', ['orders', 'mails'], []]);
  const added = async (metric: string, value: number) => {
    const before = (await desired())!;
    await put(metric, value);
    await advance(session(), '4m');
    return (await desired())! - before;
  };
  expect(await added('Mails', 60)).toBeGreaterThan(0);
  expect(await added('Orders', 120)).toBeGreaterThan(0);
  await alarm('orders', 'Orders', { Period: 120, Threshold: 200 });
  expect(await shown()).toEqual([['mails', 'Mails', 50, 60], ['orders', 'Orders', 200, 120]]); // biome-ignore format: rows
  expect(await added('Orders', 150)).toBe(0);
  expect(await added('Orders', 250)).toBeGreaterThan(0);
  const { ScalingActivities } = await scaling.describeScalingActivities({ ServiceNamespace: 'ecs' });
  expect([...new Set(ScalingActivities!.map(({ Cause }) => Cause))]).toEqual(['policy out']);
  await cloudwatch().deleteAlarms({ AlarmNames: ['orders', 'mails'] });
  expect([await added('Orders', 900), await shown()]).toEqual([0, []]);
});
