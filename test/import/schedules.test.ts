import { describe, expect, it } from 'vitest';
import { imported } from './imported.js';

const container = { name: 'job', image: 'job:1', cpu: 256, memory: 512 };

/** A template with one rule beside its task. */
function rule(properties: object) {
  const ecs = { Arn: 'arn:aws:ecs:us-east-1:0:cluster/c', Id: 'a', EcsParameters: { TaskDefinitionArn: { Ref: 'Task' } } };
  return imported({
    Resources: {
      Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { Family: 'job', ContainerDefinitions: [container] } },
      Night: { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'rate(1 hour)', Targets: [ecs], ...properties } },
    },
  });
}

/** A plan with such resources beside its task. */
function plan(...resources: [type: string, name: string, values: object][]) {
  const task = [
    'aws_ecs_task_definition',
    'job',
    { family: 'job', revision: 1, container_definitions: JSON.stringify([container]) },
  ] as const;
  return imported(
    {
      format_version: '1.2',
      values: {
        root_module: {
          resources: [task, ...resources].map(([type, name, values]) => ({
            address: `${type}.${name}`,
            mode: 'managed',
            type,
            name,
            values,
          })),
        },
      },
    },
    { file: 'state.json' },
  );
}
const target = (rule: string) => ({
  rule,
  arn: 'arn:aws:ecs:us-east-1:000000000000:cluster/c',
  ecs_target: [{ task_definition_arn: 'arn:aws:ecs:us-east-1:000000000000:task-definition/job:1', task_count: 1 }],
});
const workloads = ({ scenario }: { scenario: { workloads?: { arrivals: { type: string } }[] } }) =>
  (scenario.workloads ?? []).filter(({ arrivals }) => arrivals.type === 'rate' || arrivals.type === 'cron').length;

describe('schedules of EventBridge', () => {
  it('name each key that has no part in a scenario, and sizes that their input overrides', () => {
    const ecs = {
      ...{ Arn: 'c', Id: 'a', Input: JSON.stringify({ containerOverrides: [{ name: 'job', memory: 2048, command: ['secret'] }] }) },
      EcsParameters: { TaskDefinitionArn: { Ref: 'Task' }, Overrides: 'x', PropagateTags: 'TASK_DEFINITION' },
    };
    const { leftOut, withoutEffect } = rule({ Targets: [ecs], EventBusName: 'b' });
    const place = 'Resources.Night.Properties';
    expect(leftOut).toContain(`${place}: no part in a scenario: Targets.EcsParameters.Overrides, EventBusName`);
    expect(leftOut).toContain(`${place}: its input gives its tasks another memory: write a task definition with that size for it`);
    expect(withoutEffect).toContain(`${place}: propagateTags`);
  });

  it('give their tasks the platform version and the zones of their subnets', () => {
    const awsvpc = { Subnets: [{ Ref: 'A' }], SecurityGroups: ['sg-1'] };
    const fargate = { LaunchType: 'FARGATE', PlatformVersion: '1.4.0', NetworkConfiguration: { AwsVpcConfiguration: awsvpc } };
    const definition = { Cpu: '256', Memory: '512', NetworkMode: 'awsvpc', RequiresCompatibilities: ['FARGATE'] };
    const { scenario } = imported({
      Resources: {
        A: { Type: 'AWS::EC2::Subnet', Properties: { AvailabilityZone: 'us-east-1b' } },
        Task: {
          Type: 'AWS::ECS::TaskDefinition',
          Properties: { Family: 'job', ...definition, ContainerDefinitions: [{ name: 'job', image: 'job:1' }] },
        },
        Night: {
          Type: 'AWS::Events::Rule',
          Properties: {
            ScheduleExpression: 'rate(1 hour)',
            Targets: [{ Arn: 'c', Id: 'a', EcsParameters: { TaskDefinitionArn: { Ref: 'Task' }, ...fargate } }],
          },
        },
      },
    });
    const [{ platformVersion, networkConfiguration }] = scenario.workloads;
    expect(platformVersion).toBe('1.4.0');
    const [subnet] = networkConfiguration.awsvpcConfiguration.subnets;
    expect(scenario.cluster.subnets[subnet]).toBe('us-east-1b');
  });

  it('that are disabled start nothing, and that is reported', () => {
    expect(workloads(rule({ State: 'ENABLED' }))).toBe(1);
    const off = rule({ State: 'DISABLED' });
    expect(workloads(off)).toBe(0);
    expect(off.leftOut).toContain('Resources.Night.Properties: is DISABLED: it starts no tasks until it is enabled');
    const on = plan(
      ['aws_cloudwatch_event_rule', 'night', { name: 'night', schedule_expression: 'rate(1 hour)', is_enabled: true }],
      ['aws_cloudwatch_event_target', 'night', target('night')],
    );
    expect(workloads(on)).toBe(1);
    const older = plan(
      ['aws_cloudwatch_event_rule', 'night', { name: 'night', schedule_expression: 'rate(1 hour)', is_enabled: false }],
      ['aws_cloudwatch_event_target', 'night', target('night')],
    );
    expect(workloads(older)).toBe(0);
    expect(older.leftOut).toContain('aws_cloudwatch_event_rule.night: is DISABLED: it starts no tasks until it is enabled');
  });

  it('are reported where a target has no rule, and where a rule starts something else', () => {
    const alone = plan(['aws_cloudwatch_event_target', 'night', target('gone')]);
    expect(alone.leftOut).toContain(
      'aws_cloudwatch_event_target.night: is a target of the rule "gone", which is not in the input: give what describes it as well',
    );
    const other = rule({ Targets: [{ Arn: 'arn:aws:lambda:us-east-1:0:function:f', Id: 'a' }] });
    expect(other.leftOut).toContain('Resources.Night.Properties: starts no tasks of ECS');
  });
});
