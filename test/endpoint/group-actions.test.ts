import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { EC2 } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { advance, clientOf, inSession } from './session.js';

const SCENARIO = `
name: groups
startsAt: 2026-02-01T00:00:00Z
duration: 1h
cluster:
  availabilityZones: [us-east-1a, us-east-1b]
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: DISABLED }, managedTerminationProtection: DISABLED }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 4, desiredCapacity: 2 }
taskDefinitions:
  - { family: web, containerDefinitions: [{ name: web, image: "example/web:1", cpu: 512, memory: 512 }] }
services:
  - { serviceName: web, taskDefinition: "web:1", desiredCount: 2, capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }] }
timings: { instanceBoot: 90s, containerStart: 5s, eniAttach: 0s, imagePull: 5s, containerStop: 0s, eniDetach: 0s }
`;

const { session, ecs } = inSession(SCENARIO, '10m');
const groups = () => new AutoScaling(clientOf(session()));
const GROUP = { AutoScalingGroupName: 'workers' } as const;
const sizes = async () => {
  const [{ MinSize, DesiredCapacity, MaxSize } = {}] = (await groups().describeAutoScalingGroups({})).AutoScalingGroups!;
  return [MinSize, DesiredCapacity, MaxSize];
};

describe('scheduled actions of a group', () => {
  // 1 February 2026 is a Sunday.
  it('set its sizes at their times, by the clocks of a time zone', async () => {
    const put = { ...GROUP, ScheduledActionName: 'morning', Recurrence: '30 3 * * 0', TimeZone: 'Europe/Berlin', MinSize: 3 };
    await groups().putScheduledUpdateGroupAction(put);
    const { ScheduledUpdateGroupActions: actions } = await groups().describeScheduledActions(GROUP);
    expect(actions).toEqual([
      expect.objectContaining({ ScheduledActionName: 'morning', Recurrence: '30 3 * * 0', StartTime: new Date('2026-02-01T02:30:00Z') }),
    ]);
    await advance(session(), '2h19m');
    expect(await sizes()).toEqual([1, 2, 4]);
    await advance(session(), '2m');
    expect(await sizes()).toEqual([3, 3, 4]);
    // The bounds that a call sets later hold.
    await groups().updateAutoScalingGroup({ ...GROUP, MinSize: 2, DesiredCapacity: 2 });
    await advance(session(), '5m');
    expect(await sizes()).toEqual([2, 2, 4]);
  });

  it('are replaced and deleted before they are due', async () => {
    const at = (time: string, DesiredCapacity: number) => ({
      ...GROUP,
      ScheduledActionName: 'once',
      StartTime: new Date(time),
      DesiredCapacity,
    });
    await groups().putScheduledUpdateGroupAction(at('2026-02-01T01:00:00Z', 4));
    await groups().putScheduledUpdateGroupAction(at('2026-02-01T02:00:00Z', 3));
    await advance(session(), '1h30m');
    expect(await sizes()).toEqual([1, 2, 4]);
    await groups().deleteScheduledAction({ ...GROUP, ScheduledActionName: 'once' });
    await advance(session(), '2h30m');
    expect(await sizes()).toEqual([1, 2, 4]);
    expect((await groups().describeScheduledActions(GROUP)).ScheduledUpdateGroupActions).toEqual([]);
    await expect(groups().putScheduledUpdateGroupAction(at('2026-02-01T01:00:00Z', 4))).rejects.toMatchObject({
      message: 'Given start time is in the past',
    });
    const every = { ...GROUP, ScheduledActionName: 'often', Recurrence: '* * * * *', DesiredCapacity: 3 };
    await expect(groups().putScheduledUpdateGroupAction(every)).rejects.toMatchObject({
      message: expect.stringMatching(/at most 1000 times/),
    });
  });
});

