import { describe, expect, it } from 'vitest';
import { imported } from '../import/imported.js';

// Source: API reference, DescribeServices and DescribeTargetGroupAttributes.

describe('an imported service that shifts its traffic', () => {
  const definition = { family: 'app', revision: 1, memory: '1024', containerDefinitions: [{ name: 'c', image: 'x', cpu: 64, memory: 64 }] };
  const answer = (over: object) => {
    const service = { serviceName: 'web', serviceArn: 'arn:aws:ecs:us-east-1:1:service/c/web', status: 'ACTIVE', desiredCount: 1 };
    return imported({ services: [{ ...service, taskDefinition: 'app:1', launchType: 'EC2', ...over }], taskDefinitions: [definition] });
  };

  it('[N.STRAT-1] keeps Service Connect and VPC Lattice, which it needs', () => {
    const connect = { enabled: true, namespace: 'n', services: [{ portName: 'web' }] };
    const [connected] = answer({ deploymentConfiguration: { strategy: 'LINEAR' }, deployments: [{ serviceConnectConfiguration: connect }] })
      .scenario.services;
    expect(connected.serviceConnectConfiguration).toEqual({ enabled: true, namespace: 'n' });
    const lattice = { roleArn: 'r', targetGroupArn: 't', portName: 'web' };
    const [latticed] = answer({ deploymentConfiguration: { strategy: 'CANARY' }, vpcLatticeConfigurations: [lattice] }).scenario.services;
    expect(latticed.vpcLatticeConfigurations).toEqual([{ portName: 'web' }]);
    const template = {
      Resources: {
        App: {
          Type: 'AWS::ECS::TaskDefinition',
          Properties: { Family: 'app', Memory: '1024', ContainerDefinitions: [{ Name: 'c', Image: 'x', Cpu: 64, Memory: 64 }] },
        },
        Web: {
          Type: 'AWS::ECS::Service',
          Properties: {
            ...{ TaskDefinition: { Ref: 'App' }, LaunchType: 'EC2', DesiredCount: 1 },
            DeploymentConfiguration: { Strategy: 'LINEAR', LinearConfiguration: { StepPercent: 20, StepBakeTimeInMinutes: 3 } },
            ServiceConnectConfiguration: { Enabled: 'true' },
          },
        },
      },
    };
    expect(imported(template).scenario.services[0]).toMatchObject({
      deploymentConfiguration: { strategy: 'LINEAR', linearConfiguration: { stepPercent: 20, stepBakeTimeInMinutes: 3 } },
      serviceConnectConfiguration: { enabled: true },
    });
  });

  it('[N.STRAT-4, N.STRAT-5, N.HOOK-1] keeps its test listener and hooks; a rolling update has no bake time of 0', () => {
    const advancedConfiguration = { alternateTargetGroupArn: 'green', productionListenerRule: 'p', testListenerRule: 'arn', roleArn: 'r' };
    const [service] = answer({
      loadBalancers: [{ targetGroupArn: 'targetgroup/web/1', containerName: 'c', containerPort: 80, advancedConfiguration }],
      deploymentConfiguration: {
        ...{ strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0 },
        lifecycleHooks: [
          { hookTargetArn: 'f', roleArn: 'r', lifecycleStages: ['RECONCILE_SERVICE'] },
          { targetType: 'PAUSE', lifecycleStages: ['PRE_PRODUCTION_TRAFFIC_SHIFT'], timeoutConfiguration: { timeoutInMinutes: 60 } },
        ],
      },
    }).scenario.services;
    expect(service.loadBalancers[0].advancedConfiguration).toEqual({ testListenerRule: 'test' });
    expect(service.deploymentConfiguration).toMatchObject({
      bakeTimeInMinutes: 0,
      lifecycleHooks: [
        { lifecycleStages: ['RECONCILE_SERVICE'] },
        { targetType: 'PAUSE', lifecycleStages: ['PRE_PRODUCTION_TRAFFIC_SHIFT'], timeoutConfiguration: { timeoutInMinutes: 60 } },
      ],
    });
    const [rolling] = answer({ deploymentConfiguration: { strategy: 'ROLLING', bakeTimeInMinutes: 0 } }).scenario.services;
    expect(rolling.deploymentConfiguration).toEqual({ strategy: 'ROLLING' });
  });
});
