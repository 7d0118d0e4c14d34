import { describe, expect, it } from 'vitest';
import { type Change, changed, messages, placedMessages } from './scenarios.js';

const group = 'cluster.capacityProviders.workers.autoScalingGroup';
const policy = `${group}.mixedInstancesPolicy`;
const distribution = `${policy}.instancesDistribution`;

const inGroup = (more: string): Change => ['maxSize: 10 }', `maxSize: 10, ${more} }`];
const atRoot = (more: string): Change => ['duration: 2h\n', `duration: 2h\n${more}\n`];
const types = (list: string): Change => ['instanceTypes: [m5.large], minSize: 0', `instanceTypes: [${list}], minSize: 0`];
const noTypes: Change = ['instanceTypes: [m5.large], minSize: 0', 'minSize: 0'];
const mixed = (fields: string): Change => inGroup(`mixedInstancesPolicy: { instancesDistribution: { ${fields} } }`);
const spot = mixed('onDemandPercentageAboveBaseCapacity: 0');

const CASES: [what: string, changes: Change[], lines: string[]][] = [
  [
    'a group without types',
    [noTypes],
    [`${group}.instanceTypes: is missing: list what the group launches, here or in mixedInstancesPolicy.launchTemplate.overrides`],
  ],
  [
    'types in two places',
    [inGroup('mixedInstancesPolicy: { launchTemplate: { overrides: [{ instanceType: m5.large }] } }')],
    [`${policy}.launchTemplate.overrides: stands beside instanceTypes: list the types in one of the two`],
  ],
  ['a type twice', [types('m5.large, m5a.large, m5.large')], [`${group}.instanceTypes.2: "m5.large" is taken: names are unique here`]],
  [
    'a misspelt type among several, and none told twice',
    [types('m5.large, m5a.lrge'), spot],
    [`${group}.instanceTypes.1: there is no instance type "m5a.lrge"; did you mean m5a.large or c5a.large or m5.large?`],
  ],
  [
    'a misspelt type among overrides',
    [noTypes, inGroup('mixedInstancesPolicy: { launchTemplate: { overrides: [{ instanceType: m5.lrge }] } }')],
    [
      `${policy}.launchTemplate.overrides.0.instanceType: there is no instance type "m5.lrge"; did you mean m5.large or c5.large or m1.large?`,
    ],
  ],
  [
    'types of two architectures',
    [types('m5.large, m6g.large')],
    [
      `${group}.instanceTypes.1: m6g.large is arm64 and m5.large is x86_64: a group of both is understood but not simulated yet: give each a group and a capacity provider of its own`,
    ],
  ],
  [
    'types of two operating systems',
    [
      types('m5.large, box'),
      atRoot('instanceTypes: [{ name: box, cpuUnits: 1024, memoryMib: 1024, operatingSystem: windows, usdPerHour: 1 }]'),
    ],
    [
      `${group}.instanceTypes.1: box is x86_64 with Windows and m5.large is x86_64: a group of both is understood but not simulated yet: give each a group and a capacity provider of its own`,
    ],
  ],
  [
    'weights, in either place',
    [noTypes, inGroup('mixedInstancesPolicy: { launchTemplate: { overrides: [{ instanceType: m5.large, weightedCapacity: "2" }] } }')],
    [
      `${policy}.launchTemplate.overrides.0.weightedCapacity: instance weighting is not supported by cluster auto scaling (C.CAP-16): leave it out`,
    ],
  ],
  [
    'a distribution out of range, and misspelt strategies',
    [
      mixed(
        'onDemandBaseCapacity: -1, onDemandPercentageAboveBaseCapacity: 101, onDemandAllocationStrategy: priority, spotAllocationStrategy: capacity-optimised, spotInstancePools: 0, spotMaxPrice: "$1"',
      ),
    ],
    [
      `${distribution}.onDemandBaseCapacity: -1 is out of range: at least 0`,
      `${distribution}.onDemandPercentageAboveBaseCapacity: 101 is out of range: at most 100`,
      `${distribution}.onDemandAllocationStrategy: "priority" is not one of prioritized, lowest-price`,
      `${distribution}.spotAllocationStrategy: "capacity-optimised" is not one of lowest-price, capacity-optimized, capacity-optimized-prioritized, price-capacity-optimized; did you mean capacity-optimized?`,
      `${distribution}.spotInstancePools: 0 is out of range: at least 1`,
      `${distribution}.spotMaxPrice: "$1" is no price: write USD per hour, such as 0.05, or leave it out for the On-Demand price`,
    ],
  ],
  [
    'a number of pools for a strategy that has none',
    [mixed('onDemandPercentageAboveBaseCapacity: 0, spotAllocationStrategy: capacity-optimized, spotInstancePools: 2')],
    [`${distribution}.spotInstancePools: is only for spotAllocationStrategy: lowest-price, not for capacity-optimized`],
  ],
  [
    'Spot in words only',
    [
      inGroup(
        'mixedInstancesPolicy: { instancesDistribution: { spotMaxPrice: 0.05 } }, spotInstanceDraining: true, capacityRebalance: true',
      ),
    ],
    [
      `${distribution}: is about Spot, but onDemandPercentageAboveBaseCapacity is 100, its default: every instance is On-Demand`,
      `${group}.spotInstanceDraining: has no effect: no instance of the group is Spot`,
      `${group}.capacityRebalance: has no effect: no instance of the group is Spot`,
    ],
  ],
  [
    'termination policies that are not simulated, misspelt, or given twice',
    [inGroup('terminationPolicies: [OldestLaunchConfiguration, "arn:aws:lambda:f", Oldest]')],
    [
      `${group}.terminationPolicies.0: "OldestLaunchConfiguration" is understood but not simulated yet: choose from Default, AllocationStrategy, OldestLaunchTemplate, ClosestToNextInstanceHour, NewestInstance, OldestInstance`,
      `${group}.terminationPolicies.1: "arn:aws:lambda:f" is understood but not simulated yet: choose from Default, AllocationStrategy, OldestLaunchTemplate, ClosestToNextInstanceHour, NewestInstance, OldestInstance`,
      `${group}.terminationPolicies.2: "Oldest" is not one of Default, AllocationStrategy, OldestLaunchTemplate, ClosestToNextInstanceHour, NewestInstance, OldestInstance`,
    ],
  ],
  [
    'a termination policy twice',
    [inGroup('terminationPolicies: [NewestInstance, NewestInstance]')],
    [`${group}.terminationPolicies.1: "NewestInstance" is taken: names are unique here`],
  ],
  [
    'what EC2 Auto Scaling has and Drydock has not',
    [inGroup('instanceMaintenancePolicy: { minHealthyPercentage: 90 }, spotPrice: "0.05"')],
    [
      `${group}.instanceMaintenancePolicy: is understood but not simulated yet: leave it out`,
      `${group}.spotPrice: is understood but not simulated yet: write mixedInstancesPolicy: { instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0, spotMaxPrice: ... } }`,
    ],
  ],
  [
    'a warm pool beside Spot, and an agent that does not know it',
    [
      inGroup(
        'warmPool: { warmPoolsCheck: true }, agentVersion: 1.58.9, mixedInstancesPolicy: { instancesDistribution: { onDemandPercentageAboveBaseCapacity: 50 } }',
      ),
    ],
    [
      `${group}.warmPool: is not for a group with Spot (A.ASG-15): give Spot a group and a capacity provider of its own, or remove the pool`,
      `${group}.warmPool.warmPoolsCheck: needs agent 1.59.0 or later (C.WARM-03), not agentVersion 1.58.9`,
    ],
  ],
  [
    'a warm pool that takes instances back',
    [inGroup('warmPool: { instanceReusePolicy: { reuseOnScaleIn: true }, warmPoolsCheck: true }')],
    [
      `${group}.warmPool.instanceReusePolicy.reuseOnScaleIn: true is not for instances of an ECS cluster (C.WARM-02): leave it out: instances that are scaled in end`,
    ],
  ],
  [
    'a lifecycle hook that ECS makes, and one of which nobody knows how long it takes',
    [
      inGroup(
        'lifecycleHookSpecificationList: [{ lifecycleHookName: a, lifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING", heartbeatTimeout: 10 }, { lifecycleHookName: b, lifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING", actionTime: never }, { lifecycleHookName: ecs-managed-draining-termination-hook, lifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING", actionTime: 1m }]',
      ),
    ],
    [
      `${group}.lifecycleHookSpecificationList.0.actionTime: is missing: how long its action takes, such as "2m", or never`,
      `${group}.lifecycleHookSpecificationList.0.heartbeatTimeout: 10 is out of range: at least 30`,
      `${group}.lifecycleHookSpecificationList.2.lifecycleHookName: ecs-managed-draining-termination-hook is what ECS makes for managedDraining: leave it out, managedDraining stands for it`,
    ],
  ],
  [
    'instance refreshes to what cannot be, and out of order',
    [
      inGroup(
        'instanceRefreshes: [{ at: 1h, desiredConfiguration: { instanceTypes: [m6g.large, m5.lrge], mixedInstancesPolicy: { launchTemplate: { overrides: [{ instanceType: m5.large }] } } } }, { at: 30m, desiredConfiguration: {} }]',
      ),
    ],
    [
      `${group}.instanceRefreshes.0.desiredConfiguration.instanceTypes.0: m6g.large is arm64 and m5.large is x86_64: a group of both is understood but not simulated yet: give each a group and a capacity provider of its own`,
      `${group}.instanceRefreshes.0.desiredConfiguration.instanceTypes.1: there is no instance type "m5.lrge"; did you mean m5.large or c5.large or m1.large?`,
      `${group}.instanceRefreshes.0.desiredConfiguration.mixedInstancesPolicy.launchTemplate.overrides: stands beside instanceTypes: list the types in one of the two`,
      `${group}.instanceRefreshes.1.at: 30m is before 1h: list refreshes in order of time`,
      `${group}.instanceRefreshes.1.desiredConfiguration: says nothing: give instanceTypes or launchTemplate: { version: 2 }, or leave it out for a new version of the launch template`,
    ],
  ],
  [
    'an instance refresh in the shape of AWS with what is not simulated',
    [
      inGroup(
        'instanceRefreshes: [{ at: 1h, desiredConfiguration: { launchTemplate: { launchTemplateName: web, version: $Latest } }, preferences: { autoRollback: true, skipMatching: no thanks } }]',
      ),
    ],
    [
      `${group}.instanceRefreshes.0.desiredConfiguration.launchTemplate.version: "$Latest" is no version of the launch template: write its number; the group begins with 1, and a refresh without a desiredConfiguration brings the next`,
      `${group}.instanceRefreshes.0.preferences.autoRollback: is understood but not simulated yet: leave it out: the new instances of a failed refresh stay`,
      `${group}.instanceRefreshes.0.preferences.skipMatching: "no thanks" is neither true nor false`,
    ],
  ],
  ['the same, switched off', [inGroup('instanceMaintenancePolicy: false, lifecycleHookSpecificationList: []')], []],
  [
    'a lifetime below a day, and what is neither true nor false',
    [inGroup('maxInstanceLifetime: 3600, capacityRebalance: "yes"')],
    [
      `${group}.maxInstanceLifetime: 3600 is below a day: at least 86400 seconds, or 0 for no limit`,
      `${group}.capacityRebalance: "yes" is neither true nor false`,
    ],
  ],
  [
    'a type of which the Spot Advisor knows nothing',
    [types('box'), spot, atRoot('instanceTypes: [{ name: box, cpuUnits: 1024, memoryMib: 1024, usdPerHour: 1 }]')],
    [
      `${group}.instanceTypes.0: the catalogue has no Spot savings and interruption bucket of box in us-east-1: give them in the scenario as prices.spot.box`,
    ],
  ],
  [
    'the same with all of it in pools',
    [
      types('box'),
      spot,
      atRoot(
        'instanceTypes: [{ name: box, cpuUnits: 1024, memoryMib: 1024, usdPerHour: 1 }]\nspot: { pools: [{ usdPerHour: 0.3, interruptionProbability: 0 }] }',
      ),
    ],
    [],
  ],
  [
    'Spot prices of types that are none, and half an advice',
    [atRoot('prices: { spot: { m5.lrge: { savingsPercent: 10, interruptionBucket: 5% }, m5.large: { savingsPercent: 101 } } }')],
    [
      'prices.spot.m5.lrge.interruptionBucket: "5%" is not one of <5%, 5-10%, 10-15%, 15-20%, >20%; did you mean <5%?',
      'prices.spot.m5.large.savingsPercent: 101 is out of range: at most 100',
      'prices.spot.m5.large.interruptionBucket: is missing: choose from <5%, 5-10%, 10-15%, 15-20%, >20%',
    ],
  ],
  [
    'settings of the market',
    [
      atRoot(
        'spot: { interruptedByBucket: [0.1, 1, 0, 0, 0], depthByBucket: [2, 0, 0, 0, 0], reclaimShare: { uniform: { min: 0.5, max: 0.2 } }, shortageAfterReclaim: 10 }',
      ),
    ],
    [
      'spot.interruptedByBucket.1: 1 is out of range: below 1',
      'spot.depthByBucket.0: 2 is out of range: at most 1',
      'spot.reclaimShare.uniform: min is above max',
      'spot.shortageAfterReclaim: 10 has no unit: write "10s" (or ms, m, h, d, w)',
    ],
  ],
  [
    'four buckets, and two kinds of share',
    [atRoot('spot: { interruptedByBucket: [0, 0, 0, 0], reclaimShare: { uniform: { min: 0.1, max: 0.2 }, empirical: [1] } }')],
    [
      'spot.interruptedByBucket: has 4 entries: 5, for <5%, 5-10%, 10-15%, 15-20%, >20%',
      'spot.reclaimShare: needs exactly one of uniform, empirical',
    ],
  ],
  [
    'keys of a pool that say the same',
    [
      spot,
      atRoot(
        'spot: { pools: [{ savingsPercent: 10, usdPerHour: 1, interruptionBucket: 5-10%, interruptionProbability: 0.1, capacity: -1 }, { capacity: 2, trace: { file: gone.csv } }] }',
      ),
    ],
    [
      'spot.pools.0.usdPerHour: stands beside savingsPercent, which says the same: give one of savingsPercent, usdPerHour, prices',
      'spot.pools.0.interruptionProbability: stands beside interruptionBucket, which says the same: give one of interruptionBucket, interruptionProbability, trace',
      'spot.pools.0.capacity: -1 is out of range: at least 0',
      'spot.pools.1.trace: stands beside capacity, which says the same: give one of capacity, trace',
      'spot.pools.1.trace.file: the file "gone.csv" cannot be read',
    ],
  ],
  [
    'pools and faults where nothing is launched',
    [
      atRoot(
        'spot: { pools: [{ capacity: 1 }] }\nonDemand: { pools: [{ instanceType: m5.xlarge, capacity: 1 }] }\nfaults: [{ at: 1h, type: spotDrought }, { at: 3h, type: capacityDrought }, { at: 1h, type: capacityDrought, instanceType: m5.xlarge }]',
      ),
    ],
    [
      'spot.pools.0: matches no pool: no group launches such instances on Spot',
      'onDemand.pools.0: matches no pool: no group launches such instances On-Demand',
      'faults.0: changes nothing: no group launches such instances on Spot',
      'faults.1.at: 3h is not before the end of the run: this never happens',
      'faults.2: changes nothing: no group launches such instances',
    ],
  ],
  [
    'names that are none in pools and faults',
    [
      spot,
      atRoot(
        'spot: { pools: [{ instanceType: m5.lrge, capacity: 1 }, { availabilityZone: us-east-1c, capacity: 1 }] }\nfaults: [{ at: 1h, type: spotDrought, instanceType: m5.lrge }, { at: 1h, type: spotInterruption, share: 0, availabilityZone: us-east-1c }]',
      ),
    ],
    [
      'spot.pools.0.instanceType: there is no instance type "m5.lrge"; did you mean m5.large?',
      'spot.pools.1.availabilityZone: "us-east-1c" is not a zone of the cluster; did you mean us-east-1a?',
      'faults.0.instanceType: there is no instance type "m5.lrge"; did you mean m5.large?',
      'faults.1.share: 0 is out of range: above 0',
    ],
  ],
  [
    'faults of a kind that there is not, and half a fault',
    [atRoot('faults: [{ at: 1h, type: spotDrouht }, { at: 1h }, { type: spotInterruption, share: 0.5 }]')],
    [
      'faults.0.type: "spotDrouht" is not one of zoneOutage, spotInterruption, spotDrought, capacityDrought, agentDisconnect, slowBoot, slowPull, registryDown, startFailure, fargateRetirement, apiThrottling, registrationFailure, drain, deregister, terminate, instanceFailure, groupSize, desiredCapacity, suspendProcesses, resumeProcesses, executePolicy, taskFailure, stopTask, taskProtection, protect, attributes, lifecycleAction, stopDeployment, alarmState, launchFailure, noNetwork, healthCheckFault, metricGap, controlPlane, pullFailure, dependencyDown, dnsDown, fargateLaunchFailure, scheduleDelay; did you mean spotDrought?',
      'faults.1.type: is missing: choose from zoneOutage, spotInterruption, spotDrought, capacityDrought, agentDisconnect, slowBoot, slowPull, registryDown, startFailure, fargateRetirement, apiThrottling, registrationFailure, drain, deregister, terminate, instanceFailure, groupSize, desiredCapacity, suspendProcesses, resumeProcesses, executePolicy, taskFailure, stopTask, taskProtection, protect, attributes, lifecycleAction, stopDeployment, alarmState, launchFailure, noNetwork, healthCheckFault, metricGap, controlPlane, pullFailure, dependencyDown, dnsDown, fargateLaunchFailure, scheduleDelay',
      'faults.2.at: is missing: expected a duration such as "90s", "8h" or "7d"',
    ],
  ],
  [
    'faults of zones, agents and latencies',
    [
      atRoot(
        'faults: [{ at: 1h, type: zoneOutage }, { at: 1h, type: zoneOutage, availabilityZone: us-east-1c }, { at: 1h, type: agentDisconnect, capacityProvider: worker }, { at: 1h, type: agentDisconnect, capacityProvider: FARGATE }, { at: 1h, type: slowBoot, factor: 0 }, { at: 1h, type: registryDown, for: 0s }]',
      ),
    ],
    [
      'faults.0.availabilityZone: is missing: expected a text',
      'faults.1.availabilityZone: "us-east-1c" is not a zone of the cluster; did you mean us-east-1a?',
      'faults.worker.capacityProvider: there is no Auto Scaling group provider "worker" in the cluster; did you mean workers?',
      'faults.FARGATE.capacityProvider: there is no Auto Scaling group provider "FARGATE" in the cluster; choose from workers, spare',
      'faults.4.factor: 0 is out of range: above 0',
      'faults.5.for: must be longer than nothing',
    ],
  ],
  [
    'a shortage of Fargate that nobody would feel; one that its tasks feel is no mistake',
    [
      atRoot(
        'faults: [{ at: 1h, type: capacityDrought, capacityProvider: FARGATE }, { at: 1h, type: spotDrought, capacityProvider: FARGATE_SPOT }]',
      ),
      ['    launchType: EC2\n', '    capacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }]\n'],
      ['networkMode: awsvpc, containerDefinitions', 'networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions'],
    ],
    ['faults.FARGATE_SPOT: changes nothing: no task runs on FARGATE_SPOT there'],
  ],
  [
    'calls that are throttled to more than AWS gives, and a call that nobody makes',
    [
      atRoot(
        'faults: [{ at: 1h, type: apiThrottling, action: RunTask, callsPerSecond: 41 }, { at: 1h, type: apiThrottling, action: RunTask, callsPerSecond: 40 }, { at: 1h, type: apiThrottling, action: StopTask, callsPerSecond: 1 }, { at: 1h, type: apiThrottling, action: RunInstances, callsPerSecond: 0 }]',
      ),
    ],
    [
      'faults.0.callsPerSecond: is more than the 40 a second that an account has for RunTask',
      'faults.2.action: "StopTask" is not one of RunInstances, RunTask, RegisterContainerInstance',
      'faults.3.callsPerSecond: 0 is out of range: at least 0.001',
    ],
  ],
  [
    'a task that not every type of its group can take, for which nothing is launched',
    [types('m5.large, m5.2xlarge'), ['cpu: 256, memory: 512 }] }\n  - { family: pods', 'cpu: 4096, memory: 512 }] }\n  - { family: pods']],
    [
      'services.web.taskDefinition: workers never scales out for web, which does not fit every type of its group: m5.large has 2048 CPU units, not 4096',
    ],
  ],
  [
    'a cleanup of images that comes sooner than the agent lets it',
    [atRoot('imageCache: { cleanupInterval: 9m, taskCleanupWait: 999ms, imagesDeletedPerCycle: 0 }')],
    [
      'imageCache.imagesDeletedPerCycle: 0 is out of range: at least 1',
      'imageCache.cleanupInterval: 9m is out of range: the agent takes at least 10m',
      'imageCache.taskCleanupWait: 999ms is out of range: the agent takes at least 1s',
    ],
  ],
  [
    'protection of instances that ECS protects itself',
    [
      ['maxSize: 10', 'maxSize: 10, healthCheckGracePeriod: -1, newInstancesProtectedFromScaleIn: "yes"'],
      atRoot('faults: [{ at: 1h, type: protect, capacityProvider: workers }, { at: 1h, type: protect, count: 1, share: 0.5 }]'),
    ],
    [
      'cluster.capacityProviders.workers.autoScalingGroup.healthCheckGracePeriod: -1 is out of range: at least 0',
      'cluster.capacityProviders.workers.autoScalingGroup.newInstancesProtectedFromScaleIn: "yes" is neither true nor false',
      'faults.1.share: stands beside count: give one of them',
      'faults.workers: changes nothing: ECS alone sets the protection of instances under managedTerminationProtection',
    ],
  ],
  [
    'settings of groups',
    [atRoot('groups: { launchRetry: 1h, deepPercent: 0, terminationTie: youngest, launchRetryFactor: 0.5, suspendAfter: never }')],
    [
      'groups.terminationTie: "youngest" is not one of oldest, newest, drawn',
      'groups.deepPercent: 0 is out of range: at least 1',
      'groups.launchRetryFactor: 0.5 is out of range: at least 1',
      'groups.suspendAfter: "never" is not a duration: write a number with its unit, such as "90s", "1h30m" or "7d" (ms, s, m, h, d, w; whole milliseconds, at most ten years); or none',
      'groups.launchRetry: 1h is above launchRetryMax 10m',
    ],
  ],
];