describe('an instance of a group', () => {
  it('is replaced when a call finds it unhealthy', async () => {
    const before = (await groups().describeAutoScalingInstances({})).AutoScalingInstances!.map(({ InstanceId }) => InstanceId!);
    await groups().setInstanceHealth({ InstanceId: before[0]!, HealthStatus: 'Unhealthy' });
    await advance(session(), '5m');
    const after = (await groups().describeAutoScalingInstances({})).AutoScalingInstances!.map(({ InstanceId }) => InstanceId!);
    expect(after).toHaveLength(2);
    expect(after).not.toContain(before[0]);
    expect(after).toContain(before[1]);
  });

  it('is not terminated by a call with DryRun', async () => {
    const [{ InstanceId } = {}] = (await groups().describeAutoScalingInstances({})).AutoScalingInstances!;
    const ec2 = new EC2(clientOf(session()));
    await expect(ec2.terminateInstances({ InstanceIds: [InstanceId!], DryRun: true })).rejects.toMatchObject({ name: 'DryRunOperation' });
    expect((await groups().describeAutoScalingInstances({})).AutoScalingInstances).toHaveLength(2);
  });
});

describe('a group', () => {
  it('takes a new version of its launch template, and no other types but by a refresh', async () => {
    const ec2 = new EC2(clientOf(session()));
    await ec2.createLaunchTemplate({ LaunchTemplateName: 'more', LaunchTemplateData: { InstanceType: 'm5.large' } });
    const more = { AutoScalingGroupName: 'more', LaunchTemplate: { LaunchTemplateName: 'more', Version: '$Latest' } };
    await groups().createAutoScalingGroup({ ...more, MinSize: 0, MaxSize: 2, DeletionProtection: 'prevent-all-deletion' });
    await ec2.createLaunchTemplateVersion({ LaunchTemplateName: 'more', SourceVersion: '1', LaunchTemplateData: { UserData: 'eA==' } });
    await ec2.modifyLaunchTemplate({ LaunchTemplateName: 'more', DefaultVersion: '2' });
    await groups().updateAutoScalingGroup({ AutoScalingGroupName: 'more', LaunchTemplate: { LaunchTemplateName: 'more', Version: '2' } });
    const [group] = (await groups().describeAutoScalingGroups({ AutoScalingGroupNames: ['more'] })).AutoScalingGroups!;
    expect(group!.LaunchTemplate).toMatchObject({ LaunchTemplateName: 'more', Version: '2' });
    expect((await ec2.describeLaunchTemplates({ LaunchTemplateNames: ['more'] })).LaunchTemplates).toMatchObject([
      { DefaultVersionNumber: 2, LatestVersionNumber: 2 },
    ]);
    const Overrides = [{ InstanceType: 'c5.large' }];
    await expect(
      groups().updateAutoScalingGroup({ AutoScalingGroupName: 'more', MixedInstancesPolicy: { LaunchTemplate: { Overrides } } }),
    ).rejects.toMatchObject({ message: expect.stringMatching(/by an instance refresh/) });
    await expect(groups().deleteAutoScalingGroup({ AutoScalingGroupName: 'more' })).rejects.toMatchObject({
      message: expect.stringMatching(/prevent-all-deletion/),
    });
    await expect(
      groups().updateAutoScalingGroup({ ...GROUP, CapacityReservationSpecification: { CapacityReservationPreference: 'none' } }),
    ).rejects.toMatchObject({
      message: 'Drydock does not simulate CapacityReservationSpecification of UpdateAutoScalingGroup: leave it out.',
    });
  });
});

describe('ListContainerInstances', () => {
  it('takes a filter of the cluster query language', async () => {
    const count = async (filter: string) => (await ecs().listContainerInstances({ filter })).containerInstanceArns!.length;
    expect(await count('attribute:ecs.availability-zone == us-east-1a')).toBe(1);
    expect(await count('task:group == service:web and runningTasksCount >= 1')).toBe(2);
    expect(await count('runningTasksCount == 0')).toBe(0);
    await expect(count('attribute:x ==')).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});
