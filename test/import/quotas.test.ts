import { expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load-scenario.js';
import { imported } from './imported.js';

const service = (over: object) => ({
  Type: 'AWS::ECS::Service',
  Properties: { TaskDefinition: { Ref: 'Definition' }, LaunchType: 'FARGATE', ...over },
});
const stack = (services: object) => ({
  Resources: {
    Definition: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: {
        Family: 'web',
        Cpu: '1024',
        Memory: '2048',
        NetworkMode: 'awsvpc',
        RequiresCompatibilities: ['FARGATE'],
        ContainerDefinitions: [{ Name: 'web', Image: 'web' }],
      },
    },
    ...services,
  },
});
const quotas = (services: object) => {
  const { scenario, assumed, text } = imported(stack(services));
  const { warnings } = loadScenario(text, { file: 'scenario.yaml', read: () => undefined });
  const said = assumed.filter((line) => line.includes('vCPUs'));
  return { quotas: scenario.quotas, said, text, warned: (warnings ?? []).filter(({ path }) => path === 'quotas') };
};

it('assumes a quota of Fargate that holds what the stack runs and its deployments (T.QUOTA-5)', () => {
  // 8 and 2 tasks of one vCPU; at a maximumPercent of 200 and of 150 they are 16 and 3.
  const found = quotas({
    Web: service({ ServiceName: 'web', DesiredCount: 8 }),
    Api: service({ ServiceName: 'api', DesiredCount: 2, DeploymentConfiguration: { MaximumPercent: 150 } }),
  });
  expect(found.quotas).toEqual({ fargateVcpus: 19 });
  expect(found.said).toEqual([expect.stringContaining('may run 19 vCPUs of FARGATE at once')]);
  expect(found.text).toMatch(/# assumed: the account may run 19 vCPUs of FARGATE at once[\s\S]*fargateVcpus: 19/);
  expect(found.warned).toEqual([]);
});

it('divides the tasks among FARGATE and FARGATE_SPOT as their strategy does', () => {
  const strategy = [
    { CapacityProvider: 'FARGATE', Base: 2, Weight: 1 },
    { CapacityProvider: 'FARGATE_SPOT', Weight: 3 },
  ];
  const web = (count: number) => ({ Web: service({ LaunchType: undefined, CapacityProviderStrategy: strategy, DesiredCount: count }) });
  // FARGATE has the base of 2 and 2 of the other 8, FARGATE_SPOT 6: none has more than 6.
  expect(quotas(web(10)).quotas).toBeUndefined();
  // FARGATE_SPOT has about 10 of the 15 tasks. A deployment runs 30 tasks: 2 + 7 on FARGATE, and 21.
  expect(quotas(web(15)).quotas).toEqual({ fargateVcpus: 9, fargateSpotVcpus: 21 });
});

it('counts the largest size of a scaled service', () => {
  const target = {
    Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
    Properties: {
      ServiceNamespace: 'ecs',
      ScalableDimension: 'ecs:service:DesiredCount',
      ResourceId: { 'Fn::Join': ['/', ['service', 'default', { 'Fn::GetAtt': ['Web', 'Name'] }]] },
      MinCapacity: 2,
      MaxCapacity: 12,
    },
  };
  const policy = {
    Type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
    Properties: {
      PolicyName: 'cpu',
      PolicyType: 'TargetTrackingScaling',
      ScalingTargetId: { Ref: 'Target' },
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 50,
        PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
      },
    },
  };
  // 12 tasks of one vCPU, and as many new ones in a deployment.
  expect(quotas({ Web: service({ DesiredCount: 2 }), Target: target, Policy: policy }).quotas).toEqual({ fargateVcpus: 24 });
});

it('leaves the quota of a new account to what fits in it', () => {
  const found = quotas({ Web: service({ DesiredCount: 6 }) });
  expect(found.quotas).toBeUndefined();
  expect(found.said).toEqual([]);
});
