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

  it('[N.AZRB-1] goes on from a checkpoint between the start and the stop', () => {
    expect(predict(text(''), { savedAt: 620 }).facts).toEqual(predict(text('')).facts);
  });
});

describe('zones that base and weights keep uneven', () => {
  const text = (desiredCount: number, zones: string, weights: readonly [number, number], more: string) => `
name: both
duration: 10h
cluster: { availabilityZones: [${zones}], capacityProviders: [FARGATE, FARGATE_SPOT] }
taskDefinitions: [{ family: app, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [{ name: c, image: x }] }]
services:
  - serviceName: web
    taskDefinition: app
    desiredCount: ${desiredCount}
    capacityProviderStrategy: [{ capacityProvider: FARGATE, weight: ${weights[0]} }, { capacityProvider: FARGATE_SPOT, weight: ${weights[1]} }]
${more}`;

  // Each provider spreads its own two tasks over a and b. The third zone gets one of FARGATE; a or b, which have two each, gives one up.
  it('[N.AZRB-1] tasks on FARGATE and FARGATE_SPOT: one move makes their zones even', () => {
    const { tasks } = predict(text(4, 'us-east-1a, us-east-1b, us-east-1c', [1, 1], ''));
    expect(tasks).toHaveLength(5);
    expect(tasks.filter(({ stopping }) => stopping !== undefined).map(({ cause, task }) => [cause, task])).toEqual([['zoneRebalanced', 2]]);
  });

  // After the outage FARGATE_SPOT has four tasks in a, FARGATE one in b and again one too many of its own: no move helps.
  it('[N.AZRB-1] a move that changed nothing is not tried again and again', () => {
    const { tasks } = predict(
      text(5, 'us-east-1a, us-east-1b', [1, 4], 'faults: [{ type: zoneOutage, availabilityZone: us-east-1b, at: 6h, for: 1h }]'),
    );
    // Five, two in place of those lost at 6 h, one that went to b at 7 h, and one in vain.
    expect(tasks).toHaveLength(9);
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

  it('[N.AZRB-1] is not taken for one where all tasks are healthy: the service has shrunk', () => {
    expect(messagesOf(moving(2, '2026-11-26T02:50:00Z'))).toEqual([[0, 0, 'serviceScaledIn']]);
  });
});
