import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readTree } from '../../src/import/read/tree.js';
import { drydock } from '../cli/in-process.js';
import { imported } from './imported.js';

const folder = mkdtempSync(join(tmpdir(), 'drydock-losses-'));
afterAll(() => rmSync(folder, { recursive: true }));

const DEFINITION = `
  T:
    Type: AWS::ECS::TaskDefinition
    Properties: { Family: t, NetworkMode: bridge, ContainerDefinitions: [{ Name: a, Image: nginx, Cpu: 256, Memory: 512 }] }
  FT:
    Type: AWS::ECS::TaskDefinition
    Properties: { Family: ft, NetworkMode: awsvpc, Cpu: '256', Memory: '512', RequiresCompatibilities: [FARGATE], ContainerDefinitions: [{ Name: a, Image: nginx }] }`;

function template(resources: string): string {
  return `Resources:\n  C: { Type: AWS::ECS::Cluster }${DEFINITION}${resources}\n`;
}

function service(id: string, properties: string): string {
  return `\n  ${id}:\n    Type: AWS::ECS::Service\n    Properties: { Cluster: !Ref C, DesiredCount: 2, ${properties} }`;
}

async function imports(name: string, text: string, ...options: string[]) {
  writeFileSync(join(folder, `${name}.yaml`), text);
  const out = `${name}.out.yaml`;
  const answer = await drydock(['import', `${name}.yaml`, '--out', out, '--force', ...options], { cwd: folder });
  const written = existsSync(join(folder, out)) ? parse(readFileSync(join(folder, out), 'utf8')) : null;
  rmSync(join(folder, out), { force: true });
  return { ...answer, scenario: written, understood: /Understood \(\d+\)\n((?: {2}.*\n)+)/.exec(answer.stdout)?.[1] ?? '' };
}

const FARGATE = 'TaskDefinition: !Ref FT, LaunchType: FARGATE';

