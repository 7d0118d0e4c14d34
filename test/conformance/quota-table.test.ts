import { describe, expect, it } from 'vitest';
import { type Change, changed, load, messages, messagesOf } from '../scenario/scenarios.js';
import { QUOTA_ROWS } from './quota-rows.js';

const STRATEGY = 'capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]';
const CONTAINER = '{ name: web, image: nginx, cpu: 256, memory: 512 }';
const POD = 'networkMode: awsvpc, containerDefinitions: [{ name: pod, image: pod, cpu: 256, memory: 512 }]';
const list = (count: number, item: (i: number) => string) => `[${Array.from({ length: count }, (_, i) => item(i)).join(', ')}]`;
const text = (length: number) => 'x'.repeat(length);
const inService = (more: string): Change => [STRATEGY, `${STRATEGY}\n    ${more}`];
const inContainer = (more: string): Change => [CONTAINER, CONTAINER.replace(' }', `, ${more} }`)];
const inDefinition = (more: string): Change => ['{ family: web, ', `{ family: web, ${more}, `];
const inGroup = (more: string): Change => ['minSize: 0, maxSize: 10', `minSize: 0, maxSize: 10, ${more}`];
const onFargate = (provider: string, count: number, more = ''): Change[] => [
  ['desiredCount: 2', `desiredCount: ${count}`],
  [STRATEGY, `capacityProviderStrategy: [{ capacityProvider: ${provider}, weight: 1 }]`],
  ['    - FARGATE\n', '    - FARGATE\n    - FARGATE_SPOT\n'],
  [
    `{ family: web, containerDefinitions: [${CONTAINER}] }`,
    `{ family: web, networkMode: awsvpc, cpu: "1024", memory: "2048", containerDefinitions: [${CONTAINER}]${more} }`,
  ],
];
const ebs = (volume: string): Change[] => [
  inDefinition('volumes: [{ name: data, configuredAtLaunch: true }]'),
  inService(`volumeConfigurations: [{ name: data, managedEBSVolume: { ${volume} } }]`),
];
const sized = (volumeType: string, gib: number, more = '') => ebs(`volumeType: ${volumeType}, sizeInGiB: ${gib}${more}`);
const iops = (volumeType: string, count: number) => sized(volumeType, 200, `, iops: ${count}`);
const checked = (key: string, seconds: number): Change[] => [inContainer(`healthCheck: { command: [CMD, x], ${key}: ${seconds} }`)];
const service = (i: number, more = '') => `{ serviceName: s${i}, taskDefinition: web, launchType: EC2, desiredCount: 0${more} }`;
const services = (count: number, more = ''): Change[] => [
  ['services:\n', `services:\n  - ${Array.from({ length: count - 1 }, (_, i) => service(i, more)).join('\n  - ')}\n`],
];

/** The last that is taken, the first that is not, and what is said of it. */
type Case = readonly [taken: readonly Change[], refused: readonly Change[], says: string | RegExp];

