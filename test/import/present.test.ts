import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { importScenario } from '../../src/import/import.js';
import { loadScenario } from '../../src/scenario/load-scenario.js';
import { simulationOf } from '../sim/setups.js';
import { answers, filesOf, instanceArn, type Json } from './answers.js';
import { importedFiles, mistakesOfFiles } from './imported.js';

const mistakesAfter = (change: (all: Record<string, Json>) => void, options = {}) => {
  const all = answers();
  change(all);
  return mistakesOfFiles(filesOf(all), options);
};

describe('answers of the AWS API', () => {
  it('become the cluster as it is: ages, zones, purchase, draining, protection, boots in progress', () => {
    const { present, startsAt, region } = importedFiles(filesOf(answers())).scenario;
    // The last call was made at 02:59:59.4; a scenario begins with a whole second.
    expect([present.at, startsAt, region]).toEqual(['2026-11-26T03:00:00Z', '2026-11-26T03:00:00Z', 'eu-west-1']);
    expect(present.containerInstances).toEqual([
      {
        ec2InstanceId: 'i-a',
        capacityProvider: 'workers',
        instanceType: 'm5.large',
        availabilityZone: 'eu-west-1a',
        launchTime: '2026-11-25T18:00:00Z',
        registeredAt: '2026-11-25T18:01:30.500Z',
        protectedFromScaleIn: true,
        attributes: { stack: 'prod' },
        agentVersion: '1.89.2',
        // It registered 7,619 MiB and has 5,571 left: 2,048 are taken, which leave 5,569 of the catalogue's 7,617.
        remainingResources: { cpu: 1024, memory: 5569, ports: ['tcp/22', 'tcp/2376', 'tcp/2375'] },
      },
      expect.objectContaining({
        ec2InstanceId: 'i-b',
        lifecycle: 'spot',
        status: 'DRAINING',
        remainingResources: expect.objectContaining({ cpu: 1536, memory: 6593 }),
      }),
      {
        ec2InstanceId: 'i-c',
        capacityProvider: 'workers',
        instanceType: 'm5.large',
        availabilityZone: 'eu-west-1b',
        lifecycle: 'spot',
        launchTime: '2026-11-26T02:59:30Z',
        status: 'REGISTERING',
      },
    ]);
    expect(present.autoScalingGroups).toEqual([{ capacityProvider: 'workers', desiredCapacity: 3 }]);
  });

  it('become its tasks, with the deployment that is under way and the last minutes of the metric', () => {
    const { present, services } = importedFiles(filesOf(answers())).scenario;
    expect(present.tasks.map((task: Json) => [task.id, task.taskDefinition, task.group, task.containerInstance, task.startedAt])).toEqual([
      ['t1', 'web:1', 'service:web', 'i-a', '2026-11-26T01:00:00.250Z'],
      ['t2', 'web:2', 'service:web', 'i-b', '2026-11-26T02:58:00Z'],
      ['t3', 'report:4', 'family:report', 'i-a', '2026-11-26T02:30:00Z'],
    ]);
    expect(present.services).toEqual([
      {
        serviceName: 'web',
        deployments: [
          { status: 'PRIMARY', taskDefinition: 'web:2', createdAt: '2026-11-26T02:57:00Z', rolloutState: 'IN_PROGRESS', failedTasks: 1 },
          { status: 'ACTIVE', taskDefinition: 'web:1', createdAt: '2026-11-20T00:00:00Z', rolloutState: 'COMPLETED' },
        ],
      },
    ]);
    expect(services[0]).toMatchObject({ serviceName: 'web', taskDefinition: 'web:2', desiredCount: 2 });
    // Minute by minute back from the last one, until the gap before 02:57.
    expect(present.metrics).toEqual({ CapacityProviderReservation: { workers: [99, 100, 150] } });
  });

  it('leave the names of AWS that the scenario does not have, for the commands of advise', () => {
    const { cluster } = importedFiles(filesOf(answers())).scenario;
    expect(cluster.clusterName).toBe('shop');
    expect(cluster.capacityProviders[0].autoScalingGroup).toMatchObject({
      autoScalingGroupName: 'shop-asg',
      launchTemplate: { launchTemplateId: 'lt-1', version: '$Latest' },
    });
  });

  it('take the type from the overrides, before the launch template, and run on', () => {
    const { text, scenario } = importedFiles(filesOf(answers()));
    expect(scenario.cluster.capacityProviders[0].autoScalingGroup.instanceTypes).toEqual(['m5.large']);
    expect(text).not.toContain('hunter2');
    const { simulation } = simulationOf(loadScenario(text, { file: 'x', read: () => undefined }).setup!);
    simulation.advance(3_600_000);
  });

  it('become a workload for standalone tasks: as many arrive as end, each as long as the present ones have run', () => {
    const { scenario, assumed } = importedFiles(filesOf(answers()));
    expect(scenario.workloads).toEqual([
      {
        name: 'report-4',
        taskDefinition: 'report',
        capacityProviderStrategy: [{ capacityProvider: 'workers', weight: 1 }],
        arrivals: { type: 'poisson', rate: '2/h' }, // One that has run half an hour: another every half hour.
        runTime: { exponential: { mean: '1800s' } },
      },
    ]);
    expect(assumed.join('\n')).toContain('standalone tasks of report:4: 1 task run, 1800 s in the mean so far; as many come as go');
  });

  it('without a snapshot begin at the latest time that they report, or at --at', () => {
    const { 'snapshot.json': _, 'get-metric-data-1.json': __, ...all } = answers();
    const { scenario, assumed } = importedFiles(filesOf(all));
    // i-c was launched then.
    expect(scenario.startsAt).toBe('2026-11-26T02:59:30Z');
    expect(assumed.join('\n')).toContain('the latest time in the answers');
    expect(importedFiles(filesOf(all), { at: Date.UTC(2026, 10, 26, 4) }).scenario.startsAt).toBe('2026-11-26T04:00:00Z');
    expect(mistakesOfFiles(filesOf(all), { at: Date.UTC(2026, 10, 26, 2) })).toEqual([
      'ec2.json: Reservations.2.Instances.0.launchTime: is 2026-11-26T02:59:30Z, after 2026-11-26T02:00:00Z, the time of the state: the files are of different times, or --at is too early',
    ]);
  });

  it('that do not add up are refused, and with --drift the tasks take precedence', () => {
    const change = (all: Record<string, Json>) => void all['describe-tasks.json'].tasks.splice(0, 1);
    expect(mistakesAfter(change)).toEqual([
      'describe-container-instances.json: containerInstances.0.remainingResources.cpu: i-a: 1024 does not add up: 2048 of a m5.large, less 1 × 512 (report:4) leave 1536: a task is missing, or the files are of different times (--drift goes on with the tasks that are here)',
      'describe-container-instances.json: containerInstances.0.remainingResources.memory: i-a: 5569 does not add up: 7617 of a m5.large, less 1 × 1024 (report:4) leave 6593: a task is missing, or the files are of different times (--drift goes on with the tasks that are here)',
    ]);
    const all = answers();
    change(all);
    const { scenario, assumed } = importedFiles(filesOf(all), { drift: true });
    expect(scenario.present.containerInstances[0].remainingResources).toBeUndefined();
    expect(assumed.join('\n')).toContain('containerInstances.0.remainingResources: what is free on i-a follows from its tasks');
  });

  it('that are not whole are refused, all of it at once: pages, missing definitions and instances, other clusters', () => {
    const told = mistakesAfter((all) => {
      all['describe-clusters.json'].nextToken = 'abc';
      delete all['td-web-1.json'];
      all['describe-tasks.json'].tasks[1].containerInstanceArn = instanceArn('z');
      all['describe-services.json'].services[0].clusterArn = 'arn:aws:ecs:eu-west-1:000000000000:cluster/other';
    });
    expect(told).toEqual(
      expect.arrayContaining([
        'describe-clusters.json: nextToken: is there, so this is one page of several: save the whole answer, without --max-items and --no-paginate',
        'describe-clusters.json: clusters.0: is of cluster shop, and the input has 2 clusters (shop, other): give --cluster NAME',
        'describe-services.json: services.0: is of cluster other, and the input has 2 clusters (shop, other): give --cluster NAME',
        'describe-tasks.json: tasks.0.taskDefinitionArn: is web:1, which is not in the input: save what describe-task-definition --task-definition web:1 gives as well',
        'describe-tasks.json: tasks.1.containerInstanceArn: is z, which is not in the input: save what describe-container-instances gives for all of the cluster as well',
      ]),
    );
  });

  it('of other times do not overlap', () => {
    const told = mistakesAfter((all) => {
      all['get-metric-data-1.json'].MetricDataResults[0].Timestamps = ['2026-11-20T00:00:00Z'];
      all['get-metric-data-1.json'].MetricDataResults[0].Values = [100];
    });
    expect(told).toEqual([
      'get-metric-data-1.json: MetricDataResults.0: the times of CapacityProviderReservation of shop workers, Average do not overlap with the state of the cluster: they end 8820 minutes before it',
    ]); // 6 days and 3 hours
  });

  it('with an unknown type need its size, and take it', () => {
    const change = (all: Record<string, Json>) => {
      const text = JSON.stringify(all).replaceAll('m5.large', 'm99.large');
      Object.assign(all, JSON.parse(text));
    };
    const [first] = mistakesAfter(change);
    expect(first).toContain('there is no instance type "m99.large"');
    expect(first).toContain('define it with --instance-type m99.large=CPU_UNITS,MEMORY_MIB,USD_PER_HOUR');
    const all = answers();
    change(all);
    const instanceTypes = new Map([['m99.large', { name: 'm99.large', cpuUnits: 2048, memoryMib: 7619, usdPerHour: 0.1 }]]);
    const { scenario } = importedFiles(filesOf(all), { instanceTypes });
    expect(scenario.prices).toEqual({ spot: { 'm99.large': { savingsPercent: 60, interruptionBucket: '5-10%' } } });
    expect(scenario.instanceTypes).toEqual([{ name: 'm99.large', cpuUnits: 2048, memoryMib: 7619, usdPerHour: 0.1 }]);
  });

  it('with a type that describe-instance-types reports take its size from there, and assume a price', () => {
    const all = JSON.parse(JSON.stringify(answers()).replaceAll('m5.large', 'm99.large'));
    all['describe-instance-types-1.json'] = {
      InstanceTypes: [
        {
          InstanceType: 'm99.large',
          VCpuInfo: { DefaultVCpus: 2 },
          MemoryInfo: { SizeInMiB: 8192 },
          ProcessorInfo: { SupportedArchitectures: ['arm64'] },
          NetworkInfo: { MaximumNetworkInterfaces: 3 },
          GpuInfo: { Gpus: [{ Name: 'T4', Manufacturer: 'NVIDIA', Count: 1 }] },
        },
        { InstanceType: 'm98.large', VCpuInfo: { DefaultVCpus: 2 }, MemoryInfo: { SizeInMiB: 8192 } },
      ],
    };
    const { scenario, assumed, understood } = importedFiles(filesOf(all));
    // As its instances have registered.
    expect(scenario.instanceTypes).toEqual([
      { name: 'm99.large', cpuUnits: 2048, memoryMib: 7619, eniTasks: 2, gpus: 1, architecture: 'arm64', usdPerHour: 0.1 },
    ]);
    expect(scenario.present.containerInstances[0].remainingResources).toMatchObject({ cpu: 1024, memory: 5571 });
    expect(assumed.join('\n')).toContain('m99.large costs 0.1 USD an hour (0.05 for each vCPU): the catalogue does not have the type');
    expect(understood.join('\n')).toContain('InstanceTypes.0: m99.large has 2048 CPU units and 7619 MiB: the catalogue does not have it');
    // What has registered nothing yet has a twentieth less than EC2 sells.
    for (const one of all['describe-container-instances.json'].containerInstances) delete one.registeredResources;
    expect(importedFiles(filesOf(all)).scenario.instanceTypes[0].memoryMib).toBe(7782);
  });

  it('have the warm pool of a group, as describe-auto-scaling-groups reports it; describe-warm-pool does not name its group', () => {
    const all = answers();
    const pool = {
      MinSize: 2,
      MaxGroupPreparedCapacity: 6,
      PoolState: 'Stopped',
      Status: 'Active',
      InstanceReusePolicy: { ReuseOnScaleIn: false },
    };
    const [group] = all['asg.json'].AutoScalingGroups;
    Object.assign(group, { WarmPoolConfiguration: pool, WarmPoolSize: 2 });
    group.MixedInstancesPolicy.InstancesDistribution.OnDemandPercentageAboveBaseCapacity = 100; // With Spot there is no pool (A.ASG-15).
    for (const { Instances } of all['ec2.json'].Reservations) delete Instances[0].InstanceLifecycle;
    all['templates.json'].LaunchTemplateVersions[0].LaunchTemplateData.UserData = btoa(
      'echo ECS_WARM_POOLS_CHECK=true >> /etc/ecs/ecs.config',
    );
    all['describe-warm-pool.json'] = {
      WarmPoolConfiguration: pool,
      Instances: [{ InstanceId: 'i-w', InstanceType: 'm5.large', AvailabilityZone: 'eu-west-1a', LifecycleState: 'Warmed:Stopped' }],
    };
    const { scenario, leftOut, text } = importedFiles(filesOf(all));
    expect(scenario.cluster.capacityProviders[0].autoScalingGroup.warmPool).toEqual({
      minSize: 2,
      maxGroupPreparedCapacity: 6,
      poolState: 'Stopped',
      warmPoolsCheck: true,
    });
    expect(leftOut).toContain('WarmPoolConfiguration: does not name its group: save what describe-auto-scaling-groups gives, which has it');
    expect(text).not.toContain('i-w');
  });

  it('give each provider its own metric, also where the name of one begins with that of another', () => {
    const all = answers();
    all['describe-capacity-providers.json'].capacityProviders.push({
      ...all['describe-capacity-providers.json'].capacityProviders[0],
      name: 'workers-spot',
      autoScalingGroupProvider: {
        autoScalingGroupArn: 'arn:aws:autoscaling:eu-west-1:000000000000:autoScalingGroup:u:autoScalingGroupName/spot',
      },
    });
    all['asg.json'].AutoScalingGroups.push({
      ...all['asg.json'].AutoScalingGroups[0],
      AutoScalingGroupName: 'spot',
      AutoScalingGroupARN: undefined,
      Instances: [],
    });
    delete all['get-metric-data-1.queries.json'];
    const [metric] = all['get-metric-data-1.json'].MetricDataResults;
    all['get-metric-data-1.json'].MetricDataResults = [
      { ...metric, Label: 'CapacityProviderReservation workers-spot', Values: [50, 50, 50, 50] },
      { ...metric, Id: 'm2', Label: 'CapacityProviderReservation workers' },
    ];
    expect(importedFiles(filesOf(all)).scenario.present.metrics).toEqual({
      CapacityProviderReservation: { 'workers-spot': [50, 50, 50], workers: [99, 100, 150] },
    });
  });

  it('with a service of a revision that is not there do not run another one', () => {
    const { 'snapshot.json': _, 'describe-tasks.json': __, 'describe-container-instances.json': ___, ...all } = answers();
    const [web] = all['describe-services.json'].services;
    const arn = web.taskDefinition.replace(/:2$/, '');
    web.deployments = [];
    for (const [there, asked] of [
      [2, 1],
      [5, 1],
      [2, 3],
    ]) {
      web.taskDefinition = `${arn}:${asked}`;
      delete all['td-web-1.json'];
      all['td-web-2.json'].taskDefinition.revision = there;
      const { understood, leftOut } = importedFiles(filesOf(all));
      expect(understood.join('\n')).not.toContain('service web:');
      expect(leftOut).toContain(
        `services.0: the service web runs "web:${asked}", which is not in the input: give its task definition as well`,
      );
    }
  });

  it('with a block in place of a name are refused with the block', () => {
    const told = mistakesAfter((all) => {
      all['describe-tasks.json'].tasks[0].taskDefinitionArn = { arn: 'web:1' };
      delete all['describe-tasks.json'].tasks[1].taskDefinitionArn;
    });
    expect(told.slice(0, 2)).toEqual([
      'describe-tasks.json: tasks.0.taskDefinitionArn: is a block; an ARN such as arn:aws:ecs:REGION:ACCOUNT:task-definition/NAME:1 is right',
      'describe-tasks.json: tasks.1.taskDefinitionArn: is undefined; an ARN such as arn:aws:ecs:REGION:ACCOUNT:task-definition/NAME:1 is right',
    ]);
  });

  it('that registered clearly less than the catalogue has make a type of their own', () => {
    const all = answers();
    for (const one of all['describe-container-instances.json'].containerInstances)
      for (const key of ['registeredResources', 'remainingResources']) one[key][1].integerValue -= 1000; // ECS_RESERVED_MEMORY, say
    const { scenario, understood } = importedFiles(filesOf(all));
    expect(scenario.instanceTypes).toMatchObject([{ name: 'm5.large', cpuUnits: 2048, memoryMib: 6619, eniTasks: 2, eniTasksTrunk: 10 }]);
    expect(scenario.present.containerInstances[0].remainingResources.memory).toBe(4571); // 6,619 less two tasks of 1,024
    expect(understood.join('\n')).toContain('m5.large registers 6619 MiB here, and 7617 in the catalogue: it has 6619 in the scenario');
  });

  it('of many tasks go into a file beside the scenario, a task a line', () => {
    const all = answers();
    const [, , report] = all['describe-tasks.json'].tasks;
    all['describe-container-instances.json'].containerInstances[0].remainingResources = undefined;
    for (let i = 0; i < 60; i++)
      all['describe-tasks.json'].tasks.push({
        ...report,
        taskArn: `arn:aws:ecs:eu-west-1:000000000000:task/shop/x${i}`,
        containerInstanceArn: undefined,
        lastStatus: 'PROVISIONING',
        startedAt: undefined,
      });
    const outcome = importScenario(filesOf(all), { presentFile: 'shop.present.json' });
    expect(outcome.mistakes).toEqual([]);
    expect(parse(outcome.scenario!).present).toEqual({ file: 'shop.present.json' });
    expect(JSON.parse(outcome.present!).tasks).toHaveLength(63);
    expect(outcome.present!.split('\n').filter((line) => line.includes('PROVISIONING'))).toHaveLength(60);
    const read = (path: string) => (path === 'shop.present.json' ? outcome.present : undefined);
    expect(loadScenario(outcome.scenario!, { file: 'x', read }).errors).toBeUndefined();
  });

  it('of a simulated cluster keep its numbers', () => {
    const all = answers();
    const tag = (name: string, value: number) => ({ key: `drydock:${name}`, value: String(value) });
    all['describe-clusters.json'].clusters[0].tags = [tag('seed', 9), tag('next-container-instance', 7), tag('next-task', 40)];
    all['describe-container-instances.json'].containerInstances.forEach((one: Json, i: number) => {
      one.tags = [tag('ordinal', 4 - i), tag('nth', i)];
    });
    all['asg.json'].AutoScalingGroups[0].Instances.pop();
    all['asg.json'].AutoScalingGroups[0].Tags = [
      { Key: 'drydock:so-far', Value: '7' },
      { Key: 'drydock:last-scale-out', Value: '2026-11-26T02:59:00.000Z' },
    ];
    all['describe-tasks.json'].tasks.forEach((one: Json, i: number) => {
      one.tags = [tag('ordinal', 30 + i), tag('nth', i)];
    });
    const { scenario } = importedFiles(filesOf(all));
    expect(scenario.seed).toBe(9);
    expect(scenario.present.containerInstances.map(({ ec2InstanceId, ordinal, nth }: Json) => [ec2InstanceId, ordinal, nth])).toEqual([
      ['i-b', 3, 1],
      ['i-a', 4, 0],
    ]);
    expect(scenario.present.counters).toEqual({ containerInstances: 7, tasks: 40, autoScalingGroups: { workers: 7 } });
    expect(scenario.present.autoScalingGroups).toEqual([
      { capacityProvider: 'workers', desiredCapacity: 3, lastScaleOutAt: '2026-11-26T02:59:00Z' },
    ]);
    expect(scenario.present.tasks.map(({ ordinal }: Json) => ordinal)).toEqual([30, 31, 32]);
  });
});
