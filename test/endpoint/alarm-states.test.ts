import { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { advance, clientOf, inSession, WEB } from './session.js';

const { session, ecs } = inSession(WEB, '10m');
const cloudwatch = () => new CloudWatch(clientOf(session()));
const scaling = () => new ApplicationAutoScaling(clientOf(session()));
const COUNT = { ServiceNamespace: 'ecs', ResourceId: 'service/default/web', ScalableDimension: 'ecs:service:DesiredCount' } as const;

const desired = async () => (await ecs().describeServices({ services: ['web'] })).services![0]!.desiredCount;
const alarm = async () => (await cloudwatch().describeAlarms({ AlarmNames: ['backlog'] })).MetricAlarms![0]!;

/** An alarm above 100 that starts a policy: a task more from 100, three from 150. No metric comes. */
async function putAlarm(): Promise<void> {
  await scaling().registerScalableTarget({ ...COUNT, MinCapacity: 1, MaxCapacity: 10 });
  const { PolicyARN } = await scaling().putScalingPolicy({
    ...COUNT,
    PolicyName: 'out',
    PolicyType: 'StepScaling',
    StepScalingPolicyConfiguration: {
      AdjustmentType: 'ChangeInCapacity',
      StepAdjustments: [
        { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 50, ScalingAdjustment: 1 },
        { MetricIntervalLowerBound: 50, ScalingAdjustment: 3 },
      ],
      Cooldown: 0,
    },
  });
  await cloudwatch().putMetricAlarm({
    AlarmName: 'backlog',
    AlarmActions: [PolicyARN!],
    OKActions: ['arn:aws:sns:us-east-1:111122223333:ops'],
    Namespace: 'Shop',
    MetricName: 'Backlog',
    Statistic: 'Average',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 100,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    Tags: [{ Key: 'team', Value: 'shop' }],
  });
}

describe('SetAlarmState', () => {
  it('starts the policy of the alarm, until the alarm is evaluated', async () => {
    await putAlarm();
    await advance(session(), '2m');
    expect([await desired(), (await alarm()).StateValue]).toEqual([3, 'OK']);
    await cloudwatch().setAlarmState({ AlarmName: 'backlog', StateValue: 'ALARM', StateReason: 'rehearsal' });
    expect((await alarm()).StateValue).toBe('ALARM');
    await advance(session(), '10s');
    expect(await desired()).toBe(4);
    // By the data that it has, none, it is OK again.
    await advance(session(), '2m');
    expect([await desired(), (await alarm()).StateValue]).toEqual([4, 'OK']);
    const data = JSON.stringify({ recentDatapoints: [160], threshold: 100 });
    await cloudwatch().setAlarmState({ AlarmName: 'backlog', StateValue: 'ALARM', StateReason: 'rehearsal', StateReasonData: data });
    await advance(session(), '10s');
    expect(await desired()).toBe(7);
    const { AlarmHistoryItems } = await cloudwatch().describeAlarmHistory({ AlarmName: 'backlog', MaxRecords: 2 });
    expect(AlarmHistoryItems!.map(({ HistorySummary }) => HistorySummary)).toEqual([
      'Alarm updated from OK to ALARM',
      'Alarm updated from ALARM to OK',
    ]);
    const { ScalingActivities } = await scaling().describeScalingActivities({ ServiceNamespace: 'ecs' });
    expect(ScalingActivities!.map(({ Description, Cause }) => [Description, Cause])).toEqual([
      ['Setting desired count to 7.', 'policy out'],
      ['Setting desired count to 4.', 'policy out'],
    ]);
  });

  it('starts nothing while the actions of the alarm are disabled', async () => {
    await putAlarm();
    await cloudwatch().disableAlarmActions({ AlarmNames: ['backlog'] });
    expect((await alarm()).ActionsEnabled).toBe(false);
    await cloudwatch().setAlarmState({ AlarmName: 'backlog', StateValue: 'ALARM', StateReason: 'rehearsal' });
    await advance(session(), '10s');
    expect([await desired(), (await alarm()).StateValue]).toEqual([3, 'ALARM']);
    await cloudwatch().enableAlarmActions({ AlarmNames: ['backlog'] });
    await advance(session(), '2m');
    await cloudwatch().setAlarmState({ AlarmName: 'backlog', StateValue: 'ALARM', StateReason: 'rehearsal' });
    await advance(session(), '10s');
    expect(await desired()).toBe(4);
  });

  it('refuses an alarm or a state that is not there', async () => {
    await putAlarm();
    const set = (AlarmName: string, StateValue: string) =>
      cloudwatch().setAlarmState({ AlarmName, StateValue: StateValue as 'OK', StateReason: 'rehearsal' });
    await expect(set('none', 'OK')).rejects.toMatchObject({ name: 'ResourceNotFound' });
    await expect(set('backlog', 'WRONG')).rejects.toMatchObject({ message: 'StateValue must be one of OK, ALARM, INSUFFICIENT_DATA.' });
  });
});

describe('an alarm', () => {
  it('is found by its metric, and has the tags and actions of its call', async () => {
    await putAlarm();
    const { MetricAlarms } = await cloudwatch().describeAlarmsForMetric({ Namespace: 'Shop', MetricName: 'Backlog' });
    expect(MetricAlarms).toEqual([
      expect.objectContaining({ AlarmName: 'backlog', OKActions: ['arn:aws:sns:us-east-1:111122223333:ops'] }),
    ]);
    const ResourceARN = MetricAlarms![0]!.AlarmArn!;
    expect((await cloudwatch().listTagsForResource({ ResourceARN })).Tags).toEqual([{ Key: 'team', Value: 'shop' }]);
    const [policy] = (await scaling().describeScalingPolicies({ ServiceNamespace: 'ecs' })).ScalingPolicies!;
    expect(policy!.Alarms).toEqual([{ AlarmName: 'backlog', AlarmARN: ResourceARN }]);
  });
});
