import type { ServiceName } from '../../../src/endpoint/protocol/models.js';
import { type Block, Pair, type Place } from './measure.js';

/** The calls whose fields an import reads, with a template around each. */
export interface Call extends Place {
  readonly service: ServiceName;
  readonly name: string;
  /** Its heading, where another service has a call of the same name. */
  readonly heading?: string;
}

const ref = (name: string) => ({ Ref: name });
const resource = (Type: string, Properties: Block = {}) => ({ Type, Properties });
const FARGATE = {
  Family: 'ft',
  NetworkMode: 'awsvpc',
  Cpu: '256',
  Memory: '512',
  RequiresCompatibilities: ['FARGATE'],
  ContainerDefinitions: [
    { Name: 'a', Image: 'nginx', PortMappings: [{ ContainerPort: 80, Name: 'http' }] },
    { Name: 'b', Image: 'nginx', PortMappings: [{ ContainerPort: 81 }] },
  ],
};
const WITH_VOLUME = { ...FARGATE, Family: 'vt', Volumes: [{ Name: 'v', ConfiguredAtLaunch: true }] };
const BRIDGE = { Family: 'bt', ContainerDefinitions: [{ Name: 'a', Image: 'nginx', Cpu: 256, Memory: 512 }] };

/** A cluster of one group with its provider, and a service on it. */
function cluster(): ReturnType<Place['resources']> {
  return {
    C: resource('AWS::ECS::Cluster'),
    SA: resource('AWS::EC2::Subnet', { AvailabilityZone: 'us-east-1a' }),
    SB: resource('AWS::EC2::Subnet', { AvailabilityZone: 'us-east-1b' }),
    L: resource('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { InstanceType: 'm5.large' } }),
    L2: resource('AWS::EC2::LaunchTemplate', { LaunchTemplateName: 'two', LaunchTemplateData: { InstanceType: 'c5.large' } }),
    K: resource('AWS::AutoScaling::LaunchConfiguration', { InstanceType: 'm5.xlarge' }),
    G: resource('AWS::AutoScaling::AutoScalingGroup', {
      MinSize: '1',
      MaxSize: '4',
      LaunchTemplate: { LaunchTemplateId: ref('L'), Version: '1' },
    }),
    P: resource('AWS::ECS::CapacityProvider', { AutoScalingGroupProvider: { AutoScalingGroupArn: ref('G') } }),
    A: resource('AWS::ECS::ClusterCapacityProviderAssociations', {
      Cluster: ref('C'),
      CapacityProviders: [ref('P'), 'FARGATE'],
      DefaultCapacityProviderStrategy: [{ CapacityProvider: ref('P'), Weight: 1 }],
    }),
    TG: resource('AWS::ElasticLoadBalancingV2::TargetGroup', { Name: 'web', HealthCheckIntervalSeconds: 7, HealthCheckTimeoutSeconds: 3 }),
    FT: resource('AWS::ECS::TaskDefinition', FARGATE),
    VT: resource('AWS::ECS::TaskDefinition', WITH_VOLUME),
    BT: resource('AWS::ECS::TaskDefinition', BRIDGE),
    E: resource('AWS::ECS::Service', { Cluster: ref('C'), TaskDefinition: ref('BT'), DesiredCount: 2 }),
  };
}

const TARGETS = { loadBalancers: [{ targetGroupArn: ref('TG'), containerName: 'a', containerPort: 80 }] };
const shifted = (strategy: string, more: Block = {}) => ({
  ...TARGETS,
  deploymentConfiguration: { strategy, bakeTimeInMinutes: 5, ...more },
});

const CREATE_SERVICE: Call = {
  service: 'ecs',
  name: 'CreateService',
  at: ['S'],
  resources: () => ({
    ...cluster(),
    S: resource('AWS::ECS::Service', { cluster: ref('C'), taskDefinition: ref('FT'), desiredCount: 2, launchType: 'FARGATE' }),
  }),
  around: {
    loadBalancers: TARGETS,
    'loadBalancers[].loadBalancerName': { loadBalancers: undefined },
    'loadBalancers[].advancedConfiguration': {
      ...shifted('BLUE_GREEN'),
      loadBalancers: [
        {
          ...TARGETS.loadBalancers[0],
          advancedConfiguration: { alternateTargetGroupArn: 'arn:2', productionListenerRule: 'arn:3', roleArn: 'arn:4' },
        },
      ],
    },
    healthCheckGracePeriodSeconds: TARGETS,
    deploymentConfiguration: TARGETS,
    'deploymentConfiguration.bakeTimeInMinutes': shifted('BLUE_GREEN', { bakeTimeInMinutes: 7 }),
    'deploymentConfiguration.strategy': shifted('BLUE_GREEN'),
    'deploymentConfiguration.lifecycleHooks': shifted('BLUE_GREEN', {
      lifecycleHooks: [
        {
          targetType: 'AWS_LAMBDA',
          lifecycleStages: ['POST_SCALE_UP'],
          hookTargetArn: 'arn:1',
          timeoutConfiguration: { timeoutInMinutes: 9 },
        },
      ],
    }),
    'deploymentConfiguration.linearConfiguration': shifted('LINEAR', {
      linearConfiguration: { stepPercent: 20, stepBakeTimeInMinutes: 3 },
    }),
    'deploymentConfiguration.canaryConfiguration': shifted('CANARY', {
      canaryConfiguration: { canaryPercent: 20, canaryBakeTimeInMinutes: 3 },
    }),
    'deploymentConfiguration.deploymentCircuitBreaker': { deploymentConfiguration: { deploymentCircuitBreaker: { enable: true } } },
    'deploymentConfiguration.deploymentCircuitBreaker.thresholdConfiguration': {
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, thresholdConfiguration: { type: 'COUNT', value: 5 } } },
    },
    'deploymentConfiguration.alarms': { deploymentConfiguration: { alarms: { enable: true, alarmNames: ['high'] } } },
    'deploymentConfiguration.earlySuccessCriteria': {
      deploymentConfiguration: { minimumHealthyPercent: 50, earlySuccessCriteria: { enable: true, healthyPercent: 70 } },
    },
    capacityProviderStrategy: { launchType: undefined, capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }] },
    'capacityProviderStrategy[].weight': {
      launchType: undefined,
      taskDefinition: ref('BT'),
      capacityProviderStrategy: [{ capacityProvider: ref('P'), weight: 5 }],
    },
    placementConstraints: { launchType: 'EC2', taskDefinition: ref('BT') },
    'placementConstraints[].expression': { placementConstraints: [{ type: 'memberOf' }] },
    placementStrategy: { launchType: 'EC2', taskDefinition: ref('BT'), placementStrategy: [{ type: 'binpack', field: 'memory' }] },
    schedulingStrategy: { launchType: 'EC2', taskDefinition: ref('BT') },
    volumeConfigurations: {
      taskDefinition: ref('VT'),
      volumeConfigurations: [{ name: 'v', managedEBSVolume: { sizeInGiB: 20, volumeType: 'gp3', roleArn: 'arn:1' } }],
    },
    serviceConnectConfiguration: { serviceConnectConfiguration: { enabled: true } },
    'serviceConnectConfiguration.enabled': shifted('CANARY', { canaryConfiguration: { canaryPercent: 20 } }),
    vpcLatticeConfigurations: { ...shifted('LINEAR'), loadBalancers: undefined },
    monitoring: { monitoring: { metricConfigurations: [{ metricNames: ['CPUUtilization'], resolutionSeconds: 20 }] } },
  },
  values: {
    cluster: new Pair(ref('C'), 'elsewhere'),
    taskDefinition: new Pair(ref('FT'), 'elsewhere'),
    desiredCount: 7,
    launchType: 'FARGATE',
    availabilityZoneRebalancing: 'DISABLED',
    platformVersion: '1.3.0',
    'loadBalancers[].loadBalancerName': 'classic',
    'loadBalancers[].containerName': new Pair('b', 'a'),
    'loadBalancers[].containerPort': new Pair(81, 80),
    'deploymentConfiguration.maximumPercent': 150,
    'deploymentConfiguration.minimumHealthyPercent': 50,
    'deploymentConfiguration.lifecycleHooks[].targetType': 'PAUSE',
    'deploymentConfiguration.lifecycleHooks[].timeoutConfiguration.action': 'CONTINUE',
    'deploymentConfiguration.deploymentCircuitBreaker.resetOnHealthyTask': false,
    'deploymentConfiguration.earlySuccessCriteria.sourceServiceRevisionCleanup': 'DEFERRED',
    'placementConstraints[].type': 'distinctInstance',
    'placementConstraints[].expression': 'attribute:ecs.instance-type == m5.large',
    'networkConfiguration.awsvpcConfiguration.subnets[]': [ref('SA')],
    'networkConfiguration.awsvpcConfiguration.assignPublicIp': 'ENABLED',
    schedulingStrategy: 'DAEMON',
    'deploymentController.type': 'CODE_DEPLOY',
    'volumeConfigurations[].managedEBSVolume.iops': 4000,
    'volumeConfigurations[].managedEBSVolume.throughput': 250,
    'volumeConfigurations[].managedEBSVolume.volumeType': 'gp2',
    healthCheckGracePeriodSeconds: 60,
  },
};

