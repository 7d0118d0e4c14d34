import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { RolloutState } from '../../src/services/service-states.js';
import { TaskState } from '../../src/services/task-states.js';
import { load } from './scenarios.js';

const AT = '2026-11-26T03:00:00Z';

function definition(revision: number, container: object = {}) {
  return {
    family: 'web',
    revision,
    containerDefinitions: [{ name: 'web', image: `nginx:${revision}`, cpu: 256, memory: 512, ...container }],
  };
}

const INSTANCE = { ec2InstanceId: 'i-0a', capacityProvider: 'workers', instanceType: 'm5.large', availabilityZone: 'us-east-1a' };
const TASK = { id: 't', taskDefinition: 'web:3', group: 'service:web', containerInstance: 'i-0a', capacityProvider: 'workers' };

function scenario(present: object, parts: object = {}) {
  return {
    name: 'here',
    duration: '1h',
    startsAt: AT,
    cluster: {
      capacityProviders: [
        {
          name: 'workers',
          autoScalingGroupProvider: { managedScaling: { status: 'ENABLED', targetCapacity: 90 } },
          autoScalingGroup: { instanceTypes: ['m5.large'], minSize: 0, maxSize: 9 },
        },
      ],
      defaultCapacityProviderStrategy: [{ capacityProvider: 'workers', weight: 1 }],
    },
    taskDefinitions: [definition(3), definition(4)],
    services: [{ serviceName: 'web', taskDefinition: 'web:4', desiredCount: 2 }],
    workloads: [{ name: 'jobs', taskDefinition: 'web:3', arrivals: { type: 'poisson', rate: '1/h' }, runTime: '10m' }],
    present,
    ...parts,
  };
}

const read = (present: object, parts: object = {}) => load(stringify(scenario(present, parts)));
const messages = (present: object, parts: object = {}) =>
  read(present, parts).errors?.map(({ path, message }) => `${path}: ${message}`) ?? [];
const presentOf = (present: object) => read(present).setup!.present!;

