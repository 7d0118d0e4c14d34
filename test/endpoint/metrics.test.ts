import { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { advance, clientOf, inSession, WEB } from './session.js';

const of = { ServiceNamespace: 'ecs', ResourceId: 'service/default/web', ScalableDimension: 'ecs:service:DesiredCount' } as const;
const ORDERS = { namespace: 'Shop', name: 'OrdersWaiting', queue: [{ Name: 'Queue', Value: 'orders' }] };

describe('metrics of CloudWatch', () => {
  const { ecs, session } = inSession(WEB, '10m');
  const cloudWatch = () => new CloudWatch(clientOf(session()));
  const scaling = () => new ApplicationAutoScaling(clientOf(session()));
  const desired = async () => (await ecs().describeServices({ services: ['web'] })).services![0]!.desiredCount;
  const put = (Value: number) =>
    cloudWatch().putMetricData({
      Namespace: ORDERS.namespace,
      MetricData: [{ MetricName: ORDERS.name, Dimensions: ORDERS.queue, Value }],
    });
  /** The time of a scenario, whose first minute is that of 5 January 2026. */
  const at = (minutes: number) => new Date(Date.UTC(2026, 0, 5, 0, minutes));

  // Three tasks of 512 CPU units on two m5.xlarge of 4,096: 1,536 of 8,192 are 18.75 %.
  it('has the reservation of the cluster minute by minute', async () => {
    const Dimensions = [{ Name: 'ClusterName', Value: 'default' }];
    const asked = { Namespace: 'AWS/ECS', MetricName: 'CPUReservation', Dimensions, StartTime: at(5), EndTime: at(8), Period: 60 };
    const { Datapoints } = await cloudWatch().getMetricStatistics({ ...asked, Statistics: ['Average'] });
    expect(Datapoints).toEqual([5, 6, 7].map((minute) => ({ Timestamp: at(minute), Average: 18.75, Unit: 'Percent' })));
    const { Metrics } = await cloudWatch().listMetrics({ Namespace: 'AWS/ECS' });
    expect(Metrics!.map(({ MetricName }) => MetricName)).toEqual(['CPUReservation', 'MemoryReservation']);
  });

  it('has data that calls put, with the statistics of a period', async () => {
    await put(4);
    await put(8);
    await advance(session(), '1m');
    const { Datapoints } = await cloudWatch().getMetricStatistics({
      ...{ Namespace: ORDERS.namespace, MetricName: ORDERS.name, Dimensions: ORDERS.queue },
      ...{ StartTime: at(0), EndTime: at(15), Period: 300, Statistics: ['Average', 'Sum', 'Maximum'] },
    });
    expect(Datapoints).toEqual([expect.objectContaining({ Average: 6, Sum: 12, Maximum: 8 })]);
    await cloudWatch().putMetricData({ Namespace: 'Shop', MetricData: [{ MetricName: 'Failed', Values: [1, 2], Counts: [3, 1] }] });
    const Stat = { Metric: { Namespace: 'Shop', MetricName: 'Failed' }, Period: 60, Stat: 'SampleCount' };
    const { MetricDataResults } = await cloudWatch().getMetricData({
      MetricDataQueries: [{ Id: 'failed', MetricStat: Stat }],
      StartTime: at(0),
      EndTime: at(30),
    });
    expect(MetricDataResults).toMatchObject([{ Id: 'failed', Values: [4] }]);
    await expect(cloudWatch().putMetricData({ Namespace: 'AWS/ECS', MetricData: [{ MetricName: 'x', Value: 1 }] })).rejects.toThrow(/AWS/);
  });

  it('counts a point of the last minute as of now', async () => {
    const Timestamp = new Date(at(10).getTime() - 10_000);
    await cloudWatch().putMetricData({ Namespace: 'Shop', MetricData: [{ MetricName: 'Late', Value: 5, Timestamp }] });
    await advance(session(), '2m');
    const { Datapoints } = await cloudWatch().getMetricStatistics({
      ...{ Namespace: 'Shop', MetricName: 'Late', StartTime: at(0), EndTime: at(15), Period: 60, Statistics: ['Sum'] },
    });
    expect(Datapoints).toEqual([expect.objectContaining({ Timestamp: at(10), Sum: 5 })]);
  });

  // Three tasks at 90 against a target of 60: 3 x 90 / 60 = 4.5, so 5 are wanted.
  it('lets target tracking follow a metric that calls put', async () => {
    await scaling().registerScalableTarget({ ...of, MinCapacity: 1, MaxCapacity: 10 });
    await scaling().putScalingPolicy({
      ...of,
      PolicyName: 'orders',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 60,
        CustomizedMetricSpecification: {
          Namespace: ORDERS.namespace,
          MetricName: ORDERS.name,
          Dimensions: ORDERS.queue,
          Statistic: 'Average',
        },
        DisableScaleIn: true,
      },
    });
    const [high] = (await cloudWatch().describeAlarms({})).MetricAlarms!;
    expect(high).toMatchObject({ Namespace: 'Shop', MetricName: 'OrdersWaiting', StateValue: 'INSUFFICIENT_DATA', Threshold: 60 });
    // Three points in a row start the alarm.
    for (let minute = 0; minute < 6 && (await desired()) === 3; minute++) {
      await put(90);
      await advance(session(), '1m');
    }
    expect(await desired()).toBe(5);
    const { AlarmHistoryItems } = await cloudWatch().describeAlarmHistory({ AlarmName: high!.AlarmName! });
    expect(AlarmHistoryItems!.map(({ HistorySummary }) => HistorySummary)).toContain('Alarm updated from OK to ALARM');
  });

  it('lets an alarm on such a metric start a step scaling policy', async () => {
    await scaling().registerScalableTarget({ ...of, MinCapacity: 1, MaxCapacity: 10 });
    const { PolicyARN } = await scaling().putScalingPolicy({
      ...of,
      PolicyName: 'out',
      PolicyType: 'StepScaling',
      StepScalingPolicyConfiguration: {
        AdjustmentType: 'ChangeInCapacity',
        StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 2 }],
        Cooldown: 600,
      },
    });
    await cloudWatch().putMetricAlarm({
      ...{ AlarmName: 'busy', AlarmActions: [PolicyARN!], Namespace: ORDERS.namespace, MetricName: ORDERS.name },
      ...{ Dimensions: ORDERS.queue, Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 },
      ...{ Threshold: 100, ComparisonOperator: 'GreaterThanThreshold' },
    });
    await put(60);
    await advance(session(), '3m');
    expect(await desired()).toBe(3);
    // Two of 60 in a minute are a sum of 120.
    await put(60);
    await put(60);
    await advance(session(), '3m');
    expect(await desired()).toBe(5);
    const { MetricAlarms } = await cloudWatch().describeAlarms({ AlarmNames: ['busy'] });
    expect(MetricAlarms).toMatchObject([{ MetricName: 'OrdersWaiting' }]);
  });
});

describe('metrics of the scenario', () => {
  const { session } = inSession(
    `${WEB}customMetrics: [{ namespace: Shop, metricName: Waiting, points: [{ at: 0s, value: 1 }, { at: 5m, value: 2 }, { at: 5m30s, value: 4 }] }]`,
    '10m',
  );

  // The time of a point of CloudWatch is the beginning of its minute, here 0:00 and 0:05.
  it('[P.133, P.219] a point at a full minute is in the answers for the minute that it begins, as for alarms', async () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 0, 5, 0, minute));
    const { MetricDataResults } = await new CloudWatch(clientOf(session())).getMetricData({
      MetricDataQueries: [{ Id: 'w', MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'Waiting' }, Period: 60, Stat: 'Sum' } }],
      ...{ StartTime: at(0), EndTime: at(10), ScanBy: 'TimestampAscending' },
    });
    expect(MetricDataResults).toMatchObject([{ Timestamps: [at(0), at(5)], Values: [1, 6] }]);
  });
});
