import { describe, expect, it } from 'vitest';
import { imported } from '../import/imported.js';
import { checked } from './checked.js';
import { predict } from './predict.js';

// Source: page service-rebalancing; API reference, CreateService, availabilityZoneRebalancing.

const text = (service: string, more = '') => `
name: zones
duration: 1h
cluster:
  availabilityZones: [us-east-1a, us-east-1b]
  containerInstances:
    - { instanceType: m5.large, count: 1, availabilityZones: [us-east-1a] }
    - { instanceType: m5.large, count: 1, availabilityZones: [us-east-1b] }
taskDefinitions: [{ family: app, containerDefinitions: [{ name: c, image: x, cpu: 64, memory: 64 }] }]
services: [{ serviceName: web, taskDefinition: app, desiredCount: 2, launchType: EC2${service} }]
faults: [{ at: 0s, type: drain, availabilityZone: us-east-1b, for: 10m }]
timings: { containerStart: 5s, imagePull: 0s, containerStop: 0s }
serviceScheduler: { reaction: 0s }
${more}`;

const isOn = (service: string, more?: string) => predict(text(service, more), { until: 0 }).setup.services[0]!.isRebalanced === true;

describe('availabilityZoneRebalancing of a new service', () => {
  it('[N.T-AZRB-a, N.AZRB-1] is ENABLED without the key where the service is eligible', () => {
    expect(isOn('')).toBe(true);
    expect(isOn(', deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 }')).toBe(false);
    expect(isOn(', placementStrategy: [{ type: binpack, field: memory }]')).toBe(false);
    const zoneFirst = '{ type: spread, field: "attribute:ecs.availability-zone" }, { type: binpack, field: memory }';
    expect(isOn(`, placementStrategy: [${zoneFirst}]`)).toBe(true);
    expect(isOn(', placementConstraints: [{ type: memberOf, expression: "attribute:ecs.availability-zone == us-east-1a" }]')).toBe(false);
    expect(isOn(', availabilityZoneRebalancing: DISABLED')).toBe(false);
  });

  it('[N.AZRB-1] is unknown to guide-2024, which refuses the key', () => {
    expect(isOn('', 'awsBehaviour: guide-2024')).toBe(false);
    const { errors } = checked(text(', availabilityZoneRebalancing: DISABLED', 'awsBehaviour: guide-2024'));
    expect(errors.map(({ path }) => path)).toEqual(['services.web.availabilityZoneRebalancing']);
  });

  // Zone b drains until 600 s, so both tasks run in zone a. At 600 s one starts in b, is RUNNING at 605 s and healthy at 645 s; then the
  // surplus one in a stops.
  it('[N.T-AZRB-a] two tasks in one of two zones become one each: first a start, then a stop', () => {
    const { tasks } = predict(text(''));
    expect(tasks.map(({ requested, running, instance, stopping, cause }) => [requested, running, instance, stopping, cause])).toEqual([
      [0, 5, 0, undefined, undefined],
      [0, 5, 0, 645, 'zoneRebalanced'],
      [600, 605, 1, undefined, undefined],
    ]);
  });

  // At 610 s the third task still waits for its health; the service wants four. The fourth one goes to b, and the zones are even.
  it('[A.NW-1, S.SVC-2] a service that grows in the middle of a move starts no task too many', () => {
    const grows = ', desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 2 }, { at: 610s, desiredCount: 4 }] }';
    const { tasks } = predict(text(grows));
    expect(tasks.map(({ requested, instance, stopping }) => [requested, instance, stopping])).toEqual([
      [0, 0, undefined],
      [0, 0, undefined],
      [600, 1, undefined],
      [610, 1, undefined],
    ]);
  });

  // A user stops a task at 590 s, which takes until 690 s; its replacement, in a too, is healthy at 635 s. Two tasks and the stopping one are the maximum
  // of three, so a task ahead of the others starts once that one is STOPPED.
  it('[A.NW-1, S.DEP-4] a move waits until a stopping task leaves room under the maximum', () => {
    const slow = ', deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 150 }';
    const stop = '{ at: 590s, type: stopTask, service: web }, { at: 0s, type: drain';
    const scenario = text(slow).replace('{ at: 0s, type: drain', stop).replace('containerStop: 0s', 'containerStop: 100s');
    const { tasks } = predict(scenario.replace('memory: 64 }', 'memory: 64, stopTimeout: 120 }'));
    expect(tasks.map(({ requested }) => requested)).toEqual([0, 0, 590, 690]);
  });

  // At 610 s the third task is not healthy yet. The move is over: none is left at 0, and one at 1.
  it('[A.NW-1] a service that shrinks in the middle of a move keeps no task too many', () => {
    const stopsAt610 = (count: number) => {
      const shrinks = `, desiredCountSchedule: { entries: [{ at: 0s, desiredCount: 2 }, { at: 610s, desiredCount: ${count} }] }`;
      return predict(text(shrinks)).tasks.filter(({ stopping, cause }) => stopping === 610 && cause === 'serviceScaledIn').length;
    };
    expect([stopsAt610(0), stopsAt610(1)]).toEqual([3, 2]);
  });

  it('[N.AZRB-1] goes on from a checkpoint between the start and the stop', () => {
    expect(predict(text(''), { savedAt: 620 }).facts).toEqual(predict(text('')).facts);
  });
});

