import { describe, expect, it } from 'vitest';
import { predict } from './predict.js';

// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html (capacityProviderStrategy, launchType). AWS does not say which
// tasks go first: it is the reading of docs/model/services.md.

const PLACES = {
  first: 'containerInstance: i-1, capacityProvider: first',
  second: 'containerInstance: i-2, capacityProvider: second',
  none: 'containerInstance: i-1',
  fargate: 'launchType: FARGATE, capacityProvider: FARGATE, availabilityZone: us-east-1a',
  fargateB: 'launchType: FARGATE, capacityProvider: FARGATE, availabilityZone: us-east-1b',
  spot: 'launchType: FARGATE, capacityProvider: FARGATE_SPOT, availabilityZone: us-east-1a',
} as const;
type Place = keyof typeof PLACES;

/** A service that wants one task, and present tasks, the oldest first. */
const text = (capacity: string, places: readonly Place[]) => `name: elsewhere
duration: 1h
startsAt: 2026-11-26T03:00:00Z
cluster:
  availabilityZones: [us-east-1a, us-east-1b]
  capacityProviders:
    - { name: first, autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 2 } }
    - { name: second, autoScalingGroup: { instanceTypes: [m5.large], minSize: 1, maxSize: 2 } }
    - FARGATE
    - FARGATE_SPOT
taskDefinitions:
  - { family: web, networkMode: awsvpc, cpu: "256", memory: "512", containerDefinitions: [{ name: web, image: web }] }
services:
  - { serviceName: web, taskDefinition: web, desiredCount: 1, ${capacity} }
waiting: { stopShares: kept }
present:
  at: 2026-11-26T03:00:00Z
  containerInstances:
    - { ec2InstanceId: i-1, capacityProvider: first, instanceType: m5.large, availabilityZone: us-east-1a, launchTime: 2026-11-25T18:00:00Z }
    - { ec2InstanceId: i-2, capacityProvider: second, instanceType: m5.large, availabilityZone: us-east-1a, launchTime: 2026-11-25T18:00:00Z }
  tasks:
${places.map((place, i) => `    - { id: t${i}, taskDefinition: "web:1", group: "service:web", ${PLACES[place]}, startedAt: 2026-11-26T01:00:00Z }`).join('\n')}
`;

const strategy = (...names: readonly string[]) =>
  `capacityProviderStrategy: [${names.map((name) => `{ capacityProvider: ${name}, weight: 1 }`).join(', ')}]`;

describe('a service that shrinks and has present tasks where it starts none any more', () => {
  it.each<[string, string, readonly Place[], number]>([
    ['FARGATE, zones even', strategy('FARGATE_SPOT'), ['fargate', 'fargateB', 'fargateB'], 0],
    ['FARGATE, before those on FARGATE_SPOT', strategy('FARGATE_SPOT'), ['spot', 'fargate', 'fargate'], 0],
    ['another group', strategy('first'), ['first', 'second', 'second'], 0],
    ['no capacity provider', strategy('first', 'second'), ['none', 'first', 'second'], 1],
    ['instances', strategy('FARGATE'), ['first', 'fargate', 'none'], 1],
    ['FARGATE, as a service on a group', strategy('first'), ['fargate', 'first', 'first', 'spot'], 1],
    ['FARGATE, with launch type EC2', 'launchType: EC2', ['fargate', 'fargateB'], 0],
  ])('[S.CPS-5, C.CAP-09] stops those first: %s', (_, capacity, places, left) => {
    const { tasks } = predict(text(capacity, places));
    expect(tasks).toHaveLength(places.length);
    expect(tasks.flatMap(({ task, stopping }) => (stopping === undefined ? [task] : []))).toEqual([left]);
  });
});