describe('losses of an import', () => {
  it.each([
    // A classic load balancer has no target group, so nothing checks the health for which the grace period waits.
    [
      'a grace period without a target group',
      `${FARGATE}, HealthCheckGracePeriodSeconds: 60`,
      'healthCheckGracePeriodSeconds is left out: it is only for a',
    ],
    [
      'a classic load balancer',
      `${FARGATE}, HealthCheckGracePeriodSeconds: 60, LoadBalancers: [{ LoadBalancerName: old, ContainerName: a, ContainerPort: 80 }]`,
      'LoadBalancers|loadBalancers',
    ],
    ['a count below 0', `${FARGATE}, HealthCheckGracePeriodSeconds: -4`, 'HealthCheckGracePeriodSeconds: -4 is out of range: at least 0'],
    ['a word in place of a number', `${FARGATE}, HealthCheckGracePeriodSeconds: soon`, 'expected a number, not "soon"'],
    [
      'CANARY without a load balancer',
      `${FARGATE}, DeploymentConfiguration: { Strategy: CANARY, CanaryConfiguration: { CanaryPercent: 10, CanaryBakeTimeInMinutes: 5 } }`,
      null,
    ],
    [
      'a volume that is configured at launch',
      `${FARGATE}, VolumeConfigurations: [{ Name: v, ManagedEBSVolume: { SizeInGiB: 20, VolumeType: gp3, RoleArn: 'arn:x' } }]`,
      null,
    ],
  ])('is left out of its service, which stays: %s', async (_, properties, message) => {
    const { status, scenario, stdout, understood } = await imports('part', template(service('S', properties)));
    expect(status).toBe(0);
    expect(scenario.services).toMatchObject([{ serviceName: 'S', desiredCount: 2, taskDefinition: 'ft' }]);
    expect(understood).toContain('service S: 2 tasks of ft');
    if (message !== null) expect(stdout).toMatch(new RegExp(`Left out[^]*(${message})`));
  });

  it('says which of two equal keys of JSON it takes, and takes none in a text for one', async () => {
    const properties =
      '"TaskDefinition": {"Ref": "T"}, "LaunchType": "FARGATE", "DesiredCount": 9, "ServiceName": "a:\\"b, {", "DesiredCount": 3';
    const definition =
      '"Family": "ft", "NetworkMode": "awsvpc", "Cpu": "256", "Memory": "512", "ContainerDefinitions": [{"Name": "a", "Image": "a"}]';
    const of = (type: string, of: string) => `{"Type": "AWS::ECS::${type}", "Properties": {${of}}}`;
    const json = `{"Resources": {"C": ${of('Cluster', '')}, "T": ${of('TaskDefinition', definition)}, "S": ${of('Service', properties)}}}`;
    expect(readTree(json, 'twice.json')).toMatchObject({ repeated: ['Resources.S.Properties.DesiredCount'] });
    const { stdout } = await imports('twice-json', json);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('Resources.S.Properties.DesiredCount: is given twice: the last one is taken');
  });

  it('says which of two equal keys of YAML it takes', async () => {
    const { status, scenario, stdout } = await imports(
      'twice',
      template(service('S', `${FARGATE}, <<: { DesiredCount: 9 }, DesiredCount: 3`)),
    );
    expect([status, scenario.services[0].desiredCount]).toEqual([0, 3]);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('Resources.S.Properties.DesiredCount: is given twice: the last one is taken');
    const once = await imports('once', template(service('S', `${FARGATE}, <<: { DesiredCount: 9 }`)));
    expect([once.scenario.services[0].desiredCount, once.stdout]).toEqual([2, expect.not.stringContaining('is given twice')]);
  });

  it('assumes a price of FARGATE_SPOT on arm64, which the catalogue has for one region alone', async () => {
    const text = template(
      service('S', 'TaskDefinition: !Ref FT, CapacityProviderStrategy: [{ CapacityProvider: FARGATE_SPOT, Weight: 1 }]'),
    )
      .replace('C: { Type: AWS::ECS::Cluster }', 'C: { Type: AWS::ECS::Cluster, Properties: { CapacityProviders: [FARGATE_SPOT] } }')
      .replace('Family: ft,', 'Family: ft, RuntimePlatform: { CpuArchitecture: ARM64, OperatingSystemFamily: LINUX },');
    const { status, scenario, stdout, stderr } = await imports('arm', text);
    expect([stderr, status]).toEqual(['', 0]);
    // us-east-1: 0.03238 · 0.01254688 / 0.04048 and 0.00356 · 0.00137248 / 0.004445.
    expect(scenario.prices).toEqual({ fargate: { linux: { arm64: { spot: { usdPerVcpuHour: 0.01004, usdPerGbHour: 0.001099 } } } } });
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('Fargate Spot on arm64 costs 0.01004 USD a vCPU-hour and 0.001099 USD a GB-hour');
    // eu-central-1 lacks arm64; it has x86_64.
    const frankfurt = await imports('arm', text, '--region', 'eu-central-1');
    expect(Object.keys(frankfurt.scenario.prices.fargate.linux.arm64)).toEqual(['on-demand', 'spot']);
    expect(frankfurt.scenario.prices.fargate.linux.x86_64).toBeUndefined();
  });

  it('ends with exit code 2 and writes nothing where a service is lost, unless --partial', async () => {
    const text = template(`${service('A', FARGATE)}${service('B', `TaskDefinition: 'elsewhere:3', LaunchType: FARGATE`)}`);
    const refused = await imports('lost', text);
    expect(refused).toMatchObject({ status: 2, stdout: '', scenario: null });
    expect(refused.stderr.split('\n')).toEqual([
      'lost.yaml: Resources.B.Properties: the service B runs "elsewhere:3", which is not in the input: give its task definition as well',
      'nothing is written: a service, group or stack of the input would not be in the scenario; --partial writes it without',
      '',
    ]);
    const partial = await imports('lost', text, '--partial');
    expect(partial.status).toBe(0);
    expect(partial.scenario.services.map(({ serviceName }: { serviceName: string }) => serviceName)).toEqual(['A']);
    expect(partial.understood).not.toContain('service B');
  });

  const GROUP = `
  L: { Type: AWS::EC2::LaunchTemplate, Properties: { LaunchTemplateData: { InstanceType: m5.large } } }
  P: { Type: AWS::ECS::CapacityProvider, Properties: { AutoScalingGroupProvider: { AutoScalingGroupArn: !Ref G } } }
  A: { Type: AWS::ECS::ClusterCapacityProviderAssociations, Properties: { Cluster: !Ref C, CapacityProviders: [!Ref P] } }`;
  const group = (properties: string) => `${GROUP}
  G:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties: { MinSize: '1', MaxSize: '4', LaunchTemplate: { LaunchTemplateId: !Ref L, Version: '1' }, ${properties} }`;

  it.each([
    // A hook needs a transition, and a termination policy by Lambda is not simulated.
    [
      'LifecycleHookSpecificationList: [{ LifecycleHookName: bad }, { LifecycleHookName: good, LifecycleTransition: autoscaling:EC2_INSTANCE_LAUNCHING }]',
      'lifecycleHookSpecificationList.0',
    ],
    ['TerminationPolicies: ["arn:aws:lambda:us-east-1:1:function:choose"]', 'terminationPolicies'],
  ])('is left out of its group, which stays: %s', async (properties, message) => {
    const text = template(`${group(properties)}${service('S', 'TaskDefinition: !Ref T')}`);
    const { status, scenario, stdout } = await imports('group', text);
    expect(status).toBe(0);
    expect(scenario.cluster.capacityProviders[0].autoScalingGroup).toMatchObject({ minSize: 1, maxSize: 4, instanceTypes: ['m5.large'] });
    const hooks = scenario.cluster.capacityProviders[0].autoScalingGroup.lifecycleHookSpecificationList ?? [];
    expect(hooks.map(({ lifecycleHookName }: { lifecycleHookName: string }) => lifecycleHookName)).toEqual(
      message.startsWith('life') ? ['good'] : [],
    );
    expect(stdout).toMatch(new RegExp(`Left out[^]*${message}`));
  });

  it('is left out of its task definition, which stays: a port out of range', async () => {
    const ports = 'PortMappings: [{ ContainerPort: 99999 }, { ContainerPort: 80 }]';
    const text = template(service('S', 'TaskDefinition: !Ref T')).replace('Memory: 512', `Memory: 512, ${ports}`);
    const { status, scenario, stdout } = await imports('port', text);
    expect(status).toBe(0);
    const t = scenario.taskDefinitions.find(({ family }: { family: string }) => family === 't');
    expect(t.containerDefinitions[0].portMappings).toEqual([{ containerPort: 80 }]);
    expect(stdout).toContain('99999');
  });

  it('takes types by attributes of one architecture, since a group launches one image', async () => {
    const requirements = 'InstanceRequirements: { VCpuCount: { Min: 2, Max: 4 }, MemoryMiB: { Min: 4096 } }';
    const text = template(`${group('Cooldown: 1')}${service('S', 'TaskDefinition: !Ref T')}`).replace(
      'InstanceType: m5.large',
      requirements,
    );
    const x86 = await imports('attributes', text);
    expect(x86.status).toBe(0);
    const types = (scenario: typeof x86.scenario): string[] => scenario.cluster.capacityProviders[0].autoScalingGroup.instanceTypes;
    expect(types(x86.scenario)).toHaveLength(5);
    // Graviton families have a g after the generation; a1 is the first of them.
    expect(types(x86.scenario).filter((type) => /^a1|^[a-z]+\d+g/.test(type))).toEqual([]);
    const arm = await imports('arm', text.replace(requirements, `${requirements}, ImageId: al2023-ami-ecs-hvm-arm64`));
    expect(types(arm.scenario).filter((type) => !/^a1|^[a-z]+\d+g/.test(type))).toEqual([]);
  });

  it('names what has no effect and what costs money, never a value that may be secret', async () => {
    const secret = 'hunter2';
    const text = template(`${group('Tags: [{ Key: a, Value: b, PropagateAtLaunch: true }]')}${service('S', 'TaskDefinition: !Ref T')}`)
      .replace('Memory: 512', `Memory: 512, Environment: [{ Name: PASSWORD, Value: ${secret} }]`)
      .replace(
        'InstanceType: m5.large',
        'InstanceType: m5.large, BlockDeviceMappings: [{ DeviceName: /dev/xvda, Ebs: { VolumeSize: 100 } }], CpuOptions: { CoreCount: 1 }',
      );
    const { stdout, scenario } = await imports('secret', text);
    expect(stdout).toMatch(/without an effect on a simulation[\s\S]*containerDefinitions\.environment/);
    expect(stdout).toMatch(/BlockDeviceMappings: the EBS volumes of instances are not\s+billed/);
    expect(stdout).toMatch(/CpuOptions: instances have all vCPUs/);
    expect(JSON.stringify([stdout, scenario])).not.toContain(secret);
  });

  it('reports the state of a provider and the settings of a cluster', async () => {
    const provider = (name: string, status: string) => ({
      ...{ name, status, capacityProviderArn: `arn:aws:ecs:eu-west-1:1:capacity-provider/${name}` },
      autoScalingGroupProvider: { autoScalingGroupArn: `arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:x:autoScalingGroupName/${name}` },
    });
    const asg = (name: string) => ({ AutoScalingGroupName: name, MinSize: 1, MaxSize: 2, AvailabilityZones: ['eu-west-1a'] });
    const answers = {
      clusters: [{ clusterName: 'c', status: 'ACTIVE', settings: [{ name: 'containerInsights', value: 'enhanced' }], futureKey: 'x' }],
      capacityProviders: [provider('gone', 'INACTIVE'), provider('making', 'PROVISIONING')],
      AutoScalingGroups: [asg('gone'), asg('making')],
    };
    const { stdout, status } = await imports('states', JSON.stringify(answers));
    expect(status).toBe(0);
    expect(stdout).toContain('the capacity provider gone is INACTIVE: it was deleted');
    expect(stdout).toContain('is PROVISIONING; the simulation has an ACTIVE capacity provider');
    expect(stdout).toMatch(/Left out \([\s\S]*clusters\.0: no part in a scenario: futureKey/);
    expect(stdout).toMatch(/without an effect on a simulation[\s\S]*clusters\.0: settings/);
  });

  it('is a nested stack whose template is elsewhere: it may have services', async () => {
    const nested = '\n  N: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: https://s3/bucket/inner.json } }';
    const { status, stderr } = await imports('nested', template(`${nested}${service('S', FARGATE)}`));
    expect(status).toBe(2);
    expect(stderr).toContain('the nested stack N is not at hand: put its template');
  });

  it('reports answers of Express Mode and of managed daemons as losses', async () => {
    const answers = [
      { service: { serviceName: 'ex', serviceArn: 'arn:aws:ecs:eu-west-1:1:service/c/ex', activeConfigurations: [] } },
      { daemon: { daemonArn: 'arn:aws:ecs:eu-west-1:1:daemon/c/d', status: 'ACTIVE' } },
      { clusters: [{ clusterName: 'c' }] },
    ];
    const { status, stderr } = await imports('answers', JSON.stringify(answers));
    expect(status).toBe(2);
    expect(stderr).toContain('ex is a service of Amazon ECS Express Mode');
    expect(stderr).toContain('d is a managed daemon');
  });

  it('reports Managed Instances, Express Mode and managed daemons as what they are, and invents no fleet for them', async () => {
    const text = template(`
  MI:
    Type: AWS::ECS::CapacityProvider
    Properties: { Name: mi, ClusterName: !Ref C, ManagedInstancesProvider: { InstanceLaunchTemplate: {} } }
  Association:
    Type: AWS::ECS::ClusterCapacityProviderAssociations
    Properties: { Cluster: !Ref C, CapacityProviders: [mi], DefaultCapacityProviderStrategy: [{ CapacityProvider: mi, Weight: 1 }] }
  X: { Type: AWS::ECS::ExpressGatewayService, Properties: { ServiceName: ex } }
  D: { Type: AWS::ECS::Daemon, Properties: { DaemonName: d } }${service('S', 'TaskDefinition: !Ref T')}`);
    const refused = await imports('managed', text);
    expect(refused).toMatchObject({ status: 2, scenario: null });
    for (const words of [
      'X is a service of Amazon ECS Express Mode',
      'D is a managed daemon',
      'mi is of ECS Managed Instances',
      'the service S runs on mi',
    ])
      expect(refused.stderr).toContain(words);
    const { status, scenario, understood } = await imports('managed', text, '--partial');
    expect(status).toBe(0);
    // The scenario runs nothing and has no instance, so it costs nothing.
    expect(scenario.cluster).toEqual({});
    expect(scenario.services).toMatchObject([{ serviceName: 'placeholder', desiredCount: 0, launchType: 'FARGATE' }]);
    expect(understood).not.toMatch(/ mi\b|service/);
    writeFileSync(join(folder, 'placed.yaml'), JSON.stringify({ ...scenario, duration: '1h' }));
    const run = await drydock(['run', 'placed.yaml', '--json', '--out', 'placed'], { cwd: folder });
    expect(JSON.parse(run.stdout).cost_usd).toBe(0);
  });
});

it('says that the bill of a NAT gateway is in no figure', () => {
  const Resources = {
    Cluster: { Type: 'AWS::ECS::Cluster' },
    Definition: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: { Family: 'web', ContainerDefinitions: [{ Name: 'web', Image: 'web', Cpu: 256, Memory: 512 }] },
    },
    Role: { Type: 'AWS::IAM::Role' },
  };
  const text = 'of types that have no part in a scenario: ';
  expect(imported({ Resources }).leftOut).toContain(`Resources: 1 resource ${text}AWS::IAM::Role`);
  const nat = { Type: 'AWS::EC2::NatGateway' };
  expect(imported({ Resources: { ...Resources, A: nat, B: nat } }).leftOut).toContain(
    `Resources: 3 resources ${text}AWS::EC2::NatGateway, AWS::IAM::Role; what AWS bills for AWS::EC2::NatGateway is in no figure`,
  );
});