const CONTAINER = { name: 'a', image: 'nginx', cpu: 256, memory: 512, essential: true };
const AWSVPC = { networkMode: 'awsvpc' };
const container = (more: Block) => ({ containerDefinitions: [{ ...CONTAINER, ...more }] });

const REGISTER_TASK_DEFINITION: Call = {
  service: 'ecs',
  name: 'RegisterTaskDefinition',
  at: ['T'],
  resources: () => ({
    ...cluster(),
    T: resource('AWS::ECS::TaskDefinition', {
      family: 't',
      containerDefinitions: [structuredClone(CONTAINER)],
    }),
    S: resource('AWS::ECS::Service', { Cluster: ref('C'), TaskDefinition: ref('T'), DesiredCount: 2 }),
  }),
  around: {
    'containerDefinitions[].links': {
      containerDefinitions: [
        { ...CONTAINER, links: ['b'] },
        { ...CONTAINER, name: 'b' },
      ],
    },
    'containerDefinitions[].portMappings': container({ portMappings: [{ containerPort: 80 }] }),
    'containerDefinitions[].portMappings[].name': AWSVPC,
    'containerDefinitions[].portMappings[].appProtocol': {
      ...AWSVPC,
      ...container({ portMappings: [{ containerPort: 80, name: 'http' }] }),
    },
    'containerDefinitions[].portMappings[].containerPortRange': container({ portMappings: [{}] }),
    'containerDefinitions[].restartPolicy': container({ restartPolicy: { enabled: true } }),
    'containerDefinitions[].mountPoints': {
      volumes: [{ name: 'v' }, { name: 'w' }],
      ...container({ mountPoints: [{ sourceVolume: 'v', containerPath: '/v' }] }),
    },
    'containerDefinitions[].volumesFrom': {
      containerDefinitions: [
        { ...CONTAINER, volumesFrom: [{ sourceContainer: 'b' }] },
        { ...CONTAINER, name: 'b' },
      ],
    },
    'containerDefinitions[].linuxParameters.devices': container({ linuxParameters: { devices: [{ hostPath: '/dev/x' }] } }),
    'containerDefinitions[].linuxParameters.tmpfs': container({ linuxParameters: { tmpfs: [{ containerPath: '/t', size: 64 }] } }),
    'containerDefinitions[].dependsOn': {
      containerDefinitions: [
        { ...CONTAINER, dependsOn: [{ containerName: 'b', condition: 'START' }] },
        { ...CONTAINER, name: 'b', essential: false },
        { ...CONTAINER, name: 'c', essential: false },
      ],
    },
    'containerDefinitions[].extraHosts': container({ extraHosts: [{ hostname: 'h', ipAddress: '10.0.0.1' }] }),
    'containerDefinitions[].ulimits': container({ ulimits: [{ name: 'nofile', softLimit: 1024, hardLimit: 4096 }] }),
    'containerDefinitions[].healthCheck': container({ healthCheck: { command: ['CMD', 'true'] } }),
    'containerDefinitions[].resourceRequirements': container({ resourceRequirements: [{ type: 'GPU', value: '1' }] }),
    'containerDefinitions[].firelensConfiguration': container({ firelensConfiguration: { type: 'fluentd' } }),
    volumes: { volumes: [{ name: 'v' }] },
    'volumes[].dockerVolumeConfiguration': { volumes: [{ name: 'v', dockerVolumeConfiguration: { scope: 'shared' } }] },
    'volumes[].efsVolumeConfiguration': {
      volumes: [{ name: 'v', efsVolumeConfiguration: { fileSystemId: 'fs-1', transitEncryption: 'ENABLED' } }],
    },
    'volumes[].s3filesVolumeConfiguration': {
      volumes: [{ name: 'v', s3filesVolumeConfiguration: { fileSystemArn: 'arn:aws:s3files:us-east-1:1:file-system/fs-1' } }],
    },
    'volumes[].fsxWindowsFileServerVolumeConfiguration': {
      runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' },
      volumes: [
        {
          name: 'v',
          fsxWindowsFileServerVolumeConfiguration: {
            fileSystemId: 'fs-1',
            rootDirectory: 'x',
            authorizationConfig: { credentialsParameter: 'arn:1', domain: 'd' },
          },
        },
      ],
    },
    placementConstraints: { placementConstraints: [{ type: 'memberOf', expression: 'attribute:a == b' }] },
    proxyConfiguration: { ...AWSVPC, proxyConfiguration: { containerName: 'a' } },
    'proxyConfiguration.properties': {
      ...AWSVPC,
      proxyConfiguration: { containerName: 'a', properties: [{ name: 'AppPorts', value: '80' }] },
    },
    inferenceAccelerators: { inferenceAccelerators: [{ deviceName: 'd', deviceType: 'eia2.medium' }] },
    ephemeralStorage: { ...AWSVPC, requiresCompatibilities: ['FARGATE'], cpu: '512', memory: '1024' },
  },
  values: {
    'containerDefinitions[].cpu': 512,
    'containerDefinitions[].memory': 1024,
    'containerDefinitions[].memoryReservation': 256,
    'containerDefinitions[].essential': new Pair(true, false),
    'containerDefinitions[].portMappings[].containerPort': new Pair(81, 80),
    'containerDefinitions[].portMappings[].hostPort': 8080,
    'containerDefinitions[].portMappings[].protocol': 'udp',
    'containerDefinitions[].portMappings[].appProtocol': 'http2',
    'containerDefinitions[].portMappings[].containerPortRange': '8000-8010',
    'containerDefinitions[].restartPolicy.restartAttemptPeriod': 120,
    'containerDefinitions[].restartPolicy.ignoredExitCodes[]': [7],
    'containerDefinitions[].mountPoints[].sourceVolume': new Pair('w', 'v'),
    'containerDefinitions[].dependsOn[].containerName': new Pair('c', 'b'),
    'containerDefinitions[].dependsOn[].condition': new Pair('COMPLETE', 'START'),
    'containerDefinitions[].startTimeout': 60,
    'containerDefinitions[].stopTimeout': 60,
    'containerDefinitions[].versionConsistency': 'disabled',
    'containerDefinitions[].logConfiguration.logDriver': 'awslogs',
    'containerDefinitions[].linuxParameters.devices[].permissions[]': ['read'],
    'containerDefinitions[].healthCheck.command[]': new Pair(['CMD', 'false'], ['CMD', 'true']),
    'containerDefinitions[].healthCheck.interval': 9,
    'containerDefinitions[].healthCheck.retries': 7,
    'containerDefinitions[].resourceRequirements[].type': new Pair('GPU', 'InferenceAccelerator'),
    'containerDefinitions[].resourceRequirements[].value': new Pair('2', '1'),
    networkMode: 'awsvpc',
    'volumes[].dockerVolumeConfiguration.scope': new Pair('shared', 'task'),
    'volumes[].dockerVolumeConfiguration.driver': 'rexray/ebs',
    'volumes[].efsVolumeConfiguration.transitEncryption': 'ENABLED',
    'volumes[].efsVolumeConfiguration.authorizationConfig.iam': 'ENABLED',
    'placementConstraints[].expression': new Pair('attribute:a == b', 'attribute:a == c'),
    'requiresCompatibilities[]': ['EC2'],
    cpu: '512',
    memory: '1024',
    pidMode: 'task',
    ipcMode: 'task',
    'proxyConfiguration.type': 'APPMESH',
    'ephemeralStorage.sizeInGiB': 50,
    'runtimePlatform.cpuArchitecture': 'ARM64',
    'runtimePlatform.operatingSystemFamily': 'WINDOWS_SERVER_2022_CORE',
  },
};

