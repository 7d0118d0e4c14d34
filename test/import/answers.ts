/** Answers of AWS of a small cluster: a provider with two instances, one of them Spot, a service that rolls out revision 2, and a task by itself. */

const ARN = 'arn:aws:ecs:eu-west-1:000000000000';
export const instanceArn = (id: string) => `${ARN}:container-instance/shop/${id}`;

// biome-ignore lint/suspicious/noExplicitAny: JSON of which tests change a part.
export type Json = any;

function instance(id: string, { cpu, memory, zone, ...over }: { cpu: number; memory: number; zone: string } & Record<string, unknown>) {
  return {
    containerInstanceArn: instanceArn(id),
    ec2InstanceId: `i-${id}`,
    capacityProviderName: 'workers',
    status: 'ACTIVE',
    agentConnected: true,
    registeredAt: '2026-11-25T18:01:30.500000+00:00',
    versionInfo: { agentVersion: '1.89.2', agentHash: 'x', dockerVersion: 'DockerVersion: 25' },
    registeredResources: [
      { name: 'CPU', type: 'INTEGER', integerValue: 2048 },
      { name: 'MEMORY', type: 'INTEGER', integerValue: 7619 },
      { name: 'PORTS', type: 'STRINGSET', stringSetValue: ['22', '2376', '2375', '51678', '51679'] },
    ],
    remainingResources: [
      { name: 'CPU', type: 'INTEGER', integerValue: cpu },
      { name: 'MEMORY', type: 'INTEGER', integerValue: memory },
      { name: 'PORTS', type: 'STRINGSET', stringSetValue: ['22', '2376', '2375', '51678', '51679', '33000'] },
    ],
    attributes: [
      { name: 'ecs.availability-zone', value: zone },
      { name: 'ecs.instance-type', value: 'm5.large' },
      { name: 'ecs.ami-id', value: 'ami-1' },
      { name: 'com.amazonaws.ecs.capability.docker-remote-api.1.30' },
      { name: 'stack', value: 'prod' },
    ],
    ...over,
  };
}

function task(id: string, on: string, over: Record<string, unknown> = {}) {
  return {
    taskArn: `${ARN}:task/shop/${id}`,
    taskDefinitionArn: `${ARN}:task-definition/web:1`,
    clusterArn: `${ARN}:cluster/shop`,
    containerInstanceArn: instanceArn(on),
    capacityProviderName: 'workers',
    group: 'service:web',
    launchType: 'EC2',
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    healthStatus: 'UNKNOWN',
    cpu: '512',
    memory: '1024',
    createdAt: '2026-11-26T00:59:50.000000+00:00',
    startedAt: '2026-11-26T01:00:00.250000+00:00',
    overrides: { containerOverrides: [{ name: 'app' }] },
    ...over,
  };
}

const definition = (family: string, revision: number) => ({
  taskDefinition: {
    taskDefinitionArn: `${ARN}:task-definition/${family}:${revision}`,
    family,
    revision,
    status: 'ACTIVE',
    networkMode: 'bridge',
    containerDefinitions: [
      {
        name: 'app',
        image: family,
        cpu: 512,
        memory: 1024,
        essential: true,
        portMappings: [{ containerPort: 80, hostPort: 0, protocol: 'tcp' }],
        environment: [{ name: 'KEY', value: 'hunter2' }],
      },
    ],
  },
});

