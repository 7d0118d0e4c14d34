import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { ECS } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { advance, clientOf, inSession } from './session.js';

/** Two instances with four places each, of which all are taken; three more tasks need one more instance. */
const SCENARIO = `
name: managed
startsAt: 2026-02-01T00:00:00Z
duration: 2h
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: ENABLED, targetCapacity: 100 }, managedTerminationProtection: DISABLED }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 0, maxSize: 9, desiredCapacity: 2 }
    - name: own
      autoScalingGroupProvider: { managedScaling: { status: DISABLED }, managedTerminationProtection: DISABLED, managedDraining: DISABLED }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 0, maxSize: 9, desiredCapacity: 0 }
taskDefinitions:
  - { family: web, networkMode: host, containerDefinitions: [{ name: web, image: "example/web:1", cpu: 512, memory: 512 }] }
services:
  - { serviceName: web, taskDefinition: "web:1", desiredCount: 8, capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }] }
timings: { instanceBoot: 60s, containerStart: 1s, imagePull: 0s, containerStop: 0s }
`;

const { session } = inSession(SCENARIO, '10m');
const alarms = async () => (await new CloudWatch(clientOf(session())).describeAlarms({})).MetricAlarms!;
const states = async () => (await alarms()).map(({ StateValue }) => StateValue);
const ecs = () => new ECS(clientOf(session()));

describe('managed scaling and its alarms', () => {
  it('[A.CAS-14, A.CAS-16] has a high and a low alarm on the reservation of each provider that it scales', async () => {
    expect(await alarms()).toMatchObject([
      {
        AlarmName: 'TargetTracking-workers-AlarmHigh-ECSManagedAutoScalingPolicy',
        Namespace: 'AWS/ECS/ManagedScaling',
        MetricName: 'CapacityProviderReservation',
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 100,
        Period: 60,
        EvaluationPeriods: 1,
        StateValue: 'OK',
      },
      {
        AlarmName: 'TargetTracking-workers-AlarmLow-ECSManagedAutoScalingPolicy',
        ComparisonOperator: 'LessThanThreshold',
        EvaluationPeriods: 15,
        StateValue: 'OK',
      },
    ]);
    // Eleven tasks need three instances where two run: 150 % of the target. Two tasks leave an instance without any, for 15 minutes.
    await ecs().updateService({ service: 'web', desiredCount: 11 });
    const { StateUpdatedTimestamp: before } = (await alarms())[0]!;
    await advance(session(), '3m');
    expect(await states()).toEqual(['ALARM', 'OK']);
    expect((await alarms())[0]!.StateUpdatedTimestamp!.getTime()).toBeGreaterThan(before!.getTime());
    await ecs().updateService({ service: 'web', desiredCount: 2 });
    await advance(session(), '14m');
    expect(await states()).toEqual(['OK', 'OK']);
    // The scale-in that follows ends the ALARM.
    const seen = [];
    for (let minute = 14; minute < 20; minute++) {
      seen.push((await states())[1]);
      await advance(session(), '1m');
    }
    expect(seen).toContain('ALARM');
  }, 60_000);

  it('[A.CAS-14] has a policy of ECS, which calls on policies leave to it', async () => {
    const scaling = new AutoScaling(clientOf(session()));
    const { ScalingPolicies: all } = await scaling.describePolicies({});
    expect(all).toMatchObject([
      {
        AutoScalingGroupName: 'workers',
        PolicyName: 'ECSManagedAutoScalingPolicy',
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingConfiguration: {
          CustomizedMetricSpecification: {
            Namespace: 'AWS/ECS/ManagedScaling',
            MetricName: 'CapacityProviderReservation',
            Dimensions: [
              { Name: 'ClusterName', Value: 'default' },
              { Name: 'CapacityProviderName', Value: 'workers' },
            ],
          },
          TargetValue: 100,
        },
        Alarms: [
          { AlarmName: 'TargetTracking-workers-AlarmHigh-ECSManagedAutoScalingPolicy' },
          { AlarmName: 'TargetTracking-workers-AlarmLow-ECSManagedAutoScalingPolicy' },
        ],
      },
    ]);
    const deleted = scaling.deletePolicy({ AutoScalingGroupName: 'workers', PolicyName: 'ECSManagedAutoScalingPolicy' });
    await expect(deleted).rejects.toMatchObject({ message: expect.stringContaining('belongs to ECS: UpdateCapacityProvider') });
  });

  it('a state that a call sets holds until the next evaluation, and changes no size', async () => {
    const cloudWatch = new CloudWatch(clientOf(session()));
    const [{ AlarmName, StateValue: before } = {}] = await alarms();
    await cloudWatch.setAlarmState({ AlarmName, StateValue: 'INSUFFICIENT_DATA', StateReason: 'a game day' });
    expect([before, (await alarms())[0]!.StateValue]).toEqual(['OK', 'INSUFFICIENT_DATA']);
    await advance(session(), '1m');
    expect((await alarms())[0]!.StateValue).toBe('OK');
  });

  it('a negative desired count is refused in the words of the API', async () => {
    const refusal = { name: 'InvalidParameterException', message: 'desiredCount must be 0 or more, not -1.' };
    await expect(ecs().updateService({ service: 'web', desiredCount: -1 })).rejects.toMatchObject(refusal);
    const created = { serviceName: 'new', taskDefinition: 'web:1', desiredCount: -1, launchType: 'EC2' } as const;
    await expect(ecs().createService(created)).rejects.toMatchObject(refusal);
  });
});