const CREATE_CLUSTER: Call = {
  service: 'ecs',
  name: 'CreateCluster',
  at: ['C'],
  resources: () => ({ ...cluster(), A: resource('AWS::ECS::ClusterCapacityProviderAssociations', { Cluster: ref('C') }) }),
  around: {
    defaultCapacityProviderStrategy: { capacityProviders: [ref('P')], defaultCapacityProviderStrategy: [{ capacityProvider: ref('P') }] },
  },
  values: { 'capacityProviders[]': ['FARGATE_SPOT'] },
};

const PUT_CLUSTER_CAPACITY_PROVIDERS: Call = {
  service: 'ecs',
  name: 'PutClusterCapacityProviders',
  at: ['A'],
  resources: () => ({ ...cluster(), A: resource('AWS::ECS::ClusterCapacityProviderAssociations', { cluster: ref('C') }) }),
  around: CREATE_CLUSTER.around,
  values: { ...CREATE_CLUSTER.values, cluster: new Pair(ref('C'), 'elsewhere') },
};

const CREATE_CAPACITY_PROVIDER: Call = {
  service: 'ecs',
  name: 'CreateCapacityProvider',
  at: ['P'],
  resources: () => ({
    ...cluster(),
    P: resource('AWS::ECS::CapacityProvider', { autoScalingGroupProvider: { autoScalingGroupArn: ref('G') } }),
  }),
  around: {
    'autoScalingGroupProvider.managed': {
      autoScalingGroupProvider: { autoScalingGroupArn: ref('G'), managedScaling: { status: 'ENABLED' } },
    },
  },
  values: {
    'autoScalingGroupProvider.managedScaling.status': new Pair('ENABLED', 'DISABLED'),
    'autoScalingGroupProvider.managedTerminationProtection': 'ENABLED',
    'autoScalingGroupProvider.managedDraining': 'DISABLED',
  },
};

