import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { importScenario } from '../../src/import/import.js';
import { loadScenario } from '../../src/scenario/load-scenario.js';
import { drydock } from '../cli/in-process.js';
import { seeds } from '../extent.js';
import { lostInSilence, mutated } from './mutations.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-mutation-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ref = (name: string) => ({ Ref: name });
const att = (name: string, attribute: string) => ({ 'Fn::GetAtt': [name, attribute] });
const resource = (Type: string, Properties: object) => ({ Type, Properties });
const container = { Name: 'a', Image: 'nginx', Memory: 512, Cpu: 256, PortMappings: [{ ContainerPort: 80 }] };
const service = (definition: string, more: object) =>
  resource('AWS::ECS::Service', { Cluster: ref('Cluster'), TaskDefinition: ref(definition), DesiredCount: ref('Count'), ...more });
const LOAD_BALANCERS = [{ TargetGroupArn: ref('Targets'), ContainerName: 'a', ContainerPort: 80 }];

const TEMPLATE = {
  Parameters: { Count: { Type: 'Number', Default: 3 } },
  Resources: {
    Cluster: resource('AWS::ECS::Cluster', { ClusterSettings: [{ Name: 'containerInsights', Value: 'enabled' }] }),
    Template: resource('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { InstanceType: 'm5.large', UserData: { 'Fn::Base64': 'x' } } }),
    Group: resource('AWS::AutoScaling::AutoScalingGroup', {
      MinSize: '1',
      MaxSize: '9',
      MixedInstancesPolicy: {
        LaunchTemplate: {
          LaunchTemplateSpecification: { LaunchTemplateId: ref('Template'), Version: att('Template', 'LatestVersionNumber') },
          Overrides: [{ InstanceType: 'm5.large' }, { InstanceType: 'm5a.large' }],
        },
        InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 50, SpotAllocationStrategy: 'capacity-optimized' },
      },
    }),
    Hook: resource('AWS::AutoScaling::LifecycleHook', {
      AutoScalingGroupName: ref('Group'),
      LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
    }),
    Alone: resource('AWS::AutoScaling::AutoScalingGroup', {
      MinSize: '1',
      MaxSize: '2',
      LaunchTemplate: { LaunchTemplateId: ref('Template'), Version: '1' },
    }),
    Provider: resource('AWS::ECS::CapacityProvider', {
      AutoScalingGroupProvider: { AutoScalingGroupArn: ref('Group'), ManagedScaling: { Status: 'ENABLED', TargetCapacity: 90 } },
    }),
    Association: resource('AWS::ECS::ClusterCapacityProviderAssociations', {
      Cluster: ref('Cluster'),
      CapacityProviders: [ref('Provider'), 'FARGATE', 'FARGATE_SPOT'],
      DefaultCapacityProviderStrategy: [{ CapacityProvider: ref('Provider'), Weight: 1 }],
    }),
    Bridge: resource('AWS::ECS::TaskDefinition', { ContainerDefinitions: [container] }),
    Fargate: resource('AWS::ECS::TaskDefinition', {
      NetworkMode: 'awsvpc',
      Cpu: '512',
      Memory: '1024',
      RequiresCompatibilities: ['FARGATE'],
      ContainerDefinitions: [container],
    }),
    Targets: resource('AWS::ElasticLoadBalancingV2::TargetGroup', { HealthCheckIntervalSeconds: 10 }),
    Web: service('Fargate', { LaunchType: 'FARGATE', LoadBalancers: LOAD_BALANCERS, HealthCheckGracePeriodSeconds: 60 }),
    Blue: service('Fargate', {
      CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE', Weight: 1 }],
      LoadBalancers: LOAD_BALANCERS,
      DeploymentConfiguration: { Strategy: 'CANARY', CanaryConfiguration: { CanaryPercent: 10, CanaryBakeTimeInMinutes: 5 } },
    }),
    Worker: service('Bridge', {
      PlacementStrategies: [{ Type: 'binpack', Field: 'memory' }],
      PlacementConstraints: [{ Type: 'distinctInstance' }],
    }),
    Agent: service('Bridge', { SchedulingStrategy: 'DAEMON', LaunchType: 'EC2' }),
    Target: resource('AWS::ApplicationAutoScaling::ScalableTarget', {
      MinCapacity: 1,
      MaxCapacity: 9,
      ResourceId: { 'Fn::Join': ['/', ['service', ref('Cluster'), att('Web', 'Name')]] },
      ScalableDimension: 'ecs:service:DesiredCount',
    }),
    Policy: resource('AWS::ApplicationAutoScaling::ScalingPolicy', {
      PolicyName: 'p',
      PolicyType: 'TargetTrackingScaling',
      ScalingTargetId: ref('Target'),
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 50,
        PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
      },
    }),
    Rule: resource('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 hour)',
      Targets: [{ Id: 't', Arn: ref('Cluster'), EcsParameters: { TaskDefinitionArn: ref('Bridge'), TaskCount: 2 } }],
    }),
  },
};

describe('a template with parts removed, doubled and renamed', () => {
  it.each(seeds(20, 300))('loses no service and no group without exit code 2 (seed %i)', (seed) => {
    const template = mutated(TEMPLATE, seed);
    const outcome = importScenario([{ file: 't.json', text: JSON.stringify(template) }]);
    if (outcome.scenario === undefined) expect(outcome.mistakes.length).toBeGreaterThan(0);
    else expect(loadScenario(outcome.scenario, { file: 's', read: () => undefined }).errors).toBeUndefined();
    expect(lostInSilence(template, outcome)).toEqual([]);
    for (const { message } of [...outcome.findings, ...outcome.mistakes]) expect(message).not.toMatch(/\[object |undefined|NaN/);
  });

  it('has the same messages in the command as in the library, with exit code 0 or 2', async () => {
    const counts = { 0: 0, 2: 0 };
    for (const seed of seeds(6, 60)) {
      writeFileSync(join(folder, 't.json'), JSON.stringify(mutated(TEMPLATE, seed)));
      const { status, stderr } = await drydock(['import', 't.json', '--out', 'out.yaml', '--force'], { cwd: folder });
      counts[status as 0 | 2]++;
      expect(stderr).not.toMatch(/ at .*\.[jt]s:\d+/);
    }
    // Both happen, or the changes would test nothing.
    expect(Object.keys(counts)).toEqual(['0', '2']);
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
  });
});
