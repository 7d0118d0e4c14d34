import { expect, it } from 'vitest';
import { imported } from './imported.js';

it('names a cluster after the file where its own name is a parameter without a value, and shows the option that sets it', () => {
  const template = `
Parameters: { EnvironmentName: { Type: String } }
Resources:
  Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: !Sub '\${EnvironmentName}-apps', CapacityProviders: [FARGATE] } }
  Definition:
    Type: AWS::ECS::TaskDefinition
    Properties: { Family: web, Cpu: 256, Memory: 512, NetworkMode: awsvpc, RequiresCompatibilities: [FARGATE], ContainerDefinitions: [{ Name: web, Image: web }] }
  Service:
    Type: AWS::ECS::Service
    Properties: { Cluster: !Ref Cluster, TaskDefinition: !Ref Definition, DesiredCount: 2, LaunchType: FARGATE }
`;
  const file = 'stacks/billing.yaml';
  const { scenario, assumed, understood } = imported(template, { file });
  expect(scenario.name).toBe('billing');
  expect(understood).toContain('Resources.Cluster.Properties: cluster billing');
  expect(assumed).toContain(
    `Resources.Cluster.Properties: the cluster \${EnvironmentName}-apps is named billing, as the file or its folder is; Parameters.EnvironmentName has no value: give --parameter EnvironmentName=VALUE`,
  );
  const given = imported(template, { file, parameters: new Map([['EnvironmentName', 'prod']]) });
  expect(given.scenario.name).toBe('prod-apps');
});