export function answers(): Record<string, Json> {
  return {
    'describe-clusters.json': {
      clusters: [
        {
          clusterArn: `${ARN}:cluster/shop`,
          clusterName: 'shop',
          status: 'ACTIVE',
          capacityProviders: ['workers', 'FARGATE'],
          defaultCapacityProviderStrategy: [{ capacityProvider: 'workers', weight: 1, base: 0 }],
        },
      ],
      failures: [],
    },
    'describe-capacity-providers.json': {
      capacityProviders: [
        {
          capacityProviderArn: `${ARN}:capacity-provider/workers`,
          name: 'workers',
          status: 'ACTIVE',
          autoScalingGroupProvider: {
            autoScalingGroupArn: 'arn:aws:autoscaling:eu-west-1:000000000000:autoScalingGroup:1:autoScalingGroupName/shop-asg',
            managedScaling: {
              status: 'ENABLED',
              targetCapacity: 100,
              minimumScalingStepSize: 1,
              maximumScalingStepSize: 10,
              instanceWarmupPeriod: 300,
            },
            managedTerminationProtection: 'DISABLED',
            managedDraining: 'ENABLED',
          },
        },
      ],
    },
    'asg.json': {
      AutoScalingGroups: [
        {
          AutoScalingGroupName: 'shop-asg',
          AutoScalingGroupARN: 'arn:aws:autoscaling:eu-west-1:000000000000:autoScalingGroup:1:autoScalingGroupName/shop-asg',
          MinSize: 1,
          MaxSize: 9,
          DesiredCapacity: 3,
          AvailabilityZones: ['eu-west-1a', 'eu-west-1b'],
          DefaultCooldown: 300,
          HealthCheckType: 'EC2',
          HealthCheckGracePeriod: 0,
          TerminationPolicies: ['Default'],
          NewInstancesProtectedFromScaleIn: false,
          MixedInstancesPolicy: {
            LaunchTemplate: {
              LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1', Version: '$Latest' },
              Overrides: [{ InstanceType: 'm5.large' }],
            },
            InstancesDistribution: {
              OnDemandBaseCapacity: 1,
              OnDemandPercentageAboveBaseCapacity: 0,
              OnDemandAllocationStrategy: 'prioritized',
              SpotAllocationStrategy: 'price-capacity-optimized',
            },
          },
          Instances: [
            {
              InstanceId: 'i-a',
              InstanceType: 'm5.large',
              AvailabilityZone: 'eu-west-1a',
              LifecycleState: 'InService',
              HealthStatus: 'Healthy',
              ProtectedFromScaleIn: true,
            },
            {
              InstanceId: 'i-b',
              InstanceType: 'm5.large',
              AvailabilityZone: 'eu-west-1b',
              LifecycleState: 'InService',
              HealthStatus: 'Healthy',
              ProtectedFromScaleIn: false,
            },
            {
              InstanceId: 'i-c',
              InstanceType: 'm5.large',
              AvailabilityZone: 'eu-west-1b',
              LifecycleState: 'Pending',
              HealthStatus: 'Healthy',
              ProtectedFromScaleIn: false,
            },
          ],
        },
      ],
    },
    'templates.json': {
      LaunchTemplateVersions: [
        {
          LaunchTemplateId: 'lt-1',
          VersionNumber: 1,
          DefaultVersion: true,
          LaunchTemplateData: { InstanceType: 'm5.xlarge', ImageId: 'ami-1' },
        },
      ],
    },
    'describe-container-instances.json': {
      containerInstances: [
        instance('a', { cpu: 1024, memory: 5571, zone: 'eu-west-1a' }),
        instance('b', { cpu: 1536, memory: 6595, zone: 'eu-west-1b', status: 'DRAINING' }),
      ],
      failures: [],
    },
    'ec2.json': {
      Reservations: [
        {
          Instances: [
            {
              InstanceId: 'i-a',
              InstanceType: 'm5.large',
              LaunchTime: '2026-11-25T18:00:00+00:00',
              Placement: { AvailabilityZone: 'eu-west-1a' },
            },
          ],
        },
        {
          Instances: [
            {
              InstanceId: 'i-b',
              InstanceType: 'm5.large',
              InstanceLifecycle: 'spot',
              LaunchTime: '2026-11-25T18:00:30+00:00',
              Placement: { AvailabilityZone: 'eu-west-1b' },
            },
          ],
        },
        {
          Instances: [
            {
              InstanceId: 'i-c',
              InstanceType: 'm5.large',
              InstanceLifecycle: 'spot',
              LaunchTime: '2026-11-26T02:59:30+00:00',
              Placement: { AvailabilityZone: 'eu-west-1b' },
            },
          ],
        },
      ],
    },
    'describe-tasks.json': {
      tasks: [
        task('t1', 'a'),
        task('t2', 'b', {
          taskDefinitionArn: `${ARN}:task-definition/web:2`,
          startedAt: '2026-11-26T02:58:00+00:00',
          createdAt: '2026-11-26T02:57:50+00:00',
        }),
        task('t3', 'a', {
          taskDefinitionArn: `${ARN}:task-definition/report:4`,
          group: 'family:report',
          startedAt: '2026-11-26T02:30:00+00:00',
          createdAt: '2026-11-26T02:29:50+00:00',
        }),
        task('t4', 'a', { lastStatus: 'STOPPED' }),
      ],
      failures: [],
    },
    'describe-services.json': {
      services: [
        {
          serviceArn: `${ARN}:service/shop/web`,
          serviceName: 'web',
          clusterArn: `${ARN}:cluster/shop`,
          status: 'ACTIVE',
          desiredCount: 2,
          runningCount: 2,
          pendingCount: 0,
          taskDefinition: `${ARN}:task-definition/web:2`,
          schedulingStrategy: 'REPLICA',
          loadBalancers: [],
          serviceRegistries: [],
          placementConstraints: [],
          capacityProviderStrategy: [{ capacityProvider: 'workers', weight: 1, base: 0 }],
          placementStrategy: [{ type: 'spread', field: 'instanceId' }],
          deploymentController: { type: 'ECS' },
          deploymentConfiguration: {
            deploymentCircuitBreaker: { enable: false, rollback: false },
            maximumPercent: 200,
            minimumHealthyPercent: 100,
          },
          deployments: [
            {
              id: 'ecs-svc/2',
              status: 'PRIMARY',
              taskDefinition: `${ARN}:task-definition/web:2`,
              desiredCount: 2,
              runningCount: 1,
              failedTasks: 1,
              createdAt: '2026-11-26T02:57:00+00:00',
              rolloutState: 'IN_PROGRESS',
            },
            {
              id: 'ecs-svc/1',
              status: 'ACTIVE',
              taskDefinition: `${ARN}:task-definition/web:1`,
              desiredCount: 1,
              runningCount: 1,
              failedTasks: 0,
              createdAt: '2026-11-20T00:00:00+00:00',
              rolloutState: 'COMPLETED',
            },
          ],
          events: [{ id: 'e', message: '(service web) has started 1 tasks' }],
          createdAt: 1_600_000_000.5,
        },
      ],
    },
    'td-web-1.json': definition('web', 1),
    'td-web-2.json': definition('web', 2),
    'td-report-4.json': definition('report', 4),
    'get-metric-data-1.json': {
      MetricDataResults: [
        {
          Id: 'm1',
          Label: 'workers',
          StatusCode: 'Complete',
          Timestamps: ['2026-11-26T02:59:00+00:00', '2026-11-26T02:58:00+00:00', '2026-11-26T02:57:00+00:00', '2026-11-26T02:50:00+00:00'],
          Values: [150, 100, 99, 98],
        },
        { Id: 'm2', Label: 'web', StatusCode: 'Complete', Timestamps: ['2026-11-26T02:59:00+00:00'], Values: [40] },
      ],
    },
    'get-metric-data-1.queries.json': [
      {
        Id: 'm1',
        Label: 'workers',
        MetricStat: {
          Metric: {
            Namespace: 'AWS/ECS/ManagedScaling',
            MetricName: 'CapacityProviderReservation',
            Dimensions: [
              { Name: 'ClusterName', Value: 'shop' },
              { Name: 'CapacityProviderName', Value: 'workers' },
            ],
          },
          Period: 60,
          Stat: 'Average',
        },
      },
      {
        Id: 'm2',
        Label: 'web',
        MetricStat: { Metric: { Namespace: 'AWS/ECS', MetricName: 'CPUUtilization', Dimensions: [] }, Period: 60, Stat: 'Average' },
      },
    ],
    'snapshot.json': {
      snapshot: 1,
      cluster: 'shop',
      region: 'eu-west-1',
      begun_at: '2026-11-26T02:59:40.000Z',
      is_complete: true,
      calls: [{ file: 'describe-tasks.json', call: 'describe-tasks', about: '', at: '2026-11-26T02:59:59.400Z' }],
    },
  };
}

export function filesOf(all: Record<string, Json>): { file: string; text: string }[] {
  return Object.entries(all).map(([file, value]) => ({ file, text: JSON.stringify(value) }));
}
