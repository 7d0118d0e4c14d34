import { describe, expect, it } from 'vitest';
import { imported, importedFiles, mistakes } from './imported.js';

const resource = (Type: string, Properties: object) => ({ Type, Properties });
const STACK = {
  Template: resource('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { InstanceType: 'm5.large' } }),
  Group: resource('AWS::AutoScaling::AutoScalingGroup', {
    AutoScalingGroupName: 'fleet',
    ...{ MinSize: '2', MaxSize: '8', LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' }, Version: '1' } },
  }),
  Provider: resource('AWS::ECS::CapacityProvider', {
    Name: 'web',
    AutoScalingGroupProvider: { AutoScalingGroupArn: { Ref: 'Group' }, ManagedScaling: { Status: 'DISABLED' } },
  }),
  Task: resource('AWS::ECS::TaskDefinition', { Family: 't', ContainerDefinitions: [{ Name: 'a', Image: 'a', Cpu: 256, Memory: 256 }] }),
};
const action = (more: object) => resource('AWS::AutoScaling::ScheduledAction', { AutoScalingGroupName: { Ref: 'Group' }, ...more });
const withActions = (actions: object) => imported({ Resources: { ...STACK, ...actions } });
const size = (at: string, more: object) => ({ type: 'groupSize', at, capacityProvider: 'web', ...more, bySchedule: true });

describe('scheduled actions of a group', () => {
  it('of a template happen at their times of the run, which begins on a Monday', () => {
    // The run is 24 hours from Monday, 2026-01-05T00:00Z: 20:00 is in it once, and so is 7:00 in Berlin, 6:00 in UTC.
    const { scenario, understood, assumed } = withActions({
      Night: action({ MinSize: 0, MaxSize: 0, Recurrence: '0 20 * * *' }),
      Day: action({ MinSize: 2, DesiredCapacity: 4, Recurrence: '0 7 * * 1-5', TimeZone: 'Europe/Berlin' }),
    });
    expect(scenario.faults).toEqual([
      size('6h', { minSize: 2 }),
      { type: 'desiredCapacity', at: '6h', capacityProvider: 'web', desiredCapacity: 4, bySchedule: true },
      size('20h', { minSize: 0, maxSize: 0 }),
    ]);
    expect(understood).toContain('Resources.Night.Properties: scheduled action Night of web: minSize 0, maxSize 0, once in 24h');
    expect(assumed.join('\n')).toContain('a longer run needs the later times of its scheduled actions as well');
    expect(assumed.join('\n')).not.toContain('dates');
  });

  it('with dates hold for the whole run, which has none', () => {
    const { scenario, assumed } = withActions({
      Fair: action({ MinSize: 3, Recurrence: '0 7 * * *', StartTime: '2027-01-01T00:00:00Z', EndTime: '2027-02-01T00:00:00Z' }),
    });
    expect(scenario.faults).toEqual([size('7h', { minSize: 3 })]);
    expect(assumed).toContain(
      'Resources.Fair.Properties: the scheduled action Fair holds for the whole run, which has no dates to compare with 2027-01-01T00:00:00Z and 2027-02-01T00:00:00Z',
    );
  });

  it.each([
    ['that are not due in the run', { MinSize: 1, Recurrence: '0 8 * * 6' }, 'is not due in the 24h of the run'],
    ['that happen once', { MinSize: 1, StartTime: '2026-03-01T10:00:00Z' }, 'happens once, at 2026-03-01T10:00:00Z: write a fault'],
    ['that no clock reads', { MinSize: 1, Recurrence: 'often' }, 'its recurrence "often" is not five fields of cron'],
    ['that change nothing', { Recurrence: '0 8 * * *' }, 'changes no size'],
    ['of another group', { AutoScalingGroupName: 'other', MinSize: 1, Recurrence: '0 8 * * *' }, 'the group other is not in the scenario'],
  ])('%s are reported', (_, properties, reason) => {
    const { scenario, leftOut } = withActions({ Once: action(properties) });
    expect(scenario.faults).toBeUndefined();
    expect(leftOut).toContainEqual(expect.stringContaining(`Resources.Once.Properties: the scheduled action Once of a group: ${reason}`));
  });

  it('that AWS refuses are left out, and the others stay', () => {
    // From 2:00 on at most 0; at 6:00 at least 2 of at most 0 is refused; at 8:00 both bounds are given.
    const { scenario, leftOut, understood } = withActions({
      Night: action({ MinSize: 0, MaxSize: 0, Recurrence: '0 2 * * *' }),
      Wrong: action({ MinSize: 2, DesiredCapacity: 2, Recurrence: '0 6 * * *' }),
      Day: action({ MinSize: 2, MaxSize: 8, Recurrence: '0 8 * * *' }),
    });
    expect(scenario.faults).toEqual([size('2h', { minSize: 0, maxSize: 0 }), size('8h', { minSize: 2, maxSize: 8 })]);
    expect(understood.join()).not.toContain('Wrong');
    expect(leftOut).toContain(
      'Resources.Wrong.Properties: at 6h AWS refuses the scheduled action: minSize 2 is above maxSize 0 at that time',
    );
  });

  it('require a parameter that decides a size or a time', () => {
    const template = {
      Parameters: { Least: { Type: 'Number' } },
      Resources: { ...STACK, A: action({ MinSize: { Ref: 'Least' }, Recurrence: '0 8 * * *' }) },
    };
    expect(mistakes(template)).toContainEqual(expect.stringContaining('give --parameter Least=VALUE'));
  });

  it('happen at time 0 too, and not at the end of the run', () => {
    const { scenario } = withActions({ Start: action({ MinSize: 3, Recurrence: '0 0 * * *' }) });
    expect(scenario.faults).toHaveLength(1);
    expect(scenario.faults[0]).toMatchObject({ type: 'groupSize', minSize: 3 });
  });

  it('of describe-scheduled-actions and of a plan are the same', () => {
    const answer = {
      ScheduledUpdateGroupActions: [{ AutoScalingGroupName: 'fleet', ScheduledActionName: 'night', Recurrence: '0 20 * * *', MinSize: 0 }],
    };
    const planned = {
      ...{ address: 'aws_autoscaling_schedule.night', mode: 'managed', type: 'aws_autoscaling_schedule', name: 'night' },
      values: {
        ...{ autoscaling_group_name: 'fleet', scheduled_action_name: 'night', recurrence: '0 20 * * *', start_time: null },
        // In a plan -1 leaves a size as it is.
        ...{ min_size: 0, max_size: -1, desired_capacity: -1 },
      },
    };
    const plan = { format_version: '1.2', planned_values: { root_module: { resources: [planned] } } };
    for (const other of [answer, plan]) {
      const { scenario } = importedFiles([
        { file: 'stack.json', text: JSON.stringify({ Resources: STACK }) },
        { file: 'other.json', text: JSON.stringify(other) },
      ]);
      expect(scenario.faults).toEqual([size('20h', { minSize: 0 })]);
    }
  });
});