/** Few types, so that each requirement changes which of them are taken. */
const REQUIREMENTS = {
  VCpuCount: { Min: 2 },
  MemoryMiB: { Min: 4096 },
  AllowedInstanceTypes: ['c5.large', 'm5.large', 'm5.xlarge', 'm5a.large', 'r5.large'],
};
const requirementValues = (at: string) =>
  Object.fromEntries(
    Object.entries({
      'VCpuCount.Min': 4,
      'VCpuCount.Max': 2,
      'MemoryMiB.Min': 16384,
      'MemoryMiB.Max': 8192,
      'CpuManufacturers[]': ['amd'],
      'MemoryGiBPerVCpu.Min': 8,
      'MemoryGiBPerVCpu.Max': 2,
      'ExcludedInstanceTypes[]': ['m5.*'],
      'AllowedInstanceTypes[]': new Pair(['m5.*', 'm4.large'], ['m5.*']),
      // The catalogue has no prices of previous types, so with them no type is left.
      'InstanceGenerations[]': new Pair(['current'], ['previous']),
      BareMetal: 'required',
      BurstablePerformance: 'required',
      'AcceleratorCount.Min': 1,
      'AcceleratorCount.Max': 1,
    }).map(([path, value]) => [`${at}.${path}`, value]),
  );
const AROUND_REQUIREMENTS: Readonly<Record<string, Block>> = {
  '': REQUIREMENTS,
  '.BareMetal': { ...REQUIREMENTS, AllowedInstanceTypes: ['m5.large', 'm5.metal'] },
  '.BurstablePerformance': { ...REQUIREMENTS, AllowedInstanceTypes: ['m5.large', 't3.large'] },
  '.AcceleratorCount': {
    ...REQUIREMENTS,
    AllowedInstanceTypes: ['m5.large', 'g4dn.xlarge', 'g4dn.12xlarge'],
    AcceleratorCount: { Min: 1 },
  },
};
const aroundRequirements = (at: string, around: (requirements: Block) => Block) =>
  Object.fromEntries(Object.entries(AROUND_REQUIREMENTS).map(([path, requirements]) => [`${at}${path}`, around(requirements)]));
const HOOK = { LifecycleHookName: 'h', LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING' };
const mixed = (launchTemplate: Block, distribution?: Block) => ({
  LaunchTemplate: undefined,
  MixedInstancesPolicy: {
    LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId: ref('L'), Version: '1' }, ...launchTemplate },
    ...(distribution === undefined ? {} : { InstancesDistribution: distribution }),
  },
});

const GROUP = { MinSize: '1', MaxSize: '4', LaunchTemplate: { LaunchTemplateId: ref('L'), Version: '1' } };

