import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { CloudWatch, type PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { advance, clientOf, inSession } from './session.js';

/** Two instances with four places each, of which six are taken: 75 % of the CPU is reserved, and used. */
const SCENARIO = `
name: policies
startsAt: 2026-02-01T00:00:00Z
duration: 1h
cluster:
  availabilityZones: [us-east-1a, us-east-1b]
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: DISABLED }, managedTerminationProtection: DISABLED, managedDraining: DISABLED }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 9, desiredCapacity: 2, monitoring: { enabled: true } }
taskDefinitions:
  - { family: web, networkMode: host, containerDefinitions: [{ name: web, image: "example/web:1", cpu: 512, memory: 512 }] }
services:
  - { serviceName: web, taskDefinition: "web:1", desiredCount: 6, launchType: EC2 }
timings: { instanceBoot: 60s, containerStart: 1s, imagePull: 0s, containerStop: 0s }
groups: { launchDelay: 0s }
`;

const { session } = inSession(SCENARIO, '10m');
const groups = () => new AutoScaling(clientOf(session()));
const cloudWatch = () => new CloudWatch(clientOf(session()));
const GROUP = { AutoScalingGroupName: 'workers' } as const;
const desired = async () => (await groups().describeAutoScalingGroups({})).AutoScalingGroups![0]!.DesiredCapacity;
const TRACKING = {
  ...GROUP,
  PolicyName: 'cpu',
  PolicyType: 'TargetTrackingScaling',
  TargetTrackingConfiguration: { TargetValue: 50, PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' } },
} as const;
const SIMPLE = { ...GROUP, PolicyName: 'two-more', AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 2, Cooldown: 300 } as const;

describe('scaling policies of a group', () => {
  it('[M.TT-1, A.ASG-6] track a target from the call on, until they are deleted', async () => {
    const { PolicyARN, Alarms } = await groups().putScalingPolicy(TRACKING);
    expect(PolicyARN).toMatch(/^arn:aws:autoscaling:us-east-1:\d+:scalingPolicy:.*:autoScalingGroupName\/workers:policyName\/cpu$/);
    expect(Alarms!.map(({ AlarmName }) => AlarmName)).toEqual([
      'TargetTracking-workers-AlarmHigh-cpu',
      'TargetTracking-workers-AlarmLow-cpu',
    ]);
    const { MetricAlarms } = await cloudWatch().describeAlarms({ AlarmNamePrefix: 'TargetTracking-workers' });
    expect(MetricAlarms!.map(({ Threshold, EvaluationPeriods }) => [Threshold, EvaluationPeriods])).toEqual([[50, 3], [35, 15]]); // biome-ignore format: a row an alarm
    const { ScalingPolicies } = await groups().describePolicies(GROUP);
    expect(ScalingPolicies).toEqual([
      expect.objectContaining({ PolicyName: 'cpu', PolicyARN, PolicyType: 'TargetTrackingScaling', Enabled: true }),
    ]);
    expect(ScalingPolicies![0]!.TargetTrackingConfiguration).toMatchObject(TRACKING.TargetTrackingConfiguration);
    // Three points of 75 %: 2 x 75 / 50 are 3.
    await advance(session(), '10m');
    expect(await desired()).toBe(3);
    const { Activities } = await groups().describeScalingActivities(GROUP);
    expect(Activities![0]).toMatchObject({
      Description: expect.stringMatching(/^Launching a new EC2 instance: i-/),
      Cause: expect.stringMatching(/^At .* a monitor alarm triggered policy cpu changing the desired capacity from 2 to 3\.$/),
    });
    await groups().deletePolicy({ ...GROUP, PolicyName: 'cpu' });
    expect((await groups().describePolicies(GROUP)).ScalingPolicies).toEqual([]);
    expect((await cloudWatch().describeAlarms({ AlarmNamePrefix: 'TargetTracking-workers' })).MetricAlarms).toEqual([]);
    await expect(groups().deletePolicy({ ...GROUP, PolicyName: 'cpu' })).rejects.toMatchObject({ name: 'ValidationError' });
  });

  it('[M.SIM-1] are executed by a call, with or without regard for the cooldown', async () => {
    const { PolicyARN } = await groups().putScalingPolicy(SIMPLE);
    await groups().executePolicy({ PolicyName: PolicyARN });
    expect(await desired()).toBe(4);
    await advance(session(), '2m');
    await groups().executePolicy({ ...GROUP, PolicyName: 'two-more', HonorCooldown: true });
    expect(await desired()).toBe(4);
    await groups().executePolicy({ ...GROUP, PolicyName: 'two-more' });
    expect(await desired()).toBe(6);
    await expect(groups().executePolicy({ ...GROUP, PolicyName: 'none' })).rejects.toThrow(
      "PolicyName 'none' not found in group 'workers'",
    );
    await expect(groups().putScalingPolicy({ ...TRACKING, PolicyName: 'two-more' })).rejects.toThrow('policy type');
  });

  it('[M.STEP-1, M.ALM-2] are started by an alarm of a call, which repeats while it lasts', async () => {
    const { PolicyARN } = await groups().putScalingPolicy({
      ...GROUP,
      PolicyName: 'out',
      PolicyType: 'StepScaling',
      AdjustmentType: 'ChangeInCapacity',
      StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
      EstimatedInstanceWarmup: 300,
    });
    const alarm: PutMetricAlarmInput = {
      ...{ AlarmName: 'full', Namespace: 'AWS/ECS', MetricName: 'CPUReservation', Period: 60, EvaluationPeriods: 1, Threshold: 70 },
      Statistic: 'Average',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      AlarmActions: [PolicyARN!],
    };
    await advance(session(), '10m');
    expect(await desired()).toBe(2);
    await cloudWatch().putMetricAlarm(alarm);
    expect((await groups().describePolicies(GROUP)).ScalingPolicies![0]!.Alarms).toEqual([expect.objectContaining({ AlarmName: 'full' })]);
    await advance(session(), '10m');
    // 6 of 8 places are 75 %, 6 of 12 are 50 %.
    expect(await desired()).toBe(3);
    expect((await cloudWatch().describeAlarms({ AlarmNames: ['full'] })).MetricAlarms).toEqual([
      expect.objectContaining({ AlarmName: 'full', Threshold: 70, StateValue: 'OK', MetricName: 'CPUReservation' }),
    ]);
    await cloudWatch().deleteAlarms({ AlarmNames: ['full'] });
    expect((await cloudWatch().describeAlarms({ AlarmNames: ['full'] })).MetricAlarms).toEqual([]);
  });

  it('refuse what AWS refuses', async () => {
    await expect(groups().putScalingPolicy({ ...TRACKING, AutoScalingGroupName: 'none' })).rejects.toThrow('not found');
    await expect(
      groups().putScalingPolicy({
        ...GROUP,
        PolicyName: 'p',
        PolicyType: 'StepScaling',
        AdjustmentType: 'ChangeInCapacity',
        ScalingAdjustment: 1,
      }),
    ).rejects.toThrow('StepScaling does not go with scalingAdjustment');
    expect((await groups().describePolicies(GROUP)).ScalingPolicies).toEqual([]);
  });
});

describe('scaling processes of a group', () => {
  it('[M.OWN-4] are suspended, shown and resumed', async () => {
    await groups().suspendProcesses({ ...GROUP, ScalingProcesses: ['Launch', 'AZRebalance'] });
    const shown = async () =>
      (await groups().describeAutoScalingGroups({})).AutoScalingGroups![0]!.SuspendedProcesses!.map(({ ProcessName }) => ProcessName);
    expect(await shown()).toEqual(['Launch', 'AZRebalance']);
    await groups().setDesiredCapacity({ ...GROUP, DesiredCapacity: 4 });
    await advance(session(), '5m');
    const members = async () => (await groups().describeAutoScalingGroups({})).AutoScalingGroups![0]!.Instances!.length;
    expect(await members()).toBe(2);
    await groups().resumeProcesses(GROUP);
    expect(await shown()).toEqual([]);
    await advance(session(), '5m');
    expect(await members()).toBe(4);
    await expect(groups().suspendProcesses({ ...GROUP, ScalingProcesses: ['Lunch'] })).rejects.toThrow(
      'Lunch is not a valid ScalingProcess',
    );
  });

  it('[M.SCHD-1] hold scheduled actions back', async () => {
    await groups().putScheduledUpdateGroupAction({
      ...GROUP,
      ScheduledActionName: 'more',
      StartTime: new Date('2026-02-01T00:30:00Z'),
      DesiredCapacity: 5,
    });
    await groups().suspendProcesses({ ...GROUP, ScalingProcesses: ['ScheduledActions'] });
    await advance(session(), '30m');
    expect(await desired()).toBe(2);
  });
});