describe('a present state', () => {
  it('is in order of time, and its times are before the run', () => {
    const young = { ...INSTANCE, ec2InstanceId: 'i-0b', launchTime: '2026-11-26T02:59:30.250Z', status: 'REGISTERING' };
    const { instances, nextInstance } = presentOf({
      containerInstances: [young, { ...INSTANCE, launchTime: '2026-11-26T03:00:00+01:00' }],
    });
    expect(
      instances.map(({ ec2InstanceId, ordinal, launchedMs, registeredMs }) => [ec2InstanceId, ordinal, launchedMs, registeredMs]),
    ).toEqual([
      ['i-0a', 0, -3_600_000, -3_600_000],
      ['i-0b', 1, -29_750, null],
    ]);
    expect(nextInstance).toBe(2);
  });

  it('of another moment is taken for that of time 0, ages included, with a warning', () => {
    const present = { at: '2026-11-26T05:00:00Z', containerInstances: [{ ...INSTANCE, launchTime: '2026-11-26T04:00:00Z' }] };
    expect(presentOf(present).instances[0]!.launchedMs).toBe(-3_600_000);
    expect(read(present).warnings!.map(({ path, message }) => `${path}: ${message}`)).toContain(
      'present.at: the state is of 2026-11-26T05:00:00Z, and the run begins at 2026-11-26T03:00:00Z: it uses the state as if it were of that time, ages included',
    );
  });

  it('that the scenario would not begin with now is kept, with a warning', () => {
    const [workers] = scenario({}).cluster.capacityProviders;
    const spotOnly = { instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0 } };
    const here = { containerInstances: [INSTANCE, { ...INSTANCE, ec2InstanceId: 'i-0b' }], tasks: [TASK] };
    const warnings = (parts: object) => (read(here, parts).warnings ?? []).map(({ path, message }) => `${path}: ${message.split(':')[0]}`);
    const withGroup = (group: object) => ({
      cluster: { capacityProviders: [{ ...workers, autoScalingGroup: { ...workers!.autoScalingGroup, ...group } }, 'FARGATE'] },
    });
    expect(warnings({})).toEqual([]);
    const other = 'present.containerInstances: all 2 instances of workers are m5.large On-Demand, which its group does not launch any more';
    expect(warnings(withGroup({ instanceTypes: ['m6i.large'] }))).toContain(other);
    expect(warnings(withGroup({ mixedInstancesPolicy: spotOnly }))).toContain(other);
    const onFargate = {
      ...withGroup({}),
      taskDefinitions: [3, 4].map((revision) => ({ ...definition(revision), networkMode: 'awsvpc', cpu: '256', memory: '512' })),
      services: [{ ...scenario({}).services[0], capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }] }],
    };
    expect(warnings(onFargate)).toContain(
      'present.tasks: the only task of web runs on workers, and the service starts tasks on FARGATE alone',
    );
  });

  it('takes tasks of another task definition for a deployment that is under way', () => {
    const { services, tasks } = presentOf({
      containerInstances: [INSTANCE],
      tasks: [TASK, { ...TASK, id: 'u', taskDefinition: 'web:4', lastStatus: 'PENDING' }],
    });
    expect(services[0]!.deployments.map(({ revision, rollout }) => [revision, rollout])).toEqual([
      [0, RolloutState.COMPLETED],
      [1, RolloutState.IN_PROGRESS],
    ]);
    expect(tasks.map(({ revision, state }) => [revision, state])).toEqual([
      [0, TaskState.RUNNING],
      [1, TaskState.PENDING],
    ]);
  });

  it('keeps what a group has and launches no more beside what it launches', () => {
    const { capacityProviders, instanceTypes } = read({ containerInstances: [{ ...INSTANCE, instanceType: 'c5.large' }] }).setup!;
    const [{ instanceTypes: all, startTypes, initialSize } = {} as never] = capacityProviders;
    expect(all!.map((type) => instanceTypes[type]!.name)).toEqual(['m5.large', 'c5.large']);
    expect(startTypes!.map((type) => instanceTypes[type]!.name)).toEqual(['m5.large']);
    expect(initialSize).toBe(1);
  });

  it('has the number of consecutive points of each alarm', () => {
    const { groups } = presentOf({ metrics: { CapacityProviderReservation: { workers: [100, 80, 70] } } });
    expect(groups[0]!.scaler).toMatchObject({ lowPoints: 2, highPoints: 0 });
  });

  it('loads from a file, whose mistakes have their place there', () => {
    const files = { 'present.json': JSON.stringify({ containerInstances: [{ ...INSTANCE, instanceType: 'm5.huge' }] }) };
    const { errors } = load(stringify(scenario({ file: 'present.json' })), { read: (path) => files[path as never] });
    expect(errors).toMatchObject([{ file: 'present.json', path: 'present.containerInstances.i-0a.instanceType' }]);
    expect(load(stringify(scenario({ file: 'gone.json' })), { read: () => undefined }).errors).toMatchObject([
      { path: 'present.file', message: 'the file "gone.json" cannot be read' },
    ]);
  });

  it('loads again from what a run writes down', () => {
    const first = read({ containerInstances: [INSTANCE], tasks: [TASK] });
    if (first.errors !== undefined) throw new Error('it is lawful');
    expect(load(stringify(first.scenario)).setup).toEqual(first.setup);
  });
});

