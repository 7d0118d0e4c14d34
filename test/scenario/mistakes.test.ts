import { describe, expect, it } from 'vitest';
import { type Change, changed, GOOD, placedMessages } from './scenarios.js';

type Row = readonly [what: string, changes: readonly Change[], said: readonly string[]];

const STRATEGY = 'capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }]';

/** Changes to the good scenario, and every line that the user then reads, without the file's name. */
const ROWS: readonly Row[] = [
  ['a missing name', [['name: small\n', '']], ['1:1 name: is missing: expected a text']],
  [
    'a name that is no directory',
    [['name: small', 'name: a/b']],
    ['1:1 name: "a/b" is not a name: letters, digits, dots, _ and -, because it names the output directory'],
  ],
  [
    'a duration without a unit',
    [['duration: 2h', 'duration: 7200']],
    ['2:1 duration: 7200 has no unit: write "7200s" (or ms, m, h, d, w)'],
  ],
  [
    'a duration in words',
    [['duration: 2h', 'duration: two hours']],
    [
      '2:1 duration: "two hours" is not a duration: write a number with its unit, such as "90s", "1h30m" or "7d" (ms, s, m, h, d, w; whole milliseconds, at most ten years)',
    ],
  ],
  ['a duration of nothing', [['duration: 2h', 'duration: 0s']], ['2:1 duration: must be longer than nothing']],
  [
    'a name of 100,000 letters',
    [['name: small', `name: ${'w'.repeat(100_000)}`]],
    [
      `1:1 name: "${'w'.repeat(199)}...${'w'.repeat(96)}" is not a name: letters, digits, dots, _ and -, because it names the output directory`,
    ],
  ],
  ['a region that is none', [['duration: 2h', 'duration: 2h\nregion: Mars']], ['3:1 region: "Mars" is not a region such as us-east-1']],
  ['a negative seed', [['duration: 2h', 'duration: 2h\nseed: -1']], ['3:1 seed: -1 is out of range: at least 0']],
  [
    'more GPUs than can be told apart',
    [['duration: 2h', 'duration: 2h\ninstanceTypes: [{ name: box, cpuUnits: 1024, memoryMib: 1024, gpus: 33, usdPerHour: 1 }]']],
    ['3:63 instanceTypes.box.gpus: 33 is out of range: at most 32'],
  ],
  [
    'an unknown key at the top',
    [['duration: 2h', 'duration: 2h\nsead: 3']],
    ['3:1 sead: is not a key that belongs here; did you mean seed?'],
  ],
  [
    'a key of another block',
    [['duration: 2h', 'duration: 2h\ntargetCapacity: 90']],
    [
      '3:1 targetCapacity: is not a key that belongs here; did you mean cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.targetCapacity or cluster.capacityProviders.spare.autoScalingGroupProvider.managedScaling.targetCapacity?',
    ],
  ],
  [
    'a key of another block, misspelt, that the scenario does not have yet',
    [['targetCapacity: 100', 'targetCapacity: 100, evaluationPhse: 0s']],
    [
      '8:65 cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.evaluationPhse: is not a key that belongs here; did you mean scaler.evaluationPhase or serviceScaling.evaluationPhase or groupScaling.evaluationPhase?',
    ],
  ],
  [
    'a zone of another region',
    [['us-east-1b]', 'eu-west-1b]']],
    ['4:35 cluster.availabilityZones.1: "eu-west-1b" is not a zone of us-east-1: its zones are us-east-1a, us-east-1b and so on'],
  ],
  ['a zone twice', [['us-east-1b]', 'us-east-1a]']], ['4:35 cluster.availabilityZones.1: "us-east-1a" is taken: names are unique here']],
  [
    'a target capacity above 100',
    [['targetCapacity: 100', 'targetCapacity: 101']],
    ['8:44 cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.targetCapacity: 101 is out of range: at most 100'],
  ],
  [
    'a target capacity of 0',
    [['targetCapacity: 100', 'targetCapacity: 0']],
    ['8:44 cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.targetCapacity: 0 is out of range: at least 1'],
  ],
  [
    'a target capacity that is not whole',
    [['targetCapacity: 100', 'targetCapacity: 99.5']],
    ['8:44 cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.targetCapacity: expected a whole number, not 99.5'],
  ],
  [
    'step sizes and a warm-up out of range',
    [['targetCapacity: 100', 'minimumScalingStepSize: 0, maximumScalingStepSize: 10001, instanceWarmupPeriod: 10001']],
    [
      '8:44 cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.minimumScalingStepSize: 0 is out of range: at least 1',
      '8:71 cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.maximumScalingStepSize: 10001 is out of range: at most 10000',
      '8:102 cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.instanceWarmupPeriod: 10001 is out of range: at most 10000',
    ],
  ],
  [
    'a smallest step above the largest',
    [['targetCapacity: 100', 'minimumScalingStepSize: 5, maximumScalingStepSize: 4']],
    [
      '8:44 cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.minimumScalingStepSize: 5 is above maximumScalingStepSize 4',
    ],
  ],
  [
    'a misspelt status',
    [['status: ENABLED', 'status: ENABELD']],
    [
      '8:27 cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.status: "ENABELD" is not one of ENABLED, DISABLED; did you mean ENABLED?',
    ],
  ],
  [
    'a status of another kind',
    [['status: ENABLED', 'status: on']],
    ['8:27 cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.status: "on" is not one of ENABLED, DISABLED'],
  ],
  [
    'termination protection without managed scaling',
    [['status: ENABLED', 'status: DISABLED']],
    [
      '9:9 cluster.capacityProviders.workers.autoScalingGroupProvider.managedTerminationProtection: is ENABLED without managed scaling: write managedScaling: { status: ENABLED }, or DISABLED here',
    ],
  ],
  [
    'an unknown key deep inside',
    [['targetCapacity: 100', 'targetCapacty: 100']],
    [
      '8:44 cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.targetCapacty: is not a key that belongs here; did you mean targetCapacity?',
    ],
  ],
  [
    'a misspelt instance type',
    [['[m5.large], minSize', '[m5.lrge], minSize']],
    [
      '10:43 cluster.capacityProviders.workers.autoScalingGroup.instanceTypes.0: there is no instance type "m5.lrge"; did you mean m5.large or c5.large or m1.large?',
    ],
  ],
  [
    'a smallest size above the largest',
    [['minSize: 0, maxSize: 10', 'minSize: 11, maxSize: 10']],
    ['10:54 cluster.capacityProviders.workers.autoScalingGroup.minSize: 11 is above maxSize 10'],
  ],
  [
    'a largest size of 0',
    [['minSize: 0, maxSize: 10', 'minSize: 0, maxSize: 0']],
    ['10:66 cluster.capacityProviders.workers.autoScalingGroup.maxSize: is 0, so the group can never scale out: give at least 1'],
  ],
  [
    'a desired capacity outside the sizes',
    [['maxSize: 10', 'maxSize: 10, desiredCapacity: 11']],
    ['10:79 cluster.capacityProviders.workers.autoScalingGroup.desiredCapacity: 11 is not between minSize 0 and maxSize 10'],
  ],
  [
    'instance weighting',
    [['maxSize: 10', 'maxSize: 10, weightedCapacity: 2']],
    [
      '10:79 cluster.capacityProviders.workers.autoScalingGroup.weightedCapacity: instance weighting is not supported by cluster auto scaling (C.CAP-16): leave it out',
    ],
  ],
  [
    'a missing largest size',
    [[', maxSize: 10', '']],
    ['10:7 cluster.capacityProviders.workers.autoScalingGroup.maxSize: is missing: expected a number'],
  ],
  [
    'a group in a zone that the cluster lacks',
    [['maxSize: 10', 'maxSize: 10, availabilityZones: [us-east-1c]']],
    [
      '10:99 cluster.capacityProviders.workers.autoScalingGroup.availabilityZones.0: "us-east-1c" is not a zone of the cluster; did you mean us-east-1a?',
    ],
  ],
  [
    'a provider name twice',
    [['- name: spare', '- name: workers']],
    ['11:7 cluster.capacityProviders.1.name: "workers" is taken: names are unique here'],
  ],
  [
    'a provider name that AWS reserves',
    [['- name: spare', '- name: ecs-spare']],
    ['11:7 cluster.capacityProviders.ecs-spare.name: "ecs-spare" may not begin with aws, ecs or fargate'],
  ],
  [
    'a misspelt Fargate provider',
    [['- FARGATE', '- FARGAT']],
    ['13:7 cluster.capacityProviders.2: "FARGAT" is not one of FARGATE, FARGATE_SPOT; did you mean FARGATE?'],
  ],
  [
    'a price that the catalogue lacks',
    [
      ['[c5.large]', '[u7i-6tb.112xlarge]'],
      ['duration: 2h', 'duration: 2h\nregion: sa-east-1'],
      ['[us-east-1a, us-east-1b]', '[sa-east-1a]'],
    ],
    [
      '11:43 cluster.capacityProviders.workers.autoScalingGroup.instanceTypes.0: the catalogue has no on-demand price of m5.large in sa-east-1: give it in the scenario as prices.ec2.m5.large, in USD per hour, or 0 if only times count',
      '13:43 cluster.capacityProviders.spare.autoScalingGroup.instanceTypes.0: the catalogue has no on-demand price of u7i-6tb.112xlarge in sa-east-1: give it in the scenario as prices.ec2.u7i-6tb.112xlarge, in USD per hour, or 0 if only times count',
    ],
  ],
  [
    'a launch type beside a strategy',
    [[STRATEGY, `${STRATEGY}\n    launchType: EC2`]],
    ['22:5 services.web.launchType: stands beside capacityProviderStrategy: a task has one of the two'],
  ],
  [
    'a provider that the cluster lacks',
    [['capacityProvider: workers', 'capacityProvider: worker']],
    [
      '21:34 services.web.capacityProviderStrategy.worker.capacityProvider: there is no capacity provider "worker" in the cluster; did you mean workers?',
    ],
  ],
  [
    'a strategy of Fargate',
    [['capacityProvider: workers', 'capacityProvider: FARGATE']],
    [
      '19:5 services.web.taskDefinition: web cannot run on Fargate: cpu is missing at task level; give cpu: Fargate makes a machine of that size',
      '19:5 services.web.taskDefinition: web cannot run on Fargate: memory is missing at task level; give memory: Fargate makes a machine of that size',
      '19:5 services.web.taskDefinition: web cannot run on Fargate: networkMode is not given: a task on Fargate has a network interface of its own; write awsvpc',
    ],
  ],
  [
    'a Fargate provider that is not associated',
    [['capacityProvider: workers', 'capacityProvider: FARGATE_SPOT']],
    [
      '19:5 services.web.taskDefinition: web cannot run on Fargate: cpu is missing at task level; give cpu: Fargate makes a machine of that size',
      '19:5 services.web.taskDefinition: web cannot run on Fargate: memory is missing at task level; give memory: Fargate makes a machine of that size',
      '19:5 services.web.taskDefinition: web cannot run on Fargate: networkMode is not given: a task on Fargate has a network interface of its own; write awsvpc',
      '21:34 services.web.capacityProviderStrategy.FARGATE_SPOT.capacityProvider: FARGATE_SPOT is not associated with the cluster: list it under cluster.capacityProviders',
    ],
  ],
  [
    'a strategy of both kinds',
    [[STRATEGY, 'capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }, { capacityProvider: FARGATE, weight: 1 }]']],
    ['21:5 services.web.capacityProviderStrategy: mixes Fargate and Auto Scaling group providers: a strategy holds only one kind'],
  ],
  [
    'two bases',
    [[STRATEGY, 'capacityProviderStrategy: [{ capacityProvider: workers, base: 1, weight: 1 }, { capacityProvider: spare, base: 2 }]']],
    ['21:110 services.web.capacityProviderStrategy.spare.base: workers has a base already: only one provider of a strategy may have one'],
  ],
  [
    'only weights of 0',
    [[STRATEGY, 'capacityProviderStrategy: [{ capacityProvider: workers }, { capacityProvider: spare }]']],
    [
      '21:5 services.web.capacityProviderStrategy: every weight is 0, so no provider would take a task: give at least one of them a weight above 0 (the default is 0)',
    ],
  ],
  [
    'a weight and a base out of range',
    [['weight: 1 }]', 'weight: 1001, base: 100001 }]']],
    [
      '21:61 services.web.capacityProviderStrategy.workers.weight: 1001 is out of range: at most 1000',
      '21:75 services.web.capacityProviderStrategy.workers.base: 100001 is out of range: at most 100000',
    ],
  ],
  [
    'an empty strategy',
    [[STRATEGY, 'capacityProviderStrategy: []']],
    ['21:5 services.web.capacityProviderStrategy: has 0 entries: at least 1'],
  ],
  [
    'launch type FARGATE',
    [[STRATEGY, 'launchType: FARGATE']],
    [
      '19:5 services.web.taskDefinition: web cannot run on Fargate: cpu is missing at task level; give cpu: Fargate makes a machine of that size',
      '19:5 services.web.taskDefinition: web cannot run on Fargate: memory is missing at task level; give memory: Fargate makes a machine of that size',
      '19:5 services.web.taskDefinition: web cannot run on Fargate: networkMode is not given: a task on Fargate has a network interface of its own; write awsvpc',
    ],
  ],
  [
    'a misspelt launch type',
    [['launchType: EC2', 'launchType: EC3']],
    ['25:5 workloads.jobs.launchType: "EC3" is not one of EC2, FARGATE, EXTERNAL; did you mean EC2?'],
  ],
  [
    'deployments out of order, of a definition that there is not, and at a time that never comes',
    [[STRATEGY, `${STRATEGY}\n    deployments: [{ at: 1h, taskDefinition: wbe }, { at: 30m }, { at: 3h }]`]],
    [
      '22:29 services.web.deployments.0.taskDefinition: there is no task definition "wbe"; did you mean web?',
      '22:54 services.web.deployments.1.at: 30m does not come after the deployment before it',
      '22:67 services.web.deployments.2.at: 3h is not before the end of the run: this never happens',
    ],
  ],
  [
    'a grace period without a load balancer, and alarms that nobody hears',
    [[STRATEGY, `${STRATEGY}\n    healthCheckGracePeriodSeconds: 60\n    deploymentAlarms: [{ at: 1h, for: 5m }]`]],
    [
      '22:5 services.web.healthCheckGracePeriodSeconds: is only for a service with a load balancer: leave it out, and give the health check a startPeriod',
      '23:5 services.web.deploymentAlarms: has no effect: write deploymentConfiguration: { alarms: { enable: true } }',
    ],
  ],
  [
    'neither launch type nor strategy, which is legal',
    [['    launchType: EC2\n', '']],
    [
      '23:5 workloads.jobs: has neither launchType nor capacityProviderStrategy, and the cluster no default: it runs with launchType EC2, for which no group scales out (C.CAP-03)',
    ],
  ],
  [
    'a task definition that is not there',
    [['taskDefinition: web\n', 'taskDefinition: wbe\n']],
    ['19:5 services.web.taskDefinition: there is no task definition "wbe"; did you mean web?'],
  ],
  [
    'a revision that is not there',
    [['taskDefinition: web\n', 'taskDefinition: web:9\n']],
    ['19:5 services.web.taskDefinition: web has no revision 9; there is 1'],
  ],
  ['no desired count', [['desiredCount: 2\n', '\n']], ['18:5 services.web.desiredCount: is missing: how many tasks the service keeps']],
  [
    'a desired count above the quota',
    [['desiredCount: 2', 'desiredCount: 5001']],
    [
      '20:5 services.web.desiredCount: InvalidParameterException: Desired count exceeds limit. (5001 tasks: at most 5000 per service); quotas.tasksPerService sets what your account has',
    ],
  ],
  [
    'a group larger than a cluster of AWS',
    [['maxSize: 10', 'maxSize: 5001']],
    [
      '10:66 cluster.capacityProviders.workers.autoScalingGroup.maxSize: 5001 container instances: at most 5000 per cluster; quotas.containerInstances sets what your account has',
    ],
  ],
  [
    'a DAEMON service with a desired count, a strategy and a maximum',
    [
      [
        'desiredCount: 2',
        'schedulingStrategy: DAEMON\n    desiredCount: 2\n    placementStrategy: [{ type: random }]\n    deploymentConfiguration: { maximumPercent: 200 }',
      ],
      [STRATEGY, 'launchType: EC2'],
    ],
    [
      '21:5 services.web.desiredCount: a DAEMON service takes none: it runs one task on each active instance',
      '22:5 services.web.placementStrategy: a DAEMON service takes none: it runs one task on each active instance',
      '23:32 services.web.deploymentConfiguration.maximumPercent: 200 is not possible for a DAEMON service: 100',
    ],
  ],
  [
    'placement fields that do not go with their type',
    [
      [
        'desiredCount: 2',
        'desiredCount: 2\n    placementStrategy: [{ type: binpack, field: disk }, { type: spread }, { type: random, field: cpu }, { type: spread, field: "attribute:my rack" }]',
      ],
    ],
    [
      '21:25 services.web.placementStrategy.0: binpack needs a field out of cpu, memory, not "disk"',
      '21:57 services.web.placementStrategy.1: spread needs a field out of instanceId, host, attribute:ecs.availability-zone, attribute:NAME',
      '21:75 services.web.placementStrategy.2: random takes no field',
      '21:105 services.web.placementStrategy.3: "my rack" is no name of an attribute: 1 to 128 letters, digits, - _ . / and \\',
    ],
  ],
  [
    'a misspelt placement type',
    [['desiredCount: 2', 'desiredCount: 2\n    placementStrategy: [{ type: binpak, field: cpu }]']],
    ['21:27 services.web.placementStrategy.0.type: "binpak" is not one of random, spread, binpack; did you mean binpack?'],
  ],
  [
    'an expression for distinctInstance, and none for memberOf',
    [['desiredCount: 2', 'desiredCount: 2\n    placementConstraints: [{ type: distinctInstance, expression: "a" }, { type: memberOf }]']],
    [
      '21:28 services.web.placementConstraints.0: distinctInstance takes no expression',
      '21:73 services.web.placementConstraints.1: memberOf needs an expression, such as "attribute:ecs.instance-type == t3.small"',
    ],
  ],
  [
    'eleven constraints',
    [['desiredCount: 2', `desiredCount: 2\n    placementConstraints: [${Array(11).fill('{ type: distinctInstance }').join(', ')}]`]],
    ['21:5 services.web.placementConstraints: has 11 entries: at most 10'],
  ],
  [
    'seventeen subnets and six security groups',
    [
      [
        'launchType: EC2',
        `launchType: EC2\n    networkConfiguration: { awsvpcConfiguration: { subnets: [${Array.from({ length: 17 }, () => 'us-east-1a').join(', ')}], securityGroups: [a, b, c, d, e, f] } }`,
      ],
    ],
    [
      '26:52 workloads.jobs.networkConfiguration.awsvpcConfiguration.subnets: has 17 entries: at most 16',
      '26:267 workloads.jobs.networkConfiguration.awsvpcConfiguration.securityGroups: has 6 entries: at most 5',
    ],
  ],
  [
    'a subnet that is not there',
    [['launchType: EC2', 'launchType: EC2\n    networkConfiguration: { awsvpcConfiguration: { subnets: [us-east-1q] } }']],
    [
      '26:62 workloads.jobs.networkConfiguration.awsvpcConfiguration.subnets.0: "us-east-1q" is no zone of the cluster and not in cluster.subnets; did you mean us-east-1a?',
    ],
  ],
  [
    'a network configuration for bridge mode',
    [['desiredCount: 2', 'desiredCount: 2\n    networkConfiguration: { awsvpcConfiguration: { subnets: [us-east-1a] } }']],
    ['21:5 services.web.networkConfiguration: is only for tasks in awsvpc mode; web is in bridge mode'],
  ],
  [
    'a schedule out of order and out of its period',
    [
      [
        'desiredCount: 2',
        'desiredCountSchedule: { every: 24h, entries: [{ at: 8h, desiredCount: 2 }, { at: 8h, desiredCount: 3 }, { at: 25h, desiredCount: 1 }] }',
      ],
    ],
    [
      '20:82 services.web.desiredCountSchedule.entries.1.at: 8h does not come after the entry before it',
      '20:111 services.web.desiredCountSchedule.entries.2.at: 25h is not within the period of 24h',
    ],
  ],
  [
    'a service name with a space',
    [['serviceName: web', 'serviceName: "web site"']],
    ['18:5 services.0.serviceName: "web site" is not a name: up to 255 letters, digits, _ and -'],
  ],
  [
    'a service name of 256 letters',
    [['serviceName: web', `serviceName: ${'w'.repeat(256)}`]],
    [
      '18:5 services.0.serviceName: "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww... is not a name: up to 255 letters, digits, _ and -',
    ],
  ],
  [
    'deployment controllers without what they need',
    [
      [
        STRATEGY,
        `${STRATEGY}\n    deploymentController: { type: CODE_DEPLOY }\n    taskSets: [{ taskDefinition: web, scale: [{ at: 0s, value: 100 }] }]\n    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true } }`,
      ],
    ],
    [
      '18:5 services.web.loadBalancers: is missing: CODE_DEPLOY moves the traffic of a load balancer',
      '23:5 services.web.taskSets: needs deploymentController: { type: EXTERNAL }',
      '24:32 services.web.deploymentConfiguration.deploymentCircuitBreaker: works only with the deployment controller ECS, this one is CODE_DEPLOY',
    ],
  ],
  [
    'a strategy of ECS where CODE_DEPLOY deploys',
    [
      [
        STRATEGY,
        `${STRATEGY}\n    deploymentController: { type: CODE_DEPLOY }\n    loadBalancers: [{ targetGroupArn: web, containerName: web, containerPort: 80 }]\n    deploymentConfiguration: { strategy: BLUE_GREEN, bakeTimeInMinutes: 5 }`,
      ],
    ],
    [
      '24:32 services.web.deploymentConfiguration.strategy: BLUE_GREEN works only with the deployment controller ECS, this one is CODE_DEPLOY: leave it out',
    ],
  ],
  [
    'a canary whose share of the traffic is finer than a tenth of a percent',
    [
      [
        STRATEGY,
        `${STRATEGY}\n    loadBalancers: [{ targetGroupArn: web, containerName: web, containerPort: 80 }]\n    deploymentConfiguration: { strategy: CANARY, bakeTimeInMinutes: 5, canaryConfiguration: { canaryPercent: 33.33 } }`,
      ],
    ],
    ['23:95 services.web.deploymentConfiguration.canaryConfiguration.canaryPercent: 33.33 is not possible: 0.1 to 100 in steps of 0.1'],
  ],
  [
    'a canary without anything that shifts its traffic',
    [[STRATEGY, `${STRATEGY}\n    deploymentConfiguration: { strategy: CANARY, linearConfiguration: {} }`]],
    [
      '22:32 services.web.deploymentConfiguration.strategy: CANARY needs something to shift traffic with: give loadBalancers, serviceConnectConfiguration or vpcLatticeConfigurations',
      '22:50 services.web.deploymentConfiguration.linearConfiguration: needs strategy: LINEAR',
    ],
  ],
  [
    'a median above the 95th percentile',
    [['desiredCount: 2', 'desiredCount: 2\n    timeToFailure: { lognormal: { median: 2h, p95: 1h } }']],
    ['21:22 services.web.timeToFailure.lognormal: the median is above the 95th percentile'],
  ],
  [
    'a distribution that is not known',
    [['desiredCount: 2', 'desiredCount: 2\n    timeToFailure: { gamma: 2h }']],
    [
      '21:5 services.web.timeToFailure: needs exactly one of constant, uniform, exponential, lognormal, empirical',
      '21:22 services.web.timeToFailure.gamma: is not a key that belongs here; choose from constant, uniform, exponential, lognormal, empirical',
    ],
  ],
  [
    'two distributions in one',
    [['desiredCount: 2', 'desiredCount: 2\n    timeToFailure: { constant: 2h, empirical: [1s] }']],
    ['21:5 services.web.timeToFailure: needs exactly one of constant, uniform, exponential, lognormal, empirical'],
  ],
  [
    'a misspelt kind of arrivals',
    [['type: constant', 'type: constnt']],
    [
      '26:17 workloads.jobs.arrivals.type: "constnt" is not one of constant, poisson, diurnal, bursts, schedule, cron, rate, trace; did you mean constant?',
    ],
  ],
  [
    'no kind of arrivals',
    [['type: constant, every: 10m', 'every: 10m']],
    ['26:5 workloads.jobs.arrivals.type: is missing: choose from constant, poisson, diurnal, bursts, schedule, cron, rate, trace'],
  ],
  [
    'a rate without a unit',
    [['type: constant, every: 10m', 'type: poisson, rate: 40']],
    ['26:32 workloads.jobs.arrivals.rate: 40 has no unit: write "40/h" (or /s, /m, /d, /w)'],
  ],
  [
    'a trough above the peak, and a peak after midnight',
    [['type: constant, every: 10m', 'type: diurnal, peak: 1/h, trough: 2/h, peakAt: 24h']],
    [
      '26:43 workloads.jobs.arrivals.trough: 2/h is above the peak of 1/h',
      '26:56 workloads.jobs.arrivals.peakAt: 24h is no time of day: below 24h',
    ],
  ],
  [
    'a time outside the period of its schedule',
    [['type: constant, every: 10m', 'type: schedule, at: [1h, 3h], every: 2h']],
    ['26:42 workloads.jobs.arrivals.at.1: 3h is not within the period of 2h'],
  ],
  [
    'a trace with half a range of durations',
    [['type: constant, every: 10m', 'type: trace, file: t.csv, columns: { arrival: a, durationMax: b }']],
    ['26:66 workloads.jobs.arrivals.columns.durationMax: needs a duration column beside it'],
  ],
  [
    'no run time',
    [['    runTime: 5m\n', '']],
    ['23:5 workloads.jobs.runTime: is missing: how long a task runs, such as "10m", { lognormal: { median: 5m, p95: 30m } } or forever'],
  ],
  [
    'a run time without a unit',
    [['runTime: 5m', 'runTime: 5']],
    ['27:5 workloads.jobs.runTime: 5 has no unit: write "5s" (or ms, m, h, d, w); or forever'],
  ],
  [
    'a rate in words and an empty burst',
    [['type: constant, every: 10m', 'type: bursts, rate: 2 per day, size: 0']],
    [
      '26:31 workloads.jobs.arrivals.rate: "2 per day" is not a rate: write a number above 0 per unit, such as "40/s" or "120/h" (s, m, h, d, w)',
      '26:48 workloads.jobs.arrivals.size: 0 is out of range: at least 1',
    ],
  ],
  [
    'half a lognormal',
    [['duration: 2h', 'duration: 2h\ntimings: { instanceBoot: { lognormal: { median: 75s } } }']],
    ['3:28 timings.instanceBoot.lognormal.p95: is missing: expected a duration such as "90s", "8h" or "7d"'],
  ],
  [
    'scaler settings that are none',
    [['duration: 2h', 'duration: 2h\nscaler: { fromZero: three, scaleInShareMax: 0, lowDatapoints: 1.5 }']],
    [
      '3:11 scaler.fromZero: "three" is not one of two, formula',
      '3:28 scaler.scaleInShareMax: 0 is out of range: above 0',
      '3:48 scaler.lowDatapoints: expected a whole number, not 1.5',
    ],
  ],
  ['quotas that are none', [['duration: 2h', 'duration: 2h\nquotas: some']], ['3:1 quotas: "some" is not one of aws, none']],
  [
    'a limit in words',
    [['duration: 2h', 'duration: 2h\nquotas: { provisioningTasks: many }']],
    ['3:11 quotas.provisioningTasks: "many" is no limit: write a whole number from 1, or none'],
  ],
  [
    'a price for a type that is not there, and one in words',
    [['duration: 2h', 'duration: 2h\nprices: { ec2: { m5.lage: 0.1, m5.large: cheap } }']],
    [
      '3:18 prices.ec2.m5.lage: there is no instance type "m5.lage"; did you mean m5.large?',
      '3:32 prices.ec2.m5.large: expected a number, not "cheap"',
    ],
  ],
  [
    "an instance type of one's own without CPU and price",
    [['duration: 2h', 'duration: 2h\ninstanceTypes: [{ name: box, cpuUnits: 0, memoryMib: 1 }]']],
    ['3:17 instanceTypes.box.usdPerHour: is missing: expected a number', '3:30 instanceTypes.box.cpuUnits: 0 is out of range: at least 1'],
  ],
  [
    'a time that is neither a duration nor none',
    [['duration: 2h', 'duration: 2h\nwaiting: { retryEvery: never }']],
    [
      '3:12 waiting.retryEvery: "never" is not a duration: write a number with its unit, such as "90s", "1h30m" or "7d" (ms, s, m, h, d, w; whole milliseconds, at most ten years); or none',
    ],
  ],
  [
    'an unknown key in a task definition',
    [['- { family: web, ', '- { family: web, cpuu: 1, ']],
    ['15:20 taskDefinitions.web.cpuu: AWS knows no cpuu here and refuses it; did you mean cpu?'],
  ],
  [
    'a host port that the agent holds',
    [['image: nginx, ', 'image: nginx, portMappings: [{ containerPort: 1, hostPort: 51678 }], ']],
    [
      '15:20 taskDefinitions.web.containerDefinitions: host port 51678 is reserved on every instance (22, 2375, 2376, 51678, 51679, 51680 are): no instance can take this task',
    ],
  ],
  [
    'a task definition twice',
    [['- { family: web, ', '- { family: pods, ']],
    [
      '16:7 taskDefinitions.1.family: "pods:1" is taken: names are unique here',
      '19:5 services.web.taskDefinition: there is no task definition "web"; choose from pods',
    ],
  ],
  [
    'a file that cannot be read',
    [['- { family: web, containerDefinitions: [{ name: web, image: nginx, cpu: 256, memory: 512 }] }', '- { file: missing.json }']],
    ['15:7 taskDefinitions.0.file: the file "missing.json" cannot be read'],
  ],
  [
    'a task that fits no instance, which is legal',
    [['memory: 512 }] }\n  - { family: pods', 'memory: 512000 }] }\n  - { family: pods']],
    [
      '19:5 services.web.taskDefinition: web fits no empty instance of its capacity and will wait for ever: m5.large registers 7617 MiB, not 512000',
    ],
  ],
  [
    'an expression in a task definition that is none',
    [['- { family: web, ', '- { family: web, placementConstraints: [{ type: memberOf, expression: "attribute:a = b" }], ']],
    [
      '15:61 taskDefinitions.web.placementConstraints.0.expression: there is no operator =, did you mean ==?; attribute:a takes ==, !=, >, >=, <, <=, exists, not_exists, in, not_in, =~, !~\n    attribute:a = b\n                ^',
    ],
  ],
  [
    'new instances without the protection that their provider relies on',
    [['maxSize: 10', 'maxSize: 10, newInstancesProtectedFromScaleIn: false']],
    [
      '10:79 cluster.capacityProviders.workers.autoScalingGroup.newInstancesProtectedFromScaleIn: is false, and managedTerminationProtection: ENABLED needs scale-in protection of new instances, or AWS refuses it: write true or leave it out',
    ],
  ],
  [
    'rebalancing over zones that is not possible, and alarms that never go off',
    [
      [
        'desiredCount: 2',
        'desiredCount: 2\n    availabilityZoneRebalancing: ENABLED\n    deploymentConfiguration: { maximumPercent: 100, minimumHealthyPercent: 0, deploymentCircuitBreaker: { enable: true, rollback: true }, alarms: { enable: true, alarmNames: [a] } }',
      ],
    ],
    [
      '21:5 services.web.availabilityZoneRebalancing: ENABLED needs a maximumPercent above 100, to start before it stops: it is 100; or write DISABLED',
      '22:139 services.web.deploymentConfiguration.alarms: has no effect: neither deploymentAlarms nor metricAlarms says that an alarm ever goes off',
    ],
  ],
  [
    'a key that would reach the prototype',
    [['name: small', '__proto__: { a: 1 }\nname: small']],
    ['1:1: the key __proto__ is not allowed'],
  ],
  ['a key twice', [['name: small', 'name: small\nname: again']], ['2:1 name: is given twice']],
  [
    'a bracket that is never closed',
    [['duration: 2h', 'duration: [2h']],
    ['3:1: is not valid YAML or JSON: Flow sequence in block collection must be sufficiently indented and end with a ]'],
  ],
  ['a section twice', [['services:\n', 'workloads: []\nservices:\n']], ['23:1 workloads: is given twice']],
  [
    'expectations',
    [['services:\n', 'expectations: []\nservices:\n']],
    ['17:1 expectations: is not a key that belongs here; did you mean expect?'],
  ],
  ['a misspelt section', [['services:\n', 'servces:\n']], ['17:1 servces: is not a key that belongs here; did you mean services?']],
];

