import { describe, expect, it } from 'vitest';
import { checked } from './checked.js';
import { predict } from './predict.js';

// Source: page service_definition_parameters, schedulingStrategy; aws/containers-roadmap 692 has the words of the refusal.

const CLUSTER = `
name: daemons
duration: 1h
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - { name: a, autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 1 } }
    - { name: b, autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 1 } }
taskDefinitions: [{ family: agent, containerDefinitions: [{ name: c, image: x, cpu: 64, memory: 64 }] }]
timings: { instanceBoot: 60s, containerStart: 5s, imagePull: 0s }
`;

// CreateService (aws/containers-roadmap 692): "Specifying a capacity provider strategy is not supported when you create a service using the
// DAEMON scheduling strategy."
describe('a DAEMON service with a capacity provider strategy', () => {
  const daemon = (rest: string) =>
    `${CLUSTER}services: [{ serviceName: agent, schedulingStrategy: DAEMON, taskDefinition: agent, ${rest} }]`;

  it('is refused, with one message at the key', () => {
    const { errors } = checked(daemon('capacityProviderStrategy: [{ capacityProvider: a, weight: 1 }]'));
    expect(errors.map(({ path, message }) => [path, message])).toEqual([
      ['services.agent.capacityProviderStrategy', expect.stringMatching(/^is not possible for a DAEMON service/)],
    ]);
  });

  it('is taken with launchType EC2, and without either, and runs on the instances of both providers', () => {
    for (const rest of ['launchType: EC2', 'minimum: 0']) {
      const text = daemon(rest).replace(', minimum: 0', '');
      expect(checked(text)).toEqual({ errors: [], warnings: [] });
      expect(predict(text).tasks.map(({ instance, running }) => [instance, running])).toEqual([
        [0, 5],
        [1, 5],
      ]);
    }
  });

  it('is warned of where the cluster has a default strategy, for which AWS took it for one with a strategy', () => {
    const text = daemon('minimum: 0')
      .replace(', minimum: 0', '')
      .replace('taskDefinitions:', '  defaultCapacityProviderStrategy: [{ capacityProvider: a, weight: 1 }]\ntaskDefinitions:');
    expect(checked(text).warnings.map(({ message }) => message)).toEqual([expect.stringMatching(/Write launchType: EC2/)]);
    expect(checked(text.replace('DAEMON,', 'DAEMON, launchType: EC2,'))).toEqual({ errors: [], warnings: [] });
    expect(predict(text).tasks.map(({ instance }) => instance)).toEqual([0, 1]);
  });
});

describe('a DAEMON service that is created during the run', () => {
  const created = (rest = '') =>
    `${CLUSTER}services: [{ serviceName: agent, schedulingStrategy: DAEMON, launchType: EC2, taskDefinition: agent, createdAt: 10m${rest} }]`;

  it('starts its tasks on both instances at that time, and none before', () => {
    expect(predict(created()).tasks.map(({ requested, running, instance }) => [requested, running, instance])).toEqual([
      [600, 605, 0],
      [600, 605, 1],
    ]);
  });

  // Healthy 40 s after RUNNING: 605 + 40.
  it('begins its first deployment then', () => {
    const facts = predict(created(', deploymentConfiguration: { deploymentCircuitBreaker: { enable: true } }')).of('deploymentChanged');
    expect(facts.map(({ at, args }) => [at, args.rollout])).toEqual([
      [600, 1],
      [645, 2],
    ]);
  });

  it('goes on from a checkpoint before and after that time', () => {
    const whole = predict(created()).facts;
    for (const savedAt of [300, 900]) expect(predict(created(), { savedAt }).facts).toEqual(whole);
  });

  it('takes no deployment before that time', () => {
    expect(checked(created(', deployments: [{ at: 5m }]')).errors.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^5m does not come after/),
    ]);
  });
});