describe('mistakes in a present state', () => {
  it('are reported all at once, with the arithmetic', () => {
    const full = { containerInstances: [INSTANCE], tasks: Array.from({ length: 9 }, (_, i) => ({ ...TASK, id: `t${i}` })) };
    expect(messages(full)).toEqual(['present.containerInstances.i-0a: i-0a holds 9 × 256 (web:3) = 2304 CPU units: a m5.large has 2048']);
    expect(messages({ containerInstances: [{ ...INSTANCE, remainingResources: { cpu: 2048, eni: 2 } }], tasks: [TASK] })).toEqual([
      'present.containerInstances.i-0a.remainingResources.cpu: 2048 does not add up: 2048 of a m5.large, less 1 × 256 (web:3) leave 1792',
    ]);
  });

  it('name ports that two tasks hold, and those that do not add up', () => {
    const taskDefinitions = [definition(3, { portMappings: [{ containerPort: 80, hostPort: 8080 }] }), definition(4)];
    const tasks = [TASK, { ...TASK, id: 'u' }];
    expect(messages({ containerInstances: [INSTANCE], tasks }, { taskDefinitions })).toEqual([
      'present.containerInstances.i-0a: i-0a holds 2 users of the host port tcp/8080: there is one',
    ]);
    const remainingResources = { ports: ['tcp/22', 'tcp/9090'] };
    expect(messages({ containerInstances: [{ ...INSTANCE, remainingResources }], tasks: [TASK] }, { taskDefinitions })).toEqual([
      'present.containerInstances.i-0a.remainingResources.ports: tcp/9090 do not add up: its tasks hold tcp/8080',
    ]);
  });

  it.each([
    [{ containerInstances: [INSTANCE, INSTANCE] }, '"i-0a" is that of containerInstances[0] already'],
    [
      { containerInstances: [{ ...INSTANCE, instanceType: 'x9.huge' }] },
      'there is no instance type "x9.huge"; define it under instanceTypes',
    ],
    [{ containerInstances: [{ ...INSTANCE, capacityProvider: 'worker' }] }, 'there is no capacity provider "worker"'],
    [{ containerInstances: [{ ...INSTANCE, availabilityZone: 'us-east-1z' }] }, 'is not a zone of workers'],
    [{ containerInstances: [{ ...INSTANCE, launchTime: '2026-11-26T03:00:01Z' }] }, 'is after the run begins'],
    [{ containerInstances: [{ ...INSTANCE, lifecycle: 'spot' }] }, 'is spot, and workers buys none'],
    [
      {
        containerInstances: [
          { ...INSTANCE, ordinal: 3 },
          { ...INSTANCE, ec2InstanceId: 'i-0b' },
        ],
      },
      'all have it, or none',
    ],
    [{ tasks: [TASK] }, 'there is no "i-0a" under present.containerInstances'],
    [{ tasks: [{ ...TASK, containerInstance: undefined }] }, 'is RUNNING and nowhere'],
    [{ containerInstances: [INSTANCE], tasks: [{ ...TASK, group: 'service:api' }] }, 'there is no service "api"'],
    [{ containerInstances: [INSTANCE], tasks: [{ ...TASK, taskDefinition: 'web:5' }] }, 'there is no task definition "web:5"'],
    [{ containerInstances: [INSTANCE], tasks: [{ ...TASK, group: 'family:web', taskDefinition: 'web:4' }] }, 'is that of no workload'],
    [
      { containerInstances: [INSTANCE], tasks: [{ ...TASK, capacityProvider: undefined, launchType: 'FARGATE' }] },
      'the cluster does not have it',
    ],
    [{ at: '2026-11-26T01:00:00Z', containerInstances: [INSTANCE], tasks: [{ ...TASK, createdAt: AT }] }, 'is after 2026-11-26T01:00:00Z'],
    [{ autoScalingGroups: [{ capacityProvider: 'workers', desiredCapacity: 10 }] }, 'is not within minSize 0 and maxSize 9'],
    [{ services: [{ serviceName: 'web', deployments: [{ taskDefinition: 'web:3', status: 'PRIMARY' }] }] }, 'is PRIMARY, and the service'],
    [{ services: [{ serviceName: 'web', deployments: [{ taskDefinition: 'web:3', status: 'ACTIVE' }] }] }, 'has 0 PRIMARY deployments'],
  ])('are reported with the remedy: %j', (present, message) => {
    expect(messages(present).join('\n')).toContain(message);
  });
});