const CREATE_AUTO_SCALING_GROUP: Call = {
  service: 'autoscaling',
  name: 'CreateAutoScalingGroup',
  at: ['G'],
  resources: () => ({ ...cluster(), G: resource('AWS::AutoScaling::AutoScalingGroup', structuredClone(GROUP)) }),
  around: {
    LaunchConfigurationName: { LaunchTemplate: undefined },
    'LaunchTemplate.LaunchTemplateName': { LaunchTemplate: { Version: '1' } },
    MixedInstancesPolicy: mixed({ Overrides: [{ InstanceType: 'm5.large' }, { InstanceType: 'c5.large' }] }),
    'MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification': mixed({}),
    'MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateName': mixed({
      LaunchTemplateSpecification: { Version: '1' },
    }),
    ...aroundRequirements('MixedInstancesPolicy.LaunchTemplate.Overrides[].InstanceRequirements', (InstanceRequirements) =>
      mixed({ Overrides: [{ InstanceRequirements }] }),
    ),
    'MixedInstancesPolicy.InstancesDistribution': mixed(
      { Overrides: [{ InstanceType: 'm5.large' }, { InstanceType: 'c5.large' }] },
      { OnDemandPercentageAboveBaseCapacity: 50 },
    ),
    LifecycleHookSpecificationList: { LifecycleHookSpecificationList: [HOOK] },
  },
  beside: {
    AutoScalingGroupName: { P: { AutoScalingGroupProvider: { AutoScalingGroupArn: 'sample' } } },
  },
  values: {
    ...requirementValues('MixedInstancesPolicy.LaunchTemplate.Overrides[].InstanceRequirements'),
    LaunchConfigurationName: ref('K'),
    'LaunchTemplate.LaunchTemplateId': new Pair(ref('L2'), ref('L')),
    'LaunchTemplate.LaunchTemplateName': 'two',
    'MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateId': new Pair(ref('L2'), ref('L')),
    'MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateName': 'two',
    'MixedInstancesPolicy.LaunchTemplate.Overrides[].InstanceType': new Pair('r5.large', 'm5.large'),
    'MixedInstancesPolicy.InstancesDistribution.OnDemandAllocationStrategy': 'lowest-price',
    'MixedInstancesPolicy.InstancesDistribution.SpotAllocationStrategy': 'capacity-optimized',
    'MixedInstancesPolicy.InstancesDistribution.SpotMaxPrice': '0.02',
    'AvailabilityZones[]': ['us-east-1b'],
    VPCZoneIdentifier: [ref('SB')],
    'TerminationPolicies[]': ['OldestInstance'],
    MaxInstanceLifetime: 604_800,
    'AvailabilityZoneDistribution.CapacityDistributionStrategy': 'balanced-only',
    'LifecycleHookSpecificationList[].LifecycleTransition': new Pair('autoscaling:EC2_INSTANCE_TERMINATING', HOOK.LifecycleTransition),
    'LifecycleHookSpecificationList[].HeartbeatTimeout': 60,
    'LifecycleHookSpecificationList[].DefaultResult': 'CONTINUE',
  },
};

const PUT_LIFECYCLE_HOOK: Call = {
  service: 'autoscaling',
  name: 'PutLifecycleHook',
  at: ['H'],
  resources: () => ({
    ...cluster(),
    H: resource('AWS::AutoScaling::LifecycleHook', { AutoScalingGroupName: ref('G'), LifecycleTransition: HOOK.LifecycleTransition }),
  }),
  around: {},
  values: {
    AutoScalingGroupName: new Pair(ref('G'), 'elsewhere'),
    LifecycleTransition: new Pair('autoscaling:EC2_INSTANCE_TERMINATING', HOOK.LifecycleTransition),
    HeartbeatTimeout: 60,
    DefaultResult: 'CONTINUE',
  },
};

const PUT_WARM_POOL: Call = {
  service: 'autoscaling',
  name: 'PutWarmPool',
  at: ['W'],
  resources: () => ({ ...cluster(), W: resource('AWS::AutoScaling::WarmPool', { AutoScalingGroupName: ref('G') }) }),
  around: {},
  values: { AutoScalingGroupName: new Pair(ref('G'), 'elsewhere'), PoolState: 'Running' },
};

