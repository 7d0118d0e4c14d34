import { describe, expect, it } from 'vitest';
import { imported, importedFiles, mistakes, mistakesOfFiles } from './imported.js';

const CLUSTER = `
Parameters:
  Env: { Type: String, Default: prod, AllowedValues: [prod, test] }
  Size: { Type: Number, Default: 2 }
  Types: { Type: CommaDelimitedList, Default: 'm5.large, m5a.large' }
Mappings:
  Sizes: { prod: { max: 10 }, test: { max: 3 } }
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsTest: !Not [!Condition IsProd]
  Both: !And [!Condition IsProd, !Condition IsTest]
Resources:
  Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: !Sub 'shop-\${Env}' } }
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        ImageId: '{{resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id}}'
        UserData: { 'Fn::Base64': !Sub "#!/bin/bash\\necho ECS_CLUSTER=\${Cluster} >> /etc/ecs/ecs.config\\necho 'ECS_ENABLE_SPOT_INSTANCE_DRAINING=true' >> /etc/ecs/ecs.config\\necho 'ECS_INSTANCE_ATTRIBUTES={\\"stack\\": \\"prod\\"}' >> /etc/ecs/ecs.config" }
  Group:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: !Ref Size
      MaxSize: !FindInMap [Sizes, !Ref Env, max]
      VPCZoneIdentifier: [!Ref SubnetA, !Ref SubnetB]
      MixedInstancesPolicy:
        InstancesDistribution: { OnDemandBaseCapacity: 1, OnDemandPercentageAboveBaseCapacity: '0', SpotAllocationStrategy: price-capacity-optimized }
        LaunchTemplate:
          LaunchTemplateSpecification: { LaunchTemplateId: !Ref Template, Version: !GetAtt Template.LatestVersionNumber }
          Overrides:
            - InstanceType: !Select [0, !Ref Types]
            - InstanceType: !Select [1, !Ref Types]
  SubnetA: { Type: 'AWS::EC2::Subnet', Properties: { AvailabilityZone: !Select [0, !GetAZs ''] } }
  SubnetB: { Type: 'AWS::EC2::Subnet', Properties: { AvailabilityZone: !Select [1, !GetAZs { Ref: 'AWS::Region' }] } }
  Provider:
    Type: AWS::ECS::CapacityProvider
    Properties:
      AutoScalingGroupProvider:
        AutoScalingGroupArn: !Ref Group
        ManagedScaling: { Status: ENABLED, TargetCapacity: !If [IsProd, 90, 100] }
        ManagedTerminationProtection: DISABLED
  Association:
    Type: AWS::ECS::ClusterCapacityProviderAssociations
    Properties:
      Cluster: !Ref Cluster
      CapacityProviders: [!Ref Provider, FARGATE_SPOT]
      DefaultCapacityProviderStrategy: [{ CapacityProvider: !Ref Provider, Weight: 1 }]
  OnlyInTest: { Type: 'AWS::ECS::Service', Condition: IsTest, Properties: {} }
  Never: { Type: 'AWS::ECS::Service', Condition: Both, Properties: {} }
  Definition:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: !Join ['-', [web, !Ref Env]]
      NetworkMode: bridge
      ContainerDefinitions:
        - Name: app
          Image: !Sub '\${AWS::AccountId}.dkr.ecr.\${AWS::Region}.\${AWS::URLSuffix}/web'
          Cpu: '256'
          Memory: 512
          Essential: 'true'
          Environment: [{ Name: SECRET, Value: hunter2 }]
          PortMappings: [{ ContainerPort: 80, HostPort: 0 }]
  Web:
    Type: AWS::ECS::Service
    Properties:
      Cluster: !Ref Cluster
      TaskDefinition: !Ref Definition
      DesiredCount: 4
      PlacementStrategies: [{ Type: spread, Field: 'attribute:ecs.availability-zone' }]
      DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } }
      LoadBalancers: [{ TargetGroupArn: !Ref Targets, ContainerName: app, ContainerPort: 80 }]
  Targets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      HealthCheckIntervalSeconds: 10
      TargetGroupAttributes: [{ Key: deregistration_delay.timeout_seconds, Value: '30' }]
`;