const CASES: Readonly<Record<string, Case>> = {
  capacityProviders: [providers(20), providers(21), '21 capacity providers: at most 20 per cluster; quotas.capacityProviders'],
  containerInstances: [fixed(5_000), fixed(5_001), '5001 container instances: at most 5000 per cluster; quotas.containerInstances'],
  services: [services(5_000), services(5_001), '5001 services: at most 5000 per cluster; quotas.services'],
  namespace: [
    [inDefinition('memory: "1024"'), ...services(101, ', serviceConnectConfiguration: { enabled: true, namespace: n }')],
    [inDefinition('memory: "1024"'), ...services(102, ', serviceConnectConfiguration: { enabled: true, namespace: n }')],
    '101 services: at most 100 per namespace',
  ],
  desiredCount: [
    [count(5_000)],
    [count(5_001)],
    'InvalidParameterException: Desired count exceeds limit. (5001 tasks: at most 5000 per service)',
  ],
  discovery: [
    [count(1_000), inService('serviceRegistries: [{}]')],
    [count(1_001), inService('serviceRegistries: [{}]')],
    'at most 1000 per service with',
  ],
  connect: [
    [count(1_000), inDefinition('memory: "1024"'), inService('serviceConnectConfiguration: { enabled: true }')],
    [count(1_001), inDefinition('memory: "1024"'), inService('serviceConnectConfiguration: { enabled: true }')],
    'at most 1000 per service with service discovery or Service Connect',
  ],
  targetGroups: [[balanced(5)], [balanced(6)], '6 target groups: at most 5 per service; quotas.targetGroups'],
  vcpus: [
    onFargate('FARGATE', 6),
    onFargate('FARGATE', 7),
    /^quotas: services want 7 vCPUs of FARGATE at 0s \(web 7 × 1\), and the quota is 6: .* fargateVcpus: N/,
  ],
  spotVcpus: [onFargate('FARGATE_SPOT', 6), onFargate('FARGATE_SPOT', 7), /7 vCPUs of FARGATE_SPOT .* fargateSpotVcpus: N/],
  containers: [[named(10)], [named(11)], '11 containers; a task definition has at most 10'],
  revision: [[inDefinition('revision: 1000000')], [inDefinition('revision: 1000001')], 'a family has at most 1000000'],
  subnets: [[network(16, 1)], [network(17, 1)], 'subnets: has 17 entries: at most 16'],
  securityGroups: [[network(1, 5)], [network(1, 6)], 'securityGroups: has 6 entries: at most 5'],
  tags: [
    [inService(`tags: ${list(50, () => '{}')}`)],
    [inService(`tags: ${list(51, () => '{}')}`)],
    'web.tags: has 51 entries: a resource has at most 50 tags',
  ],
  bytes: [[inContainer(`command: [${text(60_000)}]`)], [inContainer(`command: [${text(66_000)}]`)], 'bytes long; AWS takes at most 65536'],
  hostPorts: [[ports(94)], [ports(95)], '95 static host ports; an instance has 94 to give (100 less 6 reserved)'],
  reservedPort: [
    [ports(1, 2374)],
    [ports(1, 2375)],
    'host port 2375 is reserved on every instance (22, 2375, 2376, 51678, 51679, 51680 are)',
  ],
  portRanges: [[ranges(100)], [ranges(101)], 'container web has 101 port ranges; at most 100'],
  constraints: [[distinct(10)], [distinct(11)], 'has 11 entries: at most 10'],
  strategy: [[rules(4)], [rules(5)], 'has 5 rules: the guide of 2024 allows 4'],
  group: [[group(255)], [group(256)], 'jobs.group'],
  attributeName: [
    [inGroup(`attributes: { ${text(128)}: a }`)],
    [inGroup(`attributes: { ${text(129)}: a }`)],
    'is no name of an attribute: 1 to 128',
  ],
  attributeValue: [
    [inGroup(`attributes: { a: ${text(128)} }`)],
    [inGroup(`attributes: { a: ${text(129)} }`)],
    'is no value of an attribute: 1 to 128',
  ],
  serviceName: [
    [['serviceName: web', `serviceName: ${text(255)}`]],
    [['serviceName: web', `serviceName: ${text(256)}`]],
    'up to 255 letters',
  ],
  weight: [[['weight: 1', 'weight: 1000']], [['weight: 1', 'weight: 1001']], '1001 is out of range: at most 1000'],
  base: [[['weight: 1', 'weight: 1, base: 100000']], [['weight: 1', 'weight: 1, base: 100001']], '100001 is out of range: at most 100000'],
  environmentFiles: [[files(10)], [files(11)], '11 environment files; a container has at most 10'],
  ebsVolumes: [
    sized('gp3', 10),
    [inDefinition('volumes: [{ name: a, configuredAtLaunch: true }, { name: b, configuredAtLaunch: true }]')],
    '2 volumes are configuredAtLaunch; a task has at most 1 EBS volume',
  ],
  'ebs-gp3': [sized('gp3', 16_384), sized('gp3', 16_385), '16385 is no size of gp3: 1 to 16384 GiB'],
  'ebs-io2': [sized('io2', 4, ', iops: 100'), sized('io2', 3, ', iops: 100'), '3 is no size of io2: 4 to 16384 GiB'],
  'ebs-st1': [sized('st1', 125), sized('st1', 124), '124 is no size of st1: 125 to 16384 GiB'],
  'ebs-standard': [sized('standard', 1_024), sized('standard', 1_025), '1025 is no size of standard: 1 to 1024 GiB'],
  'iops-gp3': [iops('gp3', 3_000), iops('gp3', 16_001), '16001 is not possible with gp3: 3000 to 16000'],
  'iops-io1': [iops('io1', 64_000), iops('io1', 99), '99 is not possible with io1: 100 to 64000'],
  ebsTags: [
    ebs(`sizeInGiB: 1, tagSpecifications: [{ tags: ${list(48, () => '{}')} }]`),
    ebs(`sizeInGiB: 1, tagSpecifications: [{ tags: ${list(49, () => '{}')} }]`),
    'has 49 tags: at most 48, for ECS adds 2',
  ],
  ephemeral: [
    onFargate('FARGATE', 1, ', ephemeralStorage: { sizeInGiB: 200 }'),
    onFargate('FARGATE', 1, ', ephemeralStorage: { sizeInGiB: 201 }'),
    'sizeInGiB is 201; write a whole number from 20 to 200',
  ],
  taskCpu: [[inDefinition('cpu: "256"')], [inDefinition('cpu: "127"')], 'cpu is 127 CPU units; outside Fargate AWS takes 128 to 196608'],
  interval: [checked('interval', 300), checked('interval', 301), 'healthCheck.interval: 301 is not possible: a whole number from 5 to 300'],
  timeout: [checked('timeout', 2), checked('timeout', 1), 'healthCheck.timeout: 1 is not possible: a whole number from 2 to 60'],
  retries: [checked('retries', 10), checked('retries', 11), 'healthCheck.retries: 11 is not possible: a whole number from 1 to 10'],
  startPeriod: [checked('startPeriod', 300), checked('startPeriod', 301), 'healthCheck.startPeriod: 301 is not possible'],
  stopTimeout: [
    [...onFargate('FARGATE', 1), inContainer('stopTimeout: 120')],
    [...onFargate('FARGATE', 1), inContainer('stopTimeout: 121')],
    'stopTimeout is 121; on Fargate 2 to 120 seconds',
  ],
  gracePeriod: [
    [balanced(1), inService('healthCheckGracePeriodSeconds: 2147483647')],
    [inService('healthCheckGracePeriodSeconds: 1')],
    'is only for a service with a load balancer',
  ],
  hooks: [[hooks(50)], [hooks(51)], 'lifecycleHookSpecificationList: has 51 entries: at most 50'],
  retirement: [[retired(14)], [retired(15)], 'fargateTaskRetirementWaitPeriod'],
  nofile: [
    [...onFargate('FARGATE', 1), inContainer('ulimits: [{ name: nofile, softLimit: 1024, hardLimit: 1048576 }]')],
    [...onFargate('FARGATE', 1), inContainer('ulimits: [{ name: nofile, softLimit: 1024, hardLimit: 1048577 }]')],
    'nofile is above 1048576, the most on Fargate',
  ],
  buffer: [[buffer(536_870_912)], [buffer(536_870_913)], 'log-driver-buffer-limit is "536870913"; right are 0 to 536870912 bytes'],
};

