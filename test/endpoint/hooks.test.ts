import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { describe, expect, it } from 'vitest';
import { advance, clientOf, inSession } from './session.js';

/** A group of one m5.large. Booting takes 90 s. */
const GROUP = `
name: group
duration: 8h
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: DISABLED }, managedTerminationProtection: DISABLED, managedDraining: DISABLED }
      autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 4 }
taskDefinitions: [{ family: web, containerDefinitions: [{ name: web, image: "example/web:1", cpu: 1024, memory: 1024 }] }]
services: [{ serviceName: web, taskDefinition: web, desiredCount: 0, launchType: EC2 }]
timings: { instanceBoot: 90s, containerStart: 5s, eniAttach: 0s, imagePull: 5s, containerStop: 0s, eniDetach: 0s }
`;

describe('lifecycle hooks by calls', () => {
  const { session } = inSession(GROUP, '1m');
  const groups = () => new AutoScaling(clientOf(session()));
  const states = async () => {
    const { AutoScalingGroups } = await groups().describeAutoScalingGroups({});
    return AutoScalingGroups![0]!.Instances!.map(({ InstanceId, LifecycleState }) => [InstanceId!, LifecycleState!] as const);
  };
  const resize = (DesiredCapacity: number) => groups().setDesiredCapacity({ AutoScalingGroupName: 'workers', DesiredCapacity });
  const put = (LifecycleHookName: string, HeartbeatTimeout: number) =>
    groups().putLifecycleHook({
      ...{ AutoScalingGroupName: 'workers', LifecycleHookName, HeartbeatTimeout },
      ...{ LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING', DefaultResult: 'ABANDON' },
    });
  const hook = { AutoScalingGroupName: 'workers', LifecycleHookName: 'ready' };

  it('let an instance wait until a call continues it, and no longer than their timeout after the last heartbeat', async () => {
    await put('ready', 600);
    expect((await groups().describeLifecycleHooks({ AutoScalingGroupName: 'workers' })).LifecycleHooks).toMatchObject([
      { LifecycleHookName: 'ready', HeartbeatTimeout: 600, DefaultResult: 'ABANDON' },
    ]);
    await resize(2);
    await advance(session(), '5m');
    const [[first], [second, state]] = (await states()) as [readonly [string, string], readonly [string, string]];
    expect(state).toBe('Pending:Wait');
    await expect(groups().completeLifecycleAction({ ...hook, InstanceId: first, LifecycleActionResult: 'CONTINUE' })).rejects.toThrow(
      /No active Lifecycle Action/,
    );
    // The timeout is 10 minutes from the launch, and after 5 minutes 10 minutes from the heartbeat.
    await groups().recordLifecycleActionHeartbeat({ ...hook, InstanceId: second });
    await advance(session(), '8m');
    expect((await states()).map(([, one]) => one)).toEqual(['InService', 'Pending:Wait']);
    await groups().completeLifecycleAction({ ...hook, InstanceId: second, LifecycleActionResult: 'CONTINUE' });
    expect((await states()).map(([, one]) => one)).toEqual(['InService', 'InService']);
  });

  // AWS waits an hour by default; an action has at most 48 hours, which 100 such waits exceed.
  it('have the defaults of AWS for what a call leaves out', async () => {
    const LifecycleTransition = 'autoscaling:EC2_INSTANCE_LAUNCHING';
    await groups().putLifecycleHook({ ...hook, LifecycleTransition });
    const read = async () => (await groups().describeLifecycleHooks({ AutoScalingGroupName: 'workers' })).LifecycleHooks;
    const answer = { ...hook, LifecycleTransition, HeartbeatTimeout: 3_600, DefaultResult: 'ABANDON', GlobalTimeout: 172_800 };
    expect(await read()).toEqual([answer]);
    await groups().putLifecycleHook({ ...hook, HeartbeatTimeout: 50 });
    expect(await read()).toEqual([{ ...answer, HeartbeatTimeout: 50, GlobalTimeout: 5_000 }]);
  });

  it('make an instance wait for all of them, each with its own timeout', async () => {
    await put('ready', 600);
    await put('warm', 1_200);
    await resize(2);
    await advance(session(), '5m');
    const InstanceId = (await states())[1]![0];
    const complete = (LifecycleHookName: string) =>
      groups().completeLifecycleAction({ ...hook, LifecycleHookName, InstanceId, LifecycleActionResult: 'CONTINUE' });
    await complete('ready');
    // The 10 minutes of the one are over, and the 20 of the other are not.
    await advance(session(), '15m');
    expect((await states()).map(([, one]) => one)).toEqual(['InService', 'Pending:Wait']);
    await complete('warm');
    expect((await states()).map(([, one]) => one)).toEqual(['InService', 'InService']);
  });

  it('end an instance whose launch is abandoned, and let one go before its end', async () => {
    await groups().putLifecycleHook({ ...hook, LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING', HeartbeatTimeout: 3_600 });
    await resize(2);
    await advance(session(), '5m');
    await resize(1);
    await advance(session(), '10m');
    const leaving = (await states()).find(([, state]) => state === 'Terminating:Wait');
    expect(leaving).toBeDefined();
    await groups().completeLifecycleAction({ ...hook, InstanceId: leaving![0], LifecycleActionResult: 'CONTINUE' });
    await advance(session(), '1m');
    expect((await states()).map(([, state]) => state)).toEqual(['InService']);
    await groups().deleteLifecycleHook(hook);
    await groups().putLifecycleHook({ ...hook, LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING' });
    await resize(2);
    await advance(session(), '5m');
    const waiting = (await states()).find(([, state]) => state === 'Pending:Wait')![0];
    // As in AWS the deletion of the hook abandons the launches that wait for it; the group launches another instance, which waits for no hook.
    await groups().deleteLifecycleHook(hook);
    await advance(session(), '5m');
    const after = await states();
    expect([after.map(([, state]) => state), after.some(([id]) => id === waiting)]).toEqual([['InService', 'InService'], false]);
  });

  it('are of groups that exist, and of a transition', async () => {
    await expect(groups().putLifecycleHook({ ...hook, AutoScalingGroupName: 'none' })).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(groups().putLifecycleHook(hook)).rejects.toThrow(/transition is required/);
  });
});

// Two tasks fill each of two instances: one that drains keeps its tasks, because their replacements have no room.
describe('lifecycle hooks of instances that drain', () => {
  const { session, ecs } = inSession(
    GROUP.replace('managedDraining: DISABLED', 'managedDraining: ENABLED')
      .replace('minSize: 1', 'minSize: 2')
      .replace('desiredCount: 0', 'desiredCount: 4'),
    '5m',
  );

  it('wait once, and are completed while tasks run', async () => {
    const groups = new AutoScaling(clientOf(session()));
    const hook = { AutoScalingGroupName: 'workers', LifecycleHookName: 'last' };
    await groups.putLifecycleHook({ ...hook, LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING', HeartbeatTimeout: 3_600 });
    const members = async () => (await groups.describeAutoScalingGroups({})).AutoScalingGroups![0]!.Instances!;
    await groups.updateAutoScalingGroup({ AutoScalingGroupName: 'workers', MinSize: 1, DesiredCapacity: 1 });
    await advance(session(), '30s');
    const leaving = (await members()).filter((one) => one.LifecycleState !== 'InService');
    expect(leaving).toMatchObject([{ LifecycleState: 'Terminating:Wait' }]);
    const { InstanceId } = leaving[0]!;
    const complete = () => groups.completeLifecycleAction({ ...hook, InstanceId, LifecycleActionResult: 'CONTINUE' });
    await complete();
    // It still drains: for no hook of the group.
    await advance(session(), '1s');
    expect((await members()).find((one) => one.InstanceId === InstanceId)).toMatchObject({ LifecycleState: 'Terminating:Wait' });
    await expect(complete()).rejects.toThrow(/No active Lifecycle Action/);
    expect((await ecs().listContainerInstances({ status: 'DRAINING' })).containerInstanceArns).toHaveLength(1);
  });
});