const CREATE_LAUNCH_TEMPLATE: Call = {
  service: 'ec2',
  name: 'CreateLaunchTemplate',
  at: ['L'],
  resources: () => ({ ...cluster(), L: resource('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { InstanceType: 'c5.large' } }) }),
  around: {
    ...aroundRequirements('LaunchTemplateData.InstanceRequirements', (InstanceRequirements) => ({
      LaunchTemplateData: { InstanceRequirements },
    })),
    'LaunchTemplateData.InstanceMarketOptions.SpotOptions': {
      LaunchTemplateData: { InstanceType: 'c5.large', InstanceMarketOptions: { MarketType: 'spot' } },
    },
  },
  beside: {
    LaunchTemplateName: { G: { ...GROUP, LaunchTemplate: { LaunchTemplateName: 'sample', Version: '1' } } },
  },
  values: {
    ...requirementValues('LaunchTemplateData.InstanceRequirements'),
    'LaunchTemplateData.InstanceType': new Pair('r5.large', 'c5.large'),
    'LaunchTemplateData.ImageId': 'resolve:ssm:/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id',
    'LaunchTemplateData.UserData': 'echo ECS_ENABLE_SPOT_INSTANCE_DRAINING=true >> /etc/ecs/ecs.config',
    'LaunchTemplateData.InstanceMarketOptions.MarketType': 'spot',
    'LaunchTemplateData.InstanceMarketOptions.SpotOptions.MaxPrice': '0.03',
  },
};

const CREATE_LAUNCH_CONFIGURATION: Call = {
  service: 'autoscaling',
  name: 'CreateLaunchConfiguration',
  at: ['K'],
  resources: () => ({
    ...cluster(),
    K: resource('AWS::AutoScaling::LaunchConfiguration', { InstanceType: 'm5.xlarge' }),
    G: resource('AWS::AutoScaling::AutoScalingGroup', { MinSize: '1', MaxSize: '4', LaunchConfigurationName: ref('K') }),
  }),
  around: {},
  beside: {
    LaunchConfigurationName: { G: { MinSize: '1', MaxSize: '4', LaunchConfigurationName: 'sample' } },
  },
  values: {
    ImageId: 'resolve:ssm:/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id',
    UserData: 'echo ECS_ENABLE_SPOT_INSTANCE_DRAINING=true >> /etc/ecs/ecs.config',
    InstanceType: new Pair('r5.large', 'c5.large'),
    SpotPrice: '0.03',
  },
};

const SCALED = { ResourceId: 'service/shop/web', ScalableDimension: 'ecs:service:DesiredCount', ServiceNamespace: 'ecs' };
const CPU = { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' };
const TRACKING = { TargetValue: 50, PredefinedMetricSpecification: CPU };
/** A service in the cluster shop with a scaler, and without it: parts of a template that scaling is measured in. */
const scaled = (more: ReturnType<Place['resources']>): ReturnType<Place['resources']> => ({
  ...cluster(),
  C: resource('AWS::ECS::Cluster', { ClusterName: 'shop' }),
  S: resource('AWS::ECS::Service', { ServiceName: 'web', Cluster: ref('C'), TaskDefinition: ref('BT'), DesiredCount: 2 }),
  R: resource('AWS::ApplicationAutoScaling::ScalableTarget', { ...SCALED, MinCapacity: 1, MaxCapacity: 9 }),
  Y: resource('AWS::ApplicationAutoScaling::ScalingPolicy', {
    PolicyName: 'cpu',
    PolicyType: 'TargetTrackingScaling',
    ScalingTargetId: 'service/shop/web|ecs:service:DesiredCount|ecs',
    TargetTrackingScalingPolicyConfiguration: TRACKING,
  }),
  ...more,
});

const REGISTER_SCALABLE_TARGET: Call = {
  service: 'application-autoscaling',
  name: 'RegisterScalableTarget',
  at: ['R'],
  resources: () => scaled({ R: resource('AWS::ApplicationAutoScaling::ScalableTarget', { ...SCALED, MinCapacity: 1, MaxCapacity: 9 }) }),
  around: {},
  values: {
    ServiceNamespace: new Pair('ecs', 'dynamodb'),
    ResourceId: new Pair('service/shop/web', 'service/shop/other'),
    ScalableDimension: new Pair('ecs:service:DesiredCount', 'dynamodb:table:ReadCapacityUnits'),
    MinCapacity: 2,
    MaxCapacity: 7,
  },
};

const POLICY = { PolicyName: 'cpu', PolicyType: 'TargetTrackingScaling', ...SCALED };
const STEPS = {
  PolicyType: 'StepScaling',
  TargetTrackingScalingPolicyConfiguration: undefined,
  StepScalingPolicyConfiguration: {
    AdjustmentType: 'ChangeInCapacity',
    StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
  },
};
const CUSTOM = { MetricName: 'BacklogPerTask', Namespace: 'Shop', Statistic: 'Average', Dimensions: [{ Name: 'Queue', Value: 'orders' }] };
const MATH = [
  {
    Id: 'cpu',
    MetricStat: {
      Metric: {
        ...{ MetricName: 'CPUUtilization', Namespace: 'AWS/ECS' },
        Dimensions: [
          { Name: 'ClusterName', Value: 'shop' },
          { Name: 'ServiceName', Value: 'web' },
        ],
      },
      Stat: 'Average',
    },
    ReturnData: false,
  },
  { Id: 'double', Expression: 'cpu * 2' },
];
const predictive = (more: Block = {}) => ({
  PolicyType: 'PredictiveScaling',
  TargetTrackingScalingPolicyConfiguration: undefined,
  PredictiveScalingPolicyConfiguration: {
    MetricSpecifications: [{ TargetValue: 50, PredefinedMetricPairSpecification: { PredefinedMetricType: 'ECSServiceCPUUtilization' } }],
    ...more,
  },
});

const PUT_SCALING_POLICY: Call = {
  service: 'application-autoscaling',
  name: 'PutScalingPolicy',
  at: ['Y'],
  resources: () =>
    scaled({
      Y: resource('AWS::ApplicationAutoScaling::ScalingPolicy', {
        ...POLICY,
        TargetTrackingScalingPolicyConfiguration: structuredClone(TRACKING),
      }),
      AL: resource('AWS::CloudWatch::Alarm', {
        ...{ Namespace: 'AWS/ECS', MetricName: 'CPUUtilization', Statistic: 'Average', Period: 60, EvaluationPeriods: 1, Threshold: 80 },
        ...{ ComparisonOperator: 'GreaterThanThreshold', AlarmActions: [ref('Y')] },
        Dimensions: [
          { Name: 'ClusterName', Value: 'shop' },
          { Name: 'ServiceName', Value: 'web' },
        ],
      }),
    }),
  around: {
    StepScalingPolicyConfiguration: STEPS,
    'TargetTrackingScalingPolicyConfiguration.CustomizedMetricSpecification': {
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 50, CustomizedMetricSpecification: CUSTOM },
    },
    'TargetTrackingScalingPolicyConfiguration.CustomizedMetricSpecification.Metrics': {
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 50, CustomizedMetricSpecification: { Metrics: MATH } },
    },
    PredictiveScalingPolicyConfiguration: predictive(),
    'PredictiveScalingPolicyConfiguration.MaxCapacityBuffer': predictive({ MaxCapacityBreachBehavior: 'IncreaseMaxCapacity' }),
  },
  values: {
    ServiceNamespace: new Pair('ecs', 'dynamodb'),
    ResourceId: new Pair('service/shop/web', 'service/shop/other'),
    ScalableDimension: new Pair('ecs:service:DesiredCount', 'dynamodb:table:ReadCapacityUnits'),
    PolicyType: new Pair('TargetTrackingScaling', undefined),
    'StepScalingPolicyConfiguration.AdjustmentType': new Pair('ExactCapacity', 'ChangeInCapacity'),
    'TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification.PredefinedMetricType': new Pair(
      'ECSServiceAverageMemoryUtilization',
      'ECSServiceAverageCPUUtilization',
    ),
    'TargetTrackingScalingPolicyConfiguration.CustomizedMetricSpecification.MetricName': new Pair('Backlog', 'BacklogPerTask'),
    'TargetTrackingScalingPolicyConfiguration.CustomizedMetricSpecification.Statistic': new Pair('Sum', 'Average'),
    'PredictiveScalingPolicyConfiguration.Mode': 'ForecastAndScale',
    'PredictiveScalingPolicyConfiguration.MaxCapacityBreachBehavior': 'IncreaseMaxCapacity',
    'PredictiveScalingPolicyConfiguration.MetricSpecifications[].PredefinedMetricPairSpecification.PredefinedMetricType': new Pair(
      'ECSServiceMemoryUtilization',
      'ECSServiceCPUUtilization',
    ),
  },
};

const ALARM_ON_CPU = {
  ...{ Namespace: 'AWS/ECS', MetricName: 'CPUUtilization', Statistic: 'Average', Period: 60, EvaluationPeriods: 2, Threshold: 80 },
  ComparisonOperator: 'GreaterThanThreshold',
  Dimensions: [
    { Name: 'ClusterName', Value: 'shop' },
    { Name: 'ServiceName', Value: 'web' },
  ],
};

const PUT_METRIC_ALARM: Call = {
  service: 'cloudwatch',
  name: 'PutMetricAlarm',
  at: ['AL'],
  resources: () =>
    scaled({
      Y: resource('AWS::ApplicationAutoScaling::ScalingPolicy', { ...POLICY, ...STEPS, ScalingTargetId: ref('R') }),
      AL: resource('AWS::CloudWatch::Alarm', { ...structuredClone(ALARM_ON_CPU), AlarmActions: [ref('Y')] }),
    }),
  around: {
    Metrics: {
      ...{ Namespace: undefined, MetricName: undefined, Statistic: undefined, Period: undefined, Dimensions: undefined },
      Metrics: MATH,
    },
    ExtendedStatistic: { Statistic: undefined },
  },
  values: {
    'AlarmActions[]': new Pair([ref('Y')], ['arn:aws:sns:us-east-1:1:pager']),
    ActionsEnabled: false,
    MetricName: new Pair('MemoryUtilization', 'CPUUtilization'),
    Namespace: new Pair('AWS/ECS', 'Shop'),
    Statistic: new Pair('Maximum', 'Average'),
    ExtendedStatistic: 'p90',
    'Dimensions[].Value': new Pair('shop', 'other'),
    Period: 300,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 1,
    Threshold: 60,
    ComparisonOperator: new Pair('LessThanThreshold', 'GreaterThanThreshold'),
    TreatMissingData: 'breaching',
  },
};

const CREATE_TARGET_GROUP: Call = {
  service: 'elasticloadbalancing',
  name: 'CreateTargetGroup',
  at: ['TG'],
  resources: () => ({
    ...cluster(),
    TG: resource('AWS::ElasticLoadBalancingV2::TargetGroup', { Name: 'web', Protocol: 'HTTP' }),
    S: resource('AWS::ECS::Service', {
      ...{ ServiceName: 'web', Cluster: ref('C'), TaskDefinition: ref('FT'), DesiredCount: 2, LaunchType: 'FARGATE' },
      LoadBalancers: [{ TargetGroupArn: ref('TG'), ContainerName: 'a', ContainerPort: 80 }],
    }),
  }),
  around: {},
  values: {
    Protocol: new Pair('TCP', 'HTTP'),
    HealthCheckIntervalSeconds: 20,
    HealthyThresholdCount: 3,
    UnhealthyThresholdCount: 4,
  },
};

const PUT_SCHEDULED_UPDATE_GROUP_ACTION: Call = {
  service: 'autoscaling',
  name: 'PutScheduledUpdateGroupAction',
  at: ['GA'],
  resources: () => ({
    ...cluster(),
    GA: resource('AWS::AutoScaling::ScheduledAction', { AutoScalingGroupName: ref('G'), DesiredCapacity: 3, Recurrence: '0 8 * * *' }),
  }),
  around: {},
  values: {
    AutoScalingGroupName: new Pair(ref('G'), 'elsewhere'),
    Recurrence: new Pair('0 9 * * *', '0 8 * * *'),
    MinSize: 2,
    MaxSize: 3,
    DesiredCapacity: new Pair(4, 3),
    TimeZone: 'Asia/Tokyo',
  },
};

const GROUP_STEPS = {
  ...{ PolicyType: 'StepScaling', TargetTrackingConfiguration: undefined, AdjustmentType: 'PercentChangeInCapacity' },
  StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 10 }],
};
const GROUP_SIMPLE = {
  ...{ PolicyType: 'SimpleScaling', TargetTrackingConfiguration: undefined, AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 1 },
};
const GROUP_METRIC = { MetricName: 'CPUReservation', Namespace: 'AWS/ECS', Statistic: 'Average' };
const ofCluster = { Dimensions: [{ Name: 'ClusterName', Value: 'shop' }] };
const GROUP_MATH = [
  {
    Id: 'cpu',
    MetricStat: { Metric: { MetricName: 'CPUReservation', Namespace: 'AWS/ECS', ...ofCluster }, Stat: 'Average' },
    ReturnData: false,
  },
  { Id: 'double', Expression: 'cpu * 2' },
];