describe('mistakes about capacity', () => {
  it.each(CASES)('reports %s', (_, changes, lines) => {
    expect(messages(changed(...changes)).sort()).toEqual([...lines].sort());
  });
});

describe('files of prices and capacity', () => {
  const pools = (list: string) => changed(spot, atRoot(`spot: { pools: [${list}] }`));
  const from = (list: string, file: string) => placedMessages(pools(list), { read: () => file });

  it('have each mistake reported with file, row, column and value', () => {
    expect(from('{ prices: { file: p.csv } }', 'time_s,usd_per_hour\n0,0.04\n60,cheap\n30,0.05\n90')).toEqual([
      "p.csv:3 usd_per_hour: 'cheap' is no price in USD per hour, such as 0.096",
      "p.csv:4 time_s: '30' is earlier than the row before of its pool: rows must be in order of time",
      'p.csv:5: the row has 1 fields; the header names 2',
    ]);
    expect(from('{ trace: { file: t.csv, format: bamboo } }', '0,add,a\n5,remove,b')).toEqual([
      "t.csv:2 3 (node): 'b' is removed, but it is not there",
    ]);
    expect(from('{ trace: { file: t.txt, format: parcae } }', '[0, "add", 1]')[0]).toMatch(/^t\.txt:1 \[2\]\.nodes: /);
    expect(from('{ trace: { file: t.csv } }', '')).toEqual(['t.csv: the file is empty: its first row must name the columns']);
  });

  it('shows so many mistakes and counts the rest, and a file that is named twice once', () => {
    const rows = Array.from({ length: 30 }, (_, i) => `${i},x`);
    const told = from(
      '{ prices: { file: p.csv } }, { instanceType: m5.large, prices: { file: p.csv } }',
      ['time_s,usd_per_hour', ...rows].join('\n'),
    );
    expect(told).toHaveLength(21);
    expect(told.at(-1)).toBe('p.csv:21: and 10 more mistakes');
  });

  it('are doubted when they name no pool of their entry', () => {
    expect(
      from('{ prices: { file: p.csv } }', 'time_s,instance_type,usd_per_hour\n0,m5.lrge,0.04').map((line) => line.replace(/^\S+ /, '')),
    ).toEqual(['spot.pools.0.prices.file: p.csv names none of these pools']);
    expect(from('{ trace: { file: t.csv } }', 'time_s,zone,nodes\n0,us-east-1c,4').map((line) => line.replace(/^\S+ /, ''))).toEqual([
      'spot.pools.0.trace.file: t.csv names none of these pools',
    ]);
  });

  it('cannot be repeated when they take no time, or far too often', () => {
    const repeated = '{ trace: { file: t.csv, repeat: true } }';
    const ends = (file: string) => from(repeated, file).map((line) => line.replace(/^\S+ /, ''));
    expect(ends('time_s,nodes\n0,4')).toEqual([
      'spot.pools.0.trace.repeat: t.csv ends at its first row: a trace without duration cannot be repeated',
    ]);
    expect(ends('time_ms,nodes\n0,4\n1,3')).toEqual([
      'spot.pools.0.trace.repeat: the run would have 14400000 changes of capacity: at most 1000000',
    ]);
    expect(ends('time_s,nodes\n0,4\n60,3')).toEqual([]);
  });
});
