import type { Account, Input } from './aws-server.js';

/** An invented small account: a cluster with a group and twelve services, with values that may be secret. */

export const ACCOUNT_ID = '123456789012';
export const SECRETS = [
  ACCOUNT_ID,
  'hunter2',
  'prod/db-password',
  '10.1.2.3',
  '10-1-2-3',
  'TOKEN-IN-LABEL',
  'top-secret-key',
  'curl evil',
  '02:aa:bb:cc:dd:ee',
  'nfs-password',
  'LABEL-OF-VOLUME',
  'hook-token',
  'fd00:ec2::1:7',
  '2001:db8::12ab',
  '2001:db8:0:1:2:3:4:5',
  'fe80::9',
  'jane.doe',
  'john.roe',
  'richard.miles',
];

const AT = 1_780_000_000;
const ecs = (what: string) => `arn:aws:ecs:us-east-1:${ACCOUNT_ID}:${what}`;
const NAMES = Array.from({ length: 12 }, (_, i) => `api-${i + 1}`);

const cluster = {
  clusterArn: ecs('cluster/shop'),
  clusterName: 'shop',
  status: 'ACTIVE',
  registeredContainerInstancesCount: 2,
  runningTasksCount: 3,
  capacityProviders: ['workers', 'FARGATE'],
  defaultCapacityProviderStrategy: [{ capacityProvider: 'workers', weight: 1, base: 0 }],
  settings: [{ name: 'containerInsights', value: 'enabled' }],
};

const workers = {
  capacityProviderArn: ecs('capacity-provider/workers'),
  name: 'workers',
  status: 'ACTIVE',
  autoScalingGroupProvider: {
    autoScalingGroupArn: `arn:aws:autoscaling:us-east-1:${ACCOUNT_ID}:autoScalingGroup:0f-uuid:autoScalingGroupName/shop/workers`,
    managedScaling: {
      status: 'ENABLED',
      targetCapacity: 90,
      minimumScalingStepSize: 1,
      maximumScalingStepSize: 100,
      instanceWarmupPeriod: 120,
    },
    managedTerminationProtection: 'DISABLED',
  },
  tags: [{ key: 'owner', value: 'hunter2' }],
};

const serviceOf = (serviceName: string) => ({
  serviceName,
  serviceArn: ecs(`service/shop/${serviceName}`),
  clusterArn: cluster.clusterArn,
  status: 'ACTIVE',
  desiredCount: 1,
  runningCount: 1,
  taskDefinition: ecs('task-definition/api:7'),
  createdAt: AT,
  createdBy: `arn:aws:iam::${ACCOUNT_ID}:user/team/john.roe`,
  networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-a'] } },
  loadBalancers:
    serviceName === 'api-1'
      ? [{ targetGroupArn: `arn:aws:elasticloadbalancing:us-east-1:${ACCOUNT_ID}:targetgroup/api/0123abcd`, containerName: 'api' }]
      : [],
  events: [{ id: 'e', createdAt: AT, message: `(service ${serviceName}) registered 10.1.2.3 in (target-group ${ecs('x')})` }],
});

const instanceOf = (n: number) => ({
  containerInstanceArn: ecs(`container-instance/shop/${n}abc`),
  ec2InstanceId: `i-0${n}`,
  capacityProviderName: 'workers',
  status: 'ACTIVE',
  agentConnected: true,
  versionInfo: { agentVersion: '1.86.3' },
  registeredResources: [{ name: 'CPU', type: 'INTEGER', integerValue: 2048 }],
  remainingResources: [{ name: 'CPU', type: 'INTEGER', integerValue: 1536 }],
  attributes: [{ name: 'ecs.instance-type', value: 'm5.large' }],
  registeredAt: AT,
});

const taskOf = (n: number) => ({
  taskArn: ecs(`task/shop/${n}`.padEnd(20, 'f')),
  group: 'service:api-1',
  taskDefinitionArn: ecs(`task-definition/api:${n === 3 ? 6 : 7}`),
  containerInstanceArn: instanceOf(1).containerInstanceArn,
  lastStatus: 'RUNNING',
  stoppedReason: 'Task failed ELB health checks at [fe80::9]:8080.',
  startedAt: AT + n,
  containers: [
    { name: 'api', image: `${ACCOUNT_ID}.dkr.ecr.us-east-1.amazonaws.com/api:1`, networkInterfaces: [{ privateIpv4Address: '10.1.2.3' }] },
  ],
  overrides: { containerOverrides: [{ name: 'api', command: ['curl evil'], environment: [{ name: 'PASSWORD', value: 'hunter2' }] }] },
  attachments: [
    {
      type: 'ElasticNetworkInterface',
      details: [
        { name: 'macAddress', value: '02:aa:bb:cc:dd:ee' },
        { name: 'privateDnsName', value: 'ip-10-1-2-3.ec2.internal' },
        { name: 'address', value: '2001:db8:0:1:2:3:4:5' },
      ],
    },
  ],
});