describe('zones of a service on FARGATE and FARGATE_SPOT', () => {
  const text = (desiredCount: number, strategy: readonly [string, string], more = '', zones = 'us-east-1a, us-east-1b') => `
name: both
duration: 10h
cluster: { availabilityZones: [${zones}], capacityProviders: [FARGATE, FARGATE_SPOT] }
taskDefinitions: [{ family: app, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [{ name: c, image: x }] }]
services:
  - serviceName: web
    taskDefinition: app
    desiredCount: ${desiredCount}
    capacityProviderStrategy: [{ capacityProvider: FARGATE, ${strategy[0]} }, { capacityProvider: FARGATE_SPOT, ${strategy[1]} }]
serviceScheduler: { reaction: 0s }
${more}`;
  const OUTAGE = 'faults: [{ type: zoneOutage, availabilityZone: us-east-1b, at: 6h, for: 1h }]';
  /** [provider, zone] of the tasks that are there at the end, sorted. */
  const left = (scenario: string) => {
    const { facts, tasks } = predict(scenario);
    const of = (name: string, task: number) => facts.find((fact) => fact.name === name && fact.args.task === task)!.args;
    const alive = tasks.filter(({ stopping }) => stopping === undefined);
    return alive.map(({ task }) => `${of('taskRequested', task).provider} ${'abc'[of('taskOnFargate', task).zone!]}`).sort();
  };
  // Each provider by itself takes a first, then b.
  it('[S.PLACE-15, N.AZRB-1] are even from the start where each provider has two tasks', () => {
    const four = text(4, ['weight: 1', 'weight: 1']);
    expect(left(four)).toEqual(['0 a', '0 b', '1 a', '1 b']);
    expect(predict(four).tasks).toHaveLength(4);
  });

  // Each provider by itself takes a: the base stays there, and the other one moves to b. It is lost at 6 h, starts again in a, and at 7 h
  // moves back: five tasks.
  it('[N.T-AZRB-a, A.NW-1] two tasks in one of two zones become one each', () => {
    const two = text(2, ['base: 1', 'weight: 1'], OUTAGE);
    expect(left(two)).toEqual(['0 a', '1 b']);
    expect(predict(two).tasks).toHaveLength(5);
  });

  // One in a and four, by turns in b and a. Two are lost, start again in a, and then two of the four move: one to four remains.
  it('[A.NW-1, S.CPS-5] start where there are fewest and stop where there are most, and keep base and weights', () => {
    const five = text(5, ['weight: 1', 'weight: 4'], OUTAGE);
    expect(left(five)).toEqual(['0 a', '1 a', '1 a', '1 b', '1 b']);
    expect(predict(five).tasks).toHaveLength(9);
  });

  // As above. The first move begins at 7 h, 25200 s, and ends within 70 s. The second one cannot start its task before 25530 s.
  it('[A.NW-1] try a move again whose task could not start', () => {
    const held = OUTAGE.replace(']', ', { type: controlPlane, actions: [startTask], at: 25230s, for: 5m }]');
    const five = text(5, ['weight: 1', 'weight: 4'], held);
    expect(left(five)).toEqual(['0 a', '1 a', '1 a', '1 b', '1 b']);
    expect(predict(five).tasks.at(-1)!.requested).toBe(25530);
  });

  // As above, but the service began with FARGATE alone, with three tasks in a: of the five of the deployment at 1 h three begin in b. They are
  // lost and start again, and two move.
  it('[A.NW-1, S.CPS-5] move one after the other by the strategy of the deployment', () => {
    const both = '[{ capacityProvider: FARGATE, weight: 1 }, { capacityProvider: FARGATE_SPOT, weight: 4 }]';
    const five = text(5, ['weight: 1', 'weight: 1'], OUTAGE).replace(/capacityProviderStrategy: .*/, (was) => {
      const alone = was.replace(/, \{ capacityProvider: FARGATE_SPOT.*\}/, '');
      return `${alone}\n    deployments: [{ at: 1h, capacityProviderStrategy: ${both} }]`;
    });
    const requests = predict(five).tasks.map(({ requested }) => requested);
    expect(requests).toHaveLength(15);
    expect(requests.at(-1)).toBeGreaterThan(requests.at(-2)!);
    expect(requests.at(-2)).toBe(25200);
    expect(left(five)).toEqual(['0 a', '1 a', '1 a', '1 b', '1 b']);
  });

  // c fails from 6 to 9 h, b from 7 to 8 h: 2 2 2, 3 3 0, 6 0 0, by moves 3 3 0, and when c is back 2 2 2.
  it('[N.AZRB-1] are evened out when a zone comes back, although the last move had left nothing to do', () => {
    const zone = (name: string, at: string, for_: string) =>
      `{ type: zoneOutage, availabilityZone: us-east-1${name}, at: ${at}, for: ${for_} }`;
    const faults = `faults: [${zone('c', '6h', '3h')}, ${zone('b', '7h', '1h')}]`;
    expect(left(text(6, ['weight: 1', 'weight: 0'], faults, 'us-east-1a, us-east-1b, us-east-1c'))).toEqual(
      [...'aabbcc'].map((name) => `0 ${name}`),
    );
  });
});

