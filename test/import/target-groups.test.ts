import { describe, expect, it } from 'vitest';
import { imported, importedFiles } from './imported.js';

// Source: API reference, DescribeTargetGroups (Protocol) and DescribeTargetGroupAttributes, whose answer does not name its group.

const ARN = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/web/0123abcd';
const CONTAINER = { name: 'app', image: 'nginx', cpu: 64, memory: 64 };
const ANSWERS = {
  taskDefinitions: [{ family: 'app', revision: 1, containerDefinitions: [CONTAINER] }],
  services: [
    {
      ...{ serviceName: 'web', serviceArn: 'arn:aws:ecs:us-east-1:1:service/c/web', status: 'ACTIVE', desiredCount: 1 },
      ...{ taskDefinition: 'app:1', launchType: 'EC2', loadBalancers: [{ targetGroupArn: ARN, containerName: 'app', containerPort: 80 }] },
    },
  ],
  TargetGroups: [{ TargetGroupArn: ARN, TargetGroupName: 'web', Protocol: 'HTTP', HealthCheckIntervalSeconds: 10 }],
};
const ATTRIBUTES = {
  Attributes: [
    { Key: 'deregistration_delay.timeout_seconds', Value: '45' },
    { Key: 'load_balancing.cross_zone.enabled', Value: 'use_load_balancer_configuration' },
    { Key: 'slow_start.duration_seconds', Value: '60' },
  ],
};
const file = (name: string, value: object) => ({ file: name, text: JSON.stringify(value) });

describe('the target groups of a recorded cluster', () => {
  it('name each key and attribute that has no part in a scenario', () => {
    const more = { VpcId: 'vpc-1', Matcher: { HttpCode: '200' }, Colour: 'red' };
    const sticky = [...ATTRIBUTES.Attributes, { Key: 'stickiness.enabled', Value: 'true' }, { Key: 'stickiness.type', Value: 'lb_cookie' }];
    const { leftOut, withoutEffect } = importedFiles([
      file('answers.json', { ...ANSWERS, TargetGroups: [{ ...ANSWERS.TargetGroups[0], ...more }] }),
      file('attributes.json', { TargetGroupArn: ARN, Attributes: sticky }),
    ]);
    expect(leftOut).toContain('TargetGroups.0: no part in a scenario: Colour');
    expect(leftOut).toContain('TargetGroups.0: stickiness is not simulated: a client goes to any of the tasks at each request');
    expect(withoutEffect).toContain('TargetGroups.0: vpcId, matcher, stickiness.type');
  });

  it('name a setting of their checks that AWS does not take', () => {
    const wrong = { HealthCheckIntervalSeconds: 400, HealthyThresholdCount: 1 };
    const { leftOut, scenario } = importedFiles([
      file('answers.json', { ...ANSWERS, TargetGroups: [{ ...ANSWERS.TargetGroups[0], ...wrong }] }),
    ]);
    expect(leftOut).toEqual([
      'TargetGroups.0.healthCheckIntervalSeconds: is 400: from 5 to 300 are right',
      'TargetGroups.0.healthyThresholdCount: is 1: from 2 to 10 are right',
    ]);
    expect(scenario.targetGroups).toBeUndefined();
  });

  it('have their deregistration delay and slow start from attributes that name their group', () => {
    const { scenario, assumed } = importedFiles([
      file('answers.json', ANSWERS),
      file('attributes.json', { TargetGroupArn: ARN, ...ATTRIBUTES }),
    ]);
    expect(scenario.targetGroups).toEqual([
      { name: 'web', healthCheckIntervalSeconds: 10, deregistrationDelaySeconds: 45, slowStartDurationSeconds: 60 },
    ]);
    expect(assumed.filter((one) => one.includes('target'))).toEqual([]);
  });

  it('are assumed to have the default delay without them, and attributes of no group are left out', () => {
    const { scenario, assumed, leftOut } = importedFiles([file('answers.json', ANSWERS), file('attributes.json', ATTRIBUTES)]);
    expect(scenario.targetGroups).toEqual([{ name: 'web', healthCheckIntervalSeconds: 10 }]);
    expect(assumed).toContain(
      "TargetGroups.0: the target group web has AWS's default deregistration delay: its attributes are in describe-target-group-attributes",
    );
    expect(leftOut).toContain(': does not name its target group: write its TargetGroupArn beside Attributes');
  });

  it.each(['TCP', 'TLS', 'UDP'])('are behind a Network Load Balancer with the protocol %s', (Protocol) => {
    const { scenario } = imported({ ...ANSWERS, TargetGroups: [{ ...ANSWERS.TargetGroups[0], Protocol }] });
    expect(scenario.targetGroups).toEqual([{ name: 'web', loadBalancerType: 'network', healthCheckIntervalSeconds: 10 }]);
  });
});

describe('the target groups of a template', () => {
  it('are behind a Network Load Balancer with the protocol TCP', () => {
    const { scenario } = imported({
      Resources: {
        App: { Type: 'AWS::ECS::TaskDefinition', Properties: { Family: 'app', ContainerDefinitions: [CONTAINER] } },
        Targets: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { Name: 'web', Protocol: 'TCP', Port: 80 } },
        Web: {
          Type: 'AWS::ECS::Service',
          Properties: {
            ...{ TaskDefinition: { Ref: 'App' }, LaunchType: 'EC2', DesiredCount: 1 },
            LoadBalancers: [{ TargetGroupArn: { Ref: 'Targets' }, ContainerName: 'app', ContainerPort: 80 }],
          },
        },
      },
    });
    expect(scenario.targetGroups).toEqual([{ name: 'web', loadBalancerType: 'network' }]);
  });
});