const PUT_GROUP_SCALING_POLICY: Call = {
  service: 'autoscaling',
  name: 'PutScalingPolicy',
  heading: 'PutScalingPolicy of Amazon EC2 Auto Scaling',
  at: ['GP'],
  resources: () => ({
    ...cluster(),
    C: resource('AWS::ECS::Cluster', { ClusterName: 'shop' }),
    P: resource('AWS::ECS::CapacityProvider', {
      AutoScalingGroupProvider: { AutoScalingGroupArn: ref('G'), ManagedScaling: { Status: 'DISABLED' } },
    }),
    GP: resource('AWS::AutoScaling::ScalingPolicy', {
      ...{ AutoScalingGroupName: ref('G'), PolicyName: 'cpu', PolicyType: 'TargetTrackingScaling' },
      TargetTrackingConfiguration: {
        TargetValue: 50,
        PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' },
      },
    }),
    AL: resource('AWS::CloudWatch::Alarm', {
      ...{ ...GROUP_METRIC, ...ofCluster, Period: 60, EvaluationPeriods: 1, Threshold: 80 },
      ...{ ComparisonOperator: 'GreaterThanThreshold', AlarmActions: [ref('GP')] },
    }),
  }),
  around: {
    StepAdjustments: GROUP_STEPS,
    AdjustmentType: GROUP_STEPS,
    MinAdjustment: GROUP_STEPS,
    MetricAggregationType: GROUP_STEPS,
    ScalingAdjustment: GROUP_SIMPLE,
    Cooldown: GROUP_SIMPLE,
    'TargetTrackingConfiguration.CustomizedMetricSpecification': {
      TargetTrackingConfiguration: { TargetValue: 50, CustomizedMetricSpecification: { ...GROUP_METRIC, ...ofCluster } },
    },
    'TargetTrackingConfiguration.CustomizedMetricSpecification.Metrics': {
      TargetTrackingConfiguration: { TargetValue: 50, CustomizedMetricSpecification: { Metrics: GROUP_MATH } },
    },
    PredictiveScalingConfiguration: {
      ...{ PolicyType: 'PredictiveScaling', TargetTrackingConfiguration: undefined },
      PredictiveScalingConfiguration: {
        MetricSpecifications: [{ TargetValue: 50, PredefinedMetricPairSpecification: { PredefinedMetricType: 'ASGCPUUtilization' } }],
      },
    },
  },
  values: {
    AutoScalingGroupName: new Pair(ref('G'), 'elsewhere'),
    PolicyType: new Pair('TargetTrackingScaling', undefined),
    AdjustmentType: new Pair('ExactCapacity', 'PercentChangeInCapacity'),
    'TargetTrackingConfiguration.PredefinedMetricSpecification.PredefinedMetricType': new Pair(
      'ASGAverageCPUUtilization',
      'ASGAverageNetworkIn',
    ),
    'TargetTrackingConfiguration.CustomizedMetricSpecification.MetricName': new Pair('MemoryReservation', 'CPUReservation'),
    'TargetTrackingConfiguration.CustomizedMetricSpecification.Statistic': new Pair('Maximum', 'Average'),
    MetricAggregationType: new Pair('Maximum', 'Average'),
    Enabled: false,
  },
};

export const CALLS: readonly Call[] = [
  CREATE_CLUSTER,
  PUT_CLUSTER_CAPACITY_PROVIDERS,
  CREATE_CAPACITY_PROVIDER,
  CREATE_SERVICE,
  REGISTER_TASK_DEFINITION,
  CREATE_AUTO_SCALING_GROUP,
  PUT_LIFECYCLE_HOOK,
  PUT_WARM_POOL,
  CREATE_LAUNCH_TEMPLATE,
  CREATE_LAUNCH_CONFIGURATION,
  REGISTER_SCALABLE_TARGET,
  PUT_SCALING_POLICY,
  PUT_METRIC_ALARM,
  CREATE_TARGET_GROUP,
  PUT_SCHEDULED_UPDATE_GROUP_ACTION,
  PUT_GROUP_SCALING_POLICY,
];
