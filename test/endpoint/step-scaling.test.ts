import { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { expect, it } from 'vitest';
import { advance, clientOf, ecsOf, sessionOf, WEB } from './session.js';

/** 48 requests a second, each of 25 ms of a vCPU, are 1.2 vCPU: 80 % of three tasks of half a vCPU, and 48 % of five. */
const LOADED = WEB.replace(
  'launchType: EC2 }',
  'launchType: EC2, load: { arrivals: { type: constant, rate: 48/s }, task: { concurrency: 8, serviceTime: 120ms, cpuTime: 25ms, memoryIdle: 200, memoryEach: 2 }, requests: { timeout: 5s } } }',
);
const of = { ServiceNamespace: 'ecs', ResourceId: 'service/default/web', ScalableDimension: 'ecs:service:DesiredCount' } as const;

it('a step scaling policy acts once an alarm of a call starts it, and no more when that is deleted', async () => {
  const session = await sessionOf(LOADED);
  const client = clientOf(session);
  const [scaling, cloudWatch, ecs] = [new ApplicationAutoScaling(client), new CloudWatch(client), ecsOf(session)];
  const desired = async () => (await ecs.describeServices({ services: ['web'] })).services![0]!.desiredCount;
  try {
    await advance(session, '10m');
    await scaling.registerScalableTarget({ ...of, MinCapacity: 1, MaxCapacity: 10 });
    const { PolicyARN } = await scaling.putScalingPolicy({
      ...of,
      PolicyName: 'out',
      PolicyType: 'StepScaling',
      StepScalingPolicyConfiguration: {
        AdjustmentType: 'ChangeInCapacity',
        StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 2 }],
        Cooldown: 300,
      },
    });
    await advance(session, '15m');
    expect(await desired()).toBe(3);
    const alarm = {
      AlarmName: 'busy',
      Namespace: 'AWS/ECS',
      MetricName: 'CPUUtilization',
      Statistic: 'Average',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 60,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    } as const;
    await expect(cloudWatch.putMetricAlarm({ ...alarm, AlarmActions: [`${PolicyARN}-not`] })).rejects.toMatchObject({
      message: expect.stringMatching(/no step or simple scaling policy/),
    });
    await cloudWatch.putMetricAlarm({ ...alarm, AlarmActions: [PolicyARN!] });
    expect((await cloudWatch.describeAlarms({ AlarmNames: ['busy'] })).MetricAlarms).toMatchObject([
      { AlarmName: 'busy', Threshold: 60, AlarmActions: [PolicyARN] },
    ]);
    await advance(session, '20m');
    expect(await desired()).toBe(5);
    await cloudWatch.deleteAlarms({ AlarmNames: ['busy'] });
    await ecs.updateService({ service: 'web', desiredCount: 3 });
    await advance(session, '20m');
    expect([await desired(), (await cloudWatch.describeAlarms({})).MetricAlarms]).toEqual([3, []]);
  } finally {
    await session.close();
  }
});