describe('zones that base and weights keep uneven on instances', () => {
  // The first group, in a, has three of four tasks. The weights give a fifth one to the second group, in b. With five tasks it is the second
  // group that has most for its weight: the new task goes again.
  it('[N.AZRB-1] a move that changed nothing is not tried again and again', () => {
    const group = (name: string, zones: string) =>
      `{ name: ${name}, autoScalingGroup: { instanceTypes: [m5.large], minSize: 2, maxSize: 2, availabilityZones: [${zones}] } }`;
    const { tasks } = predict(`
name: weighted
duration: 10h
cluster: { availabilityZones: [us-east-1a, us-east-1b], capacityProviders: [${group('one', 'us-east-1a')}, ${group('two', 'us-east-1b')}] }
taskDefinitions: [{ family: app, networkMode: bridge, containerDefinitions: [{ name: c, image: x, cpu: 64, memory: 64 }] }]
services:
  - serviceName: web
    taskDefinition: app
    desiredCount: 4
    capacityProviderStrategy: [{ capacityProvider: one, weight: 2 }, { capacityProvider: two, weight: 1 }]
waiting: { stopShares: kept }
`);
    expect(tasks.map(({ cause }) => cause)).toEqual([...Array(4).fill(undefined), 'zoneRebalanced']);
  });
});