describe('a scenario with mistakes', () => {
  it('is empty when there are none', () => expect(placedMessages(GOOD)).toEqual([]));

  it('has no warning of keys of AWS whose values are what is simulated anyway', () => {
    const text = changed(
      ['maxSize: 10', 'maxSize: 10, terminationPolicies: [Default], newInstancesProtectedFromScaleIn: true, capacityRebalance: false'],
      ['minSize: 1, maxSize: 1', 'minSize: 1, maxSize: 1, newInstancesProtectedFromScaleIn: false'], // Without managed termination protection.
      [
        'desiredCount: 2',
        'desiredCount: 2\n    availabilityZoneRebalancing: DISABLED\n    deploymentConfiguration: { deploymentCircuitBreaker: { enable: false, rollback: false }, alarms: { enable: false } }',
      ],
    );
    expect(placedMessages(text)).toEqual([]);
  });

  it.each(ROWS)('reports %s', (_, changes, expected) => {
    expect(placedMessages(changed(...changes))).toEqual(expected.map((line) => `s.yaml:${line}`));
  });

  it('reports all of them at once, in the order of the file', () => {
    const text = changed(
      ['status: ENABLED', 'status: ENABELD'],
      ['minSize: 0', 'minSize: x'],
      ['desiredCount: 2', 'desiredCuont: 2'],
      ['capacityProvider: workers', 'capacityProvider: worker'],
      ['every: 10m', 'every: 10'],
      ['runTime: 5m', 'runTime: 5 minutes'],
    );
    expect(placedMessages(text).map((line) => line.replace(/ (is|has|was|expected|there|"|\d).*$/, ''))).toEqual([
      's.yaml:8:27 cluster.capacityProviders.workers.autoScalingGroupProvider.managedScaling.status:',
      's.yaml:10:54 cluster.capacityProviders.workers.autoScalingGroup.minSize:',
      's.yaml:20:5 services.web.desiredCuont:',
      's.yaml:21:34 services.web.capacityProviderStrategy.worker.capacityProvider:',
      's.yaml:26:33 workloads.jobs.arrivals.every:',
      's.yaml:27:5 workloads.jobs.runTime:',
    ]);
  });

  it('reports nothing that only follows from another mistake: a wrong provider is still a provider', () => {
    const text = changed(['minSize: 0, maxSize: 10', 'maxSize: ten']);
    expect(placedMessages(text)).toEqual([
      's.yaml:10:7 cluster.capacityProviders.workers.autoScalingGroup.minSize: is missing: expected a number',
      's.yaml:10:54 cluster.capacityProviders.workers.autoScalingGroup.maxSize: expected a number, not "ten"',
    ]);
  });

  it('reports the place in the list as it was written, when items before it were unsound', () => {
    const text = changed(
      ['serviceName: web', 'taskDefinition: web\n  - serviceName: second'],
      ['taskDefinition: web\n    desiredCount', 'taskDefinition: wob\n    desiredCount'],
    );
    expect(placedMessages(text)).toEqual([
      's.yaml:18:5 services.0.serviceName: is missing: expected a text',
      's.yaml:20:5 services.second.taskDefinition: there is no task definition "wob"; did you mean web?',
    ]);
  });
});
