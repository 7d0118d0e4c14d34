import { describe, expect, it } from 'vitest';
import { imported, importedFiles, mistakes } from './imported.js';

const container = { name: 'app', image: 'app:1', cpu: 256, memory: 512 };

/** A plan: values as planned, and the expressions that they come from. */
function plan(resources: readonly { type: string; name: string; index?: number; values: object; expressions?: object }[]) {
  const address = ({ type, name, index }: (typeof resources)[number]) => `${type}.${name}${index === undefined ? '' : `[${index}]`}`;
  return {
    format_version: '1.2',
    planned_values: {
      root_module: {
        resources: resources.map((one) => ({ address: address(one), mode: 'managed', type: one.type, name: one.name, values: one.values })),
      },
    },
    configuration: {
      root_module: {
        resources: resources.map((one) => ({ address: address(one), type: one.type, name: one.name, expressions: one.expressions ?? {} })),
      },
    },
  };
}
const task = {
  type: 'aws_ecs_task_definition',
  name: 'web',
  values: { family: 'web', network_mode: 'awsvpc', container_definitions: JSON.stringify([container]) },
};
const service = (values: object, expressions: object) => ({
  type: 'aws_ecs_service',
  name: 'web',
  values: { name: 'web', desired_count: 1, launch_type: 'EC2', ...values },
  expressions: { task_definition: { references: ['aws_ecs_task_definition.web.arn', 'aws_ecs_task_definition.web'] }, ...expressions },
});
const subnet = (name: string, zone: string, index?: number) => ({
  type: 'aws_subnet',
  name,
  ...(index === undefined ? {} : { index }),
  values: { availability_zone: zone },
});

describe('values that a plan leaves open', () => {
  it('leaves out what is null', () => {
    const { scenario } = imported(
      plan([task, service({ scheduling_strategy: null }, { scheduling_strategy: { references: ['var.strategy'] } })]),
      { file: 'plan.json' },
    );
    expect(scenario.services).toMatchObject([{ serviceName: 'web', desiredCount: 1 }]);
  });

  it('is all subnets that an expression names, and all instances of one', () => {
    const references = ['aws_subnet.private', 'aws_subnet.last.id', 'aws_subnet.last'];
    const { scenario } = imported(
      plan([
        task,
        subnet('private', 'us-east-1a', 0),
        subnet('private', 'us-east-1b', 1),
        subnet('last', 'us-east-1d'),
        service({ network_configuration: [{ assign_public_ip: false }] }, { network_configuration: [{ subnets: { references } }] }),
      ]),
      { file: 'plan.json' },
    );
    const { subnets } = scenario.services[0].networkConfiguration.awsvpcConfiguration;
    expect(subnets.map((name: string) => scenario.cluster.subnets[name])).toEqual(['us-east-1a', 'us-east-1b', 'us-east-1d']);
  });

  it('is filled into the block that it belongs to, and no block of a dynamic one is lost', () => {
    const group = (name: string) => ({ type: 'aws_lb_target_group', name, values: { name } });
    const expression = (name: string, port: number) => ({
      target_group_arn: { references: [`aws_lb_target_group.${name}.arn`, `aws_lb_target_group.${name}`] },
      container_name: { constant_value: 'app' },
      container_port: { constant_value: port },
    });
    // Sets are in another order than the configuration, which does not have what dynamic blocks make.
    const { scenario } = imported(
      plan([
        { ...task, values: { ...task.values, network_mode: 'bridge' } },
        group('http'),
        group('admin'),
        service(
          {
            load_balancer: [
              { container_name: 'app', container_port: 81 },
              { container_name: 'app', container_port: 80 },
              { container_name: 'app', container_port: 82, target_group_arn: 'third' },
            ],
          },
          { load_balancer: [expression('http', 80), expression('admin', 81)] },
        ),
      ]),
      { file: 'plan.json' },
    );
    expect(scenario.services[0].loadBalancers.map((one: Record<string, unknown>) => [one.targetGroupArn, one.containerPort])).toEqual([
      ['admin', 81],
      ['http', 80],
      ['third', 82],
    ]);
  });
});

const TEMPLATE = (parameters: object, count: unknown, more: object = {}) => ({
  Parameters: parameters,
  Resources: {
    Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { ContainerDefinitions: [container] } },
    Web: { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: { Ref: 'Task' }, DesiredCount: count, LaunchType: 'EC2', ...more } },
  },
});

describe('parameters of a template', () => {
  it('from the parameter store are names there, with a slash or without one, but for what the command gives', () => {
    const template = TEMPLATE({ Count: { Type: 'AWS::SSM::Parameter::Value<String>', Default: 'web-count' } }, { Ref: 'Count' });
    expect(mistakes(template)).toEqual([
      'template.yaml: Parameters.Count: is read from the parameter store (web-count): give --parameter Count=VALUE (needed for Resources.Web.Properties.desiredCount)',
    ]);
    expect(imported(template, { parameters: new Map([['Count', '3']]) }).scenario.services[0].desiredCount).toBe(3);
  });

  it('without a default have none where it is null, and keep their bounds', () => {
    const template = TEMPLATE({ Count: { Type: 'Number', Default: null, MinValue: 1, MaxValue: '10' } }, { Ref: 'Count' });
    expect(mistakes(template)[0]).toContain('Parameters.Count: has no value: give --parameter Count=VALUE');
    expect(mistakes(template, { parameters: new Map([['Count', '11']]) })).toContain(
      'template.yaml: Parameters.Count: is "11"; the template allows 1 to 10',
    );
    expect(imported(template, { parameters: new Map([['Count', '10']]) }).scenario.services[0].desiredCount).toBe(10);
  });
});

describe('functions of a template', () => {
  it('that take a part of something open are open themselves, for the same reason', () => {
    const open = { Parameters: { Which: { Type: 'Number' } } };
    const selected = { ...TEMPLATE(open.Parameters, { 'Fn::Select': [{ Ref: 'Which' }, [1, 2]] }) };
    expect(mistakes(selected)).toEqual([
      'template.yaml: Parameters.Which: has no value: give --parameter Which=VALUE (needed for Resources.Web.Properties.desiredCount)',
    ]);
    const written = TEMPLATE(open.Parameters, 2, { ServiceName: { 'Fn::ToJsonString': { n: { Ref: 'Which' } } } });
    expect(imported(written).scenario.services[0].serviceName).toBe('n-Which');
  });
});

describe('two templates that call resources alike', () => {
  it('keep both resources', () => {
    const template = (cpu: number, name: string) => {
      const made = TEMPLATE({}, 1, { ServiceName: name });
      made.Resources.Task.Properties.ContainerDefinitions = [{ ...container, cpu }];
      return { file: `${name}.yaml`, text: JSON.stringify(made) };
    };
    const { scenario } = importedFiles([template(128, 'one'), template(512, 'two')]);
    const cpuOf = (index: number) => {
      const [family] = scenario.services[index].taskDefinition.split(':');
      return scenario.taskDefinitions.find((one: { family: string }) => one.family === family).containerDefinitions[0].cpu;
    };
    expect([cpuOf(0), cpuOf(1)]).toEqual([128, 512]);
  });
});