describe('availabilityZoneRebalancing of an imported service', () => {
  const definition = {
    family: 'web',
    revision: 1,
    status: 'ACTIVE',
    containerDefinitions: [{ name: 'c', image: 'x', cpu: 64, memory: 64 }],
  };
  const service = { serviceName: 'web', serviceArn: 'arn:aws:ecs:us-east-1:123456789012:service/c/web', status: 'ACTIVE', desiredCount: 1 };
  const answer = (over: object) =>
    imported({ services: [{ ...service, taskDefinition: 'web:1', launchType: 'EC2', ...over }], taskDefinitions: [definition] });

  it('[N.AZRB-2] is what DescribeServices shows, and DISABLED where it shows none', () => {
    expect(answer({}).scenario.services[0].availabilityZoneRebalancing).toBe('DISABLED');
    expect(answer({ availabilityZoneRebalancing: 'ENABLED' }).scenario.services[0].availabilityZoneRebalancing).toBe('ENABLED');
  });

  it('[N.AZRB-2] is ENABLED for a resource of a template without the key, which the list of assumptions names', () => {
    const { scenario, assumed } = imported(`
Resources:
  Web:
    Type: AWS::ECS::Service
    Properties: { ServiceName: web, TaskDefinition: !Ref Definition, DesiredCount: 2, LaunchType: EC2 }
  Definition:
    Type: AWS::ECS::TaskDefinition
    Properties: { Family: web, ContainerDefinitions: [{ Name: c, Image: x, Cpu: 64, Memory: 64 }] }
`);
    expect(scenario.services[0].availabilityZoneRebalancing).toBeUndefined();
    expect(assumed.join()).toContain('its Availability Zone rebalancing is ENABLED');
  });
});

/** Three tasks of a service that wants two: two old ones in zone a, and one in b that runs for 25 s. */
const moving = (desiredCount: number, startedAt = '2026-11-26T02:59:35Z') => `
name: moving
duration: 30m
startsAt: 2026-11-26T03:00:00Z
timings: { imagePull: 0s, containerStart: 5s, containerStop: 0s }
serviceScheduler: { reaction: 0s }
cluster:
  availabilityZones: [us-east-1a, us-east-1b]
  capacityProviders: [{ name: p, autoScalingGroup: { instanceTypes: [m5.large], minSize: 2, maxSize: 2 } }]
taskDefinitions: [{ family: app, revision: 1, networkMode: bridge, containerDefinitions: [{ name: c, image: x, cpu: 64, memory: 64 }] }]
services: [{ serviceName: web, taskDefinition: app, desiredCount: ${desiredCount}, capacityProviderStrategy: [{ capacityProvider: p, weight: 1 }] }]
present:
  at: 2026-11-26T03:00:00Z
  containerInstances:
    - { ec2InstanceId: i-0a, capacityProvider: p, instanceType: m5.large, availabilityZone: us-east-1a, launchTime: 2026-11-25T18:00:00Z }
    - { ec2InstanceId: i-0b, capacityProvider: p, instanceType: m5.large, availabilityZone: us-east-1b, launchTime: 2026-11-25T18:00:00Z }
  tasks:
    - { id: t1, taskDefinition: "app:1", group: "service:web", containerInstance: i-0a, capacityProvider: p, lastStatus: RUNNING, startedAt: 2026-11-26T01:00:00Z }
    - { id: t2, taskDefinition: "app:1", group: "service:web", containerInstance: i-0a, capacityProvider: p, lastStatus: RUNNING, startedAt: 2026-11-26T01:00:01Z }
    - { id: t3, taskDefinition: "app:1", group: "service:web", containerInstance: i-0b, capacityProvider: p, lastStatus: RUNNING, startedAt: ${startedAt} }
`;

describe('a cluster recorded in the middle of a move between zones', () => {
  const messagesOf = (text: string) =>
    predict(text).tasks.flatMap(({ stopping, instance, cause }) => (stopping === undefined ? [] : [[stopping, instance, cause]]));

  // The new task is healthy 40 s after RUNNING, 15 s after the snapshot: only then does one of zone a stop.
  it('[N.AZRB-1] goes on with it', () => {
    expect(messagesOf(moving(2))).toEqual([[15, 0, 'zoneRebalanced']]);
  });

  it('[N.AZRB-1] differs from one where all tasks are healthy: the service has shrunk', () => {
    expect(messagesOf(moving(2, '2026-11-26T02:50:00Z'))).toEqual([[0, 0, 'serviceScaledIn']]);
  });
});