const definitionOf = (text: unknown) => ({
  taskDefinition: {
    family: 'api',
    revision: Number(String(text).split(':')[1]),
    cpu: '256',
    memory: '512',
    registeredBy: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/Admin/jane.doe@example.com`,
    volumes: [
      {
        name: 'data',
        dockerVolumeConfiguration: { driver: 'nfs', driverOpts: { o: 'password=nfs-password' }, labels: { token: 'LABEL-OF-VOLUME' } },
      },
    ],
    containerDefinitions: [
      {
        name: 'api',
        image: `${ACCOUNT_ID}.dkr.ecr.us-east-1.amazonaws.com/api:1`,
        environment: [{ name: 'PASSWORD', value: 'hunter2' }],
        secrets: [{ name: 'DB', valueFrom: `arn:aws:secretsmanager:us-east-1:${ACCOUNT_ID}:secret:prod/db-password` }],
        command: ['curl evil'],
        healthCheck: { command: ['CMD-SHELL', 'curl evil || exit 1'], interval: 30 },
        extraHosts: [{ hostname: 'db', ipAddress: 'fd00:ec2::1:7' }],
        dnsServers: ['2001:db8::12ab'],
        dockerLabels: { 'com.vendor.token': 'TOKEN-IN-LABEL' },
        logConfiguration: { logDriver: 'splunk', options: { 'splunk-token': 'hunter2' } },
      },
    ],
  },
});

const USER_DATA = Buffer.from(
  '#!/bin/bash\nexport DB_PASSWORD=hunter2\ncat <<EOF >> /etc/ecs/ecs.config\nECS_CLUSTER=shop\nECS_ENABLE_SPOT_INSTANCE_DRAINING=true\nECS_INSTANCE_ATTRIBUTES={"tier":"web"}\nECS_ENGINE_AUTH_DATA={"https://index":{"password":"hunter2"}}\nEOF\n',
).toString('base64');

const group = `<AutoScalingGroupName>shop/workers</AutoScalingGroupName>
  <AutoScalingGroupARN>${workers.autoScalingGroupProvider.autoScalingGroupArn}</AutoScalingGroupARN>
  <MinSize>1</MinSize><MaxSize>9</MaxSize><DesiredCapacity>2</DesiredCapacity><DefaultCooldown>300</DefaultCooldown>
  <CreatedTime>2026-01-02T03:04:05.678Z</CreatedTime><HealthCheckType>EC2</HealthCheckType>
  <AvailabilityZones><member>us-east-1a</member></AvailabilityZones><VPCZoneIdentifier>subnet-a, subnet-b</VPCZoneIdentifier>
  <LaunchTemplate><LaunchTemplateId>lt-1</LaunchTemplateId><Version>$Latest</Version></LaunchTemplate>
  <Instances><member><InstanceId>i-01</InstanceId><InstanceType>m5.large</InstanceType><AvailabilityZone>us-east-1a</AvailabilityZone><LifecycleState>InService</LifecycleState><HealthStatus>Healthy</HealthStatus><ProtectedFromScaleIn>false</ProtectedFromScaleIn></member><member><InstanceId>i-09</InstanceId><InstanceType>m5.large</InstanceType><AvailabilityZone>us-east-1a</AvailabilityZone><LifecycleState>Pending</LifecycleState></member></Instances>
  <EnabledMetrics><member><Metric>GroupInServiceInstances</Metric><Granularity>1Minute</Granularity></member></EnabledMetrics>
  <Tags><member><Key>AmazonECSManaged</Key><Value>true</Value></member><member><Key>owner</Key><Value>hunter2</Value></member></Tags>`;

const query = (action: string, result: string) => `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`;

const XML: Record<string, (input: Input) => string> = {
  DescribeAutoScalingInstances: () =>
    '<AutoScalingInstances><member><InstanceId>i-01</InstanceId><AutoScalingGroupName>shop/workers</AutoScalingGroupName></member><member><InstanceId>i-02</InstanceId><AutoScalingGroupName>shop/old</AutoScalingGroupName></member></AutoScalingInstances>',
  DescribeAutoScalingGroups: (input) =>
    input.NextToken === undefined
      ? `<AutoScalingGroups><member>${group}</member></AutoScalingGroups><NextToken>more</NextToken>`
      : `<AutoScalingGroups><member>${group.replaceAll('shop/workers', 'shop/old')}</member></AutoScalingGroups>`,
  DescribePolicies: (input) =>
    `<ScalingPolicies><member><PolicyName>busy</PolicyName><PolicyARN>arn:aws:autoscaling:us-east-1:${ACCOUNT_ID}:scalingPolicy:0f:busy</PolicyARN><AutoScalingGroupName>${String(input.AutoScalingGroupName)}</AutoScalingGroupName><PolicyType>SimpleScaling</PolicyType><AdjustmentType>ChangeInCapacity</AdjustmentType><ScalingAdjustment>1</ScalingAdjustment><Alarms><member><AlarmName>group-busy</AlarmName><AlarmARN>arn:aws:cloudwatch:us-east-1:${ACCOUNT_ID}:alarm:group-busy</AlarmARN></member></Alarms></member></ScalingPolicies>`,
  DescribeScheduledActions: (input) =>
    `<ScheduledUpdateGroupActions><member><AutoScalingGroupName>${String(input.AutoScalingGroupName)}</AutoScalingGroupName><ScheduledActionName>morning</ScheduledActionName><Recurrence>0 6 * * *</Recurrence><MinSize>4</MinSize></member></ScheduledUpdateGroupActions>`,
  DescribeTargetGroups: () =>
    `<TargetGroups><member><TargetGroupArn>arn:aws:elasticloadbalancing:us-east-1:${ACCOUNT_ID}:targetgroup/api/0123abcd</TargetGroupArn><TargetGroupName>api</TargetGroupName><Protocol>TCP</Protocol><HealthCheckIntervalSeconds>10</HealthCheckIntervalSeconds></member></TargetGroups>`,
  DescribeTargetGroupAttributes: ({ TargetGroupArn: arn }) =>
    arn === `arn:aws:elasticloadbalancing:us-east-1:${ACCOUNT_ID}:targetgroup/api/0123abcd`
      ? '<Attributes><member><Key>deregistration_delay.timeout_seconds</Key><Value>45</Value></member></Attributes>'
      : '',
  DescribeLifecycleHooks: (input) =>
    `<LifecycleHooks><member><LifecycleHookName>drain</LifecycleHookName><AutoScalingGroupName>${String(input.AutoScalingGroupName)}</AutoScalingGroupName><NotificationMetadata>hook-token</NotificationMetadata></member></LifecycleHooks>`,
};

const EC2: Record<string, string> = {
  DescribeLaunchTemplateVersions: `<launchTemplateVersionSet><item><launchTemplateId>lt-1</launchTemplateId><versionNumber>3</versionNumber><defaultVersion>true</defaultVersion><launchTemplateData><instanceType>m5.large</instanceType><keyName>top-secret-key</keyName><userData>${USER_DATA}</userData></launchTemplateData></item></launchTemplateVersionSet>`,
  DescribeInstances: `<reservationSet><item><ownerId>${ACCOUNT_ID}</ownerId><instancesSet><item><instanceId>i-01</instanceId><instanceType>m5.large</instanceType><launchTime>2026-05-01T00:00:00.000Z</launchTime><privateIpAddress>10.1.2.3</privateIpAddress><privateDnsName>ip-10-1-2-3.ec2.internal</privateDnsName><instanceLifecycle>spot</instanceLifecycle><keyName>top-secret-key</keyName><tagSet><item><key>aws:autoscaling:groupName</key><value>shop/workers</value></item><item><key>db</key><value>hunter2</value></item></tagSet></item></instancesSet></item></reservationSet>`,
  DescribeInstanceTypes:
    '<instanceTypeSet><item><instanceType>m5.large</instanceType><vCpuInfo><defaultVCpus>2</defaultVCpus></vCpuInfo></item></instanceTypeSet>',
  DescribeCapacityReservations: `<capacityReservationSet><item><capacityReservationId>cr-1</capacityReservationId><ownerId>${ACCOUNT_ID}</ownerId><instanceType>m5.large</instanceType><availabilityZone>us-east-1a</availabilityZone><totalInstanceCount>3</totalInstanceCount><state>active</state></item></capacityReservationSet>`,
  DescribeSubnets:
    '<subnetSet><item><subnetId>subnet-a</subnetId><availabilityZone>us-east-1a</availabilityZone><cidrBlock>10.1.2.3/24</cidrBlock></item></subnetSet>',
};

const namesAt = (input: Input, key: string) => (input[key] as string[]).map((name) => name.slice(name.lastIndexOf('/') + 1));
const only = (resourceId: string) => ({ ServiceNamespace: 'ecs', ResourceId: resourceId, ScalableDimension: 'ecs:service:DesiredCount' });

const JSON_ANSWERS: Record<string, (input: Input) => object> = {
  ListAccountSettings: () => ({
    settings: [{ name: 'awsvpcTrunking', value: 'enabled', principalArn: `arn:aws:sts::${ACCOUNT_ID}:federated-user/richard.miles` }],
  }),
  DescribeClusters: (input) =>
    namesAt(input, 'clusters')[0] === 'shop' ? { clusters: [cluster], failures: [] } : { clusters: [], failures: [{ reason: 'MISSING' }] },
  DescribeCapacityProviders: () => ({ capacityProviders: [workers, { name: 'FARGATE', status: 'ACTIVE' }] }),
  // Five a page.
  ListServices: ({ nextToken = '0' }) => {
    const from = Number(nextToken);
    const page = NAMES.slice(from, from + 5).map((name) => serviceOf(name).serviceArn);
    return from + 5 < NAMES.length ? { serviceArns: page, nextToken: String(from + 5) } : { serviceArns: page };
  },
  DescribeServices: (input) => ({ services: namesAt(input, 'services').map(serviceOf), failures: [] }),
  ListContainerInstances: () => ({ containerInstanceArns: [1, 2].map((n) => instanceOf(n).containerInstanceArn) }),
  DescribeContainerInstances: () => ({ containerInstances: [1, 2].map(instanceOf), failures: [] }),
  ListTasks: ({ desiredStatus }) => ({ taskArns: (desiredStatus === 'STOPPED' ? [4, 5] : [1, 2, 3]).map((n) => taskOf(n).taskArn) }),
  DescribeTasks: () => ({
    tasks: [1, 2, 3, { ...taskOf(4), lastStatus: 'DEACTIVATING', desiredStatus: 'STOPPED' }, { ...taskOf(5), lastStatus: 'STOPPED' }].map(
      (one) => (typeof one === 'number' ? taskOf(one) : one),
    ),
    failures: [],
  }),
  GetTaskProtection: (input) => ({
    protectedTasks: namesAt(input, 'tasks').map((id) => ({
      taskArn: ecs(`task/shop/${id}`),
      protectionEnabled: true,
      expirationDate: AT + 60,
    })),
    failures: [],
  }),
  DescribeTaskDefinition: (input) => definitionOf(input.taskDefinition),
  DescribeScalableTargets: () => ({
    ScalableTargets: [
      { ...only('service/shop/api-1'), MinCapacity: 1, MaxCapacity: 5, CreationTime: AT },
      { ...only('service/other/web'), MinCapacity: 1, MaxCapacity: 5, CreationTime: AT },
    ],
  }),
  DescribeScalingPolicies: () => ({
    ScalingPolicies: [
      {
        ...only('service/shop/api-1'),
        PolicyName: 'cpu',
        PolicyType: 'TargetTrackingScaling',
        Alarms: [{ AlarmName: 'high', AlarmARN: `arn:aws:cloudwatch:us-east-1:${ACCOUNT_ID}:alarm:high` }],
      },
    ],
  }),
  DescribeScheduledActions: () => ({ ScheduledActions: [] }),
  DescribeAlarms: () => ({ MetricAlarms: [{ AlarmName: 'high', Threshold: 70 }], CompositeAlarms: [] }),
  // The values of each metric come on two pages.
  GetMetricData: (input) => {
    const at = input.NextToken === undefined ? 0 : 1;
    const results = (input.MetricDataQueries as { Id: string; Label: string }[]).map(({ Id, Label }) => ({
      Id,
      Label,
      Timestamps: [AT + 60 * at],
      Values: [10 + at],
      StatusCode: at === 0 ? 'PartialData' : 'Complete',
    }));
    return { MetricDataResults: results, Messages: [], ...(at === 0 ? { NextToken: 'two' } : {}) };
  },
};

export const smallAccount: Account = (action, input) => {
  // Application Auto Scaling has an action of the same name as EC2 Auto Scaling.
  if (Object.hasOwn(XML, action) && input.ServiceNamespace === undefined) return query(action, XML[action]!(input));
  if (Object.hasOwn(EC2, action)) return `<${action}Response>${EC2[action]}</${action}Response>`;
  return JSON_ANSWERS[action]?.(input) ?? { error: 'UnknownOperationException', message: action };
};