describe('a CloudFormation template', () => {
  it('becomes a scenario: functions, mappings, conditions, and references from one resource to the next', () => {
    const { scenario } = imported(CLUSTER);
    expect(scenario.name).toBe('shop-prod');
    expect(scenario.cluster).toEqual({
      availabilityZones: ['us-east-1a', 'us-east-1b'],
      subnets: undefined,
      ami: 'al2023',
      capacityProviders: [
        {
          name: 'Provider',
          autoScalingGroupProvider: { managedScaling: { status: 'ENABLED', targetCapacity: 90 }, managedTerminationProtection: 'DISABLED' },
          autoScalingGroup: {
            instanceTypes: ['m5.large', 'm5a.large'],
            mixedInstancesPolicy: {
              instancesDistribution: {
                onDemandBaseCapacity: 1,
                onDemandPercentageAboveBaseCapacity: 0,
                spotAllocationStrategy: 'price-capacity-optimized',
              },
            },
            minSize: 2,
            maxSize: 10,
            availabilityZones: ['us-east-1a', 'us-east-1b'],
            spotInstanceDraining: true,
            attributes: { stack: 'prod' },
          },
        },
        'FARGATE_SPOT',
      ],
      defaultCapacityProviderStrategy: [{ capacityProvider: 'Provider', weight: 1 }],
    });
    expect(scenario.services).toEqual([
      {
        serviceName: 'Web',
        taskDefinition: 'web-prod',
        desiredCount: 4,
        placementStrategy: [{ type: 'spread', field: 'attribute:ecs.availability-zone' }],
        deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
        loadBalancers: [{ targetGroupArn: 'Targets', containerName: 'app', containerPort: 80 }],
      },
    ]);
    expect(scenario.targetGroups).toEqual([{ name: 'Targets', healthCheckIntervalSeconds: 10, deregistrationDelaySeconds: 30 }]);
  });

  it('keeps no environment, because it may have a secret, and names the source of each part', () => {
    const { text, scenario } = imported(CLUSTER);
    expect(text).not.toContain('hunter2');
    expect(text).toContain('# from template.yaml: Resources.Web');
    expect(scenario.taskDefinitions[0].containerDefinitions[0]).toEqual({
      name: 'app',
      image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/web',
      cpu: 256,
      memory: 512,
      portMappings: [{ containerPort: 80, hostPort: 0 }],
      essential: true,
    });
  });

  it('takes parameters, from the command and from a file, and the command comes first', () => {
    const { scenario } = importedFiles(
      [
        {
          file: 'template.yaml',
          text: CLUSTER.replace(
            'Condition: IsTest, Properties: {}',
            'Condition: IsTest, Properties: { TaskDefinition: !Ref Definition, DesiredCount: 1 }',
          ),
        },
        {
          file: 'params.json',
          text: JSON.stringify([
            { ParameterKey: 'Env', ParameterValue: 'test' },
            { ParameterKey: 'Size', ParameterValue: '9' },
          ]),
        },
      ],
      { parameters: new Map([['Size', '1']]), region: 'eu-west-1' },
    );
    expect(scenario.name).toBe('shop-test');
    expect(scenario.region).toBe('eu-west-1');
    expect(scenario.cluster.availabilityZones).toEqual(['eu-west-1a', 'eu-west-1b']);
    const [provider] = scenario.cluster.capacityProviders;
    expect(provider.autoScalingGroup).toMatchObject({ minSize: 1, maxSize: 3 });
    expect(provider.autoScalingGroupProvider.managedScaling.targetCapacity).toBe(100);
    expect(scenario.services.map(({ serviceName }: { serviceName: string }) => serviceName)).toEqual(['OnlyInTest', 'Web']);
  });

  it('names every parameter that is needed and has no value, all at once, and none that is not needed', () => {
    const template = {
      Parameters: {
        Count: { Type: 'Number' },
        Memory: { Type: 'Number' },
        Vpc: { Type: 'String' },
        Image: { Type: 'String' },
        Flag: { Type: 'String' },
      },
      Conditions: { Wanted: { 'Fn::Equals': [{ Ref: 'Flag' }, 'yes'] } },
      Resources: {
        Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: { Ref: 'Vpc' } } },
        Task: {
          Type: 'AWS::ECS::TaskDefinition',
          Properties: { Family: 'a', ContainerDefinitions: [{ Name: 'a', Image: { Ref: 'Image' }, Memory: { Ref: 'Memory' } }] },
        },
        Service: { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: { Ref: 'Task' }, DesiredCount: { Ref: 'Count' } } },
        More: { Type: 'AWS::ECS::Service', Condition: 'Wanted', Properties: { TaskDefinition: { Ref: 'Task' }, DesiredCount: 1 } },
      },
    };
    expect(mistakes(template)).toEqual([
      'template.yaml: Parameters.Flag: has no value: give --parameter Flag=VALUE (it decides Resources.More.Condition)',
      'template.yaml: Parameters.Memory: has no value: give --parameter Memory=VALUE (needed for Resources.Task.Properties.ContainerDefinitions.0.Memory)',
      'template.yaml: Parameters.Count: has no value: give --parameter Count=VALUE (needed for Resources.Service.Properties.desiredCount)',
    ]);
    const given = new Map([
      ['Flag', 'no'],
      ['Memory', '64'],
      ['Count', '3'],
    ]);
    const { scenario } = imported(template, { parameters: given });
    expect(scenario.services).toMatchObject([{ serviceName: 'Service', desiredCount: 3 }]);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how a parameter is shown.
    expect(scenario.taskDefinitions[0].containerDefinitions[0].image).toBe('${Image}');
  });

  it('refuses parameters that no template has, and values that a template does not allow', () => {
    expect(
      mistakes(CLUSTER, {
        parameters: new Map([
          ['Env', 'stage'],
          ['Count', '2'],
        ]),
      }),
    ).toEqual([
      'template.yaml: Parameters.Env: is "stage"; the template allows prod, test',
      '--parameter Count: no template has such a parameter; there are Env, Size, Types',
      'template.yaml: Resources.Group.Properties.MaxSize: Mappings has no Sizes.stage.max (needed for Resources.Group.Properties.MaxSize)',
    ]);
  });

  it('follows nested stacks whose file is there, into them by parameters and out of them by outputs', () => {
    const parent = {
      Resources: {
        Tasks: {
          Type: 'AWS::CloudFormation::Stack',
          Properties: { TemplateURL: 'https://s3.amazonaws.com/bucket/abc/tasks.yaml', Parameters: { Memory: 128 } },
        },
        Gone: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: './gone.yaml' } },
        Web: {
          Type: 'AWS::ECS::Service',
          Properties: { ServiceName: 'web', TaskDefinition: { 'Fn::GetAtt': ['Tasks', 'Outputs.Definition'] }, DesiredCount: 2 },
        },
      },
    };
    const tasks = {
      Parameters: { Memory: { Type: 'Number' } },
      Resources: {
        Task: {
          Type: 'AWS::ECS::TaskDefinition',
          Properties: { Family: 'web', ContainerDefinitions: [{ Name: 'a', Image: 'a', Memory: { Ref: 'Memory' } }] },
        },
      },
      Outputs: { Definition: { Value: { Ref: 'Task' } } },
    };
    const beside = (path: string) => (path === 'tasks.yaml' ? { file: 'tasks.yaml', text: JSON.stringify(tasks) } : undefined);
    const { scenario, leftOut, text } = imported(parent, { readBeside: beside });
    expect(scenario.services).toMatchObject([{ serviceName: 'web', taskDefinition: 'web' }]);
    expect(text).toContain('# from tasks.yaml: Resources.Task');
    expect(leftOut).toContain(
      'Resources.Gone.Properties.TemplateURL: the nested stack Gone is not at hand: put its template ("./gone.yaml") beside this one, or give it as well',
    );
    // Given as well it is the nested stack, not another one.
    const given = importedFiles([
      { file: 'parent.json', text: JSON.stringify(parent) },
      { file: 'tasks.yaml', text: JSON.stringify(tasks) },
    ]);
    expect(given.scenario.taskDefinitions).toHaveLength(1);
  });

  it('takes imported values from another template that exports them, else names them', () => {
    const service = {
      Resources: {
        Task: {
          Type: 'AWS::ECS::TaskDefinition',
          Properties: {
            Family: 'web',
            RequiresCompatibilities: ['FARGATE'],
            NetworkMode: 'awsvpc',
            Cpu: 256,
            Memory: { 'Fn::ImportValue': 'net-Memory' },
            ContainerDefinitions: [{ Name: 'a', Image: 'a' }],
          },
        },
        Web: {
          Type: 'AWS::ECS::Service',
          Properties: {
            Cluster: { 'Fn::ImportValue': 'net-Cluster' },
            TaskDefinition: { Ref: 'Task' },
            DesiredCount: 1,
            LaunchType: 'FARGATE',
          },
        },
      },
    };
    const network = {
      Resources: { Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'shop' } } },
      Outputs: {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: of CloudFormation.
        Cluster: { Value: { Ref: 'Cluster' }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}-Cluster' } } },
        Memory: { Value: '1024', Export: { Name: 'net-Memory' } },
      },
    };
    const alone =
      'service.json: Resources.Task.Properties.Memory: imports "net-Memory", which no template of this import exports: give that template as well (needed for Resources.Task.Properties.Memory)';
    expect(mistakes(service, { file: 'service.json' })).toEqual([alone]);
    const { scenario } = importedFiles([
      { file: 'service.json', text: JSON.stringify(service) },
      { file: 'net.yaml', text: JSON.stringify(network) },
    ]);
    expect(scenario.name).toBe('shop');
    expect(scenario.taskDefinitions[0].memory).toBe('1024');
  });

  it('takes the warm pool of a group, and reports that no instance returns to it', () => {
    const pool = {
      AutoScalingGroupName: { Ref: 'Group' },
      MinSize: '2',
      PoolState: 'Hibernated',
      InstanceReusePolicy: { ReuseOnScaleIn: true },
    };
    const { scenario, leftOut } = imported({
      Resources: {
        Template: { Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateData: { InstanceType: 'm5.large' } } },
        Group: {
          Type: 'AWS::AutoScaling::AutoScalingGroup',
          Properties: { MinSize: '1', MaxSize: '5', LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' }, Version: '1' } },
        },
        Pool: { Type: 'AWS::AutoScaling::WarmPool', Properties: pool },
        Provider: {
          Type: 'AWS::ECS::CapacityProvider',
          Properties: { AutoScalingGroupProvider: { AutoScalingGroupArn: { Ref: 'Group' } } },
        },
        Cluster: { Type: 'AWS::ECS::Cluster', Properties: { CapacityProviders: [{ Ref: 'Provider' }] } },
      },
    });
    expect(scenario.cluster.capacityProviders[0].autoScalingGroup.warmPool).toEqual({ minSize: 2, poolState: 'Hibernated' });
    expect(leftOut).toContain('Resources.Pool.Properties.instanceReusePolicy: ECS does not take instances back into a warm pool');
  });

  it('refuses SAM and macros by name, and what refers to nothing', () => {
    const template = {
      Transform: ['AWS::Serverless-2016-10-31', 'MyMacro'],
      Resources: {
        Function: { Type: 'AWS::Serverless::Function' },
        Task: {
          Type: 'AWS::ECS::TaskDefinition',
          Properties: { Family: 'web', ContainerDefinitions: [{ Name: 'a', Image: 'a', Memory: 64 }] },
        },
      },
    };
    expect(imported(template).leftOut.filter((line) => line.startsWith('Transform'))).toEqual([
      "Transform: AWS SAM rewrites the template in AWS, and is not applied here: import what 'aws cloudformation get-template --template-stage Processed' gives",
      "Transform: the macro MyMacro rewrites the template in AWS, and is not applied here: import what 'aws cloudformation get-template --template-stage Processed' gives",
    ]);
    const broken = structuredClone(template) as Record<string, unknown> & typeof template;
    Object.assign(broken.Resources.Task.Properties, { Memory: { Ref: 'Memry' }, Cpu: { 'Fn::Transform': { Name: 'MyMacro' } } });
    Object.assign(broken, { Parameters: { Memory: { Type: 'Number', Default: 1 } } });
    expect(mistakes(broken)).toEqual([
      'template.yaml: Resources.Task.Properties.Memory: refers to "Memry", which is neither a parameter nor a resource of the template; did you mean Memory?',
      'template.yaml: Resources.Task.Properties.Cpu: Fn::Transform MyMacro is worked out by CloudFormation alone: import the processed template (needed for Resources.Task.Properties.Cpu)',
    ]);
  });

  it('ends where names hang on themselves', () => {
    const template = {
      Conditions: { A: { 'Fn::Not': [{ Condition: 'B' }] }, B: { 'Fn::Not': [{ Condition: 'A' }] } },
      Resources: {
        Service: { Type: 'AWS::ECS::Service', Condition: 'A', Properties: { ServiceName: { 'Fn::GetAtt': ['Service', 'Name'] } } },
      },
    };
    expect(mistakes(template)).toEqual(['template.yaml: condition A depends on itself (it decides Resources.Service.Condition)']);
  });

  it('names both clusters where a template has two', () => {
    const template = {
      Resources: {
        A: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'a' } },
        B: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'b' } },
        Task: {
          Type: 'AWS::ECS::TaskDefinition',
          Properties: { Family: 't', ContainerDefinitions: [{ Name: 'a', Image: 'a', Memory: 64 }] },
        },
        InA: { Type: 'AWS::ECS::Service', Properties: { Cluster: { Ref: 'A' }, TaskDefinition: { Ref: 'Task' }, DesiredCount: 1 } },
        InB: {
          Type: 'AWS::ECS::Service',
          Properties: { Cluster: { 'Fn::GetAtt': 'B.Arn' }, TaskDefinition: { Ref: 'Task' }, DesiredCount: 1 },
        },
      },
    };
    expect(mistakes(template)).toEqual([
      'template.yaml: Resources.A.Properties: is of cluster a, and the input has 2 clusters (a, b): give --cluster NAME',
      'template.yaml: Resources.B.Properties: is of cluster b, and the input has 2 clusters (a, b): give --cluster NAME',
    ]);
    const { scenario } = imported(template, { cluster: 'b' });
    expect([scenario.name, scenario.services.map(({ serviceName }: { serviceName: string }) => serviceName)]).toEqual(['b', ['InB']]);
    expect(mistakesOfFiles([{ file: 't', text: JSON.stringify(template) }], { cluster: 'c' })).toEqual([
      '--cluster c: there is a, b; did you mean a?',
    ]);
  });
});