function providers(total: number): Change[] {
  const more = list(total - 3, (i) => `p${i}`)
    .slice(1, -1)
    .split(', ');
  const written = more
    .map((name) => `    - name: ${name}\n      autoScalingGroup: { instanceTypes: [c5.large], minSize: 0, maxSize: 1 }\n`)
    .join('');
  return [['    - FARGATE\n', `    - FARGATE\n${written}`]];
}
function fixed(total: number): Change[] {
  return [['taskDefinitions:', `  containerInstances: [{ instanceType: c5.large, count: ${total} }]\ntaskDefinitions:`]];
}
function count(tasks: number): Change {
  return ['desiredCount: 2', `desiredCount: ${tasks}`];
}
function balanced(total: number): Change {
  return inService(`loadBalancers: ${list(total, (i) => `{ targetGroupArn: t${i} }`)}`);
}
function named(total: number): Change {
  return [`[${CONTAINER}]`, list(total, (i) => `{ name: c${i}, image: nginx, memory: 8 }`)];
}
function network(subnets: number, groups: number): Change {
  const vpc = `{ subnets: ${list(subnets, () => 'us-east-1a')}, securityGroups: ${list(groups, (i) => `sg-${i}`)} }`;
  return ['launchType: EC2', `launchType: EC2\n    networkConfiguration: { awsvpcConfiguration: ${vpc} }`];
}
function ports(total: number, from = 3_000): Change {
  return inContainer(`portMappings: ${list(total, (i) => `{ containerPort: ${from + i}, hostPort: ${from + i} }`)}`);
}
function ranges(total: number): Change {
  return inContainer(`portMappings: ${list(total, (i) => `{ containerPortRange: "${3_000 + i}-${3_000 + i}" }`)}`);
}
function distinct(total: number): Change {
  return inService(
    `placementConstraints: ${list(total, (i) => `{ type: memberOf, expression: "attribute:ecs.instance-type != t${i}.nano" }`)}`,
  );
}
function rules(total: number): Change {
  return inService(`placementStrategy: ${list(total, () => '{ type: random }')}`);
}
function group(length: number): Change {
  return ['runTime: 5m', `runTime: 5m\n    group: ${text(length)}`];
}
function files(total: number): Change {
  return inContainer(`environmentFiles: ${list(total, (i) => `{ value: f${i}, type: s3 }`)}`);
}
function hooks(total: number): Change {
  return inGroup(
    `lifecycleHookSpecificationList: ${list(total, (i) => `{ lifecycleHookName: h${i}, lifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING", actionTime: 1s }`)}`,
  );
}
function retired(days: number): Change {
  return ['  capacityProviders:', `  accountSettings: { fargateTaskRetirementWaitPeriod: ${days} }\n  capacityProviders:`];
}
function buffer(bytes: number): Change {
  return inContainer(`logConfiguration: { logDriver: awsfirelens, options: { log-driver-buffer-limit: "${bytes}" } }`);
}

describe('every quota of ECS', () => {
  const checks = QUOTA_ROWS.flatMap(([name, value, fate]) => ('check' in fate ? [[name, value, fate.check] as const] : []));

  it.each(checks)('%s: %s, reported in a scenario', (_, __, key) => {
    const [taken, refused, says] = CASES[key]!;
    const isSaid = (line: string) => (typeof says === 'string' ? line.includes(says) : says.test(line));
    expect(messages(changed(...refused)).filter(isSaid)).toHaveLength(1);
    const withinQuota = load(changed(...taken));
    expect(messagesOf(withinQuota).filter(isSaid)).toEqual([]);
    expect(withinQuota.errors).toBeUndefined();
  });

  it('has a case for each row that a scenario checks, and no other', () => {
    expect(checks.map(([, , key]) => key).sort()).toEqual(Object.keys(CASES).sort());
  });
});

describe('quotas as a setting', () => {
  const none: Change = ['duration: 2h', 'duration: 2h\nquotas: none'];

  it.each(['capacityProviders', 'containerInstances', 'desiredCount', 'targetGroups', 'vcpus'])('none lifts that of %s', (key) => {
    expect(load(changed(...CASES[key]![1], none)).errors).toBeUndefined();
    expect(messages(changed(...CASES[key]![1], none)).join()).not.toContain('quota');
  });

  it('none leaves what a task definition and a call have by their shape', () => {
    for (const key of ['containers', 'subnets', 'securityGroups', 'constraints', 'hostPorts', 'ebsVolumes'])
      expect(messages(changed(...CASES[key]![1], none))).not.toEqual([]);
  });

  it('each of its own is held, with those of AWS beside it', () => {
    const own: Change = ['duration: 2h', 'duration: 2h\nquotas: { tasksPerService: 3 }'];
    expect(load(changed(count(3), own)).errors).toBeUndefined();
    expect(messages(changed(count(4), own))).toEqual([
      'services.web.desiredCount: InvalidParameterException: Desired count exceeds limit. (4 tasks: at most 3 per service); quotas.tasksPerService sets what your account has',
    ]);
    expect(messages(changed(...balancedAnd(own))).join()).toContain('at most 5 per service');
  });

  const balancedAnd = (own: Change): Change[] => [balanced(6), own];
});

describe('vCPUs of Fargate', () => {
  it('[T.QUOTA-5] are counted when services together need most, by provider and size, and a task that is larger than the quota is reported', () => {
    const both: Change[] = [
      ...onFargate('FARGATE', 4),
      ['desiredCount: 4', 'desiredCountSchedule: { every: 1h, entries: [{ at: 0s, desiredCount: 1 }, { at: 20m, desiredCount: 9 }] }'],
      [
        '[{ capacityProvider: FARGATE, weight: 1 }]',
        '[{ capacityProvider: FARGATE, base: 1, weight: 1 }, { capacityProvider: FARGATE_SPOT, weight: 3 }]',
      ],
    ];
    // 1 of the base, and of the other 8 two: 3 on FARGATE, 6 on FARGATE_SPOT.
    expect(messages(changed(...both))).toEqual([]);
    const ten = messages(changed(...both, ['desiredCount: 9', 'desiredCount: 11']));
    expect(ten).toHaveLength(1);
    expect(ten[0]).toContain('services want 7 vCPUs of FARGATE_SPOT at 20m (web 7 × 1), and the quota is 6: tasks above it do not start');
    // Four tasks of one vCPU are within the quota of six; a deployment with a maximum of 200 % runs eight of them.
    const update = messages(
      changed(...onFargate('FARGATE', 4), [
        '    desiredCount: 4',
        '    desiredCount: 4\n    deployments: [{ at: 10m, taskDefinition: web }]',
      ]),
    );
    expect(update).toEqual([
      expect.stringMatching(
        /^quotas: a deployment of web may run 8 tasks at once, and services then want 8 vCPUs of FARGATE, of which the quota is 6: the deployment waits until old tasks have stopped; /,
      ),
    ]);
    const large = messages(
      changed(
        [POD, POD.replace('containerDefinitions', 'cpu: "8192", memory: "16384", containerDefinitions')],
        ['launchType: EC2', 'launchType: FARGATE'],
      ),
    );
    expect(large).toEqual([
      expect.stringMatching(
        /^workloads\.jobs\.taskDefinition: one task of pods takes 8 vCPUs of FARGATE, and the quota is 6: none ever starts; /,
      ),
    ]);
  });
});