describe('a REPLICA service that is created during the run', () => {
  const created = (rest = '') =>
    `${CLUSTER}services: [{ serviceName: web, launchType: EC2, taskDefinition: agent, createdAt: 10m, desiredCount: 2${rest} }]`;
  const WATCHED = ', deploymentConfiguration: { deploymentCircuitBreaker: { enable: true } }';

  it('starts its tasks at that time, and none before', () => {
    expect(predict(created()).tasks.map(({ requested, running }) => [requested, running])).toEqual([
      [600, 605],
      [600, 605],
    ]);
    expect(
      predict(created())
        .of('serviceDesired')
        .map(({ at, args }) => [at, args.count]),
    ).toEqual([[600, 2]]);
  });

  // Healthy 40 s after RUNNING: 605 + 40.
  it('begins its first deployment then', () => {
    const facts = predict(created(WATCHED)).of('deploymentChanged');
    expect(facts.map(({ at, args }) => [at, args.rollout])).toEqual([
      [600, 1],
      [645, 2],
    ]);
  });

  it('goes on from a checkpoint before and after that time', () => {
    const whole = predict(created(WATCHED)).facts;
    for (const savedAt of [300, 900]) expect(predict(created(WATCHED), { savedAt }).facts).toEqual(whole);
  });

  it('has no desired count before that time, and none that repeats', () => {
    const mistakesIn = (schedule: string) => checked(created(`, desiredCountSchedule: ${schedule}`)).errors.map(({ message }) => message);
    expect(mistakesIn('{ entries: [{ at: 5m, desiredCount: 1 }] }')).toEqual(['5m is before the service is created, at 10m']);
    expect(mistakesIn('{ every: 24h, entries: [{ at: 20m, desiredCount: 1 }] }')).toEqual([expect.stringMatching(/^is not possible/)]);
    expect(mistakesIn('{ entries: [{ at: 20m, desiredCount: 1 }] }')).toEqual([]);
  });
});

const LATE = `
name: room-for-a-daemon-to-come
duration: 40m
cluster:
  availabilityZones: [us-east-1a]
  capacityProviders:
    - name: workers
      autoScalingGroupProvider: { managedScaling: { status: ENABLED, targetCapacity: 100, instanceWarmupPeriod: 300 }, managedTerminationProtection: ENABLED, managedDraining: DISABLED }
      autoScalingGroup: { instanceTypes: [own], minSize: 0, maxSize: 20 }
taskDefinitions:
  - { family: agent, containerDefinitions: [{ name: c, image: x, cpu: 1024, memory: 64 }] }
  - { family: app, containerDefinitions: [{ name: c, image: x, cpu: 512, memory: 64 }] }
services: [{ serviceName: agent, schedulingStrategy: DAEMON, taskDefinition: agent, launchType: EC2, createdAt: 15m }]
workloads:
  - { name: app, taskDefinition: app, count: 12, capacityProviderStrategy: [{ capacityProvider: workers, weight: 1 }], arrivals: { type: schedule, at: [5m30s, 20m30s] }, runTime: 1m }
instanceTypes: [{ name: own, cpuUnits: 2048, memoryMib: 8000, usdPerHour: 0.1 }]
timings: { instanceBoot: 90s, containerStart: 5s, eniAttach: 0s, imagePull: 0s, containerStop: 0s, eniDetach: 0s }
`;

describe('room that a daemon will take on a new instance', () => {
  // Before the daemon exists: 2048 / 512 = 4 tasks an instance, 12 need 3. With it: (2048 - 1024) / 512 = 2, so 12 need 6.
  it('is none before the daemon service is created', () => {
    const measured = predict(LATE).of('capacityMeasured');
    const mostIn = (from: number, until: number) =>
      Math.max(...measured.filter(({ at }) => from <= at && at < until).map(({ args }) => args.needed!));
    expect([mostIn(0, 900), mostIn(900, 2400)]).toEqual([3, 6]);
  });
});

it('[S.PROT-1] a protected daemon ends with its instance, and its protection with it', () => {
  const faults = '[{ at: 2m, type: taskProtection, tasks: [0] }, { at: 3m, type: terminate, containerInstances: [0] }]';
  const { of, simulation } = predict(
    `${CLUSTER}services: [{ serviceName: agent, schedulingStrategy: DAEMON, taskDefinition: agent, launchType: EC2 }]\nfaults: ${faults}\n`,
  );
  expect(of('taskProtected').map(({ at, args }) => [at, args.task])).toEqual([[120, 0]]);
  expect(of('taskStopped').map(({ at, args }) => [at, args.task])).toEqual([[180, 0]]);
  expect(simulation.world.protectedTasks.save()).toEqual([]);
});
